"""A dialog with a long page to read: nearly as high as the window, scrolled by the arrows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt

from cem_desktop.gui.widgets.dialog import Dialog
from cem_desktop.gui.widgets.layouts import ScrollPage

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QWidget

_SHARE: Final = 0.86
"""Of the window's height, so that one sees that the window is still there."""
_SCROLLING: Final = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: 8,
    Qt.Key.Key_PageUp: -8,
}


class ReadingDialog(Dialog):
    """``page`` takes what is read; its user puts it into ``body`` between heading and foot."""

    def __init__(self, name: str, page: str, width: int, parent: QWidget | None) -> None:
        """``page`` is the object name of the page."""
        super().__init__(name, width, parent, gap=10)
        self.page = ScrollPage(name=page, margin=0)
        self.page.body.setSpacing(12)
        self.page.body.setContentsMargins(0, 0, 10, 0)

    def sizeHint(self) -> QSize:
        """Return the house's width and nearly the height of the window."""
        parent, width = self.parentWidget(), self.wanted_width
        room = parent.window().size() if parent is not None else QSize(width, 768)
        return QSize(min(width, room.width()), round(room.height() * _SHARE))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll with the arrows, whatever has the focus."""
        lines = _SCROLLING.get(Qt.Key(event.key()))
        if lines is None:
            super().keyPressEvent(event)
            return
        bar = self.page.verticalScrollBar()
        bar.setValue(bar.value() + lines * 40)
