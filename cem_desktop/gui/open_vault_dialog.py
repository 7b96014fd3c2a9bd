"""«Open the vault»: why, the passphrase again, a second person where the office asks for two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit

from cem_desktop.gui.widgets.field_block import FieldBlock
from cem_desktop.gui.widgets.key_file_line import KeyFileLine
from cem_desktop.gui.widgets.words import Words
from cem_desktop.gui.widgets.work_dialog import WorkDialog, secret_field
from cem_desktop.i18n import _
from cem_desktop.services.identities import SecondPerson
from cem_desktop.services.key_file_reading import read_key_file

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from cem_desktop.gui.style import Theme
    from cem_desktop.gui.tasks import TaskRunner
    from cem_desktop.services.identities import Identities

_TWO: Final = 2
_LONGEST_REASON: Final = 300


class OpenVaultDialog(WorkDialog):
    """Opens the vault off the window's thread; ``opened`` tells that it is open."""

    opened = Signal()

    def __init__(
        self,
        identities: Identities,
        theme: Theme,
        tasks: TaskRunner,
        parent: QWidget | None = None,
        *,
        has_key_file: bool = False,
    ) -> None:
        """Ask what this office asks for; ``has_key_file`` of the present user."""
        super().__init__(
            theme, tasks, _("Open the identity vault"), _("Open the vault"), parent,
            name="open_vault", width=520,
        )  # fmt: skip
        self._identities = identities
        self._is_for_two = identities.state().people == _TWO
        self._reason = QComboBox()
        self._reason.setObjectName("vault_reason")
        self._reason.addItem(_("Choose a reason"), "")
        for words in ready_reasons():
            self._reason.addItem(words, words)
        self._more = _line("vault_more")
        self._more.setMaxLength(_LONGEST_REASON)
        self._passphrase = secret_field("vault_passphrase")
        self._key_file = KeyFileLine("vault_key_file")
        self._key_file.setVisible(has_key_file)
        self._second_file = KeyFileLine("vault_second_key_file")
        self._login = _line("vault_second_login")
        self._second = secret_field("vault_second_passphrase")
        self._emergency = QCheckBox(_("She is not here: open with a sheet of the vault"))
        self._emergency.setObjectName("vault_emergency")
        self._share = _line("vault_share")
        self._share.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData)
        self._build()
        self._reason.currentIndexChanged.connect(self._refresh)
        self._emergency.toggled.connect(self._show_second)
        for line in (self._more, self._passphrase, self._login, self._second, self._share):
            line.textChanged.connect(self._refresh)
        self.finished.connect(self._forget)
        self._show_second()
        self._reason.setFocus()

    @property
    def reason(self) -> str:
        """Why, as it will stand in the trail."""
        parts = (str(self._reason.currentData() or ""), self._more.text().strip())
        return ": ".join(part for part in parts if part)

    def _build(self) -> None:
        body = self.content
        text = _(
            "It stays open while it is used, closes by itself after five minutes, and the opening "
            "is noted with its reason."
        )
        body.addWidget(Words(text, "muted"))
        body.addWidget(FieldBlock(_("What for?"), self._reason))
        hint = _("Without her name: others read the trail.")
        body.addWidget(FieldBlock(_("In your words"), self._more, hint=hint))
        body.addWidget(FieldBlock(_("Your passphrase"), self._passphrase))
        body.addWidget(self._key_file)
        self._second_blocks = (
            FieldBlock(
                _("The second person: user name"),
                self._login,
                hint=_("In this office two people open it together. She types here herself."),
            ),
            FieldBlock(_("Her passphrase"), self._second),
        )
        for block in self._second_blocks:
            body.addWidget(block)
        body.addWidget(self._second_file)
        hint = _("The twenty words of one sheet. The coordinator is shown that it was used.")
        self._share_block = FieldBlock(_("The sheet"), self._share, hint=hint)
        body.addWidget(self._emergency)
        body.addWidget(self._share_block)

    def _show_second(self) -> None:
        by_paper = self._emergency.isChecked()
        for block in self._second_blocks:
            block.setVisible(self._is_for_two and not by_paper)
        self._second_file.setVisible(self._is_for_two and not by_paper)
        self._emergency.setVisible(self._is_for_two)
        self._share_block.setVisible(self._is_for_two and by_paper)
        self._refresh()
        self.fit()

    def _refresh(self) -> None:
        is_ready = bool(self.reason and self._passphrase.text())
        if self._is_for_two and self._emergency.isChecked():
            is_ready = is_ready and bool(self._share.text().strip())
        elif self._is_for_two:
            is_ready = is_ready and bool(self._login.text().strip() and self._second.text())
        self.do.setEnabled(is_ready)

    def act(self) -> None:
        """Open it."""
        identities, reason, words = self._identities, self.reason, self._passphrase.text()
        by_paper = self._is_for_two and self._emergency.isChecked()
        share = " ".join(self._share.text().split()) if by_paper else None
        theirs = (self._login.text().strip(), self._second.text(), self._second_file.path)
        is_with_second, file = self._is_for_two and not by_paper, self._key_file.path

        def open_it() -> None:
            second = None
            if is_with_second:
                second = SecondPerson(theirs[0], theirs[1], read_key_file(theirs[2]))
            identities.open(
                reason,
                words,
                key_file=read_key_file(file),
                second=second,
                paper_share=share,
            )

        self.run(
            _("Opening the vault…"),
            open_it,
            lambda _nothing: self._on_opened(),
            self.ask_again(self._passphrase),
        )

    def _on_opened(self) -> None:
        self.accept()
        self.opened.emit()

    def _forget(self) -> None:
        """Empty the fields; a text that is set, unlike one that is deleted, leaves no undo."""
        for line in (self._passphrase, self._second, self._share):
            line.setText("")


def ready_reasons() -> tuple[str, ...]:
    """Return the reasons that come up most, as they will stand in the trail."""
    return (
        _("To write down or correct her data, with her"),
        _("A notice or a brief to a court or prosecution"),
        _("To call her or visit her safely"),
        _("Her documents: RENIEC or Migraciones"),
        _("A referral that she agreed to"),
        _("Danger: she has to be found now"),
        _("She asks what is kept of her"),
        _("Another reason"),
    )


def _line(name: str) -> QLineEdit:
    made = QLineEdit()
    made.setObjectName(name)
    made.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
    return made
