"""Dialogs about one user: add her, her roles, one's own passphrase and key file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QRadioButton

from cem_desktop.gui.file_choice import choose_new_file
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.dialog import Dialog
from cem_desktop.gui.widgets.field_block import FieldBlock
from cem_desktop.gui.widgets.key_file_line import KeyFileLine
from cem_desktop.gui.widgets.layouts import Card, row
from cem_desktop.gui.widgets.words import Words
from cem_desktop.gui.widgets.work_dialog import WorkDialog, secret_field
from cem_desktop.i18n import _
from cem_desktop.reports.role_words import role_words
from cem_desktop.services.key_file_reading import read_key_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from cem_desktop.domain.roles import Role
    from cem_desktop.gui.style import Theme
    from cem_desktop.gui.tasks import TaskRunner
    from cem_desktop.services.own_access import OwnAccess
    from cem_desktop.services.user_list import User
    from cem_desktop.services.users import Users

_CUSTODY: Final = "identity_custody"
_LONGEST_LOGIN: Final = 40


class RoleBoxes(QGridLayout):
    """A box for each role that can be given here; custody of identities is given apart."""

    def __init__(self, roles: Sequence[Role], checked: Iterable[str] = ()) -> None:
        """Check those of ``checked``."""
        super().__init__()
        self.setHorizontalSpacing(18)
        self._boxes: dict[str, QCheckBox] = {}
        given = set(checked)
        for at, role in enumerate(one for one in roles if one.id != _CUSTODY):
            box = QCheckBox(role_words(role.id))
            box.setObjectName(f"role_{role.id}")
            box.setChecked(role.id in given)
            self._boxes[role.id] = box
            self.addWidget(box, at // 2, at % 2)

    def chosen(self) -> tuple[str, ...]:
        """Return the roles that are checked, in their order."""
        return tuple(role for role, box in self._boxes.items() if box.isChecked())


class AddUserDialog(WorkDialog):
    """``added``: her login and the passphrase that was drawn for her, or an empty one."""

    added = Signal(str, str)

    def __init__(
        self, users: Users, theme: Theme, tasks: TaskRunner, parent: QWidget | None = None
    ) -> None:
        """Ask who she is here, what she does, and for a passphrase."""
        super().__init__(
            theme, tasks, _("A new user"), _("Add her"), parent, name="add_user", width=540
        )
        self._users = users
        self._login = QLineEdit()
        self._login.setObjectName("add_user_login")
        self._login.setMaxLength(_LONGEST_LOGIN)
        self._roles = RoleBoxes(users.roles())
        self._drawn = QRadioButton(
            _("The program draws six words; she changes them when she enters")
        )
        self._drawn.setObjectName("add_user_drawn")
        self._drawn.setChecked(True)
        self._typed = QRadioButton(_("She is here and types her own"))
        self._typed.setObjectName("add_user_typed")
        self._own = secret_field("add_user_passphrase")
        self._own.setEnabled(False)
        self._typed.toggled.connect(self._own.setEnabled)
        login = FieldBlock(
            _("User name"),
            self._login,
            hint=_("A short label of her work, not her name: it is not encrypted."),
        )
        self.content.addWidget(login)
        self.content.addWidget(Words(_("What she does here"), "strong"))
        self.content.addLayout(self._roles)
        self.content.addWidget(Words(_("Passphrase"), "strong"))
        for part in (self._drawn, self._typed, self._own):
            self.content.addWidget(part)
        self._login.setFocus()

    def act(self) -> None:
        """Add her."""
        login, roles = self._login.text(), self._roles.chosen()
        own = self._own.text() if self._typed.isChecked() else None
        users = self._users
        self.run(
            _("Making her key…"),
            lambda: users.add(login, roles, own),
            lambda drawn: self._on_added(login.strip(), drawn),
        )

    def _on_added(self, login: str, drawn: str) -> None:
        self._own.clear()
        self.accept()
        self.added.emit(login, drawn)


class RolesDialog(WorkDialog):
    """What a user may do, from her next entry on."""

    def __init__(
        self,
        users: Users,
        user: User,
        theme: Theme,
        tasks: TaskRunner,
        parent: QWidget | None = None,
    ) -> None:
        """Show the roles of ``user``."""
        title = _("What {login} does here").format(login=user.login)
        super().__init__(theme, tasks, title, _("Keep"), parent, name="roles_dialog")
        self._users, self._user = users, user
        self._roles = RoleBoxes(users.roles(), user.roles)
        self.content.addLayout(self._roles)
        self.content.addWidget(
            Words(_("It holds from her next entry on, and stands in the audit trail."), "hint")
        )

    def act(self) -> None:
        """Keep what is checked."""
        users, user, roles = self._users, self._user.id, self._roles.chosen()
        self.run(
            _("Keeping…"), lambda: users.change_roles(user, roles), lambda _none: self.accept()
        )


class OwnPassphraseDialog(WorkDialog):
    """The present passphrase, and a new one twice."""

    def __init__(
        self, own: OwnAccess, theme: Theme, tasks: TaskRunner, parent: QWidget | None = None
    ) -> None:
        """Ask for both."""
        super().__init__(
            theme, tasks, _("Change my passphrase"), _("Change it"), parent, name="own_passphrase"
        )
        self._own = own
        self._before = secret_field("own_before")
        self._after = secret_field("own_after")
        self._again = secret_field("own_again")
        self._file = KeyFileLine("own_key_file")
        self._again_block = FieldBlock(_("The new one again"), self._again)
        self.content.addWidget(FieldBlock(_("My passphrase today"), self._before))
        self.content.addWidget(
            FieldBlock(
                _("The new one"),
                self._after,
                hint=_("Five or six words that belong to no sentence, in no book."),
            )
        )
        self.content.addWidget(self._again_block)
        if own.state().has_key_file:
            self.content.addWidget(self._file)
        self._before.setFocus()

    def act(self) -> None:
        """Change it."""
        if self._after.text() != self._again.text():
            self._again_block.tell(_("The two are not the same."))
            self._again.setFocus()
            return
        self._again_block.tell("")
        own, before, after, file = self._own, self._before.text(), self._after.text(), self._file
        self.run(
            _("Changing…"),
            lambda: own.change_passphrase(before, after, key_file=read_key_file(file.path)),
            lambda _none: self.accept(),
        )


class KeyFileDialog(WorkDialog):
    """Begin or end the use of a key file beside the passphrase."""

    def __init__(
        self, own: OwnAccess, theme: Theme, tasks: TaskRunner, parent: QWidget | None = None
    ) -> None:
        """Say what it means, and ask for the passphrase."""
        self._has_one = own.state().has_key_file
        title = _("Use no key file any more") if self._has_one else _("A key file beside it")
        act = _("End it") if self._has_one else _("Choose where…")
        super().__init__(theme, tasks, title, act, parent, name="key_file")
        self._own = own
        self._passphrase = secret_field("key_file_passphrase")
        self._file = KeyFileLine("key_file_line")
        words = (
            _("From then on the passphrase is enough. The file itself stays where it is.")
            if self._has_one
            else _(
                "Whoever knows the passphrase comes in only with the file too. Keep it on a stick "
                "that is not beside this computer, and a copy in a safe place: without the file "
                "nobody comes in as you, and a colleague must give you a new passphrase."
            )
        )
        self.content.addWidget(Words(words))
        self.content.addWidget(FieldBlock(_("My passphrase"), self._passphrase))
        if self._has_one:
            self.content.addWidget(self._file)
        self._passphrase.setFocus()

    def act(self) -> None:
        """End it, or ask where the file is to lie."""
        if not self._has_one:
            choose_new_file(self, _("Where the key file is to lie"), "llave.bin", self.write_to)
            return
        own, words, file = self._own, self._passphrase.text(), self._file
        self.run(
            _("Changing…"),
            lambda: own.end_key_file(words, read_key_file(file.path)),
            lambda _none: self.accept(),
        )

    def write_to(self, target: Path) -> None:
        """Write the key file and need it from now on."""
        own, words = self._own, self._passphrase.text()
        self.run(
            _("Changing…"),
            lambda: own.begin_key_file(words, target),
            lambda _none: self.accept(),
        )


class HandOverDialog(Dialog):
    """Words that are shown once: passphrases for colleagues, shares for paper."""

    def __init__(
        self,
        theme: Theme,
        title: str,
        text: str,
        given: Sequence[tuple[str, str]],
        parent: QWidget | None = None,
    ) -> None:
        """Show ``given``: whose, and the words."""
        super().__init__("hand_over", theme.wide(560), parent)
        self.body.addWidget(Words(title, "heading"))
        self.body.addWidget(Words(text))
        for at, (whose, words) in enumerate(given):
            shown = Words(words, "passphrase", name=f"hand_over_words_{at}")
            self.body.addWidget(Card(Words(whose, "strong"), shown))
        foot = row()
        foot.addStretch(1)
        done = Button(
            _("It is handed over"), "primary", name="hand_over_done", on_click=self.accept
        )
        foot.addWidget(done)
        self.body.addLayout(foot)
