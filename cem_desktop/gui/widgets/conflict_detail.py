"""A record on the conflict desk: every field with two answers, what does not fit, and the acts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit

from cem_desktop.gui.icons import icon
from cem_desktop.gui.widgets.banner import Banner
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.decision_card import DecisionCard
from cem_desktop.gui.widgets.field_block import FieldBlock
from cem_desktop.gui.widgets.flow import Flow
from cem_desktop.gui.widgets.layouts import Card, ScrollPage
from cem_desktop.gui.widgets.misfit_card import MisfitCard
from cem_desktop.gui.widgets.page_header import PageHeader
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _, ngettext
from cem_desktop.services.conflict_words import Hindrance

if TYPE_CHECKING:
    from cem_desktop.gui.widgets.ficha_field_kinds import FichaLook
    from cem_desktop.services.conflict_words import Decision, DeskRecord


class ConflictDetail(ScrollPage):
    """What waits in one record."""

    left = Signal()
    settled = Signal(list)
    """The decisions, each with its reason."""
    confirmed = Signal(str, list)
    ficha_wanted = Signal()
    history_wanted = Signal()

    def __init__(self, told: DeskRecord, title: str, look: FichaLook) -> None:
        """Show ``told``; ``title`` is that of its ficha."""
        super().__init__(name="conflict_detail")
        self.told = told
        may_settle = told.hindrance is Hindrance.NONE
        self.banner = Banner(look.theme, name="conflict_banner")
        self._cards = [DecisionCard(one, look, may_settle=may_settle) for one in told.fields]
        self._why: FieldBlock | None = None
        self._back = Button(
            _("Back to the list"),
            "quiet",
            name="conflict_back",
            icon=icon("back", look.theme.tokens.text),
            on_click=self.left.emit,
        )
        self.setFocusProxy(self._back)
        self._add_head(title, may_fill=may_settle)
        self._add_remarks()
        for card in self._cards:
            card.changed.connect(self._on_changed)
            self.body.addWidget(card)
        if told.misfits:
            misfits = MisfitCard(told, may_settle=may_settle)
            misfits.confirmed.connect(self.confirmed)
            misfits.ficha_wanted.connect(self.ficha_wanted)
            self.body.addWidget(misfits)
        if told.fields and may_settle:
            self.body.addWidget(self._make_foot())
            QShortcut(QKeySequence("Ctrl+Return"), self, self.settle)
            self._on_changed()
        self.body.addStretch(1)

    @property
    def is_begun(self) -> bool:
        """Whether somebody has begun to decide: then nothing is shown anew under her hand."""
        return any(card.is_decided for card in self._cards)

    def settle(self) -> None:
        """Tell what was decided, if every decision is whole; the others go on waiting."""
        decided = [card for card in self._cards if card.is_decided]
        reason = self._line.text().strip()
        assert self._why is not None
        is_missing = not reason and any(card.needs_common_reason for card in decided)
        self._why.tell(_("Write why.") if is_missing else "")
        if is_missing:
            self._line.setFocus(Qt.FocusReason.OtherFocusReason)
        decisions: list[Decision] = []
        for card in decided:
            decision = card.decision(reason)
            if decision is None:
                return
            decisions.append(decision)
        if decisions and not is_missing:
            self.settled.emit(decisions)

    def tell_problems(self, problems: dict[str, str]) -> None:
        """Say beside each field what the ficha has against its answer."""
        for card, field in zip(self._cards, self.told.fields, strict=True):
            card.tell_problem(problems.get(field.path, ""))

    def _add_head(self, title: str, *, may_fill: bool) -> None:
        acts = [Button(_("History"), name="conflict_history", on_click=self.history_wanted.emit)]
        if may_fill:
            acts.append(
                Button(_("Open the ficha"), name="conflict_ficha", on_click=self.ficha_wanted.emit)
            )
        self.body.addWidget(self._back, 0, Qt.AlignmentFlag.AlignLeft)
        code = self.told.waiting.code or _("Record of the centre")
        self.body.addWidget(PageHeader(title, code, *acts, name="conflict_header"))
        self.body.addWidget(self.banner)

    def _add_remarks(self) -> None:
        why_not = {
            Hindrance.SERVICE: _(
                "You read this ficha and do not fill it: who works in its service settles it."
            ),
            Hindrance.VERSION: _(
                "It came from another version of the program. It is kept whole, and can be "
                "settled once this computer has that version."
            ),
            Hindrance.BLOCKED: _("The coded file is blocked: nothing is settled in it."),
        }.get(self.told.hindrance, "")
        remarks = [why_not] if why_not else []
        count = self.told.withheld
        if count:
            said = ngettext(
                "{count} reserved answer that is not yours to read waits too.",
                "{count} reserved answers that are not yours to read wait too.",
                count,
            )
            remarks.append(said.format(count=count))
        for at, remark in enumerate(remarks):
            self.body.addWidget(Words(remark, "muted", name=f"conflict_remark_{at}"))

    def _make_foot(self) -> Card:
        self._line = QLineEdit()
        self._line.setObjectName("settle_why")
        self._line.setPlaceholderText(_("Why: for example, she said so again today"))
        self._why = FieldBlock(_("Why"), self._line)
        self._why.setVisible(not all(one.is_guarded for one in self.told.fields))
        self._say = Words(role="muted", name="settle_count")
        self._act = Button(_("Settle"), "primary", name="settle", on_click=self.settle)
        self._act.setToolTip("Ctrl+Enter")
        return Card(self._why, self._say, Flow(self._act, to_the_right=True), name="settle_foot")

    def _on_changed(self) -> None:
        decided = sum(card.is_decided for card in self._cards)
        said = _(
            "{decided} of {count} decided. What is not chosen goes on waiting; no answer is lost."
        )
        self._say.setText(said.format(decided=decided, count=len(self._cards)))
        self._act.setEnabled(decided > 0)
