"""What every service of an open workspace shares."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass, field

from cem_desktop.domain import period, roles
from cem_desktop.domain.period import Clock
from cem_desktop.domain.roles import WorkspaceKind
from cem_desktop.domain.strict_json import JsonValue
from cem_desktop.errors import NotPermittedError
from cem_desktop.forms.definition import FormSettings
from cem_desktop.services.attempts import FailedTries
from cem_desktop.services.device_keys import DeviceKeys
from cem_desktop.services.form_library import FormLibrary
from cem_desktop.services.room import Room
from cem_desktop.services.vault_access import VaultAccess
from cem_desktop.storage.case_store import CaseStore, CaseUnit
from cem_desktop.storage.office import StaffMember

OFFICE_SETTING = "office"
DATABASE_SETTING = "database"

SEALED_ACTS = frozenset(
    {
        "create",
        "enter",
        "leave",
        "export",
        "export_road",
        "purge",
        "backup",
        "restore",
        "publish",
        "export_trail",
    }
)
"""After these a checkpoint is signed at once; between them, after every hundred entries."""


def entered_setting(user: str) -> str:
    """Return the name of the setting that holds when a user came in last."""
    return f"entered.{user}"


@dataclass(frozen=True)
class OfficeProfile:
    """Which office this is.

    Attributes:
        id: Its id in the catalogue of offices (``headquarters`` for the central units).
        name: Its name as people say it.
        department: Its department.
        ubigeo: INEI code of its district, or "".
    """

    id: str
    name: str
    department: str
    ubigeo: str

    def to_json(self) -> JsonValue:
        """Return the profile as it is kept in the settings."""
        return asdict(self)


HEADQUARTERS = OfficeProfile("headquarters", "Sede central", "", "")


@dataclass(frozen=True)
class Context:
    """An open workspace, and who works in it.

    Attributes:
        kind: Office or headquarters.
        office: Which office.
        user: Who works.
        store: Its ``case.db``.
        device: This device's keys.
        library: The fichas.
        clock: The device's clock, which decides nothing.
        vault: The file of key slots.
        room: The room for what is typed, also on a full disk.
        known_at: The last instant that this store had seen when it was opened.
        failed_tries: Wrong passphrases since the entry before.
    """

    kind: WorkspaceKind
    office: OfficeProfile
    user: StaffMember
    store: CaseStore
    device: DeviceKeys
    library: FormLibrary
    clock: Clock
    vault: VaultAccess
    room: Room
    known_at: str = ""
    failed_tries: FailedTries = field(default_factory=FailedTries)

    def stamp(self) -> str:
        """Return the current instant as it is stored."""
        return period.stamp(self.clock)

    def trust_in_clock(self) -> str:
        """Return ``suspect`` when the clock stands before what this store has seen, else ``ok``."""
        return "ok" if self.stamp() >= self.known_at else "suspect"

    def note(self, unit: CaseUnit, action: str, subject: str, **detail: JsonValue) -> None:
        """Add an act of the present user to the audit trail, within ``unit``."""
        seq = unit.audit.note(self.stamp(), self.user.id, action, subject, **detail)
        if action in SEALED_ACTS or unit.audit.is_seal_due(seq):
            self.seal(unit)

    def seal(self, unit: CaseUnit) -> None:
        """Sign how far the trail reaches, within ``unit``."""
        database = unit.office.setting(DATABASE_SETTING)
        unit.audit.seal(self.device.signer, database, self.stamp())

    def may_write(self, settings: FormSettings) -> bool:
        """Tell whether the present user may fill a ficha."""
        return roles.may_write(settings.write, self.user.roles, of_office=settings.is_of_office)

    def may_read(self, settings: FormSettings) -> bool:
        """Tell whether the present user may read a ficha."""
        return roles.may_read(
            settings.read, self.user.roles, settings.write, of_office=settings.is_of_office
        )

    def require(self, allowed: AbstractSet[str], action: str, subject: str) -> None:
        """Go on only if one of the user's roles is among ``allowed``; a denied try is noted.

        Raises:
            NotPermittedError: None is.
        """
        if not allowed & set(self.user.roles):
            raise self.deny(action, subject)

    def deny(self, action: str, subject: str) -> NotPermittedError:
        """Note a denied try, in a unit of its own, and return the error to raise."""
        with self.store.write() as unit:
            self.note(unit, "denied", subject, act=action)
        return NotPermittedError(act=action)
