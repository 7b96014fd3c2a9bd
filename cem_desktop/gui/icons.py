"""Icons by meaning, coloured from the tokens.

Before unlock: a few drawings of our own (``resources/icons``), which cost nothing to load.
After unlock: Phosphor through qtawesome, of which only the one font is loaded; importing it takes
0.1-0.4 s, so it happens while the store is being opened (``warm_up``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QByteArray, QRectF, Qt

from cem_desktop import paths

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon, QPixmap

# What an icon means -> its Phosphor name. A test asks the font for each.
PHOSPHOR: Final = {
    "home": "house",
    "cases": "folders",
    "case": "folder-simple",
    "ficha": "clipboard-text",
    "sync": "arrows-clockwise",
    "road": "path",
    "letters": "envelope-simple",
    "network": "cloud-arrow-up",
    "offices": "buildings",
    "statistics": "chart-bar",
    "preferences": "gear-six",
    "help": "question",
    "lock": "lock-simple",
    "lock_open": "lock-simple-open",
    "identity": "identification-card",
    "switch": "swap",
    "add": "plus",
    "search": "magnifying-glass",
    "back": "arrow-left",
    "forward": "arrow-right",
    "print": "printer",
    "history": "clock-counter-clockwise",
    "timeline": "list-bullets",
    "admission": "hand-waving",
    "psychology": "brain",
    "social": "house-line",
    "legal": "scales",
    "coordination": "users-three",
    "promotion": "megaphone",
    "conflict": "git-merge",
    "info": "info",
    "good": "check-circle",
    "warn": "warning",
    "danger": "warning-circle",
    "done": "check-circle",
    "doing": "circle-half",
    "to_do": "circle",
    "to_mend": "warning-circle",
    "export": "export",
    "import": "download-simple",
    "receipt": "receipt",
    "enrol": "handshake",
    "stick": "hard-drive",
    "save": "floppy-disk",
    "delete": "trash",
    "edit": "pencil-simple",
    "copy": "copy",
    "view": "eye",
    "key": "key",
    "recovery": "lifebuoy",
    "calendar": "calendar-blank",
    "file_pdf": "file-pdf",
    "file_table": "table",
    "close": "x",
    "up": "caret-up",
    "down": "caret-down",
    "next": "caret-right",
    "shield": "shield-check",
    "child": "baby",
    "laptop": "laptop",
    "language": "translate",
    "phone": "phone",
    "paper": "paperclip",
    "guide": "book-open",
}
# Drawn by us, for the pages before unlock.
OWN: Final = (
    "lock",
    "key",
    "back",
    "info",
    "warn",
    "danger",
    "good",
    "office",
    "laptop",
    "headquarters",
)
_FONT: Final = ("ph", "phosphor-1.3.0.ttf", "phosphor-charmap-1.3.0.json")
_loaded: dict[str, Any] = {}


def warm_up() -> None:
    """Import qtawesome, off the GUI thread; harmless when it is imported already."""
    import qtawesome  # noqa: F401


def icon(meaning: str, colour: str, checked_colour: str | None = None) -> QIcon:
    """Return the Phosphor icon for ``meaning``; only after unlock.

    Args:
        meaning: A key of ``PHOSPHOR``.
        colour: ``#RRGGBB`` from the tokens.
        checked_colour: The colour in a checked button, where it differs.

    In a button that cannot be pressed it is as weak as the words beside it.
    """
    name = f"ph.{PHOSPHOR[meaning]}"
    options = {"color": colour, "color_on": checked_colour or colour, "color_disabled": _weak()}
    made: QIcon = _font().icon(name, **options)
    return made


def pixmap(meaning: str, colour: str, size: int) -> QPixmap:
    """Return the icon for a label; ``size`` in pixels."""
    return icon(meaning, colour).pixmap(size, size)


def own_pixmap(name: str, colour: str, size: int, ratio: float = 1.0) -> QPixmap:
    """Draw one of our own icons (``OWN``) in ``colour``; usable before unlock."""
    # Naming these classes takes PySide 20 ms and more; the first page need not wait for that.
    from PySide6.QtGui import QPainter, QPixmap
    from PySide6.QtSvg import QSvgRenderer

    source = (paths.resources() / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    renderer = QSvgRenderer(QByteArray(source.replace("currentColor", colour).encode()))
    drawn = QPixmap(round(size * ratio), round(size * ratio))
    drawn.setDevicePixelRatio(ratio)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return drawn


def known_phosphor_names() -> frozenset[str]:
    """Return the names that the shipped font has, for the test of ``PHOSPHOR``."""
    return frozenset(_font().charmap["ph"])


def _weak() -> str:
    """Return the colour of the words of a button that cannot be pressed."""
    from PySide6.QtGui import QGuiApplication, QPalette

    palette = QGuiApplication.palette()
    return palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText).name()


def _font() -> Any:
    if "ph" not in _loaded:
        from qtawesome.iconic_font import IconicFont

        _loaded["ph"] = IconicFont(_FONT)
    return _loaded["ph"]
