"""Several answers to one question, one to be chosen: the answer, who wrote it, when and where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QRadioButton, QWidget

from cem_desktop.gui.widgets.layouts import column, row
from cem_desktop.gui.widgets.words import Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QMouseEvent

_INDENT: Final = 28


class SideOption(QFrame):
    """A dot with an answer beside it and a muted line below; a click anywhere chooses it."""

    def __init__(self, answer: str, origin: str, tip: str, name: str) -> None:
        """Show ``answer``, and where it comes from; ``tip`` is the exact time."""
        super().__init__()
        self.dot = QRadioButton()
        self.dot.setObjectName(name)
        self.dot.setAccessibleName(f"{answer}. {origin}" if origin else answer)
        words = column(0)
        said = Words(answer, "strong", name=f"{name} answer")
        words.addWidget(said)
        if origin:
            line = Words(origin, "muted", name=f"{name} origin")
            line.setToolTip(tip)
            words.addWidget(line)
        layout = row(8)
        layout.addWidget(self.dot, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(words, 1)
        self.setLayout(layout)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose this answer."""
        super().mouseReleaseEvent(event)
        if self.dot.isEnabled() and self.rect().contains(event.position().toPoint()):
            self.dot.setFocus(Qt.FocusReason.MouseFocusReason)
            self.dot.setChecked(True)


class SideOptions(QWidget):
    """Options one below the other; the last may open a field for another answer."""

    chosen = Signal()

    def __init__(self, options: Sequence[SideOption], other: QWidget | None = None) -> None:
        """Show ``options``; ``other`` belongs to the last of them and shows while it is chosen."""
        super().__init__()
        self._group = QButtonGroup(self)
        layout = column(10)
        for at, option in enumerate(options):
            layout.addWidget(option)
            self._group.addButton(option.dot, at)
        self._last = len(options) - 1
        self._other = other
        if other is not None:
            line = row(0)
            line.setContentsMargins(_INDENT, 0, 0, 0)
            line.addWidget(other, 1)
            layout.addLayout(line)
            other.hide()
        self.setLayout(layout)
        self._group.idToggled.connect(self._on_toggled)

    @property
    def index(self) -> int:
        """Which one is chosen; -1 for none."""
        return self._group.checkedId()

    @property
    def is_other(self) -> bool:
        """Whether another answer than those of the sides is chosen."""
        return self._other is not None and self.index == self._last

    def freeze(self) -> None:
        """Show only: nothing can be chosen."""
        for dot in self._group.buttons():
            dot.hide()

    def _on_toggled(self, at: int, on: bool) -> None:  # noqa: FBT001  (Qt's signature)
        if not on:
            return
        if self._other is not None:
            self._other.setVisible(at == self._last)
        self.chosen.emit()
