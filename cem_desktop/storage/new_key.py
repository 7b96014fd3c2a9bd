"""A store's file under a new key: the whole file in one transaction, the old key or the new one.

SQLCipher writes every page anew into the log. Until it commits the file opens with the key before,
and after that only with the new one; a power cut leaves one of the two.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from cem_desktop.errors import DiskFullError, StoreBusyError, StoreDamagedError
from cem_desktop.storage.engine import connect, refuse_clear_text, translated

_ROOM = 3
"""The log grows to the size of the file, and what is copied back needs as much again."""


def opens(path: Path, key: bytes) -> bool:
    """Tell whether a store opens with ``key``; False also for a damaged first page.

    Raises:
        StoreError: It cannot be opened at all, whatever the key.
    """
    try:
        connect(path, key).close()
    except StoreDamagedError:
        return False
    return True


def check_room(path: Path) -> None:
    """Refuse to begin where the disk could not hold what a new key needs for a while.

    Raises:
        DiskFullError: Less than three times the store's size is free.
    """
    if shutil.disk_usage(path.parent).free < _ROOM * path.stat().st_size:
        raise DiskFullError(file=path.name)


def give_new_key(path: Path, before: bytes, after: bytes) -> None:
    """Give the store at ``path``, which nobody has open, the key ``after``; done already is fine.

    Raises:
        DiskFullError: No room for a second copy; the store has the key ``before`` still.
        StoreDamagedError: It opens with neither key, or not whole with the new one.
        StoreBusyError: Somebody has it open.
    """
    refuse_clear_text(path)
    if not opens(path, after):
        check_room(path)
        _rekey(path, before, after)
    _check(path, after)
    for copy in path.parent.glob(f"{path.name}.before-*"):
        copy.unlink()  # a copy from before a migration: it has the old key


def _rekey(path: Path, before: bytes, after: bytes) -> None:
    connection = connect(path, before)
    try:
        with translated(path):
            _empty_log(connection, path)
            connection.execute(f"PRAGMA rekey=\"x'{after.hex()}'\"")
            _empty_log(connection, path)
    finally:
        connection.close()


def _empty_log(connection: Any, path: Path) -> None:
    """Bring the log into the file, so that no page under the old key is left in it."""
    busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    if busy:
        raise StoreBusyError(file=path.name)


def _check(path: Path, key: bytes) -> None:
    connection = connect(path, key)
    try:
        with translated(path):
            if connection.execute("PRAGMA cipher_integrity_check").fetchall():
                raise StoreDamagedError(file=path.name, reason="integrity")
    finally:
        connection.close()
