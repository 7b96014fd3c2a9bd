"""Merged answers that do not fit together: what each says, what is wrong, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.field_block import FieldBlock
from cem_desktop.gui.widgets.flow import Flow
from cem_desktop.gui.widgets.layouts import Card, column, hairline, row
from cem_desktop.gui.widgets.pill import Pill
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _
from cem_desktop.services.reviewing import COMPUTED, HIDDEN

if TYPE_CHECKING:
    from cem_desktop.services.conflict_words import DeskRecord, Misfit


class MisfitCard(Card):
    """All that does not fit in one record."""

    confirmed = Signal(str, list)
    """It stays as it is, and why; the paths of answers that are taken back."""
    ficha_wanted = Signal()

    def __init__(self, told: DeskRecord, *, may_settle: bool) -> None:
        """Show what does not fit; confirming waits until no field has two answers."""
        super().__init__(Words(_("Answers that do not fit together"), "cardTitle"), name="misfits")
        self.body.addWidget(
            Words(
                _(
                    "They came from different people, and nobody saw them side by side. "
                    "Nothing was cleared: look at them, mend the ficha, or say why they stay so."
                ),
                "muted",
            )
        )
        self._backs: dict[str, QCheckBox] = {}
        is_open = may_settle and not told.fields
        for one in told.misfits:
            self.body.addWidget(hairline())
            self.body.addWidget(_line(one))
            if is_open and one.kind == HIDDEN:
                back = QCheckBox(_("Take this answer back; it stays in the history"))
                back.setObjectName(f"withdraw {one.path}")
                self._backs[one.path] = back
                self.body.addWidget(back)
        if not may_settle:
            return
        self.body.addWidget(hairline())
        if told.fields:
            self.body.addWidget(
                Words(_("Settle the answers above first; then this can be closed."), "muted")
            )
            return
        self._why = QLineEdit()
        self._why.setObjectName("confirm_why")
        self._block = FieldBlock(_("Why"), self._why)
        self.body.addWidget(self._block)
        mend = Button(
            _("Mend it in the ficha"), name="misfits_mend", on_click=self.ficha_wanted.emit
        )
        stays = Button(_("It stays so"), "primary", name="misfits_stay", on_click=self._confirm)
        self.body.addWidget(Flow(mend, stays, gap=10, to_the_right=True))

    def _confirm(self) -> None:
        why = self._why.text().strip()
        self._block.tell("" if why else _("Write why."))
        if why:
            self.confirmed.emit(
                why, [path for path, back in self._backs.items() if back.isChecked()]
            )
        else:
            self._why.setFocus()


def _line(one: Misfit) -> QWidget:
    made, words, head = QWidget(), column(2), row(8)
    head.addWidget(Words(one.label, "strong", name=f"misfit {one.path}"), 1)
    if one.is_guarded:
        head.addWidget(Pill(_("Risk, law or consent"), "danger"))
    words.addLayout(head)
    if one.words:
        words.addWidget(Words(one.words))
    remark = Words(_what_is_wrong(one), "remark", name=f"wrong {one.path}")
    remark.setProperty("remark", "warn")
    words.addWidget(remark)
    made.setLayout(words)
    return made


def _what_is_wrong(one: Misfit) -> str:
    if one.kind == HIDDEN:
        return _("Somebody answered this; by the other answers it would not be asked.")
    if one.kind == COMPUTED:
        return _("This follows from other answers, and does not match them now.")
    if one.kind == "required":
        return one.message or _("By the other answers this needs an answer.")
    return one.message or _("It does not fit with another answer.")
