"""A large choice: icon, title and what it means; works as a radio button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QSizePolicy

from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.layouts import column, row
from cem_desktop.gui.widgets.words import Words

if TYPE_CHECKING:
    from PySide6.QtGui import QPixmap, QResizeEvent


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
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return a height that fits the words at the present width."""
        hint = self._line.sizeHint()
        return QSize(hint.width(), self._height(max(self.width(), hint.width())))

    def minimumSizeHint(self) -> QSize:
        """Never cut the words."""
        return QSize(120, self._height(self.width()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for another height when the words break otherwise."""
        super().resizeEvent(event)
        self.updateGeometry()

    def _height(self, width: int) -> int:
        return max(self._line.heightForWidth(width), self._line.minimumSize().height())
