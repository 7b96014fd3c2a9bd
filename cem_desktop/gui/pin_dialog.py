"""Choosing the PIN for short absences, or having none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRegularExpression, Qt
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QLineEdit

from cem_desktop.domain.short_pin import LONGEST
from cem_desktop.error_texts import explain
from cem_desktop.errors import AccessError, CemError
from cem_desktop.gui.error_messages import tell_error
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.field_block import FieldBlock
from cem_desktop.gui.widgets.key_file_line import KeyFileLine
from cem_desktop.gui.widgets.words import Words
from cem_desktop.gui.widgets.work_dialog import WorkDialog, secret_field
from cem_desktop.i18n import _
from cem_desktop.services.key_file_reading import read_key_file

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from cem_desktop.gui.style import Theme
    from cem_desktop.gui.tasks import TaskRunner
    from cem_desktop.services.session_pin import SessionPin

_WIDTH = 460


class PinDialog(WorkDialog):
    """The passphrase, a PIN and the PIN again."""

    def __init__(
        self, theme: Theme, tasks: TaskRunner, pin: SessionPin, parent: QWidget | None = None
    ) -> None:
        """Let the present user choose or remove her PIN."""
        super().__init__(
            theme, tasks, _("PIN for short absences"), _("Save"), parent, name="pin", width=_WIDTH
        )
        self._service = pin
        self._passphrase = secret_field("pin_passphrase")
        self._pin, self._again = _digits("pin_new"), _digits("pin_again")
        self._passphrase_block = FieldBlock(_("Your passphrase"), self._passphrase)
        self._pin_block = FieldBlock(
            _("New PIN"),
            self._pin,
            hint=_("Four to eight digits; no row, no repetition, no year."),
        )
        self._again_block = FieldBlock(_("The same PIN again"), self._again)
        remove = Button(_("Have no PIN"), "quiet", name="pin_remove", on_click=self._on_remove)
        remove.setVisible(pin.is_set())
        self.foot.insertWidget(0, remove)
        about = _(
            "When you were away for a while, the window covers your work, and these digits bring "
            "it back. After three wrong ones, after sleep or a restart only the passphrase does. "
            "The key stays in the memory meanwhile: if you leave the room for long, press Ctrl+L."
        )
        self.content.addWidget(Words(about, "muted"))
        self._file = KeyFileLine("pin_key_file")
        self._file.setVisible(pin.needs_key_file())
        for part in (
            self._passphrase_block,
            self._file,
            self._pin_block,
            self._again_block,
        ):
            self.content.addWidget(part)

    def act(self) -> None:
        """Keep the PIN, if both are the same and the passphrase is right."""
        for block in (self._passphrase_block, self._pin_block, self._again_block):
            block.tell("")
        self.banner.clear()
        passphrase, pin = self._passphrase.text(), self._pin.text()
        if not passphrase:
            self._passphrase_block.tell(_("Type your passphrase."))
            self._passphrase.setFocus()
        elif pin != self._again.text():
            self._again_block.tell(_("The two PINs differ."))
            self._again.setFocus()
        else:
            service, file = self._service, self._file.path
            self.run(
                _("Keeping…"),
                lambda: service.choose(passphrase, pin, key_file=read_key_file(file)),
                lambda _nothing: self.accept(),
                self._on_failed,
            )

    def _on_remove(self) -> None:
        try:
            self._service.remove()
        except CemError as error:
            tell_error(self.banner, error)
        else:
            self.accept()

    def _on_failed(self, error: Exception) -> bool:
        if not isinstance(error, AccessError):
            return False
        text = explain(error)
        self._passphrase_block.tell(f"{text.title}. {text.next_step}")
        self.ask_again(self._passphrase)(error)
        return True


def _digits(name: str) -> QLineEdit:
    line = secret_field(name, LONGEST)
    line.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly | Qt.InputMethodHint.ImhSensitiveData)
    line.setValidator(QRegularExpressionValidator(QRegularExpression(r"\d*"), line))
    return line
