"""All rows of a damaged store but those on damaged pages, written into a new store.

The trees of the tables are walked from their roots. Leaf pages that no tree leads to any more,
because a page above them is damaged, are known by the shape of their rows: how many values, and of
which types. Indexes are not read; the new store makes its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cem_desktop.errors import StoreDamagedError
from cem_desktop.storage import migrations, salvage_pages
from cem_desktop.storage.engine import connect, translated
from cem_desktop.storage.salvage_pages import INTERIOR, LEAF, Pages, Row

_BATCH = 1000
_SCHEMA_COLUMNS = 5
_DEEPEST = 32
Tell = Callable[[int, int], None]


@dataclass
class TableReport:
    """What came of one table.

    Attributes:
        rows: Rows that were read.
        broken: Rows that were seen and could not be read whole.
        lost_pages: Pages of its tree that are damaged.
    """

    rows: int = 0
    broken: int = 0
    lost_pages: int = 0


@dataclass
class StoreReport:
    """What came of a store.

    Attributes:
        pages: How many it has.
        damaged: How many of them are damaged.
        unknown: Whole leaf pages of which nobody can say whose they are.
        tables: What came of each table.
    """

    pages: int
    damaged: int = 0
    unknown: int = 0
    tables: dict[str, TableReport] = field(default_factory=dict)

    def lost_rows(self) -> bool:
        """Tell whether a row was seen that could not be read, or a page of a table is gone."""
        return any(one.broken or one.lost_pages for one in self.tables.values())


@dataclass(frozen=True)
class _Table:
    """A table of the new store: its columns, which of them is the row's number, and its types."""

    name: str
    columns: tuple[str, ...]
    alias: int | None
    kinds: tuple[type, ...]
    needed: tuple[bool, ...]

    def fits(self, values: tuple[Any, ...]) -> bool:
        """Tell whether a row has the shape of this table."""
        if len(values) > len(self.columns):
            return False
        for index, kind in enumerate(self.kinds):
            value = values[index] if index < len(values) else None
            if index == self.alias:
                if value is not None:
                    return False
            elif value is None:
                if self.needed[index]:
                    return False
            elif not isinstance(value, kind):
                return False
        return True


def salvage_store(
    damaged: Path,
    key: bytes,
    target: Path,
    steps: migrations.Steps,
    tell: Tell,
    salts: tuple[bytes, ...] = (),
) -> StoreReport:
    """Write all readable rows of ``damaged`` into a new store at ``target``, under the same key.

    Args:
        damaged: A store that nobody has open; it is only read.
        key: Its key.
        target: A file that does not exist.
        steps: The migrations of this kind of store.
        tell: Told pages done and in all; may raise to stop.
        salts: What the file may begin with, where its beginning is damaged.

    Raises:
        StoreDamagedError: Not one table can be found in it.
        StoreError: The new store cannot be written.
    """
    connection = connect(target, key)
    try:
        with translated(target):
            migrations.migrate(connection, target, steps)
            connection.execute("PRAGMA foreign_keys=OFF")
            tables = _tables(connection)
            pages = Pages(damaged, key, salts)
            try:
                return _Salvage(pages, connection, tables, tell).run(damaged)
            finally:
                pages.close()
    finally:
        connection.close()


class _Salvage:
    """One run over one store."""

    def __init__(
        self, pages: Pages, connection: Any, tables: dict[str, _Table], tell: Tell
    ) -> None:
        self._pages, self._connection, self._tables, self._tell = pages, connection, tables, tell
        self._seen: set[int] = set()
        self._report = StoreReport(pages.count, tables={name: TableReport() for name in tables})

    def run(self, damaged: Path) -> StoreReport:
        """Walk the trees, then look at the leaves that no tree leads to."""
        roots = self._roots()
        self._connection.execute("BEGIN")
        for name, root in roots.items():
            for rows in self._batches(self._walk(root, self._report.tables[name], 0)):
                self._keep(self._tables[name], rows)
        found = self._look_for_strays()
        if not roots and not found:
            raise StoreDamagedError(file=damaged.name, reason="no_table")
        self._connection.execute("COMMIT")
        return self._report

    def _roots(self) -> dict[str, int]:
        """Return where the tree of each table begins, as the schema says it."""
        nowhere = TableReport()
        listed = list(self._walk(1, nowhere, 0))
        if nowhere.lost_pages:  # its leaves lie about; they are known by their shape
            for number in range(2, self._pages.count + 1):
                listed += self._schema(number)
        found = (row.values for row in listed if row.values and _is_schema(row.values))
        return {
            str(values[1]): values[3]
            for values in found
            if values[1] in self._tables and isinstance(values[3], int)
        }

    def _schema(self, number: int) -> Iterator[Row]:
        """Yield the rows of a page, if it is one of the schema."""
        page = self._pages.read(number)
        if page is None or salvage_pages.page_type(number, page) != LEAF:
            return
        rows = [row for row in salvage_pages.rows_on(self._pages, number, page) if row.values]
        if rows and all(_is_schema(row.values) for row in rows if row.values):
            self._seen.add(number)
            yield from rows

    def _walk(self, number: int, report: TableReport, depth: int) -> Iterator[Row]:
        """Yield the rows below a page, each page once."""
        if number in self._seen or depth > _DEEPEST:
            return
        self._seen.add(number)
        self._tell(len(self._seen), self._pages.count)
        page = self._pages.read(number)
        kind = salvage_pages.page_type(number, page) if page is not None else 0
        if page is None:
            report.lost_pages += 1
        elif kind == LEAF:
            yield from salvage_pages.rows_on(self._pages, number, page)
        elif kind == INTERIOR:
            try:
                below = salvage_pages.children(number, page)
            except ValueError:
                report.lost_pages += 1
                return
            for child in below:
                yield from self._walk(child, report, depth + 1)

    def _look_for_strays(self) -> bool:
        """Keep the rows of leaves that no tree leads to; say whether there were any."""
        found = False
        for number in range(1, self._pages.count + 1):
            self._tell(number, self._pages.count)
            page = self._pages.read(number)
            if page is None:
                self._report.damaged += 1
                continue
            if number in self._seen or salvage_pages.page_type(number, page) != LEAF:
                continue
            rows = list(salvage_pages.rows_on(self._pages, number, page))
            whole = [row.values for row in rows if row.values is not None]
            if not whole:
                continue
            fitting = [
                one for one in self._tables.values() if all(one.fits(values) for values in whole)
            ]
            if len(fitting) != 1:
                self._report.unknown += 1
                continue
            found = True
            self._keep(fitting[0], rows)
        return found

    def _batches(self, rows: Iterator[Row]) -> Iterator[list[Row]]:
        batch: list[Row] = []
        for row in rows:
            batch.append(row)
            if len(batch) == _BATCH:
                yield batch
                batch = []
        yield batch

    def _keep(self, table: _Table, rows: list[Row]) -> None:
        """Write rows into the new store; one that is there already stays as it is."""
        report = self._report.tables[table.name]
        named = [name for index, name in enumerate(table.columns) if index != table.alias]
        first = table.columns[table.alias] if table.alias is not None else "rowid"
        columns = ", ".join(f'"{name}"' for name in (first, *named))
        marks = ", ".join("?" * (len(named) + 1))
        statement = f'INSERT OR IGNORE INTO "{table.name}" ({columns}) VALUES ({marks})'  # noqa: S608
        for row in rows:
            if row.values is None or not table.fits(row.values):
                report.broken += 1
                continue
            padded = [*row.values, *[None] * (len(table.columns) - len(row.values))]
            values = [value for index, value in enumerate(padded) if index != table.alias]
            report.rows += self._connection.execute(statement, (row.rowid, *values)).rowcount


def _is_schema(values: tuple[Any, ...]) -> bool:
    return (
        len(values) == _SCHEMA_COLUMNS
        and values[0] in {"table", "index"}
        and isinstance(values[1], str)
        and isinstance(values[3], int)
    )


def _tables(connection: Any) -> dict[str, _Table]:
    """Return the tables of the new store, before anything is in them."""
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite_%'"
    ).fetchall()
    return {name: _table(connection, name) for (name,) in names}


def _table(connection: Any, name: str) -> _Table:
    kinds: dict[str, type] = {"TEXT": str, "BLOB": bytes, "INTEGER": int}
    info = connection.execute(f'PRAGMA table_info("{name}")').fetchall()
    keys = [index for index, row in enumerate(info) if row[5]]
    is_alias = len(keys) == 1 and info[keys[0]][2] == "INTEGER"
    return _Table(
        name,
        tuple(row[1] for row in info),
        keys[0] if is_alias else None,
        tuple(kinds[row[2]] for row in info),
        tuple(bool(row[3]) for row in info),
    )
