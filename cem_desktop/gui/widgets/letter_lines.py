"""A list of letters or texts: a pill, a title, a line below, and a button to open it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.layouts import clear, column, hairline, row
from cem_desktop.gui.widgets.pill import Pill
from cem_desktop.gui.widgets.words import Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cem_desktop.gui.tokens import PillKind


@dataclass(frozen=True)
class LetterLine:
    """One line.

    Attributes:
        pill: What it is, in a word or two; ``mark`` colours it.
        mark: a kind of pill.
        title: Whose, or about what.
        detail: When, and by whom.
        act: The word of the button.
        do: What the button does.
    """

    pill: str
    mark: PillKind
    title: str
    detail: str
    act: str
    do: Callable[[], object]


class LetterLines(QWidget):
    """The lines, or a sentence where there are none."""

    def __init__(self, none: str, *, name: str) -> None:
        """``none`` is said where there is no line."""
        super().__init__()
        self.setObjectName(name)
        self._none, self._name = none, name
        self._body = column(10)
        self.setLayout(self._body)

    def show_lines(self, lines: Sequence[LetterLine]) -> None:
        """Show other lines."""
        clear(self._body)
        if not lines:
            self._body.addWidget(Words(self._none, "muted", name=f"{self._name}_none"))
        for at, line in enumerate(lines):
            if at:
                self._body.addWidget(hairline())
            self._body.addLayout(self._line(line))

    def _line(self, line: LetterLine) -> QHBoxLayout:
        made, words, head = row(12), column(2), row(8)
        if line.pill:
            head.addWidget(Pill(line.pill, line.mark, name=f"{self._name}_pill"))
        head.addWidget(Words(line.title, "strong"), 1)
        words.addLayout(head)
        words.addWidget(Words(line.detail, "muted"))
        made.addLayout(words, 1)
        made.addWidget(
            Button(line.act, name=f"{self._name}_open", about=line.title, on_click=line.do)
        )
        return made
