"""One field with several answers: the sides, another answer where the ficha allows it, the reason.

Nothing is chosen beforehand. What tells of risk, law or consent asks for a reason of its own.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit

from cem_desktop.domain.period import LIMA, parse_stamp
from cem_desktop.gui.human_dates import exact, say_instant
from cem_desktop.gui.origin_words import say_device
from cem_desktop.gui.widgets.ficha_field_kinds import UNASKED, field_kind, make_field
from cem_desktop.gui.widgets.field_block import FieldBlock
from cem_desktop.gui.widgets.layouts import Card, row
from cem_desktop.gui.widgets.pill import Pill
from cem_desktop.gui.widgets.side_options import SideOption, SideOptions
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _
from cem_desktop.services.conflict_words import Decision

if TYPE_CHECKING:
    from cem_desktop.gui.widgets.ficha_field_kinds import FichaLook
    from cem_desktop.gui.widgets.ficha_fields import AnswerField
    from cem_desktop.services.conflict_words import DisputedField, Side

_CHROME: Final = 8


class DecisionCard(Card):
    """A field on the desk."""

    changed = Signal()

    def __init__(self, field: DisputedField, look: FichaLook, *, may_settle: bool) -> None:
        """Show its sides; who may not settle it only reads them."""
        super().__init__(name=f"decision {field.path}", gap=10)
        self._field, self._look = field, look
        head = row(_CHROME)
        head.addWidget(Words(field.label, "cardTitle", name=f"question {field.path}"), 1)
        if field.is_guarded:
            pill = Pill(_("Risk, law or consent"), "danger", name=f"guarded {field.path}")
            head.addWidget(pill, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(head)
        self._other = self._make_other() if may_settle else None
        options = [self._option(at, side) for at, side in enumerate(field.sides)]
        if self._other is not None:
            options.append(SideOption(_("Another answer"), "", "", f"other {field.path}"))
        self._sides = SideOptions(options, self._other)
        self._sides.chosen.connect(self._on_chosen)
        self.body.addWidget(self._sides)
        self._problem = Words(role="problem", name=f"problem {field.path}")
        self._problem.hide()
        self.body.addWidget(self._problem)
        self._why: FieldBlock | None = None
        if not may_settle:
            self._sides.freeze()
        elif field.is_guarded:
            self._why = self._make_why()
            self.body.addWidget(self._why)

    @property
    def is_decided(self) -> bool:
        """Whether somebody chose what stands."""
        return self._sides.index >= 0

    @property
    def needs_common_reason(self) -> bool:
        """Whether the reason for all is its reason too."""
        return self.is_decided and self._why is None

    def decision(self, reason: str) -> Decision | None:
        """Return what was chosen; None, and say so, where something is missing.

        Args:
            reason: The reason for all that have none of their own.
        """
        self._tell("")
        if self._why is not None:
            reason = self._line.text().strip()
            self._why.tell("" if reason else _("Write why: this decision has its own reason."))
            if not reason:
                self._line.setFocus(Qt.FocusReason.OtherFocusReason)
                return None
        if not self._sides.is_other:
            return Decision(self._field.path, self._field.sides[self._sides.index].value, reason)
        assert self._other is not None
        pending, value = self._other.pending(), self._other.answer()
        if pending or value is None:
            self._tell(pending or _("Write the answer that stands."))
            self._other.focus_target().setFocus(Qt.FocusReason.OtherFocusReason)
            return None
        return Decision(self._field.path, value, reason)

    def tell_problem(self, problem: str) -> None:
        """Say what the ficha has against the answer."""
        self._tell(problem)

    def _tell(self, problem: str) -> None:
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))

    def _option(self, at: int, side: Side) -> SideOption:
        moment = parse_stamp(side.at).astimezone(LIMA)
        said = say_instant(moment, self._look.clock.now())
        origin = " · ".join((side.author, said, say_device(side.device)))
        name = f"side {self._field.path} {at}"
        return SideOption(self._words(side), origin, exact(moment), name)

    def _words(self, side: Side) -> str:
        if self._field.is_row:
            if side.value is None:
                return _("Take it out of the list")
            return _("Keep it: {answers}").format(answers=side.words)
        return side.words or _("(answer taken back)")

    def _make_other(self) -> AnswerField | None:
        question, node = self._field.question, self._field.node
        if question is None or node is None or node.readonly:
            return None
        kind = field_kind(question, node, has_vault=self._look.has_vault)
        if kind in UNASKED:
            return None
        field = make_field(kind, question, node, self._look, self)
        field.show_node(replace(node, value=None, problem=None))
        field.answered.connect(self.changed)
        return field

    def _make_why(self) -> FieldBlock:
        self._line = QLineEdit()
        self._line.setObjectName(f"own_why {self._field.path}")
        self._line.textChanged.connect(lambda _text: self.changed.emit())
        hint = _("It is kept with this decision alone, under your name.")
        return FieldBlock(_("Why, for this answer"), self._line, hint=hint)

    def _on_chosen(self) -> None:
        self._tell("")
        if self._sides.is_other and self._other is not None:
            self._other.focus_target().setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()
