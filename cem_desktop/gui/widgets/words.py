"""Labels that show text as it is: what comes from outside is never read as rich text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class Words(QLabel):
    """A plain-text label; ``role`` picks its look in the style sheet."""

    def __init__(
        self,
        text: str = "",
        role: str = "body",
        *,
        name: str = "",
        wrap: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        """Show ``text``; roles: title, heading, cardTitle, body, muted, strong, problem, code."""
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setWordWrap(wrap)
        if wrap:
            policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)
        self.setObjectName(name)
        self.setText(text)


def selectable(label: QLabel) -> QLabel:
    """Let a label's text be marked and copied, by mouse and keyboard."""
    label.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse
        | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return label
