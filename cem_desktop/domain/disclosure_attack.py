"""What a careful reader of all editions of a table could work out about its hidden counts.

The reader knows every published figure of every edition, the rule (a small hidden count is 1 to
4, and which hidden counts are the small ones, though no edition says so), and takes counts never
to fall from one edition to the next. A ``Sheet`` is one edition as such a reader sees it; a
``Target`` is a count, or the difference of one count between two editions, that must stay open.

A target is open if another set of whole counts fits all that is known and changes it. Such a set
is sought by moving the counts of consecutive editions together along a residual cycle, the others
staying true: exact for one edition (``residual_network``); for several it never calls a
determined count open, but may call an open one determined, which costs a figure, not a secret.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cem_desktop.domain.residual_network import Arc, cheapest_cycle, free_arcs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

BOUNDLESS = 10**9
"""An upper bound for a count of which only the rule that hid it is known."""

_CELL_COST, _ZERO_COST, _OFFICE_COST = 1_000, 3_000, 10_000
"""What hiding costs. A zero is dear: «perhaps a boy there» protects less than a count does."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Numbers for the counts of a table: cells row by row, then row totals, then column totals.

    As a network: node 0 is the source, then come the rows, the columns and the sink. The table's
    total is always known, so nothing leads from the sink back to the source.
    """

    rows: int
    columns: int

    @property
    def nodes(self) -> int:
        """Return the number of nodes."""
        return 2 + self.rows + self.columns

    @property
    def size(self) -> int:
        """Return how many counts there are."""
        return self.rows * self.columns + self.rows + self.columns

    def cell(self, row: int, column: int) -> int:
        """Return the number of one cell."""
        return row * self.columns + column

    def row_total(self, row: int) -> int:
        """Return the number of the total of a row."""
        return self.rows * self.columns + row

    def column_total(self, column: int) -> int:
        """Return the number of the total of a column."""
        return self.rows * self.columns + self.rows + column

    def is_cell(self, at: int) -> bool:
        """Tell whether a number is that of a cell."""
        return at < self.rows * self.columns

    def row_of(self, at: int) -> int:
        """Return the row of a cell or of a row total."""
        cells = self.rows * self.columns
        return at // self.columns if at < cells else at - cells

    def ends(self, at: int) -> tuple[int, int]:
        """Return the nodes that a count joins."""
        cells = self.rows * self.columns
        if at < cells:
            return 1 + at // self.columns, 1 + self.rows + at % self.columns
        if at < cells + self.rows:
            return 0, 1 + at - cells
        return 1 + at - cells, 1 + self.rows + self.columns


@dataclass(slots=True)
class Sheet:
    """One edition: true counts, which are hidden, and the bounds known of those; by number."""

    values: list[int]
    hidden: list[bool]
    lower: list[int]
    upper: list[int]


@dataclass(frozen=True, slots=True)
class Target:
    """A count of one edition, or its difference from the same count of an ``other`` edition."""

    at: int
    sheet: int
    other: int | None = None

    def moves_with(self, span: tuple[int, int]) -> bool:
        """Tell whether it changes when the editions of ``span`` change together."""
        first, last = span
        moves = first <= self.sheet <= last
        return moves if self.other is None else moves != (first <= self.other <= last)


def determined(grid: Grid, sheets: Sequence[Sheet], targets: Iterable[Target]) -> list[Target]:
    """Return the targets that are not shown to be open, in their order."""
    waiting = list(targets)
    for span in _spans(len(sheets)):
        if not any(target.moves_with(span) for target in waiting):
            continue
        free = free_arcs(grid.nodes, list(_arcs(grid, sheets, span, may_hide=False)))
        waiting = [
            target for target in waiting if not (target.moves_with(span) and target.at in free)
        ]
    return waiting


def remedy(grid: Grid, sheets: Sequence[Sheet], target: Target) -> list[int] | None:
    """Return the counts to hide in the last edition, least first, that open a target; or None.

    Hiding many or large counts costs more than few and small ones, and a whole row most.
    """
    newest = len(sheets) - 1
    best: tuple[int, list[int]] | None = None
    for span in _spans(len(sheets)):
        if not target.moves_with(span):
            continue
        arcs = list(_arcs(grid, sheets, span, may_hide=span[1] == newest))
        cycle = cheapest_cycle(grid.nodes, arcs, target.at)
        if cycle is not None and (best is None or cycle < best):
            best = cycle
        if best is not None and not best[0]:
            break
    if best is None:
        return None
    return [at for at in best[1] if not sheets[newest].hidden[at]]


def _spans(count: int) -> Iterator[tuple[int, int]]:
    """Yield runs of editions: those that end with the newest first."""
    for last in range(count - 1, -1, -1):
        for first in range(last, -1, -1):
            yield first, last


def _arcs(
    grid: Grid, sheets: Sequence[Sheet], span: tuple[int, int], *, may_hide: bool
) -> Iterator[Arc]:
    """Yield the network in which the editions of ``span`` change by one together.

    With ``may_hide`` the counts that the newest edition still shows move too, at a cost.
    """
    first, last = span
    for at in range(grid.size):
        rise, fall, cost = True, True, 0
        for number in range(first, last + 1):
            hideable = may_hide and number == len(sheets) - 1
            moves = _moves(grid, sheets[number], at, may_hide=hideable)
            rise, fall, cost = rise and moves[0], fall and moves[1], cost + moves[2]
        if grid.is_cell(at):
            may_rise, may_fall = _room_to_grow(sheets, span, at)
            rise, fall = rise and may_rise, fall and may_fall
        yield Arc(*grid.ends(at), rise, fall, cost)


def _moves(grid: Grid, sheet: Sheet, at: int, *, may_hide: bool) -> tuple[bool, bool, int]:
    """Return whether a count of one edition may rise or fall, and what hiding it would cost.

    National totals are never hidden, nor the zeros of a row or column that has no case at all.
    """
    value = sheet.values[at]
    if sheet.hidden[at]:
        return value < sheet.upper[at], value > sheet.lower[at], 0
    if not may_hide or at >= grid.column_total(0):
        return False, False, 0
    if not grid.is_cell(at):
        return value > 0, value > 1, _OFFICE_COST + value
    row, column = divmod(at, grid.columns)
    if not sheet.values[grid.row_total(row)] or not sheet.values[grid.column_total(column)]:
        return False, False, 0
    return True, value > 0, _CELL_COST + value if value else _ZERO_COST


def _room_to_grow(sheets: Sequence[Sheet], span: tuple[int, int], at: int) -> tuple[bool, bool]:
    """Return whether a cell stays below all editions after the span and above all before it.

    Where a correction made a true count fall, the reader's assumption is wrong and binds nothing.
    """
    first, last = span
    within = [sheet.values[at] for sheet in sheets[first : last + 1]]
    rise = not any(sheet.values[at] in within for sheet in sheets[last + 1 :])
    fall = not any(sheet.values[at] in within for sheet in sheets[:first])
    return rise, fall
