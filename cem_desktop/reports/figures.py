"""The figures of one edition, internal or public, as every sheet, chart and file shows them.

Both editions come down to one shape, in which a count that may not be shown is None; so nothing
below this module can print a hidden figure, for it never receives one.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from cem_desktop.domain.data_quality import DataQualityNote, NoteCode
from cem_desktop.domain.indicator import CELLS, AgeBand, CaseTables, Cell, Share
from cem_desktop.domain.public_table import PublicCount, PublicScope, PublicTable, Shown
from cem_desktop.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from cem_desktop.domain.public_table import PublicationBasis


OfficeName = tuple[str, str]
"""Department and name of a CEM."""


class EditionKind(StrEnum):
    """For whom an edition is."""

    INTERNAL = "internal"
    PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A line of the table: ``cells`` in the order of ``CELLS``; None is hidden, not zero."""

    department: str
    office_name: str
    cells: tuple[int | None, ...]
    total: int | None

    def band(self, band: AgeBand) -> int | None:
        """Return the cases of one age, or None if a part of them is hidden."""
        parts = [count for cell, count in zip(CELLS, self.cells, strict=True) if cell.band is band]
        shown = [count for count in parts if count is not None]
        return sum(shown) if len(shown) == len(parts) else None


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything one edition shows of a period.

    Attributes:
        columns: The cells that the table has columns for.
        by_month: Months 1 to 12 (None: not known) with their counts (None: hidden).
        by_year: Years (None: not known) with their counts.
    """

    kind: EditionKind
    year: int | None
    columns: tuple[Cell, ...]
    rows: tuple[FigureRow, ...]
    totals: FigureRow
    by_month: tuple[tuple[int | None, int | None], ...]
    by_year: tuple[tuple[int | None, int], ...]
    offices_with_cases: int | None
    minors: Share | None
    women: Share | None
    basis: PublicationBasis
    notes: tuple[DataQualityNote, ...]

    def in_columns(self, row: FigureRow) -> list[int | None]:
        """Return the counts of a line that have a column."""
        shown = dict(zip(CELLS, row.cells, strict=True))
        return [shown[cell] for cell in self.columns]

    @property
    def cut_off(self) -> date:
        """Return the last day whose bundles are counted."""
        return self.basis.cut_off

    @property
    def marking(self) -> str:
        """Return the mark that every page and file of this edition bears."""
        if self.kind is EditionKind.INTERNAL:
            return _("INTERNAL. Holds small counts: do not publish or forward.")
        return _("PUBLIC")

    @property
    def mark(self) -> str:
        """Return the one word of the mark."""
        return _("INTERNAL") if self.kind is EditionKind.INTERNAL else _("PUBLIC")


def internal_figures(
    tables: CaseTables,
    basis: PublicationBasis,
    notes: Iterable[DataQualityNote] = (),
    without_cases: Iterable[OfficeName] = (),
) -> Figures:
    """Return every figure of a period, for headquarters' own eyes.

    Args:
        tables: The counts.
        basis: What they rest on.
        notes: What a reader must know of them.
        without_cases: CEM that said that they had no case: a zero is no silence.
    """
    rows = tuple(
        FigureRow(row.department, row.office_name, row.counts, row.total) for row in tables.rows
    )
    rows += _zeros(without_cases)
    return Figures(
        kind=EditionKind.INTERNAL,
        year=tables.year,
        columns=tables.cells_shown,
        rows=rows,
        totals=FigureRow("", "", tables.counts, tables.total),
        by_month=tuple((month.period, month.count) for month in tables.by_month),
        by_year=tuple((year.period, year.count) for year in tables.by_year),
        offices_with_cases=tables.offices_with_cases,
        minors=tables.minors,
        women=tables.women,
        basis=basis,
        notes=tuple(notes),
    )


def public_figures(
    public: PublicTable,
    notes: Iterable[DataQualityNote] = (),
    without_cases: Iterable[OfficeName] = (),
) -> Figures:
    """Return what the publication guard let through, with its own notes after the others.

    A note that counts within a CEM, or within the total of a country with few cases, is left out.
    So are the CEM ``without_cases`` where no CEM may be named: their list would name the others.
    """
    rows = tuple(
        FigureRow(
            row.department,
            row.office_name,
            tuple(_told(cell) for cell in row.cells),
            _told(row.total),
        )
        for row in public.rows
    )
    if public.scope is PublicScope.OFFICES:
        rows += _zeros(without_cases)
    fit = [note for note in notes if _may_be_public(note, public.scope)]
    return Figures(
        kind=EditionKind.PUBLIC,
        year=public.year,
        columns=public.cells_shown,
        rows=rows,
        totals=FigureRow("", "", tuple(_told(cell) for cell in public.cells), public.total),
        by_month=tuple((month, _told(count)) for month, count in public.by_month),
        by_year=tuple((year.period, year.count) for year in public.by_year),
        offices_with_cases=public.offices_with_cases,
        minors=public.minors,
        women=public.women,
        basis=public.basis,
        notes=(*fit, *public.notes),
    )


def _zeros(offices: Iterable[OfficeName]) -> tuple[FigureRow, ...]:
    """Return lines of zeros."""
    return tuple(FigureRow(*office, (0,) * len(CELLS), 0) for office in offices)


def _told(count: PublicCount) -> int | None:
    """Return a published count, or None."""
    return count.count if isinstance(count, Shown) else None


def _may_be_public(note: DataQualityNote, scope: PublicScope) -> bool:
    """Tell whether a note tells no more than the public tables do."""
    if note.code is NoteCode.PRINTED_TOTAL_DIFFERS:
        return note.parameters["where"] != "row"
    return not (scope is PublicScope.TOTAL and note.code is NoteCode.UNKNOWN_VALUES)
