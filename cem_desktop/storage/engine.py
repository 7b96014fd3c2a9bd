"""SQLCipher through SQLAlchemy: how a store is connected, and what its faults mean.

The raw key goes to ``PRAGMA key`` inside ``creator``; it never enters a URL. SQLCipher's errors
are not subclasses of ``sqlite3.Error``; here, and only here, they become the house's own.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import sqlalchemy
from sqlalchemy import event
from sqlalchemy.pool import QueuePool
from sqlcipher3 import dbapi2

from cem_desktop.errors import (
    DiskFullError,
    FolderNotWritableError,
    StoreBusyError,
    StoreDamagedError,
    StoreError,
)

KEY_BYTES = 32
BUSY_SECONDS = 5
CACHE_KIB = 65536  # a registry's import slows to a third with SQLite's own 2 MB (measured)
PRAGMAS = (
    f"cache_size=-{CACHE_KIB}",
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "trusted_schema=OFF",
    "secure_delete=ON",
    "temp_store=MEMORY",
)
_CLEAR_HEADER = b"SQLite format 3\0"
_SQLITE_BUSY, _SQLITE_LOCKED, _SQLITE_IOERR = 5, 6, 10
_SQLITE_CORRUPT, _SQLITE_FULL, _SQLITE_CANTOPEN = 11, 13, 14
_SQLITE_READONLY, _SQLITE_NOTADB = 8, 26
_PRIMARY = 0xFF
_MEANING: dict[int, type[StoreError]] = {
    _SQLITE_BUSY: StoreBusyError,
    _SQLITE_LOCKED: StoreBusyError,
    _SQLITE_CORRUPT: StoreDamagedError,
    _SQLITE_NOTADB: StoreDamagedError,
    _SQLITE_FULL: DiskFullError,
    _SQLITE_CANTOPEN: FolderNotWritableError,
    _SQLITE_READONLY: FolderNotWritableError,
    _SQLITE_IOERR: FolderNotWritableError,  # the disk or stick itself failed
}


class _Memory:
    """What SQLCipher does with memory that it gives back, in the whole process."""

    is_wiped = False


_memory = _Memory()


def wipe_memory() -> None:
    """Have SQLCipher write over all memory that it gives back, and keep it off the page file.

    It holds for every store that this process opens from now on, until it ends. A save takes
    half as long again (decision 29), so headquarters, which imports millions, goes without.
    """
    _memory.is_wiped = True


def cipher_version() -> str:
    """Return the version of SQLCipher; "" where plain SQLite stands in its place."""
    connection = dbapi2.connect(":memory:")
    try:
        found = connection.execute("PRAGMA cipher_version").fetchone()
    finally:
        connection.close()
    return str(found[0]) if found else ""


def connect(path: Path, key: bytes) -> Any:
    """Return one SQLCipher connection to ``path``, keyed and with the house's pragmas.

    Args:
        path: The store's file.
        key: 32 random bytes; no key derivation happens in SQLCipher.

    Raises:
        StoreError: The file cannot be opened with this key.
    """
    if len(key) != KEY_BYTES:
        raise StoreDamagedError(file=path.name)
    with translated(path):
        connection = dbapi2.connect(
            str(path), check_same_thread=False, isolation_level=None, timeout=BUSY_SECONDS
        )
        try:
            connection.execute("PRAGMA cipher_log_level=NONE")
            if _memory.is_wiped:  # before the key comes
                connection.execute("PRAGMA cipher_memory_security=ON")
            connection.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            for pragma in PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")
        except BaseException:
            connection.close()
            raise
    return connection


def refuse_clear_text(path: Path) -> None:
    """Refuse a file that is an ordinary, unencrypted database.

    Raises:
        StoreDamagedError: It is one; somebody put it there.
    """
    if path.exists():
        with path.open("rb") as file:
            if file.read(len(_CLEAR_HEADER)) == _CLEAR_HEADER:
                raise StoreDamagedError(file=path.name, reason="clear_text")


def make_engine(path: Path, held_key: Callable[[], bytes]) -> sqlalchemy.Engine:
    """Return an engine with a pool of three connections; nothing is opened yet.

    The key is asked for when a connection is opened, so that whoever holds it can forget it.

    A unit that reads starts with ``BEGIN``, one that writes with ``BEGIN IMMEDIATE``: a writer
    waits at its start and never fails half-way with "busy".
    """
    engine = sqlalchemy.create_engine(
        "sqlite://",
        creator=lambda: connect(path, held_key()),
        module=dbapi2,
        poolclass=QueuePool,
        pool_size=3,
        max_overflow=0,
        pool_timeout=BUSY_SECONDS,
        hide_parameters=True,  # answers and keys have no place in the text of an exception
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: sqlalchemy.Connection) -> None:
        writing = connection.get_execution_options().get("writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


@contextlib.contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn the database's faults into the house's errors.

    Raises:
        StoreError: The class that fits SQLite's primary result code.
    """
    try:
        yield
    except sqlalchemy.exc.TimeoutError:
        raise StoreBusyError(file=path.name) from None
    except dbapi2.Error as fault:
        raise _meaning(fault, path) from None
    except sqlalchemy.exc.DBAPIError as fault:
        if isinstance(fault.orig, (dbapi2.OperationalError, dbapi2.DatabaseError)):
            raise _meaning(fault.orig, path) from None
        raise


def _meaning(fault: Exception, path: Path) -> Exception:
    """Return the error for a fault of the database; a broken rule of ours stays what it is."""
    code = getattr(fault, "sqlite_errorcode", None)
    kind = _MEANING.get(code & _PRIMARY) if isinstance(code, int) else None
    return kind(file=path.name) if kind else fault
