"""A store: one encrypted file, read and written in units.

``read()`` gives a unit that sees one snapshot; ``write()`` gives one that commits when its block
ends well and rolls back otherwise. Rows come out as frozen dataclasses; no connection and no lazy
row leaves a unit. A store that does not open is never created anew and never deleted.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Generic, TypeVar

import sqlalchemy
from sqlalchemy import Connection

from cem_desktop.errors import (
    StoreBusyError,
    StoreExistsError,
    StoreMissingError,
    WorkspaceLockedError,
)
from cem_desktop.storage import migrations
from cem_desktop.storage.copying import StoreCheck, Tell, check_store, copy_store
from cem_desktop.storage.engine import (
    BUSY_SECONDS,
    connect,
    make_engine,
    refuse_clear_text,
    translated,
)
from cem_desktop.storage.held_key import HeldKey
from cem_desktop.storage.new_key import give_new_key, opens


class Unit:
    """What a unit of work has whatever the store: its connection and what it touched."""

    def __init__(self, connection: Connection) -> None:
        """Work on ``connection`` until the unit ends."""
        self.connection = connection
        self.touched: set[str] = set()


CLOSING_SECONDS = 60
_log = logging.getLogger(__name__)
U = TypeVar("U", bound=Unit)
OnCommit = Callable[[frozenset[str]], None]


class Store(Generic[U]):
    """One open store."""

    def __init__(self, path: Path, key: bytes, unit: Callable[[Connection], U]) -> None:
        """Use ``open_store`` or ``create_store``."""
        self.path = path
        self._key = HeldKey(key)
        self._engine = make_engine(path, self.held_key)
        self._unit = unit
        self._listeners: list[OnCommit] = []
        self._at_work = 0
        self._quiet = threading.Condition()
        self._here = threading.local()

    def on_commit(self, listener: OnCommit) -> None:
        """Call ``listener`` with the names of what was touched, after every commit."""
        self._listeners.append(listener)

    @contextlib.contextmanager
    def read(self) -> Iterator[U]:
        """Give a unit that sees one snapshot of the store.

        Raises:
            StoreError: The store cannot be read.
            WorkspaceLockedError: The store was closed.
        """
        with self._working(), translated(self.path), self._engine.connect() as connection:
            yield self._unit(connection)

    @contextlib.contextmanager
    def write(self) -> Iterator[U]:
        """Give a unit whose changes are kept together or not at all.

        Raises:
            StoreError: The store cannot be written; it is as it was before.
            WorkspaceLockedError: The store was closed; nothing was written.
        """
        if getattr(self._here, "writing", False):
            raise RuntimeError("a unit that writes inside another would wait for itself")
        writing = self._engine.execution_options(writing=True)
        self._here.writing = True
        try:
            with self._working(), translated(self.path), writing.begin() as connection:
                unit = self._unit(connection)
                yield unit
        finally:
            self._here.writing = False
        self._tell(frozenset(unit.touched))

    def scour(self) -> None:
        """Write the file anew, so that what was deleted stands in no page of it, nor in its log.

        Longer than a moment: everything is copied once. What old blocks of the disk still hold, and
        every backup, is out of reach.

        Raises:
            StoreError: It could not be done now, as while somebody reads for long; nothing is lost.
            WorkspaceLockedError: The store was closed.
        """
        with self._working(), translated(self.path):
            connection = connect(self.path, self.held_key())
            try:
                connection.execute("VACUUM")
                busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            finally:
                connection.close()
            if busy:
                raise StoreBusyError(file=self.path.name)

    def check(self) -> StoreCheck:
        """Prove that every page of the store holds, on a connection of its own.

        Raises:
            StoreDamagedError: A page fails its check, or the pages do not fit each other.
        """
        with self._working():
            return check_store(self.path, self.held_key())

    def copy_to(self, target: Path, tell: Tell) -> StoreCheck:
        """Copy one snapshot of the store, encrypted with its key; return what it holds.

        Raises:
            StoreError: The store cannot be read, or there is no room.
            WorkspaceLockedError: The store was closed.
        """
        with self._working():
            return copy_store(self.path, self.held_key(), target, tell)

    def close(self) -> None:
        """Wait for the units at work, close every connection and forget the key.

        A second time does nothing. Whoever still holds the store afterwards gets
        ``WorkspaceLockedError``.
        """
        with self._quiet:
            self._key.forget()
            self._quiet.wait_for(lambda: not self._at_work, timeout=CLOSING_SECONDS)
        self._engine.dispose()

    def held_key(self) -> bytes:
        """Return the store's key, to wrap it for somebody else who may have it.

        Raises:
            WorkspaceLockedError: The store was closed and the key forgotten.
        """
        self._refuse_closed()
        return self._key.copy()

    def _refuse_closed(self) -> None:
        if self._key.is_gone:
            raise WorkspaceLockedError

    def renew_key(self, key: bytes) -> None:
        """Give the store a new key; units wait meanwhile, and go on with the new one.

        Raises:
            StoreBusyError: A unit is at work and does not end.
            DiskFullError: No room; the store has its old key.
            WorkspaceLockedError: The store was closed.
        """
        with self._quiet:
            if not self._quiet.wait_for(lambda: not self._at_work, timeout=BUSY_SECONDS):
                raise StoreBusyError(file=self.path.name)
            before = self.held_key()
            self._engine.dispose()
            try:
                give_new_key(self.path, before, key)
            finally:  # it may have the new key also where something failed afterwards
                old, self._key = self._key, HeldKey(key if opens(self.path, key) else before)
                old.forget()

    @contextlib.contextmanager
    def _working(self) -> Iterator[None]:
        """Count a unit at work; refuse one that begins after the closing."""
        with self._quiet:
            self._refuse_closed()
            self._at_work += 1
        try:
            yield
        finally:
            with self._quiet:
                self._at_work -= 1
                self._quiet.notify_all()

    def _tell(self, touched: frozenset[str]) -> None:
        """Tell the listeners; what was committed stays committed, whatever they make of it."""
        for listener in self._listeners:
            try:
                listener(touched)
            except Exception:  # noqa: BLE001  (a screen's fault must not look like a failed save)
                _log.exception("a listener failed after a commit")


def create_store(
    path: Path, key: bytes, steps: migrations.Steps, unit: Callable[[Connection], U]
) -> Store[U]:
    """Make a new store and return it open.

    Raises:
        StoreExistsError: There is a file already; it is left alone.
    """
    if path.exists():
        raise StoreExistsError(file=path.name)
    return _prepared(path, key, steps, unit)


def open_store(
    path: Path, key: bytes, steps: migrations.Steps, unit: Callable[[Connection], U]
) -> Store[U]:
    """Return an existing store, brought to this program's version after a backup.

    Raises:
        StoreMissingError: There is no such file.
        StoreTooNewError: A newer program wrote it.
        StoreDamagedError: The key is right and the pages are not.
    """
    if not path.exists():
        raise StoreMissingError(file=path.name)
    refuse_clear_text(path)
    return _prepared(path, key, steps, unit)


def _prepared(
    path: Path, key: bytes, steps: migrations.Steps, unit: Callable[[Connection], U]
) -> Store[U]:
    connection = connect(path, key)
    try:
        with translated(path):
            migrations.migrate(connection, path, steps)
    finally:
        connection.close()
    return Store(path, key, unit)


def rows(connection: Connection, statement: sqlalchemy.Executable) -> list[sqlalchemy.RowMapping]:
    """Return all rows of ``statement`` as mappings."""
    return list(connection.execute(statement).mappings())
