"""Files that must be whole or absent: write beside, flush to the disk, read back, rename."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path

from cem_desktop.errors import DiskFullError, FolderNotWritableError

# Some network shares cannot flush a folder; the file in it has been flushed already.
_CANNOT_SYNC = frozenset({errno.EINVAL, errno.ENOTSUP})


@contextlib.contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn faults of the file system into the house's errors.

    Raises:
        DiskFullError: No room left.
        FolderNotWritableError: Anything else that the folder or stick refuses.
    """
    try:
        yield
    except OSError as fault:
        kind = DiskFullError if fault.errno in {errno.ENOSPC, errno.EDQUOT} else None
        raise (kind or FolderNotWritableError)(file=path.name) from fault


def write_whole(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path`` so that a power cut leaves the old file or the new one.

    Raises:
        DiskFullError: No room left; the old file stands.
        FolderNotWritableError: The folder refuses; the old file stands.
    """
    part = path.with_name(path.name + ".part")
    with translated(path):
        try:
            with part.open("wb") as file:
                file.write(data)
                sync(file.fileno())
            _check_written(part, data)
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)


def _check_written(part: Path, data: bytes) -> None:
    """Read back what was written; sticks that lie are common."""
    if part.read_bytes() != data:
        raise FolderNotWritableError(file=part.name)


def sync(descriptor: int) -> None:
    """Flush a file to the disk."""
    os.fsync(descriptor)


def sync_folder(folder: Path) -> None:
    """Flush a folder's entries, where the system knows how."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as fault:
        if fault.errno not in _CANNOT_SYNC:
            raise
    finally:
        os.close(descriptor)
