"""Blocking a file, or giving one back: its code, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.dialog import Dialog
from cem_desktop.gui.widgets.field_block import FieldBlock
from cem_desktop.gui.widgets.layouts import row
from cem_desktop.gui.widgets.reason_block import ReasonBlock
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from cem_desktop.gui.style import Theme


class BlockDialog(Dialog):
    """Asks for code and reason; ``decided`` carries both. It stays open until told to close."""

    decided = Signal(str, str)

    def __init__(
        self, theme: Theme, *, code: str = "", gives_back: bool = False, parent: QWidget | None
    ) -> None:
        """Ask about ``code``, or about one to be typed; ``gives_back`` for the way back."""
        super().__init__("block_dialog", theme.wide(460), parent)
        self._code = QLineEdit(code)
        self._code.setObjectName("block_code")
        self._code.setReadOnly(bool(code))
        self._code.setPlaceholderText("XXXX-XXXX")
        self._reason = ReasonBlock(theme, "block_reason", hint=_("Without names."))
        self._code_block = FieldBlock(_("Code of the file"), self._code)
        title = _("Give a file back") if gives_back else _("Block a file")
        text = (
            _("The file is worked with again, and stands in the lists.")
            if gives_back
            else _(
                "It is kept and out of use: it stands in no list, nobody writes in it, and only "
                "coordination reads it. You can give it back at any time."
            )
        )
        act = _("Give back") if gives_back else _("Block")
        foot = row()
        foot.addStretch(1)
        foot.addWidget(Button(_("Cancel"), name="block_cancel", on_click=self.reject))
        foot.addWidget(Button(act, "primary", name="block_do", on_click=self._decide))
        for part in (Words(title, "heading"), Words(text), self._code_block, self._reason):
            self.body.addWidget(part)
        self.body.addLayout(foot)
        (self._reason if code else self._code).setFocus()

    def tell(self, problem: str) -> None:
        """Show why it was not done."""
        self._code_block.tell(problem)
        self.resize(self.sizeHint())

    def _decide(self) -> None:
        reason = self._reason.check()
        self.resize(self.sizeHint())
        if reason:
            self.decided.emit(self._code.text(), reason)
