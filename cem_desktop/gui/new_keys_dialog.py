"""New keys for the stores: who types her passphrase beside you, who is given a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox

from cem_desktop.gui.widgets.field_block import FieldBlock
from cem_desktop.gui.widgets.key_file_line import KeyFileLine
from cem_desktop.gui.widgets.layouts import ScrollPage, column
from cem_desktop.gui.widgets.words import Words
from cem_desktop.gui.widgets.work_dialog import WorkDialog, secret_field
from cem_desktop.i18n import _
from cem_desktop.services.key_file_reading import read_key_file
from cem_desktop.services.rekeying import Typed
from cem_desktop.services.user_list import UserState

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLineEdit, QWidget

    from cem_desktop.gui.style import Theme
    from cem_desktop.gui.tasks import TaskRunner
    from cem_desktop.services.rekeying import NewKeys
    from cem_desktop.services.user_list import User
    from cem_desktop.services.users import Users

_LINE: Final = 68
_MOST_WITHOUT_A_BAR: Final = 5
_WITHOUT_SLOT = {UserState.LEFT, UserState.LEAVING, UserState.WITHOUT_KEY}


class NewKeysDialog(WorkDialog):
    """``renewed`` carries what is to be handed out."""

    renewed = Signal(object)

    def __init__(
        self,
        users: Users,
        leaving: User | None,
        theme: Theme,
        tasks: TaskRunner,
        parent: QWidget | None = None,
    ) -> None:
        """Ask each colleague who stays; ``leaving`` is shut out, or None to renew only."""
        title = (
            _("Remove {login} and renew the keys").format(login=leaving.login)
            if leaving is not None
            else _("Renew the keys")
        )
        act = _("Remove and renew") if leaving is not None else _("Renew")
        super().__init__(theme, tasks, title, act, parent, name="new_keys", width=580)
        self._users, self._leaving = users, leaving
        self._fields: dict[str, tuple[QLineEdit, KeyFileLine]] = {}
        self._identities = QCheckBox(_("The identity vault gets a new key too"))
        self._identities.setObjectName("new_keys_identities")
        self._build()

    def act(self) -> None:
        """Renew, and remove who leaves."""
        users, leaving = self._users, self._leaving
        with_identities = self._identities.isChecked()
        entered = {
            user: (field.text(), line.path)
            for user, (field, line) in self._fields.items()
            if field.text()
        }

        def work() -> NewKeys:
            typed = {
                user: Typed(words, read_key_file(path)) for user, (words, path) in entered.items()
            }
            if leaving is not None:
                return users.remove(leaving.id, typed)
            return users.renew_keys(typed, with_identities=with_identities)

        self.run(_("Renewing the keys…"), work, self._on_done)

    def _build(self) -> None:
        said = (
            _(
                "What she could open with a copy of this computer ends here: the stores get new "
                "keys. Backups made before stay readable to whoever has one and her passphrase."
            )
            if self._leaving is not None
            else _("The stores get new keys; copies of the vault file from before open nothing.")
        )
        self.content.addWidget(Words(said))
        self.content.addWidget(
            Words(
                _(
                    "Each colleague types her passphrase here, or her line stays empty: then she "
                    "is given a new one, which she changes when she enters."
                ),
                "muted",
            )
        )
        staying = [one for one in self._users.all() if self._stays(one)]
        staying.sort(key=lambda one: not one.is_me)
        lines = ScrollPage(name="new_keys_lines", margin=0)
        lines.body.setSpacing(10)
        for one in staying:
            lines.body.addWidget(self._line(one))
        shown = min(len(staying), _MOST_WITHOUT_A_BAR)
        lines.setMinimumHeight(self.theme.px(_LINE * shown))
        self.content.addWidget(lines)
        if self._leaving is None:
            self.content.addWidget(self._identities)
        self.content.addWidget(
            Words(
                _(
                    "The paper kit opens nothing afterwards: make a new one. If a custodian leaves "
                    "or gets a new passphrase, open the identity vault first."
                ),
                "hint",
            )
        )

    def _stays(self, user: User) -> bool:
        leaves = self._leaving is not None and user.id == self._leaving.id
        return not leaves and user.state not in _WITHOUT_SLOT

    def _line(self, user: User) -> QWidget:
        field = secret_field(f"new_keys_{user.login}")
        line = KeyFileLine(f"new_keys_file_{user.login}")
        self._fields[user.id] = (field, line)
        label = _("{login} (you)").format(login=user.login) if user.is_me else user.login
        beside = column(4)
        beside.addWidget(field)
        if user.has_key_file:
            beside.addWidget(line)
        return FieldBlock(label, field, beside=beside)

    def _on_done(self, result: NewKeys) -> None:
        for field, line in self._fields.values():
            field.clear()
            line.forget()
        self.accept()
        self.renewed.emit(result)
