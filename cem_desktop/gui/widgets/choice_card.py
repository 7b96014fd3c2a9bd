"""A large choice or act: icon, title and what it means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QSizePolicy

from cem_desktop.gui.widgets.buttons import ENTER, Button
from cem_desktop.gui.widgets.layouts import column, row
from cem_desktop.gui.widgets.words import Words

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QPixmap


class ChoiceCard(Button):
    """A checkable card; put several in one exclusive button group."""

    def __init__(self, title: str, text: str, picture: QPixmap, *, name: str) -> None:
        """Show what is chosen and what it means."""
        super().__init__("", "choice", name=name)
        self.setCheckable(True)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        icon = QLabel()
        icon.setPixmap(picture)
        words = column(3)
        words.addWidget(Words(title, "cardTitle"))
        words.addWidget(Words(text, "muted"))
        self._line = row(14)
        self._line.setContentsMargins(18, 14, 18, 14)
        self._line.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        self._line.addLayout(words, 1)
        self.setLayout(self._line)
        for label in self.findChildren(QLabel):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter chooses the card and goes on to the page, which may take the next step."""
        if event.key() in ENTER:
            self.setChecked(True)
            event.ignore()
        else:
            super().keyPressEvent(event)

    def hasHeightForWidth(self) -> bool:
        """Say that the words decide the height."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height that the words need at ``width``."""
        return self._line.heightForWidth(width)

    def sizeHint(self) -> QSize:
        """Return a width with room for the title, and the height that goes with it."""
        width = self._line.sizeHint().width()
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Let the words break."""
        return self._line.minimumSize()


class ActCard(ChoiceCard):
    """A card of the same look that leads somewhere: Enter and a click open it."""

    def __init__(self, title: str, text: str, picture: QPixmap, *, name: str) -> None:
        """Show where it leads."""
        super().__init__(title, text, picture, name=name)
        self.setCheckable(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens it, as the space bar does."""
        if event.key() in ENTER and not event.isAutoRepeat():
            self.click()
            event.accept()
        else:
            super().keyPressEvent(event)
