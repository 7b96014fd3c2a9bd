"""The places of the rail, in their order: who is shown which, and which page stands there.

A page that needs nothing but the workspace stands in ``PAGES``. The others are made by
``MainWindow``, which joins their wishes with the rest of the window.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QWidget

from cem_desktop.domain.roles import (
    ADDRESSEES,
    ANSWER_FOR_DATA,
    BACK_UP,
    CARRY,
    KEEP_DEVICES,
    KEEP_USERS,
    WorkspaceKind,
    sees_files,
)
from cem_desktop.gui.pages.audit_page import AuditPage
from cem_desktop.gui.pages.backup_page import BackupPage
from cem_desktop.gui.pages.desk_page import DeskPage
from cem_desktop.gui.pages.devices_page import DevicesPage
from cem_desktop.gui.pages.field_page import FieldPage
from cem_desktop.gui.pages.inbox_page import InboxPage
from cem_desktop.gui.pages.joining_page import JoiningPage
from cem_desktop.gui.pages.offices_page import OfficesPage
from cem_desktop.gui.pages.recovery_page import RecoveryPage
from cem_desktop.gui.pages.road_page import RoadPage
from cem_desktop.gui.pages.statistics_page import StatisticsPage
from cem_desktop.gui.pages.sync_page import SyncPage
from cem_desktop.gui.pages.trust_page import TrustPage
from cem_desktop.gui.pages.users_page import UsersPage
from cem_desktop.i18n import _
from cem_desktop.services.identity_creation import CUSTODY

if TYPE_CHECKING:
    from cem_desktop.domain.period import Clock
    from cem_desktop.gui.style import Theme
    from cem_desktop.gui.tasks import TaskRunner
    from cem_desktop.services.workspace import Workspace


class MakePage(Protocol):
    """A page that needs nothing but what every page may have."""

    def __call__(
        self, workspace: Workspace, theme: Theme, tasks: TaskRunner, clock: Clock
    ) -> QWidget:
        """Return the page."""


@dataclass(frozen=True)
class PlaceRule:
    """One place: its key, its word, its icon's meaning, and whether a workspace shows it."""

    key: str
    word: Callable[[], str]
    icon: str
    is_shown: Callable[[Workspace], bool]


def _is_central(workspace: Workspace) -> bool:
    return workspace.kind is WorkspaceKind.HEADQUARTERS


def _sees_files(workspace: Workspace) -> bool:
    return not _is_central(workspace) and sees_files(workspace.user.roles)


def _reads_letters(workspace: Workspace) -> bool:
    is_office = workspace.kind is WorkspaceKind.OFFICE
    return is_office and sees_files(workspace.user.roles)


def _is_addressed(workspace: Workspace) -> bool:
    return _is_central(workspace) and bool(set(ADDRESSEES) & set(workspace.user.roles))


def _may_back_up(workspace: Workspace) -> bool:
    return bool(BACK_UP & set(workspace.user.roles))


def _answers_for_data(workspace: Workspace) -> bool:
    return not _is_central(workspace) and bool(ANSWER_FOR_DATA & set(workspace.user.roles))


def _keeps_identities(workspace: Workspace) -> bool:
    return not _is_central(workspace) and CUSTODY in workspace.user.roles


def _is_laptop(workspace: Workspace) -> bool:
    return workspace.kind is WorkspaceKind.LAPTOP


def _is_carried(workspace: Workspace) -> bool:
    return _is_laptop(workspace) and bool(CARRY & set(workspace.user.roles))


def _lends(workspace: Workspace) -> bool:
    is_office = workspace.kind is WorkspaceKind.OFFICE
    return is_office and _sees_files(workspace) and bool(CARRY & set(workspace.user.roles))


def _keeps_devices(workspace: Workspace) -> bool:
    is_office = workspace.kind is WorkspaceKind.OFFICE
    return is_office and bool(KEEP_DEVICES & set(workspace.user.roles))


def _uses_network(workspace: Workspace) -> bool:
    return not _is_central(workspace) and bool(CARRY & set(workspace.user.roles))


def _keeps_papers(workspace: Workspace) -> bool:
    return bool((KEEP_USERS | {CUSTODY}) & set(workspace.user.roles))


RULES: tuple[PlaceRule, ...] = (
    PlaceRule("cases", lambda: _("Cases"), "cases", _sees_files),
    PlaceRule("conflicts", lambda: _("To settle"), "conflict", _sees_files),
    PlaceRule("offices", lambda: _("Centres"), "offices", _is_central),
    PlaceRule("trust", lambda: _("Keys and PCs"), "enrol", _is_central),
    PlaceRule("statistics", lambda: _("Statistics"), "statistics", _is_central),
    PlaceRule("office", lambda: _("The centre"), "offices", lambda w: bool(w.fichas.of_office())),
    PlaceRule("road", lambda: _("On the road"), "road", _is_carried),
    PlaceRule("field", lambda: _("Field trips"), "road", _lends),
    PlaceRule("sync", lambda: _("Sync"), "sync", lambda w: w.kind is WorkspaceKind.OFFICE),
    PlaceRule("queue", lambda: _("Network"), "network", _uses_network),
    PlaceRule("letters", lambda: _("Letters"), "letters", _reads_letters),
    PlaceRule("desk", lambda: _("Desk"), "letters", _is_addressed),
    PlaceRule("devices", lambda: _("Laptops and PCs"), "laptop", _keeps_devices),
    PlaceRule("joining", lambda: _("This laptop"), "laptop", _is_laptop),
    PlaceRule("paper", lambda: _("Paper"), "print", _sees_files),
    PlaceRule("personal_data", lambda: _("Personal data"), "shield", _answers_for_data),
    PlaceRule("identities", lambda: _("Identities"), "identity", _keeps_identities),
    PlaceRule("backup", lambda: _("Backups"), "stick", _may_back_up),
    PlaceRule("users", lambda: _("Users and keys"), "key", lambda _workspace: True),
    PlaceRule("recovery", lambda: _("Recovery"), "recovery", _keeps_papers),
    PlaceRule("audit", lambda: _("Audit"), "history", lambda w: w.trail.is_readable),
)

PAGES: dict[str, MakePage] = {
    "audit": AuditPage,
    "backup": BackupPage,
    "desk": DeskPage,
    "devices": DevicesPage,
    "field": FieldPage,
    "letters": InboxPage,
    "joining": JoiningPage,
    "offices": OfficesPage,
    "recovery": RecoveryPage,
    "road": RoadPage,
    "statistics": StatisticsPage,
    "sync": SyncPage,
    "trust": TrustPage,
    "users": UsersPage,
}
"""Pages that need nothing but the workspace, by the key of their place."""


def places_of(workspace: Workspace) -> tuple[PlaceRule, ...]:
    """Return the places that the present user is shown, in their order."""
    return tuple(rule for rule in RULES if rule.is_shown(workspace))
