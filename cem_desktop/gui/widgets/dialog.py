"""The ground of every dialog: neutral title, as high as its words need at its width."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog

from cem_desktop.gui.widgets.layouts import column
from cem_desktop.i18n import _

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent
    from PySide6.QtWidgets import QWidget


class Dialog(QDialog):
    """A window-modal dialog with one column (``body``)."""

    def __init__(self, name: str, width: int, parent: QWidget | None, gap: int = 12) -> None:
        """``width`` in pixels; the height follows from the words."""
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(_("CEM Desktop"))
        self.wanted_width = width
        self.body = column(gap, 24)
        self.setLayout(self.body)

    def sizeHint(self) -> QSize:
        """Return the size at which no word is cut and no line stands apart."""
        width = max(self.wanted_width, self.body.minimumSize().width())
        height = self.body.heightForWidth(width)
        return QSize(width, height if height > 0 else self.body.sizeHint().height())

    def fit(self) -> None:
        """Take the size that the words need now."""
        self.resize(self.sizeHint())

    def event(self, event: QEvent) -> bool:
        """Let the window behind hear of Esc too: two of them hide everything, also from here."""
        behind = self.parentWidget()
        if (
            behind is not None
            and event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
        ):
            QCoreApplication.sendEvent(behind.window(), event.clone())
        return super().event(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Take that size."""
        self.fit()
        super().showEvent(event)
