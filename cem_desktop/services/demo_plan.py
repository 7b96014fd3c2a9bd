"""Which cases a demonstration plays: from a printed table to invented, dated, coarse cases.

Nothing here is about a person: a planned case is a centre, a day, a sex and an age band. The same
table gives the same plan.
"""

from __future__ import annotations

import random
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

from cem_desktop.domain.catalogue import Catalogue
from cem_desktop.domain.data_quality import HeadingReading, apportion, read_headings
from cem_desktop.domain.external_series import PrintedTable, PublishedFigures
from cem_desktop.domain.indicator import CELLS, AgeBand, OfficeRow, Sex
from cem_desktop.services.context import OfficeProfile

_MONTHS = 12
_SATURDAY = 5


@dataclass(frozen=True)
class PlannedCase:
    """One case to play."""

    opened: date
    sex: Sex
    band: AgeBand


@dataclass(frozen=True)
class PlannedOffice:
    """A centre and the cases it received, in the order of their days."""

    profile: OfficeProfile
    cases: tuple[PlannedCase, ...]


def plan(
    table: PrintedTable, figures: PublishedFigures, catalogue: Catalogue, year: int
) -> tuple[PlannedOffice, ...]:
    """Return the centres of ``table`` with their cases spread over ``year``.

    The headings of the table are read as the stated shares of ``figures`` say; the months follow
    the published months as far as the number of cases allows (largest remainder).
    """
    swapped = read_headings(table, figures.shares) is HeadingReading.SWAPPED
    rows = table.rows_read(swapped=swapped)
    days = _days(sum(row.total for row in rows), figures, year)
    offices: list[PlannedOffice] = []
    for row in rows:
        people = [(cell.sex, cell.band) for cell in CELLS for _ in range(row.count(cell))]
        cases = sorted((days.pop(), sex, band) for sex, band in people)
        taken = {one.profile.id for one in offices}
        profile = _profile(row, catalogue, taken)
        offices.append(PlannedOffice(profile, tuple(PlannedCase(*one) for one in cases)))
    return tuple(offices)


def _days(count: int, figures: PublishedFigures, year: int) -> list[date]:
    """Return ``count`` working days of ``year``, as many a month as the published months say."""
    shuffle = random.Random(year)  # noqa: S311  (invented dates, no secret)
    weights = [0] * _MONTHS
    if figures.months is not None:
        for value in figures.months.values:
            weights[int(value.period[5:7]) - 1] += value.count
    if not any(weights):
        weights = [1] * _MONTHS
    days = []
    for month, cases in enumerate(apportion(weights, count), start=1):
        choices = _working_days(year, month)
        days += [shuffle.choice(choices) for _ in range(cases)]
    shuffle.shuffle(days)
    return days


def _working_days(year: int, month: int) -> list[date]:
    first = date(year, month, 1)
    days = (first + timedelta(days=step) for step in range(31))
    return [day for day in days if day.month == month and day.weekday() < _SATURDAY]


def _profile(row: OfficeRow, catalogue: Catalogue, taken: set[str]) -> OfficeProfile:
    """Return the centre behind a row; one that no catalogue knows keeps the names of the row."""
    known = catalogue.find(row.department, row.office_name)
    if known is not None and known.id not in taken:
        return OfficeProfile(known.id, row.office_name, row.department, known.ubigeo)
    plain = unicodedata.normalize("NFKD", f"{row.department} {row.office_name}").casefold()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return OfficeProfile(f"demo-{slug}", row.office_name, row.department, "")
