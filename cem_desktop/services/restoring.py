"""Restoring a backup: looked at first, built whole beside the place, never over a living store.

What stands in the place is kept under a dated name, never deleted. The restored store has no guard
file, so that it is noticed when it is opened and begins a new feed. The guard of what stood there
lies beside it under another name, and tells it the newest documents of trust that were known.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cem_desktop.domain import period
from cem_desktop.domain.period import Clock, SystemClock
from cem_desktop.domain.strict_json import JsonValue
from cem_desktop.errors import BackupDamagedError, CemError, StoreError
from cem_desktop.services import unfinished_restore
from cem_desktop.services.backup_manifest import Manifest
from cem_desktop.services.backup_reading import (
    Credential,
    OpenBackup,
    check_unpacked,
    is_store,
    open_backup,
    unpack,
)
from cem_desktop.services.setup import DATABASE_SETTING
from cem_desktop.services.vault_access import VaultAccess
from cem_desktop.storage import backup_files, case_store, files, guard_file, vault_file
from cem_desktop.storage.case_store import CaseUnit
from cem_desktop.storage.process_lock import LOCK_NAME, ProcessLock
from cem_desktop.storage.store import Store

_TOKEN_BYTES = 4
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Missing:
    """What the workspace in the place has and the backup does not.

    Attributes:
        files: Coded files.
        records: Filled fichas, those of these files too; not the files' own records.
        revisions: Single edits.
        revived: Files that were erased since, and that the backup would bring back.
        returning: Users who left or were suspended since, and who would come in again.
    """

    files: int
    records: int
    revisions: int
    revived: int = 0
    returning: int = 0


@dataclass(frozen=True)
class Preview:
    """What restoring would bring.

    Attributes:
        manifest: What the backup says of itself; everything was checked.
        size: Bytes of the file.
        occupied: Whether there is something in the place now.
        same: Whether it is the same workspace; None where it could not be opened.
        missing: What it has and the backup does not; None where it could not be compared.
        lacking: How many attachments the backup names and does not hold.
    """

    manifest: Manifest
    size: int
    occupied: bool
    same: bool | None
    missing: Missing | None
    lacking: int = 0


@dataclass(frozen=True)
class Restored:
    """A restored workspace.

    Attributes:
        folder: Where it stands.
        aside: Where what stood there before is kept, or None.
        manifest: What the backup said of itself.
        lacking: How many attachments it names and does not hold.
    """

    folder: Path
    aside: Path | None
    manifest: Manifest
    lacking: int = 0


def preview(
    path: Path, folder: Path, credential: Credential, progress: Progress | None = None
) -> Preview:
    """Verify a backup, and compare it with what stands in ``folder``; nothing there is changed.

    Args:
        path: The backup.
        folder: Where it would be restored to.
        credential: What opened the workspace when the backup was made.
        progress: Told bytes done and in all; may raise to stop.

    Raises:
        BackupError: The backup is not good.
        WrongPassphraseError: The credential opens nothing in it.
        DiskFullError: No room to unpack it.
        StoreError: File or folder cannot be read.
    """
    backup = open_backup(path, credential)
    tell = _counting(backup, progress)
    beside = _existing_parent(folder)
    backup_files.check_room(beside, _stores_size(backup))
    with backup_files.scratch_folder(beside, name="preview") as scratch:
        unpack(backup, scratch, tell, wanted=is_store)
        found = check_unpacked(backup, scratch)
        same, missing = _compare(backup, scratch, folder, credential)
    with files.translated(path):
        size = path.stat().st_size
    lacking = len(found.lacking)
    return Preview(backup.manifest, size, _is_occupied(folder), same, missing, lacking)


def restore(
    path: Path,
    folder: Path,
    credential: Credential,
    progress: Progress | None = None,
    *,
    clock: Clock | None = None,
) -> Restored:
    """Put the workspace in a backup into ``folder``.

    Args:
        path: The backup.
        folder: Where; what stands there is kept beside it under a dated name.
        credential: What opened the workspace when the backup was made.
        progress: Told bytes done and in all; may raise to stop, and then nothing has changed.
        clock: For the dated name.

    Raises:
        StoreBusyError: The workspace in the place is open.
        BackupError: The backup is not good; nothing has changed.
        WrongPassphraseError: The credential opens nothing in it.
        DiskFullError: No room; nothing has changed.
        StoreError: File or folder cannot be used; nothing has changed.
    """
    backup = open_backup(path, credential)
    tell = _counting(backup, progress)
    parent = _existing_parent(folder)
    with files.translated(folder):
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    backup_files.check_room(parent, backup.manifest.size())
    token = secrets.token_hex(_TOKEN_BYTES)
    part = unfinished_restore.part_name(folder, token)
    with _nobody_inside(folder) as lock, files.translated(folder):
        if folder.exists():
            for left in unfinished_restore.left_by_earlier_tries(folder):
                shutil.rmtree(left, ignore_errors=True)
        try:
            part.mkdir(mode=0o700)
            unpack(backup, part, tell, wanted=lambda _name: True)
            found = check_unpacked(backup, part)
            guard_file.carry_over(folder, part)
            _sync_tree(part)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
        whole = unfinished_restore.whole_name(folder, token)
        part.rename(whole)
        if os.name == "nt" and lock is not None:
            lock.release()  # Windows moves no folder of which a file is open
        aside = _put_aside(folder, whole, clock or SystemClock())
        _take_place(whole, folder)
        files.sync_folder(folder.parent)
    return Restored(folder, aside, backup.manifest, len(found.lacking))


@contextlib.contextmanager
def _nobody_inside(folder: Path) -> Iterator[ProcessLock | None]:
    """Go on only while nobody has the workspace in the place open; None where there is none.

    Raises:
        StoreBusyError: Somebody has.
    """
    if not folder.is_dir():
        yield None
        return
    lock = ProcessLock(folder)
    try:
        yield lock
    finally:
        lock.release()


def _put_aside(folder: Path, whole: Path, clock: Clock) -> Path | None:
    """Keep what stands in the place under a dated name.

    Raises:
        OSError: It cannot be moved, for instance because a program has a file of it open.
    """
    if not folder.exists():
        return None
    if {path.name for path in folder.iterdir()} <= {LOCK_NAME}:
        shutil.rmtree(folder)
        return None
    dated = re.sub(r"[^0-9TZ]", "", period.stamp(clock))
    aside = folder.with_name(f"{folder.name}.before-restore-{dated}-{secrets.token_hex(2)}")
    try:
        folder.rename(aside)
    except OSError:
        shutil.rmtree(whole, ignore_errors=True)
        raise
    return aside


def _take_place(whole: Path, folder: Path) -> None:
    """Give a restored workspace its place, unless whoever started the program meanwhile did it."""
    try:
        whole.rename(folder)
    except FileNotFoundError:
        if not (folder / vault_file.FILE_NAME).is_file():
            raise


def _compare(
    backup: OpenBackup, scratch: Path, folder: Path, credential: Credential
) -> tuple[bool | None, Missing | None]:
    """Return whether the workspace in the place is the same, and what the backup lacks of it."""
    if not (folder / vault_file.FILE_NAME).is_file():
        return None, None
    try:
        with _nobody_inside(folder):
            vault = VaultAccess(folder, credential.floor_kib).read()
            if vault.database != backup.manifest.database:
                return False, None
            for key in credential.case_keys(vault):
                with contextlib.suppress(StoreError):
                    return True, _missing(backup, scratch, folder, key)
    except CemError:  # another passphrase by now, damage, a living store: nothing to compare with
        return None, None
    return None, None


def _missing(backup: OpenBackup, scratch: Path, folder: Path, key: bytes) -> Missing:
    then = _ids(scratch / case_store.FILE_NAME, backup.case_key, backup.manifest.database)
    now = _ids(folder / case_store.FILE_NAME, key, backup.manifest.database)
    lacks = [has - had for has, had in zip(now, then, strict=True)]
    return Missing(
        files=len(lacks[0]),
        records=len(lacks[1] - lacks[0]),
        revisions=len(lacks[2]),
        revived=len(lacks[3] & then[0]),
        returning=len(then[4] - now[4]),
    )


def _ids(path: Path, key: bytes, database: JsonValue) -> tuple[frozenset[str], ...]:
    """Return the ids of files, records, revisions, erased files and users in a closed store."""
    store = Store(path, key, CaseUnit)
    try:
        with store.read() as unit:
            if unit.office.setting(DATABASE_SETTING) != database:
                raise BackupDamagedError(reason="database")
            return (
                frozenset(unit.case_files.ids()),
                frozenset(unit.records.ids()),
                frozenset(unit.records.revision_ids()),
                frozenset(one.file for one in unit.erasures.all()),
                frozenset(one.id for one in unit.office.staff() if one.active),
            )
    finally:
        store.close()


def _counting(backup: OpenBackup, progress: Progress | None) -> Callable[[int], None]:
    done, total = 0, backup.manifest.size()

    def count(size: int) -> None:
        nonlocal done
        done += size
        if progress is not None:
            progress(done, total)

    return count


def _stores_size(backup: OpenBackup) -> int:
    return sum(one.size for one in backup.manifest.files if is_store(one.name))


def _existing_parent(folder: Path) -> Path:
    """Return the nearest folder above that exists."""
    return next(place for place in folder.absolute().parents if place.is_dir())


def _is_occupied(folder: Path) -> bool:
    return folder.is_dir() and any(path.name != LOCK_NAME for path in folder.iterdir())


def _sync_tree(folder: Path) -> None:
    """Flush the entries of a folder and of those in it."""
    for place in (*filter(Path.is_dir, folder.rglob("*")), folder):
        files.sync_folder(place)
