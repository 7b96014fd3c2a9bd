"""The covered window: whose session rests here, and the PIN that brings it back.

Nothing of the work is shown. Nobody goes on in a colleague's session: she says who she is not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRegularExpression, Qt, Signal
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from cem_desktop.domain.short_pin import LONGEST
from cem_desktop.errors import CemError, WrongPinError
from cem_desktop.gui.icons import own_pixmap
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.field_block import FieldBlock
from cem_desktop.gui.widgets.layouts import Card, row
from cem_desktop.gui.widgets.locked_frame import in_the_middle
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _, ngettext

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from cem_desktop.gui.style import Theme
    from cem_desktop.gui.tasks import TaskRunner
    from cem_desktop.services.session_pin import SessionPin

_ICON = 30


class PinPage(QWidget):
    """Asks for the PIN; three wrong ones close the workspace."""

    returned = Signal()
    """The PIN was right."""
    spent = Signal()
    """It was wrong three times, or cannot be judged."""
    close_wanted = Signal()
    switch_wanted = Signal()

    def __init__(self, theme: Theme, tasks: TaskRunner, pin: SessionPin) -> None:
        """Cover the session of ``pin``'s user."""
        super().__init__()
        self.setObjectName("pin_page")
        self._tasks, self._service = tasks, pin
        self._pin = QLineEdit()
        self._pin.setObjectName("pin_typed")
        self._pin.setEchoMode(QLineEdit.EchoMode.Password)
        self._pin.setMaxLength(LONGEST)
        self._pin.setInputMethodHints(
            Qt.InputMethodHint.ImhDigitsOnly | Qt.InputMethodHint.ImhSensitiveData
        )
        digits = QRegularExpression(r"\d*")
        self._pin.setValidator(QRegularExpressionValidator(digits, self._pin))
        self._pin.returnPressed.connect(self._try)
        self._block = FieldBlock(_("PIN"), self._pin)
        self._go_on = Button(_("Go on"), "primary", name="pin_go_on", on_click=self._try)
        self._build(theme, pin.whose)

    def showEvent(self, event: QShowEvent) -> None:
        """Put the cursor into the field."""
        super().showEvent(event)
        self._pin.setFocus()

    def _build(self, theme: Theme, whose: str) -> None:
        icon = QLabel()
        icon.setFixedSize(theme.px(_ICON), theme.px(_ICON))
        icon.setPixmap(own_pixmap("lock", theme.tokens.accent, theme.px(_ICON)))
        head = row(10)
        head.addWidget(icon)
        head.addWidget(Words(_("CEM Desktop"), "title", wrap=False), 1)
        switch = Button(
            _("I am not {login}: switch user").format(login=whose),
            "quiet",
            name="pin_switch",
            on_click=self.switch_wanted.emit,
        )
        close = Button(
            _("Lock entirely"), "quiet", name="pin_close", on_click=self.close_wanted.emit
        )
        acts = row()
        acts.addWidget(close)
        acts.addStretch(1)
        acts.addWidget(self._go_on)
        card = Card(
            head,
            Words(_("Session of {login}").format(login=whose), "cardTitle", name="pin_whose"),
            Words(
                _("The work is covered and kept. After a while it closes by itself."),
                "muted",
            ),
            self._block,
            acts,
            switch,
            name="pin_card",
            gap=12,
        )
        card.body.setContentsMargins(28, 24, 28, 18)
        self.setLayout(in_the_middle(theme, card, name="pin_scroll"))

    def _try(self) -> None:
        typed = self._pin.text()
        if not typed or not self._go_on.isEnabled():
            return
        self._pin.clear()
        self._set_waiting(waiting=True)
        service = self._service
        self._tasks.run(
            lambda _progress: service.check(typed),
            owner=self,
            done=lambda _nothing: self.returned.emit(),
            failed=self._on_failed,
        )

    def _set_waiting(self, *, waiting: bool) -> None:
        self._go_on.setEnabled(not waiting)
        self._pin.setEnabled(not waiting)

    def _on_failed(self, error: Exception) -> None:
        left = error.details.get("left") if isinstance(error, WrongPinError) else 0
        if not isinstance(left, int) or left <= 0:
            self.spent.emit()
            if not isinstance(error, CemError):
                from cem_desktop.gui.error_messages import report_bug

                report_bug(error)
            return
        self._set_waiting(waiting=False)
        self._block.tell(
            ngettext(
                "That is not the PIN. One try is left.",
                "That is not the PIN. {count} tries are left.",
                left,
            ).format(count=left)
        )
        self._pin.setFocus()
