"""At headquarters: a centre asks to be enrolled; its six words are heard by telephone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.field_block import FieldBlock
from cem_desktop.gui.widgets.layouts import Card, row
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _

if TYPE_CHECKING:
    from cem_desktop.services.headquarters import PendingRequest

_WORDS = 6


class ApprovalCard(Card):
    """Hidden until a request was read. The words of the file are never shown: they are heard."""

    approved = Signal(str)
    refused = Signal()

    def __init__(self) -> None:
        """Show no request yet."""
        super().__init__(name="approval_card", gap=10)
        self._title = Words(role="cardTitle", name="approval_title")
        self._words = QLineEdit()
        self._words.setObjectName("approval_words")
        self._words.textChanged.connect(self._refresh)
        self._words.returnPressed.connect(self._approve)
        self._block = FieldBlock(
            _("Six words that the centre reads to you"),
            self._words,
            hint=_("Call the centre at the number of the directory, not one that came with it."),
        )
        self._confirm = Button(
            _("Approve and save the answer…"),
            "primary",
            name="approval_confirm",
            on_click=self._approve,
        )
        self.body.addWidget(self._title)
        self.body.addWidget(self._block)
        foot = row()
        foot.addStretch(1)
        foot.addWidget(Button(_("Not now"), name="approval_refuse", on_click=self._refuse))
        foot.addWidget(self._confirm)
        self.body.addLayout(foot)
        self.request: PendingRequest | None = None
        self._refresh()
        self.hide()

    def ask(self, request: PendingRequest, office: str) -> None:
        """Show who asks, and wait for the words."""
        self.request = request
        self._title.setText(_("{office} asks to be enrolled").format(office=office))
        self._words.clear()
        self.show()
        self._words.setFocus()

    def tell_problem(self, problem: str) -> None:
        """Say beside the field what was wrong with the words."""
        self._block.tell(problem)
        self._words.selectAll()
        self._words.setFocus()

    def finish(self) -> None:
        """Disappear: the request is settled."""
        self.request = None
        self._words.clear()
        self.hide()

    def _refresh(self) -> None:
        self._block.tell("")
        self._confirm.setEnabled(len(self._words.text().split()) == _WORDS)

    def _approve(self) -> None:
        if self._confirm.isEnabled():
            self.approved.emit(" ".join(self._words.text().split()))
        else:
            self._block.tell(_("They are six words, with a space between them."))

    def _refuse(self) -> None:
        self.finish()
        self.refused.emit()
