"""Backups of the open workspace: made by hand or on schedule, verified, counted, and asked for.

The law asks for a weekly copy (D.S. 016-2024-JUS, art. 51). The program asks for one when the last
verified backup is a week old, unless nothing has changed since. A backup has its name only after
it was read back from the stick, opened and counted.
"""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import IO

from cem_desktop.crypto.passphrase import FLOOR_KIB
from cem_desktop.domain.period import parse_stamp
from cem_desktop.domain.roles import BACK_UP
from cem_desktop.errors import (
    BackupDamagedError,
    BackupError,
    BackupOtherKeysError,
    BackupPlaceSyncedError,
    IdentityClosedError,
    InputError,
)
from cem_desktop.services.backup_making import Gathered, Maker, Progress, Stamp
from cem_desktop.services.backup_reading import (
    OpenBackup,
    Verified,
    check_unpacked,
    is_store,
    open_with_key,
    unpack,
    vault_of,
)
from cem_desktop.services.context import Context
from cem_desktop.services.guarding import Guarding
from cem_desktop.services.headquarters import Headquarters
from cem_desktop.services.identities import Identities
from cem_desktop.storage import backup_files, identity_store, state_mark, vault_file
from cem_desktop.storage.backup_runs import BackupRun
from cem_desktop.storage.case_store import CaseUnit

Run = BackupRun
LAW_SAYS = timedelta(days=7)
DAILY, WEEKLY, BY_HAND = 1, 7, 0
FEWEST_KEPT, MOST_KEPT = 1, 100
_SCHEDULE = "backup.schedule"
_UNFINISHED = "backup.unfinished"
_ASIDE = (identity_store.FILE_NAME, f"{identity_store.FILE_NAME}-wal", vault_file.FILE_NAME)


@dataclass(frozen=True)
class Schedule:
    """Where and how often backups are made by themselves.

    Attributes:
        folder: The place; "" for none yet.
        days: 1 daily, 7 weekly, 0 only by hand.
        keep: How many of the newest stay in a place.
    """

    folder: str = ""
    days: int = WEEKLY
    keep: int = 8


@dataclass(frozen=True)
class BackupStatus:
    """How the backups of a workspace stand.

    Attributes:
        runs: What was made, the newest first.
        schedule: Where and how often.
        last_verified: The newest that was read back and counted, or None.
        changed: Whether anything changed since that one.
        overdue: A week has passed without a verified backup, and something changed.
        due: The schedule asks for one now.
        is_place_there: The scheduled place can be reached.
        is_synced: It looks like a folder that a cloud service copies.
        is_same_disk: It lies on the disk of the workspace.
    """

    runs: tuple[BackupRun, ...]
    schedule: Schedule
    last_verified: BackupRun | None
    changed: bool
    overdue: bool
    due: bool
    is_place_there: bool
    is_synced: bool
    is_same_disk: bool


class Backups:
    """The backups of an open workspace."""

    def __init__(
        self,
        context: Context,
        identities: Identities,
        headquarters: Headquarters | None,
        guarding: Guarding,
    ) -> None:
        """Back up the workspace of ``context``."""
        self._context = context
        self._identities = identities
        self._headquarters = headquarters
        self._guarding = guarding
        self._maker = Maker(context, identities, headquarters)
        self._folder = context.vault.folder

    def status(self) -> BackupStatus:
        """Return how the backups stand; counts rows, so off the window's thread on large stores."""
        with self._context.store.read() as unit:
            runs = unit.backups.all()
            schedule = schedule_of(unit)
            began = min((one.created for one in unit.office.staff()), default="")
            mark = self._mark(unit)
        verified = next((one for one in runs if one.verified), None)
        changed = verified is None or verified.mark != mark
        age = self._age(verified.at if verified else began)
        place = Path(schedule.folder) if schedule.folder else None
        every = timedelta(days=schedule.days)
        return BackupStatus(
            runs=runs,
            schedule=schedule,
            last_verified=verified,
            changed=changed,
            overdue=changed and age >= LAW_SAYS,
            due=bool(place and schedule.days) and changed and (verified is None or age >= every),
            is_place_there=place is not None and place.is_dir(),
            is_synced=place is not None and backup_files.is_synced(place),
            is_same_disk=place is not None and backup_files.is_same_disk(place, self._folder),
        )

    def plan(self, schedule: Schedule, *, synced_is_known: bool = False) -> None:
        """Keep where and how often backups are made by themselves.

        Raises:
            NotPermittedError: The user's roles make no backups.
            InputError: Not a number of backups that can be kept.
            BackupPlaceMissingError: The place is not there.
            BackupPlaceInsideError: It lies inside the workspace.
            BackupPlaceSyncedError: A cloud service seems to copy it, and nobody said that it may.
        """
        self._context.require(BACK_UP, "backup_plan", "")
        if not FEWEST_KEPT <= schedule.keep <= MOST_KEPT or schedule.days < BY_HAND:
            raise InputError(field="keep")
        if schedule.folder:
            self._check_place(Path(schedule.folder), synced_is_known=synced_is_known)
        with self._context.store.write() as unit:
            unit.office.set_setting(_SCHEDULE, vars(schedule))
            self._context.note(unit, "backup_plan", "", days=schedule.days, keep=schedule.keep)
            unit.touched |= {"backups"}

    def create(
        self,
        folder: Path,
        progress: Progress | None = None,
        *,
        synced_is_known: bool = False,
    ) -> BackupRun:
        """Make a backup in ``folder``, read it back, and remove what is too old there.

        Args:
            folder: A stick or folder.
            progress: Told bytes done and bytes in all; may raise to stop, and then nothing is left.
            synced_is_known: The person knows that a cloud service copies the folder.

        Raises:
            NotPermittedError: The user's roles make no backups.
            BackupError: The place is not there or not fit, or what the stick gave back is not good.
            DiskFullError: No room here or there; nothing is left behind.
            StoreError: A store or the place cannot be read or written.
        """
        self._context.require(BACK_UP, "backup", "")
        return self._create(folder, progress, synced_is_known=synced_is_known, planned=False)

    def run_if_due(self, progress: Progress | None = None) -> BackupRun | None:
        """Make the backup that the schedule asks for, whoever works, if its place is there.

        Raises:
            BackupError: As ``create``.
            StoreError: As ``create``.
        """
        status = self.status()
        if not status.due or not status.is_place_there:
            return None
        folder = Path(status.schedule.folder)
        return self._create(folder, progress, synced_is_known=True, planned=True)

    def verify(self, path: Path, progress: Progress | None = None) -> Verified:
        """Read a backup of this workspace back, open it and count it; return what it says.

        It must have been made since the keys were last changed; an older one is verified with what
        opened the workspace then (``restoring.preview``).

        Raises:
            NotPermittedError: The user's roles make no backups.
            BackupError: It is not good.
            StoreError: It cannot be read, or there is no room to open it.
        """
        self._context.require(BACK_UP, "backup_verify", "")
        name = path.name if backup_files.is_own_name(path.name) else ""
        try:
            found = self._verify(path, progress or _nobody, 0)
        except BackupOtherKeysError:
            raise
        except BackupError as error:
            with self._context.store.write() as unit:
                unit.backups.verify(name, None)
                self._context.note(unit, "backup_verify", name, code=error.code)
                unit.touched |= {"backups"}
            raise
        with self._context.store.write() as unit:
            unit.backups.verify(name, self._context.stamp(), len(found.lacking))
            self._context.note(unit, "backup_verify", name, code="", lacking=len(found.lacking))
            unit.touched |= {"backups"}
        return found

    def find(self, run: BackupRun) -> Path | None:
        """Return where a backup lies, if it is in the scheduled place."""
        with self._context.store.read() as unit:
            folder = schedule_of(unit).folder
        path = Path(folder) / run.file
        return path if folder and path.is_file() else None

    def _create(
        self, folder: Path, progress: Progress | None, *, synced_is_known: bool, planned: bool
    ) -> BackupRun:
        tell = progress or _nobody
        self._check_place(folder, synced_is_known=synced_is_known)
        self._guarding.renew()
        needed = self._maker.needed()
        backup_files.check_room(self._folder, needed)
        backup_files.check_room(folder, needed)
        path = folder / backup_files.new_name()
        self._begin(folder, path.name)
        made = self._context.stamp()
        with self._context.store.read() as unit:
            mark = self._mark(unit)
        with backup_files.scratch_folder(self._folder) as scratch:
            gathered = self._maker.gather(scratch, lambda: tell(0, 2 * needed))
            size, found = self._write(path, gathered, Stamp(made, mark), tell)
        run = BackupRun(
            id=str(uuid.uuid4()),
            at=made,
            by=self._context.user.id,
            file=path.name,
            size=size,
            counts=found.manifest.stores["case.db"].counts,
            mark=mark,
            verified=self._context.stamp(),
            lacking=len(found.lacking),
        )
        self._keep(run, folder, planned=planned)
        return run

    def _write(
        self, path: Path, gathered: Gathered, stamp: Stamp, tell: Progress
    ) -> tuple[int, Verified]:
        found: list[Verified] = []
        total = 2 * gathered.size

        def told(done: int, _all: int) -> None:
            tell(done, total)

        def write(target: IO[bytes]) -> None:
            self._maker.write(target, gathered, stamp, told)

        def verify(part: Path) -> None:
            found.append(self._verify(part, told, gathered.size))

        size = backup_files.write_backup(path, write, verify)
        return size, found[0]

    def _verify(self, path: Path, tell: Progress, before: int) -> Verified:
        """Read a backup back; ``before`` bytes of the whole work were done already."""
        backup = self._open(path)
        done = before
        total = before + backup.manifest.size()

        def count(size: int) -> None:
            nonlocal done
            done += size
            tell(done, total)

        stores = sum(one.size for one in backup.manifest.files if is_store(one.name))
        backup_files.check_room(self._folder, stores)
        with backup_files.scratch_folder(self._folder, name="verify") as scratch:
            unpack(backup, scratch, count, wanted=is_store)
            return check_unpacked(backup, scratch, self._identity_key())

    def _open(self, path: Path) -> OpenBackup:
        """Open a backup of this workspace; tell one with older keys from a damaged one."""
        try:
            return open_with_key(path, self._context.store.held_key())
        except BackupDamagedError:
            access = self._context.vault
            floor = FLOOR_KIB if access.floor_kib is None else access.floor_kib
            then, now = vault_of(path, floor), access.read()
            if then.database == now.database and then.generation < now.generation:
                raise BackupOtherKeysError from None
            raise

    def _identity_key(self) -> bytes | None:
        """Return the key of the identity vault while it is open."""
        if not self._identities.is_open:
            return None
        try:
            return self._identities.held_key()
        except IdentityClosedError:
            return None

    def _begin(self, folder: Path, name: str) -> None:
        """Remove what a backup left that was cut off, and note the name of this one."""
        with self._context.store.write() as unit:
            left = unit.office.setting(_UNFINISHED)
            unit.office.set_setting(_UNFINISHED, name)
        if left:
            backup_files.remove(folder / f"{left}{backup_files.PART}")

    def _keep(self, run: BackupRun, folder: Path, *, planned: bool) -> None:
        """Keep the run, and remove the oldest backups of this workspace in the place.

        The newest stay, as many as the schedule says; this one was just verified and is among them.
        """
        with self._context.store.write() as unit:
            unit.backups.add(run)
            unit.office.set_setting(_UNFINISHED, None)
            here = [one for one in unit.backups.all() if (folder / one.file).is_file()]
            old = [one for one in here[schedule_of(unit).keep :] if one.id != run.id]
            for one in old:
                unit.backups.forget(one.file)
            self._context.note(
                unit,
                "backup",
                run.file,
                size=run.size,
                planned=planned,
                removed=len(old),
                lacking=run.lacking,
            )
            unit.touched |= {"backups"}
        for one in old:
            backup_files.remove(folder / one.file)

    def _check_place(self, folder: Path, *, synced_is_known: bool) -> None:
        backup_files.check_place(folder, self._folder)
        if not synced_is_known and backup_files.is_synced(folder):
            raise BackupPlaceSyncedError

    def _mark(self, unit: CaseUnit) -> str:
        """Return the mark of everything that a backup would hold now."""
        digest = hashlib.sha256(b"CEMBACKUPMARK1" + state_mark.case_state(unit.connection).encode())
        if self._headquarters is not None:
            digest.update(self._headquarters.state().encode())
        for path in (self._folder / name for name in _ASIDE):
            if path.is_file():
                state = path.stat()
                digest.update(f"{path.name}:{state.st_size}:{state.st_mtime_ns};".encode())
        return digest.hexdigest()

    def _age(self, at: str) -> timedelta:
        """Return how long ago an instant was; one that lies ahead counts as long ago."""
        if not at:
            return LAW_SAYS
        age = self._context.clock.now() - parse_stamp(at)
        return age if age >= timedelta(0) else LAW_SAYS


def schedule_of(unit: CaseUnit) -> Schedule:
    """Return where and how often backups are made by themselves."""
    kept = unit.office.setting(_SCHEDULE)
    return Schedule(**kept) if kept else Schedule()


def _nobody(_done: int, _total: int) -> None:
    """Hear no progress."""
