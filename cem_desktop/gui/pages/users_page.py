"""Users and keys: how I come in and, for who keeps users, everybody else and the stores' keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cem_desktop.domain.period import LIMA, parse_stamp
from cem_desktop.errors import CemError
from cem_desktop.gui.error_messages import tell_error
from cem_desktop.gui.human_dates import exact, say_instant
from cem_desktop.gui.icons import icon
from cem_desktop.gui.new_keys_dialog import NewKeysDialog
from cem_desktop.gui.page_work import PageWork
from cem_desktop.gui.sheets_printing import print_sheets
from cem_desktop.gui.user_dialogs import (
    AddUserDialog,
    HandOverDialog,
    KeyFileDialog,
    OwnPassphraseDialog,
    RolesDialog,
)
from cem_desktop.gui.widgets.banner import Banner
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.confirm_dialog import ConfirmDialog
from cem_desktop.gui.widgets.flow import Flow
from cem_desktop.gui.widgets.layouts import Card, ScrollPage, row
from cem_desktop.gui.widgets.oversight_cards import ExceptionsCard, ReachCard, ReviewCard
from cem_desktop.gui.widgets.page_header import PageHeader
from cem_desktop.gui.widgets.progress_panel import ProgressPanel
from cem_desktop.gui.widgets.read_table import ReadTable, TableCell, TableColumn
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _
from cem_desktop.reports.role_words import role_words
from cem_desktop.services.identity_creation import CUSTODY
from cem_desktop.services.user_list import UserState

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QDialog

    from cem_desktop.domain.period import Clock
    from cem_desktop.gui.style import Theme
    from cem_desktop.gui.tasks import TaskRunner
    from cem_desktop.services.rekeying import NewKeys
    from cem_desktop.services.user_list import User
    from cem_desktop.services.workspace import Workspace

_TOUCHED: Final = frozenset({"staff"})
_WATCHED: Final = frozenset({"staff", "exceptions"})
_COMES_IN: Final = {UserState.ACTIVE, UserState.REISSUED}


class UsersPage(ScrollPage):
    """My way in; the list of users, and what can be done with the one that is chosen."""

    def __init__(self, workspace: Workspace, theme: Theme, tasks: TaskRunner, clock: Clock) -> None:
        """Show everybody to who keeps users, and to anybody else her own way in."""
        super().__init__(name="users_page")
        self._workspace, self._users = workspace, workspace.users
        self._theme, self._tasks, self._clock = theme, tasks, clock
        self._keeps = self._users.may_keep()
        self._shown: tuple[User, ...] = ()
        self._banner = Banner(theme, name="users_banner")
        self._progress = ProgressPanel(tasks, name="users_progress")
        self._add = Button(
            _("Add a user…"),
            "primary",
            name="users_add",
            icon=icon("add", theme.tokens.on_accent),
            on_click=self._ask_add,
        )
        self._acts = self._make_acts()
        self._table = self._make_table()
        self._work = PageWork(
            self,
            tasks,
            self._banner,
            self._progress,
            (self._add, *self._acts.values()),
            self._refresh_acts,
        )
        self._own_state = Words(role="muted", name="users_own_state")
        actions = (self._add,) if self._keeps else ()
        self.body.addWidget(
            PageHeader(
                _("Users and keys"),
                _("Each person comes in with her own passphrase: nobody lends hers."),
                *actions,
                name="users_header",
            )
        )
        self.body.addWidget(self._banner)
        self.body.addWidget(self._progress)
        self.body.addWidget(self._make_own_card())
        if self._keeps:
            self.body.addWidget(self._make_users_card())
        self._cards = self._make_oversight()
        for card in self._cards:
            self.body.addWidget(card)
        self.body.addStretch(1)
        self._refresh()

    def renew(self, touched: frozenset[str]) -> None:
        """Take in what a commit changed."""
        if touched & _TOUCHED:
            self._refresh()
        if touched & _WATCHED:
            for card in self._cards:
                if isinstance(card, ExceptionsCard | ReviewCard):
                    card.refresh()

    def choose(self, login: str) -> None:
        """Choose a user in the list."""
        logins = [one.login for one in self._shown]
        self._table.setCurrentCell(logins.index(login), 0)

    def _make_own_card(self) -> Card:
        line = row(10)
        for name, words, act in (
            ("users_own_passphrase", _("Change my passphrase…"), self._ask_own),
            ("users_key_file", _("Key file…"), self._ask_key_file),
        ):
            line.addWidget(Button(words, name=name, on_click=act))
        line.addStretch(1)
        return Card(Words(_("How I come in"), "cardTitle"), self._own_state, line)

    def _make_oversight(self) -> list[Card]:
        """Return the cards of who answers for this place."""
        workspace, theme = self._workspace, self._theme
        cards: list[Card] = []
        if workspace.rights_review.may_review():
            cards.append(ReviewCard(workspace.rights_review, theme))
        if workspace.exceptional.may_see():
            cards.append(ExceptionsCard(workspace.exceptional, theme, self._clock))
        if workspace.teams.may_keep():
            cards.append(ReachCard(workspace.teams, theme))
        return cards

    def _make_acts(self) -> dict[str, Button]:
        made = {
            "roles": (_("Roles…"), self._ask_roles),
            "reissue": (_("New passphrase…"), self._ask_reissue),
            "custody": (_("Custody of identities…"), self._ask_custody),
            "suspend": (_("Suspend…"), self._ask_suspend),
            "remove": (_("Remove…"), self._ask_remove),
            "renew": (_("Renew the keys…"), lambda: self._ask_keys(None)),
        }
        return {
            key: Button(words, name=f"users_{key}", on_click=act)
            for key, (words, act) in made.items()
        }

    def _make_table(self) -> ReadTable:
        table = ReadTable(
            self._theme,
            (
                TableColumn(_("User name")),
                TableColumn(_("State")),
                TableColumn(_("What she does"), is_wide=True),
                TableColumn(_("Came in last")),
            ),
            name="users_table",
            grows=True,
        )
        table.itemSelectionChanged.connect(self._refresh_acts)
        return table

    def _make_users_card(self) -> Card:
        return Card(
            Words(_("Who works here"), "cardTitle"),
            self._table,
            Flow(*self._acts.values(), gap=10),
            gap=12,
        )

    def _refresh(self) -> None:
        own = self._workspace.own_access.state()
        said = (
            _("{login}: passphrase and key file")
            if own.has_key_file
            else _("{login}: passphrase alone")
        )
        self._own_state.setText(said.format(login=own.login))
        if not self._keeps:
            return
        try:
            self._shown = self._users.all()
        except CemError as error:
            tell_error(self._banner, error)
            return
        self._table.show_lines([self._line(one) for one in self._shown])
        self._refresh_acts()

    def _line(self, one: User) -> tuple[TableCell, ...]:
        at = parse_stamp(one.entered) if one.entered else None
        said = say_instant(at, self._clock.now().astimezone(LIMA)) if at else _("never")
        roles = ", ".join(role_words(role) for role in one.roles)
        return (
            TableCell(one.login, strong=one.is_me),
            TableCell(state_words(one.state)),
            TableCell(roles, roles),
            TableCell(said, exact(at) if at else ""),
        )

    def _chosen(self) -> User | None:
        at = self._table.currentRow()
        return self._shown[at] if 0 <= at < len(self._shown) else None

    def _refresh_acts(self) -> None:
        one = self._chosen()
        here = one is not None and one.state is not UserState.LEFT
        other = one is not None and here and not one.is_me
        custodian = one is not None and CUSTODY in one.roles
        suspended = one is not None and one.state is UserState.SUSPENDED
        self._acts["roles"].setEnabled(here)
        self._acts["reissue"].setEnabled(other and one is not None and one.may_reissue)
        self._acts["custody"].setEnabled(here)
        self._acts["custody"].setText(
            _("End her custody…") if custodian else _("Custody of identities…")
        )
        self._acts["suspend"].setText(_("Call back") if suspended else _("Suspend…"))
        self._acts["suspend"].setEnabled(
            other and one is not None and (suspended or one.state in _COMES_IN)
        )
        self._acts["remove"].setEnabled(other)

    def _open(self, dialog: QDialog) -> None:
        dialog.finished.connect(dialog.deleteLater)
        dialog.finished.connect(lambda _code: self._refresh())
        dialog.open()

    def _ask_own(self) -> None:
        own = self._workspace.own_access
        dialog = OwnPassphraseDialog(own, self._theme, self._tasks, self)
        dialog.accepted.connect(lambda: self._banner.tell("good", _("Your passphrase is changed.")))
        self._open(dialog)

    def _ask_key_file(self) -> None:
        self._open(KeyFileDialog(self._workspace.own_access, self._theme, self._tasks, self))

    def _ask_add(self) -> None:
        dialog = AddUserDialog(self._users, self._theme, self._tasks, self)
        dialog.added.connect(self._hand_over)
        self._open(dialog)

    def _ask_roles(self) -> None:
        if (one := self._chosen()) is not None:
            self._open(RolesDialog(self._users, one, self._theme, self._tasks, self))

    def _ask_reissue(self) -> None:
        if (one := self._chosen()) is None:
            return
        said = _(
            "What she used until now opens nothing afterwards, and neither does her key file. "
            "She changes the new one when she enters."
        )
        if CUSTODY in one.roles:
            way_back = _(
                "She keeps identities: open the vault first, so that she keeps her way into it. "
                "Where nobody else can open it, two of the three sheets let her in again."
            )
            said = f"{said}\n\n{way_back}"
        self._confirm(
            _("A new passphrase for {login}").format(login=one.login),
            said,
            _("Give her a new one"),
            lambda: self._do(self._users.reissue, one),
        )

    def _ask_custody(self) -> None:
        if (one := self._chosen()) is None:
            return
        if CUSTODY in one.roles:
            self._confirm(
                _("End the custody of {login}").format(login=one.login),
                _(
                    "She opens the identity vault no more. If she may have kept a copy of the "
                    "vault file, renew the keys, of the identity vault too."
                ),
                _("End it"),
                lambda: self._do(self._users.take_custody, one),
            )
            return
        self._confirm(
            _("Custody of identities for {login}").format(login=one.login),
            _(
                "She may open the identity vault, with a reason that is kept. If there is one, it "
                "must be open now, and she gets a new passphrase that she changes when she enters. "
                "Where nobody is left to open it, two of the three sheets let her in."
            ),
            _("Give it to her"),
            lambda: self._do(self._users.give_custody, one),
        )

    def _ask_suspend(self) -> None:
        if (one := self._chosen()) is None:
            return
        if one.state is UserState.SUSPENDED:
            self._do(self._users.call_back, one)
            return
        self._confirm(
            _("Suspend {login}").format(login=one.login),
            _(
                "The program lets her in no more until she is called back. Her key stays: who "
                "leaves for good is removed, which renews the keys."
            ),
            _("Suspend her"),
            lambda: self._do(self._users.suspend, one),
        )

    def _ask_remove(self) -> None:
        self._ask_keys(self._chosen())

    def _ask_keys(self, leaving: User | None) -> None:
        dialog = NewKeysDialog(self._users, leaving, self._theme, self._tasks, self)
        dialog.renewed.connect(self._on_renewed)
        self._open(dialog)

    def _confirm(self, title: str, text: str, act: str, then: Callable[[], None]) -> None:
        dialog = ConfirmDialog(self._theme, title, text, act, self)
        dialog.accepted.connect(then)
        self._open(dialog)

    def _do(self, act: Callable[[str], str | None], one: User) -> None:
        """Do it to her; what it returns is a passphrase that was drawn for her."""
        self._work.start(
            _("Working…"),
            lambda _progress: act(one.id),
            lambda drawn: self._hand_over(one.login, drawn or ""),
        )

    def _hand_over(self, login: str, drawn: str) -> None:
        self._refresh()
        if not drawn:
            self._banner.tell("good", _("Done for {login}.").format(login=login))
            return
        self._show_words([(login, drawn)])

    def _show_words(self, given: list[tuple[str, str]]) -> None:
        text = _(
            "Give these words to her in person. They are shown this once and kept nowhere. When "
            "she enters, she chooses a passphrase of her own."
        )
        title = _("To be handed over")
        self._open(HandOverDialog(self._theme, title, text, given, self))

    def _on_renewed(self, result: NewKeys) -> None:
        self._refresh()
        said = [_("The keys are renewed.")]
        if not result.is_finished:
            said = [_("The disk stopped it half-way. Lock and come in again: it is then finished.")]
        if result.is_kit_void:
            said.append(_("The paper kit opens nothing any more: make a new one and burn the old."))
        self._banner.tell("good" if result.is_finished else "warn", " ".join(said))
        if result.papers:
            print_sheets(self._workspace, self._theme, self._tasks, result.papers, self)
        given = list(result.passphrases.items())
        if given:
            self._show_words(given)


def state_words(state: UserState) -> str:
    """Return a state in words."""
    return {
        UserState.ACTIVE: _("comes in"),
        UserState.REISSUED: _("to choose her passphrase"),
        UserState.SUSPENDED: _("suspended"),
        UserState.WITHOUT_KEY: _("without a key"),
        UserState.LEAVING: _("removal not finished"),
        UserState.LEFT: _("left"),
    }[state]
