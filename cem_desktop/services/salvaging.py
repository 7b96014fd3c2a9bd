"""``cem salvage``: all but the damaged pages of a workspace, in a new one, with a report.

The damaged workspace is only read. Every row that stands on a whole page goes into a new store
under the same keys; views, facts and index are computed anew from the revisions. What the store
needs to open at all and lost is made anew, and the report says so.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from cem_desktop.crypto.guard import Guard
from cem_desktop.crypto.key_slots import SlotSecrets, StoreKind
from cem_desktop.crypto.vault import Vault, unlock
from cem_desktop.domain import period
from cem_desktop.domain.case_code import CaseCode
from cem_desktop.domain.destinations import OFFICE
from cem_desktop.domain.period import Clock, SystemClock
from cem_desktop.domain.revision import FILE_FORM
from cem_desktop.domain.roles import WorkspaceKind
from cem_desktop.errors import RecordMissingError, StoreDamagedError, StoreError, StoreExistsError
from cem_desktop.services import headquarters_keys, recording
from cem_desktop.services.context import OFFICE_SETTING, Context, OfficeProfile
from cem_desktop.services.device_keys import DeviceKeys, complete_device_keys, load_device_keys
from cem_desktop.services.feeding import STATISTICAL, TO_HEADQUARTERS, start_feed
from cem_desktop.services.form_library import FormLibrary
from cem_desktop.services.lending import CASE, road_feed
from cem_desktop.services.purging import KEPT_FOLDER
from cem_desktop.services.room import Room
from cem_desktop.services.setup import DATABASE_SETTING, KIND_SETTING
from cem_desktop.services.trail import judge_trail
from cem_desktop.services.vault_access import VaultAccess
from cem_desktop.storage import case_store, files, guard_file, identity_store, migrations, registry
from cem_desktop.storage.attachment_folder import FOLDER
from cem_desktop.storage.case_files import CaseFile
from cem_desktop.storage.case_store import CaseUnit, open_case_store
from cem_desktop.storage.copying import check_store
from cem_desktop.storage.mending import Mending
from cem_desktop.storage.office import StaffMember
from cem_desktop.storage.process_lock import ProcessLock
from cem_desktop.storage.reserve_file import Reserve
from cem_desktop.storage.salvage import StoreReport, salvage_store

_TOKEN_BYTES = 4
_COPIED = (headquarters_keys.ROOT_KEYS_FOLDER, FOLDER, KEPT_FOLDER)
_VAULTS = ("vault.json", "vault.json.bak")
LOST_OFFICE = OfficeProfile("salvaged", "?", "", "")
"""What stands for the centre where its setting is lost."""
Progress = Callable[[int, int], None]


@dataclass
class SalvageReport:
    """What came of a workspace.

    Attributes:
        stores: What came of each store that was read page by page, by its file.
        copied: Stores that were copied as they lie: their key is not at hand, or they are whole.
        incomplete: Records some of whose revisions are lost.
        adopted: Records that were made anew from their revisions.
        coded_anew: Files whose code was lost; they have a new one.
        unreadable: Revisions that were read and are not what their id names.
        dropped: Rows that referred to lost ones, by table.
        made_anew: What the store needs to open and had lost.
        trail_fault: The first entry of the audit trail that does not fit, or None.
    """

    stores: dict[str, StoreReport] = field(default_factory=dict)
    copied: list[str] = field(default_factory=list)
    incomplete: tuple[str, ...] = ()
    adopted: int = 0
    coded_anew: tuple[str, ...] = ()
    unreadable: int = 0
    dropped: dict[str, int] = field(default_factory=dict)
    made_anew: tuple[str, ...] = ()
    trail_fault: int | None = None

    def is_loss(self) -> bool:
        """Tell whether anything at all could not be brought over."""
        return bool(
            any(one.damaged or one.lost_rows() for one in self.stores.values())
            or self.incomplete
            or self.unreadable
            or self.made_anew
            or self.trail_fault
        )


def salvage_workspace(
    folder: Path,
    out: Path,
    login: str,
    passphrase: str,
    progress: Progress | None = None,
    *,
    key_file: bytes | None = None,
    clock: Clock | None = None,
    library: FormLibrary | None = None,
    floor_kib: int | None = None,
) -> SalvageReport:
    """Write all that can be read of the workspace in ``folder`` into a new one at ``out``.

    Args:
        folder: The damaged workspace; it is only read.
        out: Where the new one goes; it must not exist.
        login: Who opens it.
        passphrase: Hers.
        progress: Told pages done and in all, store by store; may raise to stop.
        key_file: Her key file, where she has one.
        clock: The clock.
        library: The fichas.
        floor_kib: The least Argon2id memory to accept; only tests lower it.

    Raises:
        StoreExistsError: There is something at ``out``.
        StoreBusyError: The workspace is open.
        WrongPassphraseError: Login and passphrase do not belong together.
        StoreError: Nothing can be read of it, or the new one cannot be written.
    """
    if out.exists():
        raise StoreExistsError(file=out.name)
    access = VaultAccess(folder, floor_kib)
    vault = access.read()
    lock = ProcessLock(folder)
    try:
        with access.slowed(_user_of(vault, login)):
            slot, opened = unlock(vault, login, passphrase, key_file)
        part = out.with_name(f".{out.name}.{secrets.token_hex(_TOKEN_BYTES)}.part")
        with files.translated(out):
            part.mkdir(mode=0o700, parents=True)
        try:
            run = _Run(folder, part, vault, progress or _nobody, clock or SystemClock())
            run.copy_what_is_no_store()
            report = run.salvage(opened, slot.user, library or FormLibrary(), floor_kib)
            with files.translated(out):
                part.rename(out)
                files.sync_folder(out.parent)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
    finally:
        lock.release()
    return report


@dataclass
class _Run:
    """One salvage: from where, into which folder."""

    folder: Path
    part: Path
    vault: Vault
    tell: Progress
    clock: Clock
    report: SalvageReport = field(default_factory=SalvageReport)

    def copy_what_is_no_store(self) -> None:
        """Copy the vault, attachments, root keys, kept bundles: each is sealed by itself."""
        with files.translated(self.part):
            for name in _VAULTS:
                if (self.folder / name).is_file():
                    shutil.copyfile(self.folder / name, self.part / name)
            for name in _COPIED:
                if (self.folder / name).is_dir():
                    shutil.copytree(self.folder / name, self.part / name)

    def salvage(
        self, opened: SlotSecrets, user: str, library: FormLibrary, floor_kib: int | None
    ) -> SalvageReport:
        """Salvage each store, and mend the case store."""
        key = self._read_case(opened)
        store = open_case_store(self.part, key)
        try:
            with store.write() as unit:
                self._make_anew(unit)
                central = unit.office.setting(KIND_SETTING) == WorkspaceKind.HEADQUARTERS
                registry_key = self._registry_key(unit)
            context = Context(
                kind=WorkspaceKind(self.vault.kind),
                office=self._office(store),
                user=self._member(store, user),
                store=store,
                device=self._device(store),
                library=library,
                clock=self.clock,
                vault=VaultAccess(self.part, floor_kib),
                room=Room(Reserve(self.part)),
            )
            with store.write() as unit:
                self._mend(unit, context)
        finally:
            store.close()
        if central:
            self._other(registry.FILE_NAME, registry_key, migrations.REGISTRY_STEPS)
        identity = [opened.keys.get(StoreKind.IDENTITY), opened.before.get(StoreKind.IDENTITY)]
        self._other(identity_store.FILE_NAME, identity, migrations.IDENTITY_STEPS)
        return self.report

    def _read_case(self, opened: SlotSecrets) -> bytes:
        """Read the case store under the key that fits it; return that key."""
        keys = [opened.keys[StoreKind.CASE], opened.before.get(StoreKind.CASE)]
        return self._read(case_store.FILE_NAME, keys, migrations.CASE_STEPS, self._salts())

    def _read(
        self,
        name: str,
        keys: Sequence[bytes | None],
        steps: migrations.Steps,
        salts: tuple[bytes, ...] = (),
    ) -> bytes:
        """Read a store under the first key that opens anything in it; return that key."""
        for key in filter(None, keys):
            with suppress(StoreDamagedError):
                self.report.stores[name] = salvage_store(
                    self.folder / name, key, self.part / name, steps, self.tell, salts
                )
                return key
            _remove(self.part / name)
        raise StoreDamagedError(file=name, reason="nothing_readable")

    def _other(self, name: str, keys: Sequence[bytes | None], steps: migrations.Steps) -> None:
        """Salvage another store if it is damaged and its key is at hand, else copy it."""
        path = self.folder / name
        if not path.is_file():
            return
        known = [key for key in keys if key is not None]
        with files.translated(path):
            for one in (path, path.with_name(f"{name}-wal")):
                if one.is_file():
                    shutil.copyfile(one, self.part / one.name)
        if not known or any(_is_whole(self.part / name, key) for key in known):
            self.report.copied.append(name)
            return
        _remove(self.part / name)
        self._read(name, known, steps)

    def _salts(self) -> tuple[bytes, ...]:
        """Return what the guard says that the case store begins with."""
        data = guard_file.read_guard(self.folder)
        with suppress(ValueError):
            return (bytes.fromhex(Guard.from_bytes(data or b"", None).salt),)
        return ()

    def _make_anew(self, unit: CaseUnit) -> None:
        """Make what the store needs to open at all and has lost."""
        now = period.stamp(self.clock)
        made = []
        for name, value in (
            (DATABASE_SETTING, self.vault.database),
            (KIND_SETTING, self.vault.kind),
            (OFFICE_SETTING, LOST_OFFICE.to_json()),
        ):
            if unit.office.setting(name) is None:
                unit.office.set_setting(name, value)
                made.append(name)
        known = {one.id for one in unit.office.staff()}
        for slot in self.vault.slots:
            if slot.user not in known:
                known.add(slot.user)
                unit.office.add_staff(StaffMember(slot.user, slot.login, slot.roles, True, now))
                made.append("staff")
        if complete_device_keys(unit, now):
            made.append("device_keys")
        kind = self.vault.kind
        if kind == WorkspaceKind.OFFICE and unit.feeds.find(TO_HEADQUARTERS, STATISTICAL) is None:
            start_feed(unit, now)
            made.append("feed")
        if kind == WorkspaceKind.LAPTOP and unit.feeds.find(OFFICE, CASE) is None:
            road_feed(unit, OFFICE, now)
            made.append("feed")
        self.report.made_anew = tuple(dict.fromkeys(made))

    def _mend(self, unit: CaseUnit, context: Context) -> None:
        """Make the rows fit together, and compute anew what follows from the revisions."""
        mending = Mending(unit.connection)
        report = self.report
        report.unreadable = mending.drop_unreadable_revisions()
        report.adopted = mending.adopt_revisions()
        report.incomplete = tuple(sorted(mending.incomplete()))
        coded = []
        for file in mending.files_without_row():
            code = _code_in(unit, file)
            if code is None:
                code = recording.draw_code(unit)
                coded.append(file)
            unit.case_files.add(CaseFile(file, code, context.stamp(), context.user.id))
        report.coded_anew = tuple(coded)
        report.dropped = mending.drop_loose_ends()
        recording.rebuild(unit, context, frozenset(report.incomplete))
        report.trail_fault = judge_trail(context, unit).first_fault
        case = report.stores[case_store.FILE_NAME]
        context.note(
            unit,
            "salvage",
            self.vault.database,
            pages=case.pages,
            damaged=case.damaged,
            incomplete=len(report.incomplete),
        )

    def _registry_key(self, unit: CaseUnit) -> list[bytes | None]:
        try:
            return [headquarters_keys.registry_key(unit)]
        except RecordMissingError:
            return []

    def _office(self, store: case_store.CaseStore) -> OfficeProfile:
        with store.read() as unit:
            return OfficeProfile(**unit.office.setting(OFFICE_SETTING))

    def _member(self, store: case_store.CaseStore, user: str) -> StaffMember:
        with store.read() as unit:
            return next(one for one in unit.office.staff() if one.id == user)

    def _device(self, store: case_store.CaseStore) -> DeviceKeys:
        with store.read() as unit:
            return load_device_keys(unit)


def _code_in(unit: CaseUnit, file: str) -> CaseCode | None:
    """Return the code that a file's own record or revisions still say, unless another has it."""
    with suppress(RecordMissingError, ValueError, KeyError):
        record = unit.records.get(file)
        if record.form == FILE_FORM:
            code = CaseCode(str(record.state.values()["code"]))
            return code if unit.case_files.with_code(code) is None else None
    return None


def _user_of(vault: Vault, login: str) -> str:
    slot = vault.slot_of(login)
    return slot.user if slot else ""


def _is_whole(path: Path, key: bytes) -> bool:
    try:
        check_store(path, key)
    except StoreError:
        return False
    return True


def _remove(path: Path) -> None:
    for one in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
        one.unlink(missing_ok=True)


def _nobody(_done: int, _total: int) -> None:
    """Hear no progress."""
