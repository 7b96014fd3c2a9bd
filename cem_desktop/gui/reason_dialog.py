"""Before something that cannot be taken back and must be explained: what happens, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.dialog import Dialog
from cem_desktop.gui.widgets.field_block import FieldBlock
from cem_desktop.gui.widgets.layouts import row
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from cem_desktop.gui.style import Theme

_LONGEST: Final = 300


class ReasonDialog(Dialog):
    """``given`` carries the reason; the default button leaves everything as it is."""

    given = Signal(str)

    def __init__(
        self, theme: Theme, title: str, text: str, act: str, parent: QWidget | None = None
    ) -> None:
        """Say in ``text`` what happens; ``act`` names the button that does it."""
        super().__init__("reason_dialog", theme.wide(460), parent)
        self._reason = QLineEdit()
        self._reason.setObjectName("reason_words")
        self._reason.setMaxLength(_LONGEST)
        self._do = Button(act, name="reason_do", on_click=self._give)
        self._do.setEnabled(False)
        leave = Button(_("Leave it"), "primary", name="reason_leave", on_click=self.reject)
        self._reason.textChanged.connect(lambda text: self._do.setEnabled(bool(text.strip())))
        foot = row()
        foot.addStretch(1)
        foot.addWidget(self._do)
        foot.addWidget(leave)
        self.body.addWidget(Words(title, "heading"))
        self.body.addWidget(Words(text))
        self.body.addWidget(
            FieldBlock(_("Why?"), self._reason, hint=_("Without her name: others read the trail."))
        )
        self.body.addLayout(foot)
        self._reason.setFocus()

    def _give(self) -> None:
        reason = self._reason.text().strip()
        self.accept()
        self.given.emit(reason)
