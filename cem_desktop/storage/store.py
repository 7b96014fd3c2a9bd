"""A store: one encrypted file, read and written in units.

``read()`` gives a unit that sees one snapshot; ``write()`` gives one that commits when its block
ends well and rolls back otherwise. Rows come out as frozen dataclasses; no connection and no lazy
row leaves a unit. A store that does not open is never created anew and never deleted.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Generic, TypeVar

import sqlalchemy
from sqlalchemy import Connection

from cem_desktop.errors import StoreExistsError, StoreMissingError
from cem_desktop.storage import migrations
from cem_desktop.storage.engine import connect, make_engine, refuse_clear_text, translated


class Unit:
    """What a unit of work has whatever the store: its connection and what it touched."""

    def __init__(self, connection: Connection) -> None:
        """Work on ``connection`` until the unit ends."""
        self.connection = connection
        self.touched: set[str] = set()


U = TypeVar("U", bound=Unit)
OnCommit = Callable[[frozenset[str]], None]


class Store(Generic[U]):
    """One open store."""

    def __init__(self, path: Path, key: bytes, unit: Callable[[Connection], U]) -> None:
        """Use ``open_store`` or ``create_store``."""
        self.path = path
        self._engine = make_engine(path, key)
        self._unit = unit
        self._listeners: list[OnCommit] = []

    def on_commit(self, listener: OnCommit) -> None:
        """Call ``listener`` with the names of what was touched, after every commit."""
        self._listeners.append(listener)

    @contextlib.contextmanager
    def read(self) -> Iterator[U]:
        """Give a unit that sees one snapshot of the store.

        Raises:
            StoreError: The store cannot be read.
        """
        with translated(self.path), self._engine.connect() as connection:
            yield self._unit(connection)

    @contextlib.contextmanager
    def write(self) -> Iterator[U]:
        """Give a unit whose changes are kept together or not at all.

        Raises:
            StoreError: The store cannot be written; it is as it was before.
        """
        writing = self._engine.execution_options(writing=True)
        with translated(self.path), writing.begin() as connection:
            unit = self._unit(connection)
            yield unit
        touched = frozenset(unit.touched)
        for listener in self._listeners:
            listener(touched)

    def close(self) -> None:
        """Close every connection; the key goes with them."""
        self._engine.dispose()


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
