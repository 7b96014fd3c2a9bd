"""Above the pages: a restored copy, old keys or papers, an overdue backup, no vault; the plan kept.

Every few minutes it asks how the backups stand, off the GUI thread, and makes the planned one when
it is due and its stick is there.
"""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer, Signal

from cem_desktop.domain.period import parse_stamp
from cem_desktop.errors import CancelledError, CemError
from cem_desktop.gui.human_dates import say_instant
from cem_desktop.gui.tokens import PAGE_MARGIN
from cem_desktop.gui.widgets.banner import Banner
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.layouts import FittedPane, column
from cem_desktop.i18n import _
from cem_desktop.reports.backup_words import old_keys_words
from cem_desktop.services.recovery import PaperNeed

if TYPE_CHECKING:
    from cem_desktop.domain.period import Clock
    from cem_desktop.gui.style import Theme
    from cem_desktop.gui.tasks import Progress, TaskRunner
    from cem_desktop.gui.vault_desk import VaultDesk
    from cem_desktop.services.backups import BackupStatus
    from cem_desktop.services.guarding import Notice
    from cem_desktop.services.workspace import Workspace

_FIRST_MS: Final = 2_000
_EVERY_MS: Final = 10 * 60 * 1000
_TOUCHED: Final = frozenset({"backups", "guard"})
_PAPERS: Final = frozenset({"recovery", "staff"})
_KEYS: Final = frozenset({"staff", "guard", "keys"})
_SPENT: Final = frozenset({PaperNeed.REPLACE_USED, PaperNeed.REPLACE_VOID})
_MOST: Final = 2
_MOST_IN_LARGE_TEXT: Final = 1
"""Banners at a time; what is less urgent comes when one of these was dealt with."""
_log = logging.getLogger(__name__)


class SafetyNotices(FittedPane):
    """Banners that take no room while there is nothing to say; the most urgent few at a time."""

    place_wanted = Signal(str)

    def __init__(
        self,
        workspace: Workspace,
        theme: Theme,
        tasks: TaskRunner,
        clock: Clock,
        vault: VaultDesk,
        *,
        may_back_up: bool,
    ) -> None:
        """``vault`` makes it; ``may_back_up``: whether the user is shown the page of backups."""
        layout = column(8)
        layout.setContentsMargins(PAGE_MARGIN, 14, PAGE_MARGIN, 12)
        super().__init__("page", layout, name="safety_notices")
        self._workspace, self._tasks, self._clock = workspace, tasks, clock
        self._may_back_up, self._vault = may_back_up, vault
        self._most = _MOST_IN_LARGE_TEXT if theme.is_large else _MOST
        self._put_off = False
        self._vault_put_off = False
        self._guard = Banner(theme, name="guard_notice")
        self._guard.offer(
            Button(_("Understood"), "quiet", name="guard_seen", on_click=self._put_guard_away)
        )
        self._backup = Banner(theme, name="backup_nag")
        if may_back_up:
            self._backup.offer(
                Button(
                    _("To the backups"),
                    name="backup_go",
                    on_click=partial(self.place_wanted.emit, "backup"),
                )
            )
        self._backup.offer(
            Button(_("Later"), "quiet", name="backup_later", on_click=self._put_backup_off)
        )
        self._keys = Banner(theme, name="keys_nag")
        self._keys.offer(
            Button(
                _("To the users"), name="keys_go", on_click=partial(self.place_wanted.emit, "users")
            )
        )
        self._papers = Banner(theme, name="papers_nag")
        self._papers.offer(
            Button(
                _("To recovery"),
                name="papers_go",
                on_click=partial(self.place_wanted.emit, "recovery"),
            )
        )
        self._offer = Banner(theme, name="vault_offer")
        self._offer.offer(
            Button(_("Make the vault…"), name="vault_create", on_click=vault.ask_create)
        )
        self._offer.offer(
            Button(_("Later"), "quiet", name="vault_later", on_click=self._put_vault_off)
        )
        self._banners = (self._guard, self._keys, self._papers, self._backup, self._offer)
        for banner in self._banners:
            layout.addWidget(banner)
        vault.changed.connect(self._on_vault)
        self._show_guard()
        self._show_keys()
        self._show_papers()
        self._show_offer()
        self._fit()
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        QTimer.singleShot(_FIRST_MS, self, self.look)

    def renew(self, touched: frozenset[str]) -> None:
        """Take in what a commit changed."""
        if touched & _TOUCHED:
            self._ask()
        if touched & _KEYS:
            self._show_keys()
        if touched & _PAPERS:
            self._show_papers()
        self._fit()

    def look(self) -> None:
        """Make the planned backup if it is due and its place is there, and say how things stand."""
        backups = self._workspace.backups

        def work(progress: Progress) -> BackupStatus:
            try:
                backups.run_if_due(progress.report)
            except CemError as error:
                if isinstance(error, CancelledError):
                    raise
                _log.warning("the planned backup was not made: %s", error.code)
            return backups.status()

        self._tasks.run(work, owner=self, done=self._show, failed=_say_nothing)

    def stop(self) -> None:
        """Ask no more, before the window goes."""
        self._timer.stop()

    def _ask(self) -> None:
        backups = self._workspace.backups
        self._tasks.run(
            lambda _progress: backups.status(), owner=self, done=self._show, failed=_say_nothing
        )

    def _show(self, status: BackupStatus) -> None:
        self._show_guard()
        self._show_keys()
        if not status.overdue:
            self._put_off = False
            self._backup.clear()
        elif not self._put_off:
            self._backup.tell("warn", self._nag(status), _("It is time for a backup"))
        self._fit()

    def _nag(self, status: BackupStatus) -> str:
        if status.last_verified is None:
            said = _("There is no verified backup yet.")
        else:
            at = parse_stamp(status.last_verified.at)
            said = _("The last verified backup was made {when}, and work has gone on.").format(
                when=say_instant(at, self._clock.now())
            )
        if status.schedule.folder and not status.is_place_there:
            return f"{said} " + _("Connect the stick, and it is made by itself.")
        if not self._may_back_up:
            return f"{said} " + _("Tell your coordination.")
        return f"{said} " + _("The law asks for one every week.")

    def _show_guard(self) -> None:
        try:
            notice = self._workspace.guarding.notice()
        except CemError as error:  # the window says elsewhere that the store does not answer
            _log.warning("no word of the guard: %s", error.code)
            return
        if notice is None:
            self._guard.clear()
            return
        self._guard.tell("info", _finding_words(notice), _("This workspace is a copy"))

    def _show_keys(self) -> None:
        """Ask whoever keeps the users for new keys where an earlier state was put back."""
        try:
            asks = self._workspace.users.may_keep() and self._workspace.guarding.are_keys_old()
        except CemError as error:  # the window says elsewhere that something does not answer
            _log.warning("no word of the keys: %s", error.code)
            return
        if asks:
            self._keys.tell("warn", old_keys_words(), _("Somebody may come in who left"))
        else:
            self._keys.clear()

    def _show_papers(self) -> None:
        """Ask whoever can make it for a paper that was used, or that opens nothing any more."""
        try:
            state = self._workspace.recovery.state()
        except CemError as error:  # the window says elsewhere that something does not answer
            _log.warning("no word of the recovery papers: %s", error.code)
            return
        kit = state.may_keep and state.kit.need in _SPENT
        sheets = state.may_share and state.shares is not None and state.shares.need in _SPENT
        if not (kit or sheets):
            self._papers.clear()
            return
        said = _("The recovery kit was used or opens nothing any more. Make a new one today.")
        if not kit:
            said = _("The sheets of the identity key were used or are void. Make new ones today.")
        self._papers.tell("warn", said)

    def _on_vault(self) -> None:
        self._show_offer()
        self._fit()

    def _show_offer(self) -> None:
        """Offer the vault to who may make it, until it is made or put off."""
        if self._vault_put_off or not self._vault.may_create():
            self._offer.clear()
            return
        text = _(
            "Names, documents and addresses have a place of their own: the identity vault. "
            "Coded files work without it."
        )
        self._offer.tell("info", text, _("This office has no identity vault yet"))

    def _put_vault_off(self) -> None:
        self._vault_put_off = True
        self._on_vault()

    def _put_guard_away(self) -> None:
        try:
            self._workspace.guarding.put_away()
        except CemError as error:
            _log.warning("the notice stays: %s", error.code)
        self._guard.clear()
        self._fit()

    def _put_backup_off(self) -> None:
        self._put_off = True
        self._backup.clear()
        self._fit()

    def _fit(self) -> None:
        told = [banner for banner in self._banners if banner.has_words]
        for banner in self._banners:
            banner.setVisible(banner in told[: self._most])
        self.setVisible(bool(told))


def _finding_words(notice: Notice) -> str:
    """Return in words what speaks for a copy."""
    words = {
        "absent": _("It was restored from a backup, or its guard file was lost."),
        "altered": _("Its guard file belongs to another copy, or was changed."),
        "moved": _("It was moved or copied from another folder or computer."),
        "older": _("The store is older than it was before: an earlier copy was put back."),
    }
    said = [
        words[str(notice.finding)],
        _("What goes to headquarters begins anew, so that nothing is lost or counted twice."),
        _("If nobody in the office did this, tell your coordination today."),
    ]
    if notice.trust_behind:
        said.insert(
            1,
            _(
                "The list of devices went back too: whatever was taken off it or reported stolen "
                "since then must be so again."
            ),
        )
    return " ".join(said)


def _say_nothing(error: Exception) -> None:
    """Leave the banners as they are: the store was locked meanwhile, or will say so itself."""
    _log.info("no word of the backups: %s", type(error).__name__)
