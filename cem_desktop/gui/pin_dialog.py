"""Choosing the PIN for short absences, or having none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRegularExpression, Qt
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QLineEdit

from cem_desktop.domain.short_pin import LONGEST
from cem_desktop.error_texts import explain
from cem_desktop.errors import AccessError, CemError
from cem_desktop.gui.error_messages import report_bug, tell_error
from cem_desktop.gui.pages.unlock_page import LONGEST_PASSPHRASE
from cem_desktop.gui.widgets.banner import Banner
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.dialog import Dialog
from cem_desktop.gui.widgets.field_block import FieldBlock
from cem_desktop.gui.widgets.key_file_line import KeyFileLine
from cem_desktop.gui.widgets.layouts import row
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _
from cem_desktop.services.key_file_reading import read_key_file

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from cem_desktop.gui.style import Theme
    from cem_desktop.gui.tasks import TaskRunner
    from cem_desktop.services.session_pin import SessionPin

_WIDTH = 460


class PinDialog(Dialog):
    """The passphrase, a PIN and the PIN again."""

    def __init__(
        self, theme: Theme, tasks: TaskRunner, pin: SessionPin, parent: QWidget | None = None
    ) -> None:
        """Let the present user choose or remove her PIN."""
        super().__init__("pin_dialog", theme.wide(_WIDTH), parent, gap=14)
        self._tasks, self._service = tasks, pin
        self._passphrase = _secret("pin_passphrase", LONGEST_PASSPHRASE)
        self._pin, self._again = _digits("pin_new"), _digits("pin_again")
        self._banner = Banner(theme, name="pin_banner")
        self._passphrase_block = FieldBlock(_("Your passphrase"), self._passphrase)
        self._pin_block = FieldBlock(
            _("New PIN"),
            self._pin,
            hint=_("Four to eight digits; no row, no repetition, no year."),
        )
        self._again_block = FieldBlock(_("The same PIN again"), self._again)
        self._save = Button(_("Save"), "primary", name="pin_save", on_click=self._try)
        self._save.setDefault(True)
        self._remove = Button(
            _("Have no PIN"), "quiet", name="pin_remove", on_click=self._on_remove
        )
        self._remove.setVisible(pin.is_set())
        foot = row()
        foot.addWidget(self._remove)
        foot.addStretch(1)
        foot.addWidget(Button(_("Cancel"), name="pin_cancel", on_click=self.reject))
        foot.addWidget(self._save)
        self.body.addWidget(Words(_("PIN for short absences"), "heading"))
        about = _(
            "When you were away for a while, the window covers your work, and these digits bring "
            "it back. After three wrong ones, after sleep or a restart only the passphrase does. "
            "The key stays in the memory meanwhile: if you leave the room for long, press Ctrl+L."
        )
        self.body.addWidget(Words(about, "muted"))
        self._file = KeyFileLine("pin_key_file")
        self._file.setVisible(pin.needs_key_file())
        for part in (
            self._banner,
            self._passphrase_block,
            self._file,
            self._pin_block,
            self._again_block,
        ):
            self.body.addWidget(part)
        self.body.addLayout(foot)

    def _try(self) -> None:
        for block in (self._passphrase_block, self._pin_block, self._again_block):
            block.tell("")
        self._banner.clear()
        passphrase, pin = self._passphrase.text(), self._pin.text()
        if not passphrase:
            self._passphrase_block.tell(_("Type your passphrase."))
            self._passphrase.setFocus()
        elif pin != self._again.text():
            self._again_block.tell(_("The two PINs differ."))
            self._again.setFocus()
        else:
            self._set_waiting(waiting=True)
            service, file = self._service, self._file.path
            self._tasks.run(
                lambda _progress: service.choose(passphrase, pin, key_file=read_key_file(file)),
                owner=self,
                done=lambda _nothing: self.accept(),
                failed=self._on_failed,
            )

    def _on_remove(self) -> None:
        try:
            self._service.remove()
        except CemError as error:
            tell_error(self._banner, error)
        else:
            self.accept()

    def _on_failed(self, error: Exception) -> None:
        self._set_waiting(waiting=False)
        if isinstance(error, AccessError):
            text = explain(error)
            self._passphrase_block.tell(f"{text.title}. {text.next_step}")
            self._passphrase.setFocus()
        elif isinstance(error, CemError):
            tell_error(self._banner, error)
            self._pin.setFocus()
        else:
            report_bug(error)
        self.resize(self.sizeHint())

    def _set_waiting(self, *, waiting: bool) -> None:
        for part in (self._passphrase, self._pin, self._again, self._save, self._remove):
            part.setEnabled(not waiting)


def _secret(name: str, longest: int) -> QLineEdit:
    line = QLineEdit()
    line.setObjectName(name)
    line.setMaxLength(longest)
    line.setEchoMode(QLineEdit.EchoMode.Password)
    return line


def _digits(name: str) -> QLineEdit:
    line = _secret(name, LONGEST)
    line.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly | Qt.InputMethodHint.ImhSensitiveData)
    line.setValidator(QRegularExpressionValidator(QRegularExpression(r"\d*"), line))
    return line
