"""Counts of cases: by CEM, sex and age, by month, by year, and the shares made of them.

A case counts once, in the office and the period in which its file was opened. What nobody knows
(sex, age, month) is counted as unknown, in a place of its own, and never dropped: the cells of a
row add up to its total and the rows to the nation's. A person in doubt is a minor
(``presumed_minor``: Regl. Ley 28950, art. 4).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from cem_desktop.domain.spanish_order import spanish_order

if TYPE_CHECKING:
    from collections.abc import Iterable

MINOR_AGE_GROUPS = frozenset({"0_5", "6_11", "12_17", "presumed_minor"})
ADULT_AGE_GROUPS = frozenset({"18_29", "30_59", "60_plus"})

_MONTH = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2]))?")
_MONTHS_A_YEAR = 12


class Sex(StrEnum):
    """Sex as the statistics count it."""

    WOMAN = "woman"
    MAN = "man"
    UNKNOWN = "unknown"


class AgeBand(StrEnum):
    """Minor or adult at the opening of the file."""

    MINOR = "minor"
    ADULT = "adult"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the cross of age and sex."""

    band: AgeBand
    sex: Sex

    @property
    def known(self) -> bool:
        """Tell whether both sex and age are known."""
        return AgeBand.UNKNOWN is not self.band and Sex.UNKNOWN is not self.sex


CELLS: tuple[Cell, ...] = tuple(Cell(band, sex) for band in AgeBand for sex in Sex)
"""Every cell, in the order of the columns; ``counts`` of a row and of a table stand in it."""

_POSITION = {cell: position for position, cell in enumerate(CELLS)}


@dataclass(frozen=True, slots=True)
class CountedCase:
    """What a count needs of one case: coarse facts, no code and no name of hers.

    Attributes:
        office_id: The CEM that counts the case.
        department: Its department, as people write it.
        office_name: Its name, as people write it.
        opened: Month of opening ``YYYY-MM``; ``YYYY`` if only the year is known; None if neither.
        sex: ``woman``, ``man``, or anything else for unknown.
        age_group: Code of the list ``age_group``, or anything else for unknown.
    """

    office_id: str
    department: str
    office_name: str
    opened: str | None
    sex: str | None
    age_group: str | None

    @property
    def cell(self) -> Cell:
        """Return the cell of the cross of age and sex in which the case counts."""
        sex = Sex(self.sex) if self.sex in (Sex.WOMAN, Sex.MAN) else Sex.UNKNOWN
        if self.age_group in MINOR_AGE_GROUPS:
            return Cell(AgeBand.MINOR, sex)
        if self.age_group in ADULT_AGE_GROUPS:
            return Cell(AgeBand.ADULT, sex)
        return Cell(AgeBand.UNKNOWN, sex)

    @property
    def year(self) -> int | None:
        """Return the year of opening, or None."""
        match = _MONTH.fullmatch(self.opened or "")
        return int(match[1]) if match else None

    @property
    def month(self) -> int | None:
        """Return the month of opening, 1 to 12, or None."""
        match = _MONTH.fullmatch(self.opened or "")
        return int(match[2]) if match and match[2] else None


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """One CEM that received cases; ``counts`` stand in the order of ``CELLS``."""

    office_id: str
    department: str
    office_name: str
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        """Return the cases of this CEM."""
        return sum(self.counts)

    def count(self, cell: Cell) -> int:
        """Return the cases in one cell."""
        return self.counts[_POSITION[cell]]


@dataclass(frozen=True, slots=True)
class PeriodCount:
    """Cases of one month (1 to 12) or year; ``period`` is None where it is not known."""

    period: int | None
    count: int


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole; cases of which the datum is unknown are in neither."""

    part: int
    whole: int

    @property
    def percent(self) -> int | None:
        """Return whole per cent, halves up; None of nothing."""
        if not self.whole:
            return None
        return int(Fraction(100 * self.part, self.whole) + Fraction(1, 2))


@dataclass(frozen=True, slots=True)
class CaseTables:
    """Every table of one period, made of the same cases, so they agree with each other.

    Attributes:
        year: The year counted; None for all years together.
        rows: CEM that received cases: most cases first, then by department and name.
        by_month: Twelve months of ``year`` and, if any, the cases of unknown month; empty
            when all years are counted together.
        by_year: Every year that has cases, whatever ``year`` is, then the undated.
    """

    year: int | None
    rows: tuple[OfficeRow, ...]
    by_month: tuple[PeriodCount, ...]
    by_year: tuple[PeriodCount, ...]

    @property
    def counts(self) -> tuple[int, ...]:
        """Return the nation's cells, in the order of ``CELLS``."""
        zeros = (0,) * len(CELLS)
        return tuple(map(sum, zip(zeros, *(row.counts for row in self.rows), strict=True)))

    @property
    def total(self) -> int:
        """Return all cases of the period."""
        return sum(row.total for row in self.rows)

    @property
    def offices_with_cases(self) -> int:
        """Return the number of CEM that received cases."""
        return len(self.rows)

    @property
    def undated(self) -> int:
        """Return the cases whose year nobody knows; no yearly table holds them."""
        return sum(entry.count for entry in self.by_year if entry.period is None)

    def count(self, cell: Cell) -> int:
        """Return the nation's cases in one cell."""
        return self.counts[_POSITION[cell]]

    @property
    def minors(self) -> Share:
        """Return the minors among the cases of known age."""
        known = self._sum(band=AgeBand.MINOR), self._sum(band=AgeBand.ADULT)
        return Share(known[0], sum(known))

    @property
    def women(self) -> Share:
        """Return women and girls among the cases of known sex."""
        known = self._sum(sex=Sex.WOMAN), self._sum(sex=Sex.MAN)
        return Share(known[0], sum(known))

    @property
    def cells_shown(self) -> tuple[Cell, ...]:
        """Return the columns a table needs: the four known ones, and an unknown one if not zero."""
        return tuple(cell for cell in CELLS if cell.known or self.count(cell))

    def _sum(self, *, band: AgeBand | None = None, sex: Sex | None = None) -> int:
        return sum(
            count
            for cell, count in zip(CELLS, self.counts, strict=True)
            if band in (None, cell.band) and sex in (None, cell.sex)
        )


def build_tables(cases: Iterable[CountedCase], year: int | None = None) -> CaseTables:
    """Count ``cases`` into the tables of one year, or of all years together.

    Args:
        cases: Each case once; deciding that two are one person is done before.
        year: The year of opening to count; None counts every case, dated or not.
    """
    everything = list(cases)
    counted = [case for case in everything if year is None or case.year == year]
    years = Counter(case.year for case in everything)
    return CaseTables(year, _rows(counted), _months(counted, year), _periods(years))


def sort_rows(rows: Iterable[OfficeRow]) -> tuple[OfficeRow, ...]:
    """Put rows in the order of the table: most cases first, then department and name."""
    return tuple(
        sorted(
            rows,
            key=lambda row: (
                -row.total,
                spanish_order(row.department),
                spanish_order(row.office_name),
                row.office_id,
            ),
        )
    )


def _rows(cases: list[CountedCase]) -> tuple[OfficeRow, ...]:
    """Return a row for each office that has a case; its names are those of its last case."""
    counts: dict[str, list[int]] = {}
    names: dict[str, tuple[str, str]] = {}
    for case in cases:
        counts.setdefault(case.office_id, [0] * len(CELLS))[_POSITION[case.cell]] += 1
        names[case.office_id] = (case.department, case.office_name)
    return sort_rows(
        OfficeRow(office, *names[office], tuple(row)) for office, row in counts.items()
    )


def _months(cases: list[CountedCase], year: int | None) -> tuple[PeriodCount, ...]:
    """Return twelve months, zeros too, and the cases of unknown month if there are any."""
    if year is None:
        return ()
    found = Counter(case.month for case in cases)
    months: list[int | None] = [*range(1, _MONTHS_A_YEAR + 1)]
    if found[None]:
        months.append(None)
    return tuple(PeriodCount(month, found[month]) for month in months)


def _periods(found: Counter[int | None]) -> tuple[PeriodCount, ...]:
    """Return the years that have cases in their order, then the undated if there are any."""
    years: list[int | None] = [*sorted(year for year in found if year is not None)]
    if found[None]:
        years.append(None)
    return tuple(PeriodCount(year, found[year]) for year in years)
