"""On a laptop: joining its office. Request, six words, answer, six words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.layouts import Card, hairline, row
from cem_desktop.gui.widgets.six_words import SixWords
from cem_desktop.gui.widgets.word_grid import WordGrid
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _
from cem_desktop.services.joining import WORD_COUNT, fingerprint_word_list

if TYPE_CHECKING:
    from pathlib import Path

    from cem_desktop.gui.style import Theme
    from cem_desktop.services.joining import JoiningState

_COLUMNS = 3


class JoiningCard(Card):
    """Three steps, always all visible, so that one knows what comes."""

    request_wanted = Signal()
    answer_wanted = Signal()
    accepted = Signal(str)

    def __init__(self, theme: Theme) -> None:
        """Show the steps; ``show_state`` says which are done."""
        super().__init__(name="joining_card", gap=10)
        self._answer: Path | None = None
        self._write = Button(
            _("Save the request…"), "primary", name="join_request",
            on_click=self.request_wanted.emit,
        )  # fmt: skip
        self._show_words = Words(
            _("At the office PC, type these six words of this laptop, or let a reader read them:"),
            name="join_show",
        )
        self._own = SixWords(theme, name="join_own_words")
        self._pick = Button(
            _("Choose the answer…"), name="join_answer", on_click=self.answer_wanted.emit
        )
        self._picked = Words(role="muted", name="join_answer_file")
        self._grid = WordGrid(fingerprint_word_list(), WORD_COUNT, _COLUMNS, name="join_words")
        self._problem = Words(role="problem", name="join_problem")
        self._problem.hide()
        self._confirm = Button(_("Join the centre"), name="join_confirm", on_click=self._accept)
        self._grid.changed.connect(self._refresh)
        self._grid.finished.connect(self._confirm.setFocus)
        self._build()
        self._refresh()

    @property
    def answer(self) -> Path | None:
        """The answer file that was chosen."""
        return self._answer

    def show_state(self, state: JoiningState) -> None:
        """Show what is done already."""
        asked = bool(state.request_words)
        self._show_words.setVisible(asked)
        self._own.setVisible(asked)
        self._own.tell(state.request_words)
        self._write.setText(_("Save the request again…") if asked else _("Save the request…"))
        self._write.set_primary(primary=not asked)
        self._pick.set_primary(primary=asked and self._answer is None)
        self._pick.setEnabled(asked)
        self._grid.setEnabled(asked)

    def take_answer(self, answer: Path) -> None:
        """Remember the answer file that was chosen."""
        self._answer = answer
        self._picked.setText(answer.name)
        self._pick.set_primary(primary=False)
        self._confirm.set_primary(primary=True)
        self._grid.setFocus()
        self._refresh()

    def type_words(self, words: str) -> None:
        """Type the six words of the office PC."""
        self._grid.type_text(words)

    def tell_problem(self, problem: str) -> None:
        """Say beside the words what was wrong with them."""
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        self._grid.setFocus()

    def _build(self) -> None:
        self.body.addWidget(Words(_("Join the centre"), "cardTitle"))
        self.body.addWidget(
            Words(
                _(
                    "Until then this laptop exchanges nothing with anybody. Both sides compare six "
                    "words, so that nobody in between can pose as one of them."
                ),
                "muted",
            )
        )
        steps = (
            (_("1. Take a request to the office PC, on a stick."), (self._write,)),
            (_("2. Bring back its answer file."), (self._picked, self._pick)),
        )
        for number, (words, parts) in enumerate(steps):
            line = row()
            line.addWidget(Words(words, "strong"), 1)
            for part in parts:
                line.addWidget(part)
            self.body.addWidget(hairline())
            self.body.addLayout(line)
            if not number:
                self.body.addWidget(self._show_words)
                self.body.addWidget(self._own)
        self.body.addWidget(hairline())
        self.body.addWidget(Words(_("3. Type the six words that the office PC shows."), "strong"))
        self.body.addWidget(
            Words(
                _(
                    "They stand on its page «Laptops and PCs». From its screen or by telephone, "
                    "never from the stick."
                ),
                "hint",
            )
        )
        self.body.addWidget(self._grid)
        self.body.addWidget(self._problem)
        foot = row()
        foot.addStretch(1)
        foot.addWidget(self._confirm)
        self.body.addLayout(foot)

    def _refresh(self) -> None:
        self._problem.hide()
        self._confirm.setEnabled(self._grid.is_full and self._answer is not None)

    def _accept(self) -> None:
        if self._confirm.isEnabled():
            self.accepted.emit(self._grid.text)
