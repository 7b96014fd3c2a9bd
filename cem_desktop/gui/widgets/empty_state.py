"""What a place is for, and its first action, while there is nothing in it yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from cem_desktop.gui.widgets.layouts import column, row
from cem_desktop.gui.widgets.words import Words

if TYPE_CHECKING:
    from PySide6.QtGui import QPixmap
    from PySide6.QtWidgets import QPushButton

_TEXT_WIDTH_IN_LETTERS = 64


class EmptyState(QWidget):
    """Icon, title, one or two sentences and at most one button, in the middle of the page."""

    def __init__(
        self,
        title: str,
        text: str,
        *,
        name: str,
        picture: QPixmap | None = None,
        action: QPushButton | None = None,
    ) -> None:
        """Explain the place; ``action`` is its first step."""
        super().__init__()
        self.setObjectName(name)
        middle = Qt.AlignmentFlag.AlignHCenter
        layout = column(10, 24)
        layout.addStretch(2)
        if picture is not None:
            icon = QLabel()
            icon.setPixmap(picture)
            layout.addWidget(icon, 0, middle)
        self._title = Words(title, "heading", name=f"{name}_title")
        self._text = Words(text, "muted", name=f"{name}_text")
        for words in (self._title, self._text):
            words.setAlignment(middle)
            words.setMaximumWidth(_TEXT_WIDTH_IN_LETTERS * words.fontMetrics().averageCharWidth())
            policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
            policy.setHeightForWidth(True)
            words.setSizePolicy(policy)
            line = row(0)
            line.addStretch(1)
            line.addWidget(words, 100)
            line.addStretch(1)
            layout.addLayout(line)
        if action is not None:
            layout.addSpacing(6)
            layout.addWidget(action, 0, middle)
        layout.addStretch(3)
        self.setLayout(layout)

    def explain(self, title: str, text: str) -> None:
        """Say something else, as when a search finds nothing."""
        self._title.setText(title)
        self._text.setText(text)
