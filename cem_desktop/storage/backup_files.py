"""Backups on a stick or in a folder: ``.part`` first, read back, then the name, which is random."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from cem_desktop.errors import (
    BackupPlaceInsideError,
    BackupPlaceMissingError,
    BackupTooLargeError,
    DiskFullError,
)
from cem_desktop.storage import files

SUFFIX = ".cemb"
PART = ".part"
ROOM_TO_SPARE = 16 * 1024 * 1024
_NAME_BYTES = 8
_OWN_NAME = re.compile(rf"[0-9a-f]{{{2 * _NAME_BYTES}}}{re.escape(SUFFIX)}")
_SCRATCH = ".backup-"
_CLOUDS = re.compile(
    r"onedrive|dropbox|google ?drive|googledrive|my drive|mi unidad|icloud|mobile documents"
    r"|nextcloud|owncloud|pcloud|mega(?:sync)?|box(?: sync)?|syncthing|yandex\.?disk",
    re.IGNORECASE,
)
_CLOUD_MARKS = (".dropbox", ".dropbox.cache", ".stfolder", ".sync", ".nextcloudsync.log")


def new_name() -> str:
    """Return a random name for a backup."""
    return f"{secrets.token_hex(_NAME_BYTES)}{SUFFIX}"


def is_own_name(name: str) -> bool:
    """Return whether a file has a name as ``new_name`` gives it."""
    return _OWN_NAME.fullmatch(name) is not None


def is_synced(folder: Path) -> bool:
    """Tell whether a folder looks like one that a cloud service copies elsewhere."""
    for place in (folder.resolve(), *folder.resolve().parents):
        if _CLOUDS.fullmatch(place.name.split(" - ")[0].strip()):
            return True
        with contextlib.suppress(OSError):
            if any((place / mark).exists() for mark in _CLOUD_MARKS):
                return True
    return False


def is_same_disk(folder: Path, workspace: Path) -> bool:
    """Tell whether a folder lies on the disk of the workspace: one loss would take both."""
    try:
        return folder.stat().st_dev == workspace.stat().st_dev
    except OSError:
        return False


def check_place(folder: Path, workspace: Path) -> None:
    """Go on only where a backup may lie.

    Raises:
        BackupPlaceMissingError: There is no such folder.
        BackupPlaceInsideError: It lies inside the workspace.
    """
    if not folder.is_dir():
        raise BackupPlaceMissingError
    if folder.resolve().is_relative_to(workspace.resolve()):
        raise BackupPlaceInsideError


def check_room(folder: Path, needed: int) -> None:
    """Go on only where there is room.

    Raises:
        DiskFullError: There is not.
    """
    with files.translated(folder):
        if shutil.disk_usage(folder).free < needed + ROOM_TO_SPARE:
            raise DiskFullError(file=folder.name)


@contextlib.contextmanager
def scratch_folder(beside: Path, name: str = "copy") -> Iterator[Path]:
    """Give a private folder in ``beside`` for encrypted copies, and remove it afterwards.

    What an earlier process left there when it was killed is removed first.
    """
    for left in beside.glob(f"{_SCRATCH}{name}-*{PART}"):
        shutil.rmtree(left, ignore_errors=True)
    folder = beside / f"{_SCRATCH}{name}-{secrets.token_hex(_NAME_BYTES)}{PART}"
    with files.translated(folder):
        folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def write_backup(
    path: Path, write: Callable[[IO[bytes]], None], verify: Callable[[Path], None]
) -> int:
    """Write a backup to ``path`` by way of a ``.part`` file; return its size.

    Args:
        path: Where, under a name of ``new_name``.
        write: Writes the whole backup.
        verify: Reads back what lies on the stick; raises if it is not good.

    Raises:
        BackupTooLargeError: The stick takes no file of this size; nothing is left behind.
        DiskFullError: No room; nothing is left behind.
        FolderNotWritableError: The folder refuses; nothing is left behind.
    """
    part = path.with_name(path.name + PART)
    with files.translated(path):
        try:
            with part.open("wb") as file:
                write(file)
                file.flush()
                files.sync(file.fileno())
                _forget_cached(file.fileno())
            verify(part)
            part.replace(path)
            files.sync_folder(path.parent)
        except OSError as fault:
            part.unlink(missing_ok=True)
            if fault.errno == errno.EFBIG:
                raise BackupTooLargeError from fault
            raise
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        return path.stat().st_size


def remove(path: Path) -> None:
    """Remove a backup or an unfinished one; a stick that refuses keeps it."""
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)


def _forget_cached(descriptor: int) -> None:
    """Ask the system to read the stick again, not its memory of what was written."""
    if hasattr(os, "posix_fadvise"):
        with contextlib.suppress(OSError):
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
