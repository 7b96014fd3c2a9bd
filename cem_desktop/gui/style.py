"""The theme: palette, fonts and style sheet, all from one column of tokens and a text scale."""

from __future__ import annotations

from dataclasses import dataclass
from string import Template
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette

from cem_desktop import paths
from cem_desktop.gui.indicators import register_indicators
from cem_desktop.gui.tokens import CONTRAST, DARK, LIGHT

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from cem_desktop.gui.tokens import Tokens

SANS: Final = "Noto Sans"
MONO: Final = "Noto Sans Mono"
_BODY: Final = 13
_FONT_FILES: Final = (
    "NotoSans-Regular.ttf",
    "NotoSans-Bold.ttf",
    "NotoSansMono-Regular.ttf",
    "NotoSansMono-Bold.ttf",
)


_LARGEST_THAT_IS_USUAL = 1.5


@dataclass(frozen=True)
class Theme:
    """What widgets ask for colours and sizes: one column of tokens and the text scale (1.0-2.0)."""

    tokens: Tokens
    scale: float

    def px(self, size: float) -> int:
        """Return a text size or a measure that grows with the text, in whole pixels."""
        return round(size * self.scale)

    def wide(self, size: float) -> int:
        """Return a width of a fixed column: it grows with the text, but less, to leave room."""
        return round(size * (1 + (self.scale - 1) * 0.5))

    @property
    def is_large(self) -> bool:
        """Whether the text leaves a small screen little room, and less is shown at a time."""
        return self.scale > _LARGEST_THAT_IS_USUAL


def choose_tokens(name: str, *, system_is_dark: bool) -> Tokens:
    """Return the column for a theme of the preferences; ``system`` follows the computer."""
    usual = DARK if system_is_dark else LIGHT
    return {"light": LIGHT, "dark": DARK, "contrast": CONTRAST}.get(name, usual)


def load_fonts() -> None:
    """Give Qt the fonts that ship with the program, so that every machine shows the same."""
    for name in _FONT_FILES:
        QFontDatabase.addApplicationFont(str(paths.resources() / "fonts" / name))


def apply_theme(application: QApplication, name: str, text_scale: int) -> Theme:
    """Dress the whole program; ``text_scale`` in per cent. Return the theme for the widgets."""
    dark = application.styleHints().colorScheme() == Qt.ColorScheme.Dark
    theme = Theme(choose_tokens(name, system_is_dark=dark), text_scale / 100)
    font = QFont(SANS)
    font.setPixelSize(theme.px(_BODY))
    application.setFont(font)
    application.setPalette(make_palette(theme.tokens))
    application.setStyleSheet(make_style_sheet(theme))
    return theme


def make_palette(tokens: Tokens) -> QPalette:
    """Return the palette for what the style sheet does not reach (dialogs, selections)."""
    role = QPalette.ColorRole
    palette = QPalette()
    colours = {
        role.Window: tokens.bg,
        role.WindowText: tokens.text,
        role.Base: tokens.field,
        role.AlternateBase: tokens.surface,
        role.Text: tokens.text,
        role.Button: tokens.surface,
        role.ButtonText: tokens.text,
        role.BrightText: tokens.danger,
        role.ToolTipBase: tokens.surface,
        role.ToolTipText: tokens.text,
        role.PlaceholderText: tokens.muted,
        role.Highlight: tokens.accent,
        role.HighlightedText: tokens.on_accent,
        role.Link: tokens.accent,
        role.LinkVisited: tokens.accent,
        role.Accent: tokens.accent,
        role.Light: tokens.surface,
        role.Mid: tokens.line,
        role.Dark: tokens.edge,
        role.Shadow: tokens.line,
    }
    for colour_role, colour in colours.items():
        palette.setColor(colour_role, QColor(colour))
    for weak in (role.Text, role.ButtonText, role.WindowText):
        palette.setColor(QPalette.ColorGroup.Disabled, weak, QColor(tokens.muted))
    return palette


class _Sheet(Template):
    """``$token`` is a colour, ``$pxN`` a size that follows the text scale."""

    idpattern = r"[a-z_]+[0-9]*"


def make_style_sheet(theme: Theme) -> str:
    """Return ``resources/style/window.qss`` with colours and sizes of this theme."""
    source = (paths.resources() / "style" / "window.qss").read_text(encoding="utf-8")
    values: dict[str, object] = dict(vars(theme.tokens))
    values["indicators"] = register_indicators(theme.tokens)
    values["sans"], values["mono"] = SANS, MONO
    edge = theme.tokens.edge_width
    values["pad"] = 9 - edge
    for size in range(1, 65):
        values[f"px{size}"] = f"{theme.px(size)}px"
    return _Sheet(source).substitute(values)
