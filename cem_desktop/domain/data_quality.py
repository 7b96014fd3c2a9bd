"""Notes on figures that contradict each other or are not yet whole: general checks, no cases.

Every check compares figures with figures; none knows a particular table, so a note vanishes with
its contradiction. A note is a code with parameters; ``reports.note_texts`` has the words. Figures
are never mended in silence: where a reading must be chosen, a note says which and why.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from cem_desktop.domain.indicator import AgeBand, CaseTables, Cell, Sex

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from cem_desktop.domain.external_series import (
        ExternalSeries,
        PrintedTable,
        PublishedFigures,
        StatedShares,
    )

NoteValue = str | int | tuple["NoteValue", ...]


class NoteCode(StrEnum):
    """What a note is about."""

    BREAKDOWNS_DISAGREE = "breakdowns_disagree"
    HEADINGS_SWAPPED = "headings_swapped"
    STATEMENTS_DIFFER = "statements_differ"
    PRINTED_TOTAL_DIFFERS = "printed_total_differs"
    UNKNOWN_VALUES = "unknown_values"
    UNDATED_CASES = "undated_cases"
    OFFICES_HEARD = "offices_heard"
    PROVISIONAL = "provisional"
    BASIS = "basis"
    SUPPRESSED = "suppressed"
    SCOPE_REDUCED = "scope_reduced"


@dataclass(frozen=True, slots=True)
class DataQualityNote:
    """One remark on the figures: a stable code and what its text needs."""

    code: NoteCode
    parameters: Mapping[str, NoteValue] = field(default_factory=dict)


class HeadingReading(StrEnum):
    """What stated shares say about the two age headings of a table."""

    HOLD = "hold"
    SWAPPED = "swapped"
    UNDECIDED = "undecided"
    """Nothing is stated, or it fits neither way: the table is taken at its word."""


@dataclass(frozen=True, slots=True)
class Breakdown:
    """One way of splitting the cases of a period: ``basis`` is office, registry, month or year."""

    basis: str
    unit: str
    period: str
    counts: tuple[tuple[str, int], ...]
    source: str = ""

    @property
    def total(self) -> int:
        """Return the sum of the parts."""
        return sum(count for _, count in self.counts)


def apportion(counts: Sequence[int], total: int) -> tuple[int, ...]:
    """Fit ``counts`` to ``total`` in proportion, by largest remainder; an earlier one wins a tie.

    Raises:
        ValueError: Nothing can be made of zeros alone, or of less than nothing.
    """
    weight = sum(counts)
    if total < 0 or (total and not weight):
        raise ValueError(total)
    if not weight:
        return tuple(counts)
    floors = [count * total // weight for count in counts]
    by_remainder = sorted(range(len(counts)), key=lambda at: -(counts[at] * total % weight))
    for at in by_remainder[: total - sum(floors)]:
        floors[at] += 1
    return tuple(floors)


def compare_breakdowns(reference: Breakdown, other: Breakdown) -> DataQualityNote | None:
    """Return a note if two breakdowns of one unit and period have different totals.

    The note names the parts of ``other`` that lose or gain a case once it is fitted to the
    reference's total, for a split by month is fitted so where cases must be spread over a year.
    """
    if (reference.unit, reference.period) != (other.unit, other.period):
        return None
    if reference.total == other.total:
        return None
    changes: tuple[tuple[str, int], ...] = ()
    if other.basis == "month" and other.total:
        fitted = apportion([count for _, count in other.counts], reference.total)
        changes = tuple(
            (key, now - was)
            for (key, was), now in zip(other.counts, fitted, strict=True)
            if now != was
        )
    return DataQualityNote(
        NoteCode.BREAKDOWNS_DISAGREE,
        {
            "period": reference.period,
            "unit": reference.unit,
            "basis": reference.basis,
            "total": reference.total,
            "other_basis": other.basis,
            "other_total": other.total,
            "other_source": other.source,
            "changes": changes,
        },
    )


def read_headings(table: PrintedTable, shares: StatedShares | None) -> HeadingReading:
    """Judge the two age headings of a printed table by what its text states.

    The headings hold if every statement fits the table as printed. They are swapped if some
    statement fails as printed and every one fits once the headings change places. A percentage
    fits if the table's share rounds to it, at the precision with which it was stated.
    """
    if shares is None or not _about(table, shares):
        return HeadingReading.UNDECIDED
    if not _failing(table, shares, swapped=False):
        return HeadingReading.HOLD
    if not _failing(table, shares, swapped=True):
        return HeadingReading.SWAPPED
    return HeadingReading.UNDECIDED


def note_headings(table: PrintedTable, shares: StatedShares | None) -> tuple[DataQualityNote, ...]:
    """Return the note that goes with the reading of the headings, if it needs one."""
    if shares is None or not _about(table, shares):
        return ()
    reading = read_headings(table, shares)
    if reading is HeadingReading.HOLD:
        return ()
    code = (
        NoteCode.HEADINGS_SWAPPED
        if reading is HeadingReading.SWAPPED
        else NoteCode.STATEMENTS_DIFFER
    )
    return (
        DataQualityNote(
            code,
            {
                "period": table.provenance.period,
                "source": table.provenance.source,
                "statements": _failing(table, shares, swapped=False),
            },
        ),
    )


def check_printed_totals(table: PrintedTable) -> tuple[DataQualityNote, ...]:
    """Return a note for each printed total of a row or column that does not add up."""
    notes = [
        _misprint(table, "row", f"{row.office_name}, {row.department}", row.total, sum(row.counts))
        for row in table.rows
        if row.total not in (None, sum(row.counts))
    ]
    if table.totals is None:
        return tuple(notes)
    for at, cell in enumerate(table.columns):
        computed = sum(row.counts[at] for row in table.rows)
        if table.totals.counts[at] != computed:
            where = f"{cell.band}_{cell.sex}"
            notes.append(_misprint(table, "column", where, table.totals.counts[at], computed))
    if table.totals.total not in (None, table.total):
        notes.append(_misprint(table, "column", "total", table.totals.total, table.total))
    return tuple(notes)


def check_unknown_values(tables: CaseTables) -> tuple[DataQualityNote, ...]:
    """Return a note for each of sex, age and month that is unknown in some case of the tables."""
    total = tables.total
    unknown = {
        "sex": total - tables.women.whole,
        "age": total - tables.minors.whole,
        "month": sum(entry.count for entry in tables.by_month if entry.period is None),
    }
    notes = [
        DataQualityNote(NoteCode.UNKNOWN_VALUES, {"datum": datum, "count": count, "total": total})
        for datum, count in unknown.items()
        if count
    ]
    if tables.year is not None and tables.undated:
        notes.append(DataQualityNote(NoteCode.UNDATED_CASES, {"count": tables.undated}))
    return tuple(notes)


def check_coverage(heard: int, expected: int) -> tuple[DataQualityNote, ...]:
    """Return a note if some office that should have sent something has not."""
    if heard >= expected:
        return ()
    return (DataQualityNote(NoteCode.OFFICES_HEARD, {"heard": heard, "expected": expected}),)


def check_provisional(year: int | None, cut_off: date) -> tuple[DataQualityNote, ...]:
    """Return a note if the year had not ended at the cut-off."""
    if year is None or cut_off.year > year:
        return ()
    return (
        DataQualityNote(
            NoteCode.PROVISIONAL, {"period": str(year), "through": cut_off.isoformat()}
        ),
    )


def check_published(tables: CaseTables, published: PublishedFigures) -> tuple[DataQualityNote, ...]:
    """Compare the year's published figures with each other and with the registry's count.

    The published table by CEM is the measure; where there is none, the registry's. A registry
    without cases of that year contradicts nothing: it was not kept then.
    """
    if tables.year is None:
        return ()
    period = str(tables.year)
    splits = list(_published_breakdowns(published, period))
    if tables.total:
        registry = Breakdown("registry", "case", period, (("", tables.total),))
        splits.insert(0 if published.table is None else len(splits), registry)
    found = [compare_breakdowns(splits[0], other) for other in splits[1:]]
    notes = [note for note in found if note is not None]
    if published.table is not None:
        notes[:0] = note_headings(published.table, published.shares)
        notes.extend(check_printed_totals(published.table))
    year = published.years.value(period) if published.years else None
    if year is not None and year.through:
        notes.append(
            DataQualityNote(NoteCode.PROVISIONAL, {"period": period, "through": year.through})
        )
    return tuple(notes)


def _published_breakdowns(published: PublishedFigures, period: str) -> Iterator[Breakdown]:
    """Yield the published splits of a year, the one to measure by first."""
    if published.table is not None:
        table = published.table
        counts = tuple((row.office_name, sum(row.counts)) for row in table.rows)
        where = table.provenance
        yield Breakdown("office", where.unit, where.period or period, counts, where.source)
    if published.months is not None:
        yield _series_breakdown("month", published.months, published.months.provenance.period)
    year = published.years.value(period) if published.years else None
    if published.years is not None and year is not None and not year.through:
        where = published.years.provenance
        yield Breakdown("year", where.unit, period, ((period, year.count),), where.source)


def _series_breakdown(basis: str, series: ExternalSeries, period: str) -> Breakdown:
    """Return a series as one split of a period."""
    counts = tuple((value.period, value.count) for value in series.values)
    return Breakdown(basis, series.provenance.unit, period, counts, series.provenance.source)


def _about(table: PrintedTable, shares: StatedShares) -> bool:
    """Tell whether the statements speak of the table's own period (if told) and unit."""
    said, printed = shares.provenance, table.provenance
    periods = {said.period, printed.period} - {""}
    return said.unit == printed.unit and len(periods) <= 1


def _failing(
    table: PrintedTable, shares: StatedShares, *, swapped: bool
) -> tuple[tuple[NoteValue, ...], ...]:
    """Return the statements that the table does not bear out: name, as stated, as counted."""
    rows = table.rows_read(swapped=swapped)
    count = {
        cell: sum(row.count(cell) for row in rows)
        for cell in (Cell(band, sex) for band in AgeBand for sex in Sex)
    }
    total = sum(count.values())
    failing: list[tuple[NoteValue, ...]] = []
    for name, stated, part in (
        ("minors", shares.minors, sum(n for cell, n in count.items() if cell.band == "minor")),
        ("adults", shares.adults, sum(n for cell, n in count.items() if cell.band == "adult")),
        ("women", shares.women, sum(n for cell, n in count.items() if cell.sex == "woman")),
    ):
        if stated is not None and not _rounds_to(part, total, stated):
            failing.append((name, f"{stated}", f"{100 * part / total:.1f}" if total else ""))
    if shares.only_man is not None:
        men = {band: count[Cell(band, Sex.MAN)] for band in AgeBand}
        if sum(men.values()) != 1 or men[shares.only_man] != 1:
            failing.append(("only_man", shares.only_man.value, str(sum(men.values()))))
    return tuple(failing)


def _rounds_to(part: int, total: int, stated: Decimal) -> bool:
    """Tell whether part of total, in per cent, rounds to ``stated`` at its own precision."""
    if not total:
        return False
    decimals = -int(stated.as_tuple().exponent)
    half_a_step = Fraction(1, 2) / Fraction(10) ** decimals
    return abs(Fraction(100 * part, total) - Fraction(stated)) <= half_a_step


def _misprint(
    table: PrintedTable, where: str, name: str, printed: int | None, computed: int
) -> DataQualityNote:
    """Return the note on one printed total."""
    return DataQualityNote(
        NoteCode.PRINTED_TOTAL_DIFFERS,
        {
            "period": table.provenance.period,
            "where": where,
            "name": name,
            "printed": printed if printed is not None else "",
            "computed": computed,
        },
    )
