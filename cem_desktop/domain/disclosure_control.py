"""The publication guard: which counts of a period may be published, and which must be hidden.

The joint set of tables is guarded as one: cells of each CEM (age by sex), its total, the nation
by age and sex, by month and by year, the number of CEM with cases, the shares.

Rules:
    1. The nation is shown whole: cells, months, years. If its total is itself 1 to 4, only that
       total is told, and no CEM is named.
    2. Below the nation a count of 1 to 4 is hidden. A CEM whose total is 1 to 4 shows nothing but
       that it is hidden: its zeros would tell the sex and age of its few.
    3. A zero that the nation's own zero gives away is shown: nobody can hide it.
    4. Further counts are hidden until no hidden count, of a cell or of a CEM, is determined, for
       a reader who knows all the tables and the rule (``disclosure_attack``), at the least cost
       first. The same mark stands for both kinds.
    5. Earlier editions of the same family (one unit, one period) count as known. A count that
       differs by 1 to 4 from the one shown before is hidden, and no hidden count or small
       difference of any edition, old or new, may become determined, even for a reader who takes
       counts never to fall.
    6. If rules 2 to 5 cannot be met (two CEM with one case each; one new case in a new CEM), no
       table by CEM is published: only the nation. The nation's growth is national, so shown.
    7. All years together overlap with every single year, whose tables would be subtracted from
       them; so they too are published for the nation only.

Not covered: a reader who already knows the counts of some CEM, as its own staff do, can subtract
them; and one who runs this program on every table that fits the publication might exclude some.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cem_desktop.domain.disclosure_attack import BOUNDLESS, Grid, Sheet, Target, determined, remedy
from cem_desktop.domain.indicator import CELLS, CaseTables, OfficeRow
from cem_desktop.domain.public_table import (
    Edition,
    Hidden,
    HiddenReason,
    PublicationBasis,
    PublicCount,
    PublicRow,
    PublicScope,
    PublicTable,
    Shown,
)
from cem_desktop.domain.spanish_order import spanish_order

if TYPE_CHECKING:
    from collections.abc import Sequence

_ELSEWHERE = ""
"""The office id of all CEM that no edition names, where a national edition may have cases."""


def publish(
    tables: CaseTables, basis: PublicationBasis, earlier: Sequence[Edition] = ()
) -> PublicTable:
    """Return the public edition of ``tables``.

    Args:
        tables: The true counts of one year; of all years only the nation is shown.
        basis: What the table says it rests on; its threshold rules.
        earlier: Editions of the same family already out, oldest first.
    """
    if 0 < tables.total < basis.threshold:
        return _public(tables, basis, PublicScope.TOTAL, ())
    guard = _Guard(tables, basis.threshold, earlier)
    if tables.year is None or not guard.protect():
        return _public(tables, basis, PublicScope.NATION, ())
    return _public(tables, basis, PublicScope.OFFICES, guard.rows())


class _Guard:
    """One search for the counts to hide in the newest of several editions."""

    def __init__(self, tables: CaseTables, threshold: int, earlier: Sequence[Edition]) -> None:
        self._tables = tables
        self._threshold = threshold
        every = [*(edition.tables for edition in earlier), tables]
        names = {row.office_id for counted in every for row in counted.rows}
        self._offices = [*sorted(names), _ELSEWHERE]
        self._columns = [
            at for at in range(len(CELLS)) if any(counted.counts[at] for counted in every)
        ]
        self._grid = Grid(len(self._offices), len(self._columns))
        self._sheets: list[Sheet] = []
        for edition in earlier:
            self._sheets.append(self._sheet(edition.tables))
            self._hide_as_published(edition.public)
        self._sheets.append(self._sheet(tables))

    def protect(self) -> bool:
        """Hide what must be; tell whether everything hidden is then safe."""
        self._hide_small()
        while True:
            exposed = determined(self._grid, self._sheets, self._targets())
            if not exposed:
                return True
            for target in exposed:
                found = remedy(self._grid, self._sheets, target)
                if found is None:
                    return False
                for at in found:
                    self._hide(at)

    def rows(self) -> tuple[PublicRow, ...]:
        """Return the newest edition's rows in the order in which they may be read."""
        numbers = {office: row for row, office in enumerate(self._offices)}
        made = [self._public_row(numbers[row.office_id], row) for row in self._tables.rows]
        return tuple(sorted(made, key=_public_order))

    # --- sheets --------------------------------------------------------------------------------

    def _sheet(self, tables: CaseTables) -> Sheet:
        """Return an edition with nothing hidden; an office without a row has zeros."""
        grid = self._grid
        rows = {row.office_id: row.counts for row in tables.rows}
        cells = [
            rows[office][column] if office in rows else 0
            for office in self._offices
            for column in self._columns
        ]
        row_totals = [sum(rows.get(office, ())) for office in self._offices]
        columns = [tables.counts[column] for column in self._columns]
        values = [*cells, *row_totals, *columns]
        return Sheet(values, [False] * grid.size, [0] * grid.size, [BOUNDLESS] * grid.size)

    def _hide_as_published(self, public: PublicTable) -> None:
        """Hide in the newest sheet what its publication hid."""
        grid, sheet = self._grid, self._sheets[-1]
        if public.scope is not PublicScope.OFFICES:
            national = grid.size if public.scope is PublicScope.TOTAL else grid.column_total(0)
            for at in range(national):
                sheet.hidden[at] = True
            return
        numbers = {office: row for row, office in enumerate(self._offices)}
        for published in public.rows:
            row = numbers[published.office_id]
            if isinstance(published.total, Hidden):
                self._hide(grid.row_total(row))
            for at, column in enumerate(self._columns):
                if isinstance(published.cells[column], Hidden):
                    self._hide(grid.cell(row, at))

    def _hide_small(self) -> None:
        """Hide in the newest sheet every small count and small difference below the nation.

        What an earlier edition hid and has not changed since stays hidden, so that publishing
        the same counts again gives the same table.
        """
        grid, sheet = self._grid, self._sheets[-1]
        before = [old for old in self._sheets[:-1] if self._is_by_office(old)][-1:]
        for at in range(grid.column_total(0)):
            value = sheet.values[at]
            small = any(self._is_small(count) for count in (value, *self._steps(at)))
            same = any(old.hidden[at] and old.values[at] == value for old in before)
            if sheet.values[grid.row_total(grid.row_of(at))] and (small or same):
                self._hide(at)

    def _hide(self, at: int) -> None:
        """Hide one count of the newest sheet; with the total of a row go its cells."""
        grid, sheet = self._grid, self._sheets[-1]
        if sheet.hidden[at]:
            return
        if not grid.is_cell(at):
            row = grid.row_of(at)
            self._mark(at, smallest=1)
            cells = [grid.cell(row, column) for column in range(grid.columns)]
            limit = self._threshold - 1 if self._is_small(sheet.values[at]) else BOUNDLESS
            for column, cell in enumerate(cells):
                if sheet.values[grid.column_total(column)]:
                    sheet.hidden[cell] = True
                    sheet.lower[cell], sheet.upper[cell] = 0, limit
            return
        self._mark(at, smallest=0)

    def _mark(self, at: int, *, smallest: int) -> None:
        """Hide one count with the bounds that the rule gives away to who knows why it is hidden."""
        sheet = self._sheets[-1]
        value, small = sheet.values[at], self._threshold - 1
        sheet.hidden[at] = True
        sheet.lower[at], sheet.upper[at] = smallest, BOUNDLESS
        if self._is_small(value):
            sheet.lower[at], sheet.upper[at] = 1, small
            return
        for step in self._steps(at):
            if self._is_small(step):
                known = value - step
                low, high = (1, small) if step > 0 else (-small, -1)
                sheet.lower[at] = max(sheet.lower[at], known + low)
                sheet.upper[at] = min(sheet.upper[at], known + high)

    def _steps(self, at: int) -> list[int]:
        """Return by how much a count of the newest sheet differs from each shown before."""
        *before, newest = self._sheets
        return [newest.values[at] - sheet.values[at] for sheet in before if not sheet.hidden[at]]

    def _is_small(self, count: int) -> bool:
        """Tell whether a count, or a difference either way, is one that must not be seen."""
        return 0 < abs(count) < self._threshold

    def _is_by_office(self, sheet: Sheet) -> bool:
        """Tell whether an edition has a table by CEM: then there are no cases elsewhere."""
        return not sheet.hidden[self._grid.row_total(self._grid.rows - 1)]

    # --- targets -------------------------------------------------------------------------------

    def _targets(self) -> list[Target]:
        """Return every hidden count of every edition by CEM, and every small difference."""
        grid = self._grid
        below = range(grid.column_total(0))
        targets = []
        for number, sheet in enumerate(self._sheets):
            if self._is_by_office(sheet):
                targets += [Target(at, number) for at in below if sheet.hidden[at]]
            for other in range(number):
                before = self._sheets[other]
                targets += [
                    Target(at, number, other)
                    for at in below
                    if self._is_small(sheet.values[at] - before.values[at])
                    and (sheet.hidden[at] or before.hidden[at])
                ]
        return targets

    def _public_row(self, number: int, row: OfficeRow) -> PublicRow:
        """Return one row as published."""
        grid, sheet = self._grid, self._sheets[-1]
        whole = sheet.hidden[grid.row_total(number)]
        reason = HiddenReason.OFFICE if whole else HiddenReason.CELL
        cells: list[PublicCount] = [Shown(0)] * len(CELLS)
        for at, column in enumerate(self._columns):
            hidden = sheet.hidden[grid.cell(number, at)]
            cells[column] = Hidden(reason) if hidden else Shown(row.counts[column])
        total: PublicCount = Hidden(reason) if whole else Shown(row.total)
        return PublicRow(row.office_id, row.department, row.office_name, tuple(cells), total)


def _public_order(row: PublicRow) -> tuple[object, ...]:
    """Return the place of a row: by its total if shown, so that the order tells no hidden one."""
    total = row.total.count if isinstance(row.total, Shown) else 0
    return -total, spanish_order(row.department), spanish_order(row.office_name), row.office_id


def _public(
    tables: CaseTables,
    basis: PublicationBasis,
    scope: PublicScope,
    rows: tuple[PublicRow, ...],
) -> PublicTable:
    """Return the tables as published in a scope; below ``nation`` only the total is told."""
    national = scope is not PublicScope.TOTAL

    def told(count: int) -> PublicCount:
        return Shown(count) if national else Hidden(HiddenReason.NATION)

    return PublicTable(
        year=tables.year,
        scope=scope,
        rows=rows,
        cells=tuple(told(count) for count in tables.counts),
        total=tables.total,
        by_month=tuple((month.period, told(month.count)) for month in tables.by_month),
        by_year=tables.by_year,
        offices_with_cases=tables.offices_with_cases if national else None,
        minors=tables.minors if national else None,
        women=tables.women if national else None,
        basis=basis,
    )
