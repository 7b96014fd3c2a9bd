"""Buttons: one primary action a page, plain ones, quiet ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QPushButton

from cem_desktop.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QIcon, QKeyEvent

ButtonKind = Literal["plain", "primary", "quiet", "danger", "filter", "rail", "choice"]
_ICON_TO_TEXT = 18 / 13
ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Button(QPushButton):
    """A push button with an object name; its shortcut is shown on hover."""

    def __init__(
        self,
        text: str,
        kind: ButtonKind = "plain",
        *,
        name: str,
        on_click: Callable[[], object] | None = None,
        icon: QIcon | None = None,
        shortcut: str = "",
        about: str = "",
    ) -> None:
        """Show ``text``; ``on_click`` is called without Qt's checked flag.

        ``about`` names what the act is done to, for who hears the button and does not see beside
        what it stands.
        """
        super().__init__(text)
        self.setObjectName(name)
        self.setProperty("kind", kind)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        if icon is not None:
            self.setIcon(icon)
            size = round(self.font().pixelSize() * _ICON_TO_TEXT)
            self.setIconSize(QSize(size, size))
        if shortcut:
            self.setShortcut(QKeySequence(shortcut))
            shown = self.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            self.setToolTip(shown)
        if about:
            self.setAccessibleName(_("{act}: {what}").format(act=text.rstrip("…"), what=about))
        if on_click is not None:
            self.clicked.connect(lambda *_: on_click())

    def set_primary(self, *, primary: bool) -> None:
        """Be the one act of the page that comes next, or a plain one."""
        self.setProperty("kind", "primary" if primary else "plain")
        self.style().unpolish(self)
        self.style().polish(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus, as the space bar does."""
        if event.key() in ENTER and not event.isAutoRepeat():
            self.click()
            event.accept()
        else:
            super().keyPressEvent(event)
