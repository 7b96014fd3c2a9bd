"""A consistent, encrypted copy of a living store, and the proof that a copy is a good one.

The copy is made page by page by the database itself, from one snapshot: what is written meanwhile
is not in it, and nobody waits. It has the key of the store.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from cem_desktop.errors import StoreDamagedError
from cem_desktop.storage.engine import connect, translated
from cem_desktop.storage.migrations import version_of

_PAGES = 256
Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class StoreCheck:
    """What a whole store holds.

    Attributes:
        version: The number of its last migration.
        counts: Rows by table.
    """

    version: int
    counts: dict[str, int]


def copy_store(path: Path, key: bytes, target: Path, tell: Tell) -> StoreCheck:
    """Copy the store at ``path`` to ``target``; return what the copied snapshot holds.

    Args:
        path: A store, which others may go on using.
        key: Its key, which will be the copy's.
        target: A file that does not exist yet.
        tell: Told pages done and pages in all; may raise to stop.

    Raises:
        StoreError: It cannot be read, or there is no room.
    """
    source = connect(path, key)
    try:
        with translated(path):
            source.execute("BEGIN")
            check = StoreCheck(version_of(source), _counts(source))
            copy = dbapi2.connect(str(target), isolation_level=None)
            try:
                copy.execute("PRAGMA cipher_log_level=NONE")
                copy.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
                source.backup(
                    copy, pages=_PAGES, progress=lambda _s, left, all_: tell(all_ - left, all_)
                )
            finally:
                copy.close()
            source.execute("COMMIT")
    finally:
        source.close()
    return check


def check_store(path: Path, key: bytes) -> StoreCheck:
    """Prove that every page of a closed store holds and fits the others; return what it holds.

    Raises:
        StoreDamagedError: A page fails its check, or the pages do not fit each other.
    """
    connection = connect(path, key)
    try:
        with translated(path):
            broken = connection.execute("PRAGMA cipher_integrity_check").fetchall()
            whole = connection.execute("PRAGMA integrity_check").fetchall()
            strays = connection.execute("PRAGMA foreign_key_check").fetchall()
            if broken or whole != [("ok",)] or strays:
                raise StoreDamagedError(file=path.name)
            return StoreCheck(version_of(connection), _counts(connection))
    finally:
        connection.close()


def _counts(connection: Any) -> dict[str, int]:
    """Return the rows of every table."""
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite_%' ORDER BY 1"
    ).fetchall()
    return {
        name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608
        for (name,) in names
    }
