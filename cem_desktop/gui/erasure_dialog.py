"""Erasing a file in two steps: why and on what ground; then what goes, and its code typed again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QWidget,
)

from cem_desktop.domain.erasure import GROUNDS
from cem_desktop.errors import CemError
from cem_desktop.gui.error_messages import tell_error
from cem_desktop.gui.human_dates import exact_day
from cem_desktop.gui.law_words import ground_word
from cem_desktop.gui.widgets.banner import Banner
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.dialog import Dialog
from cem_desktop.gui.widgets.field_block import FieldBlock
from cem_desktop.gui.widgets.layouts import column, row
from cem_desktop.gui.widgets.reason_block import ReasonBlock
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _, ngettext
from cem_desktop.services.erasing import ErasureOrder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cem_desktop.gui.style import Theme
    from cem_desktop.services.data_clocks import GrantedErasure
    from cem_desktop.services.erasing import ErasurePlan


class ErasureDialog(Dialog):
    """Asks twice; ``ordered`` carries the file and the order."""

    ordered = Signal(str, object)

    def __init__(
        self,
        theme: Theme,
        plan_of: Callable[[str], ErasurePlan],
        requests: Sequence[GrantedErasure],
        parent: QWidget | None = None,
    ) -> None:
        """Offer the granted ``requests``; ``plan_of`` says what a code's file would lose."""
        super().__init__("erasure_dialog", theme.wide(520), parent)
        self._theme, self._plan_of = theme, plan_of
        self._plan: ErasurePlan | None = None
        self._banner = Banner(theme, name="erasure_banner")
        self._code, self._typed = QLineEdit(), QLineEdit()
        self._code.setObjectName("erasure_code")
        self._typed.setObjectName("erasure_typed")
        for one in (self._code, self._typed):
            one.setPlaceholderText("XXXX-XXXX")
        self._ground, self._request = QComboBox(), QComboBox()
        self._ground.setObjectName("erasure_ground")
        self._request.setObjectName("erasure_request")
        for ground in GROUNDS:
            self._ground.addItem(ground_word(ground), ground)
        self._request.addItem(_("(none)"), None)
        for asked in requests:
            said = _("F37 of {day}").format(day=exact_day(asked.received))
            self._request.addItem(" · ".join(filter(None, (said, asked.code))), asked.record)
        self._reason = ReasonBlock(theme, "erasure_reason", hint=_("Without names."))
        self._request_block = FieldBlock(_("Her request"), self._request)
        self._what = Words(name="erasure_what")
        self._first, self._second = self._make_first(), self._make_second()
        self._second.hide()
        self.body.addWidget(Words(_("Erase a file"), "heading"))
        self.body.addWidget(self._banner)
        self.body.addWidget(self._first)
        self.body.addWidget(self._second)
        self._code.setFocus()

    def _make_first(self) -> QWidget:
        text = _(
            "What was written goes for ever; its code, the ids and a signed document stay. Before: "
            "can it be blocked instead? Is it evidence? Ask a lawyer."
        )
        foot = row()
        foot.addStretch(1)
        foot.addWidget(Button(_("Cancel"), name="erasure_cancel", on_click=self.reject))
        foot.addWidget(Button(_("Go on"), name="erasure_next", on_click=self._go_on))
        return _page(
            Words(text),
            FieldBlock(_("Code of the file"), self._code),
            FieldBlock(_("Legal ground"), self._ground),
            self._request_block,
            self._reason,
            foot=foot,
        )

    def _make_second(self) -> QWidget:
        leave = Button(_("Leave it"), "primary", name="erasure_leave", on_click=self.reject)
        leave.setDefault(True)
        foot = row()
        foot.addStretch(1)
        foot.addWidget(
            Button(_("Erase for ever"), "danger", name="erasure_do", on_click=self._order)
        )
        foot.addWidget(leave)
        text = _(
            "Backups made before still hold it: let them go when newer ones are verified. So do "
            "papers and bundles."
        )
        typed = FieldBlock(_("Type the code again"), self._typed)
        return _page(self._what, Words(text, "muted"), typed, foot=foot)

    def _go_on(self) -> None:
        reason = self._reason.check()
        asked = self._ground.currentData() != "request" or self._request.currentData()
        missing = _("Choose the granted request, or another ground.")
        self._request_block.tell("" if asked else missing)
        if reason and asked:
            try:
                self._plan = self._plan_of(self._code.text())
            except CemError as error:
                tell_error(self._banner, error)
            else:
                self._banner.clear()
                self._what.setText(_what_goes(self._plan))
                self._first.hide()
                self._second.show()
                self._typed.setFocus()
        self.resize(self.sizeHint())

    def _order(self) -> None:
        if self._plan is None:
            return
        order = ErasureOrder(
            ground=str(self._ground.currentData()),
            reason=self._reason.text,
            request=self._request.currentData(),
            typed_code=self._typed.text(),
        )
        self.accept()
        self.ordered.emit(self._plan.file, order)


def _what_goes(plan: ErasurePlan) -> str:
    """Return what an erasure drops, in words."""
    parts = (
        ngettext("{count} record", "{count} records", plan.records).format(count=plan.records),
        ngettext("{count} draft", "{count} drafts", plan.drafts).format(count=plan.drafts),
        ngettext("{count} attachment", "{count} attachments", plan.attachments).format(
            count=plan.attachments
        ),
    )
    said = _("Of the file {code} goes, for ever: {what}. Headquarters is told to withdraw it.")
    return said.format(code=plan.code, what=", ".join(parts))


def _page(*parts: QWidget, foot: QHBoxLayout) -> QWidget:
    made = QWidget()
    layout = column(10)
    for part in parts:
        layout.addWidget(part)
    layout.addStretch(1)
    layout.addLayout(foot)
    made.setLayout(layout)
    return made
