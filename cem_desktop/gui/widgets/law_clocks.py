"""The clocks of the law as a list: what is left, what it is, until when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from cem_desktop.gui.icons import icon
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.layouts import clear, column, hairline, row
from cem_desktop.gui.widgets.pill import Pill
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cem_desktop.gui.law_words import ClockLine
    from cem_desktop.gui.style import Theme


class LawClocks(QWidget):
    """Lines with a pill each; ``opened`` carries the record, ``print_wanted`` one to print."""

    opened = Signal(str)
    print_wanted = Signal(str)

    def __init__(self, theme: Theme, *, name: str) -> None:
        """Show nothing yet."""
        super().__init__()
        self.setObjectName(name)
        self._theme = theme
        self._body = column(10)
        self.setLayout(self._body)

    def show_lines(self, lines: Sequence[ClockLine]) -> None:
        """Show other lines."""
        clear(self._body)
        if not lines:
            self._body.addWidget(Words(_("Nothing is due."), "muted", name="law_clocks_none"))
        for at, line in enumerate(lines):
            if at:
                self._body.addWidget(hairline())
            self._body.addLayout(self._line(line))

    def _line(self, line: ClockLine) -> QHBoxLayout:
        made, words, head = row(12), column(2), row(8)
        head.addWidget(Pill(line.pill, line.kind, name="law_clock_left"))
        head.addWidget(Words(line.title, "strong"), 1)
        words.addLayout(head)
        words.addWidget(Words(line.detail, "muted"))
        made.addLayout(words, 1)
        tokens = self._theme.tokens
        if line.prints:
            made.addWidget(
                Button(
                    _("Notice…"),
                    name="law_clock_print",
                    icon=icon("print", tokens.text),
                    about=line.title,
                    on_click=lambda: self.print_wanted.emit(line.record),
                )
            )
        made.addWidget(
            Button(
                _("Open"),
                name="law_clock_open",
                about=line.title,
                on_click=lambda: self.opened.emit(line.record),
            )
        )
        return made
