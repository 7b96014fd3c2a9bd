"""Enrolling with headquarters: request, telephone, answer, six words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.field_block import FieldBlock
from cem_desktop.gui.widgets.layouts import Card, hairline, row
from cem_desktop.gui.widgets.words import Words, selectable
from cem_desktop.i18n import _

if TYPE_CHECKING:
    from pathlib import Path

    from cem_desktop.services.enrolment import EnrolmentState

_WORDS = 6


class EnrolmentCard(Card):
    """Three steps, always all visible, so that one knows what comes."""

    request_wanted = Signal()
    answer_wanted = Signal()
    accepted = Signal(str)

    def __init__(self) -> None:
        """Show the steps; ``show_state`` says which are done."""
        super().__init__(name="enrolment_card", gap=10)
        self._answer: Path | None = None
        self._write = Button(
            _("Save the request…"),
            "primary",
            name="enrol_request",
            on_click=self.request_wanted.emit,
        )
        self._read_out = Words(
            _("When headquarters has the file, read them these six words by telephone:"),
            name="enrol_read_out",
        )
        self._request_words = selectable(Words(role="words", name="enrol_request_words"))
        self._pick = Button(
            _("Choose the answer…"), name="enrol_answer", on_click=self.answer_wanted.emit
        )
        self._picked = Words(role="muted", name="enrol_answer_file")
        self._words = QLineEdit()
        self._words.setObjectName("enrol_words")
        self._words.textChanged.connect(self._refresh)
        self._words.returnPressed.connect(self._accept)
        self._block = FieldBlock(
            _("Six words that headquarters reads to you"),
            self._words,
            hint=_("By telephone, at a number that you know; never from the same stick."),
        )
        self._confirm = Button(_("Enrol"), name="enrol_confirm", on_click=self._accept)
        self._build()
        self._refresh()

    def show_state(self, state: EnrolmentState) -> None:
        """Show what is done already."""
        asked = bool(state.request_words)
        self._read_out.setVisible(asked)
        self._request_words.setVisible(asked)
        self._request_words.setText("   ".join(state.request_words))
        self._write.setText(_("Save the request again…") if asked else _("Save the request…"))
        self._write.set_primary(primary=not asked)
        self._pick.set_primary(primary=asked and self._answer is None)
        self._confirm.set_primary(primary=asked and self._answer is not None)
        self._pick.setEnabled(asked)
        self._words.setEnabled(asked)

    def take_answer(self, answer: Path) -> None:
        """Remember the answer file that was chosen."""
        self._answer = answer
        self._picked.setText(answer.name)
        self._pick.set_primary(primary=False)
        self._confirm.set_primary(primary=True)
        self._words.setFocus()
        self._refresh()

    def tell_problem(self, problem: str) -> None:
        """Say beside the field what was wrong with the words."""
        self._block.tell(problem)
        self._words.selectAll()
        self._words.setFocus()

    def _build(self) -> None:
        self.body.addWidget(Words(_("Enrol with headquarters"), "cardTitle"))
        self.body.addWidget(
            Words(
                _(
                    "Until then everything works here; only the statistical bundles wait, because "
                    "this centre seals to nobody whom it does not know."
                ),
                "muted",
            )
        )
        first = row()
        first.addWidget(Words(_("1. Hand a request to headquarters, on a stick."), "strong"), 1)
        first.addWidget(self._write)
        self.body.addWidget(hairline())
        self.body.addLayout(first)
        self.body.addWidget(self._read_out)
        self.body.addWidget(self._request_words)
        second = row()
        second.addWidget(Words(_("2. Bring back their answer file."), "strong"), 1)
        second.addWidget(self._picked)
        second.addWidget(self._pick)
        self.body.addWidget(hairline())
        self.body.addLayout(second)
        self.body.addWidget(hairline())
        self.body.addWidget(Words(_("3. Make sure that it is theirs."), "strong"))
        self.body.addWidget(self._block)
        foot = row()
        foot.addStretch(1)
        foot.addWidget(self._confirm)
        self.body.addLayout(foot)

    def _refresh(self) -> None:
        self._block.tell("")
        complete = len(self._words.text().split()) == _WORDS
        self._confirm.setEnabled(complete and self._answer is not None)

    def _accept(self) -> None:
        if self._confirm.isEnabled():
            self.accepted.emit(" ".join(self._words.text().split()))
        elif self._answer is None:
            self._block.tell(_("Choose the answer file first: step 2."))
        else:
            self._block.tell(_("They are six words, with a space between them."))

    @property
    def answer(self) -> Path | None:
        """The answer file that was chosen."""
        return self._answer
