"""Numbered rooms for the words of a paper: completed while typed, marked where they are wrong.

Accents and capitals make no difference. A text that is pasted, or read by a reader of codes, fills
all rooms at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCompleter, QGridLayout, QLineEdit, QWidget

from cem_desktop.domain.spelling import fold
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent

_LONGEST: Final = 600
"""A room takes a whole paper's text for a moment, to spread it over the others."""
_NEXT: Final = frozenset({Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter})


class WordRoom(QLineEdit):
    """One word; ``left`` asks for the next room."""

    left = Signal()
    whole_text = Signal(str)

    def __init__(self, number: int, known: frozenset[str], listed: Sequence[str]) -> None:
        """``known`` and ``listed`` are the words without accents."""
        super().__init__()
        self.setObjectName(f"word_{number}")
        self.setAccessibleName(_("Word {number}").format(number=number))
        self.setMaxLength(_LONGEST)
        self._known = known
        completer = QCompleter(list(listed), self)
        completer.setCompletionMode(QCompleter.CompletionMode.InlineCompletion)
        self.setCompleter(completer)
        self.textEdited.connect(self._on_edited)
        self.textChanged.connect(lambda _text: self._judge(finished=False))
        self.editingFinished.connect(lambda: self._judge(finished=True))

    @property
    def is_good(self) -> bool:
        """Whether what stands here is a word of the list."""
        return fold(self.text()) in self._known

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space and Enter take what is completed and go to the next room."""
        if event.key() in _NEXT:
            self.end(False)
            self.setText(self.text().strip())
            self._judge(finished=True)
            self.left.emit()
            event.accept()
        else:
            super().keyPressEvent(event)

    def _on_edited(self, text: str) -> None:
        if len(text.split()) > 1:
            self.whole_text.emit(text)

    def _judge(self, *, finished: bool) -> None:
        """Mark the room as soon as no word of the list begins so."""
        typed = fold(self.text())
        begins = any(word.startswith(typed) for word in self._known)
        is_wrong = bool(typed) and (typed not in self._known if finished else not begins)
        self.setProperty("wrong", "true" if is_wrong else "false")
        self.setAccessibleDescription(_("This word is not on the list.") if is_wrong else "")
        self.style().unpolish(self)
        self.style().polish(self)


class WordGrid(QWidget):
    """The words of one paper, down the columns as they are printed."""

    changed = Signal()
    finished = Signal()

    def __init__(self, words: Sequence[str], count: int, columns: int, *, name: str) -> None:
        """``words`` is the list from which the paper's were taken."""
        super().__init__()
        self.setObjectName(name)
        listed = [fold(word) for word in words]
        known = frozenset(listed)
        self._codes = ""
        self._rooms = [WordRoom(number, known, listed) for number in range(1, count + 1)]
        self._told = Words(role="problem", name=f"{name}_problem")
        self._told.hide()
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        grid.setContentsMargins(0, 0, 0, 0)
        rows = -(-count // columns)
        for at, room in enumerate(self._rooms):
            column, line = divmod(at, rows)
            grid.addWidget(Words(str(at + 1), "muted", wrap=False), line, 2 * column)
            grid.addWidget(room, line, 2 * column + 1)
            grid.setColumnStretch(2 * column + 1, 1)
            room.textChanged.connect(self._on_changed)
            room.editingFinished.connect(self._on_changed)
            room.left.connect(lambda at=at: self._go_after(at))
            room.whole_text.connect(self.type_text)
        grid.addWidget(self._told, rows, 0, 1, 2 * columns)
        self.setLayout(grid)
        self.setFocusProxy(self._rooms[0])

    @property
    def text(self) -> str:
        """All that was typed; the text of the code where one was read."""
        return self._codes or " ".join(room.text().strip() for room in self._rooms)

    @property
    def is_full(self) -> bool:
        """Whether every room holds a word of the list."""
        return all(room.is_good for room in self._rooms)

    def type_text(self, text: str) -> None:
        """Spread a text over the rooms, as it is pasted or comes from a reader of codes."""
        words = text.split()
        surplus = len(words) - len(self._rooms)
        code = text if surplus > 0 and words[0].isupper() else ""
        if code:
            words = words[surplus:]
        for room, word in zip(self._rooms, words, strict=False):
            room.setText(word)
        if words:
            self._rooms[min(len(words), len(self._rooms)) - 1].setFocus()
        self._codes = code
        self._tell()

    def forget(self) -> None:
        """Empty every room."""
        for room in self._rooms:
            room.clear()

    def _go_after(self, at: int) -> None:
        if at + 1 < len(self._rooms):
            self._rooms[at + 1].setFocus()
            self._rooms[at + 1].selectAll()
        else:
            self.finished.emit()

    def _on_changed(self) -> None:
        self._codes = ""
        self._tell()

    def _tell(self) -> None:
        wrong = [
            str(at) for at, room in enumerate(self._rooms, 1) if room.property("wrong") == "true"
        ]
        said = _("Not on the list: word {numbers}. Compare it with the paper.")
        self._told.setText(said.format(numbers=", ".join(wrong)) if wrong else "")
        self._told.setVisible(bool(wrong))
        self.changed.emit()
