"""Figures that others published, dated and with their source, read from CSV text.

They are evidence, not cases: the registry is never filled from them. A table keeps its headings
as printed; whether they are right is for ``data_quality`` to judge. Cells are whole numbers;
further columns (``unit``, ``period``, ``source``) may follow those that a table needs.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from cem_desktop.domain.indicator import CELLS, AgeBand, Cell, OfficeRow, Sex, sort_rows
from cem_desktop.errors import TableFileError

_MOST_DIGITS = 7
_HEADED = {
    f"col_headed_{heading}_{people}": Cell(band, sex)
    for heading, band in (("18plus", AgeBand.ADULT), ("under18", AgeBand.MINOR))
    for people, sex in (("women", Sex.WOMAN), ("men", Sex.MAN))
}
_OTHER_BAND = {AgeBand.MINOR: AgeBand.ADULT, AgeBand.ADULT: AgeBand.MINOR}
_PERCENT_STATEMENTS = ("minors", "adults", "women")
_FIRST_DATA_LINE = 2


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where figures come from: what they count, of which period, and who published them."""

    unit: str = "case"
    period: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """One line of a printed table: counts under the headings as printed, and its printed total."""

    line: int
    department: str
    office_name: str
    counts: tuple[int, ...]
    total: int | None


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """A printed table of cases by CEM, sex and age.

    Attributes:
        columns: What the four columns of counts are headed, in the order of the file.
        rows: The CEM, in the order of the file.
        totals: The printed line of totals, if there is one.
        provenance: Where the table comes from.
    """

    columns: tuple[Cell, ...]
    rows: tuple[PrintedRow, ...]
    totals: PrintedRow | None
    provenance: Provenance

    @property
    def total(self) -> int:
        """Return the sum of the cells; printed totals are checked against it, not used."""
        return sum(sum(row.counts) for row in self.rows)

    def rows_read(self, *, swapped: bool) -> tuple[OfficeRow, ...]:
        """Return the rows as counts, with the two age headings as printed or ``swapped``.

        The ``office_id`` of each is ``department/name``, for these tables know no other.
        """
        columns = [_turned(cell) if swapped else cell for cell in self.columns]
        return sort_rows(
            OfficeRow(
                f"{row.department}/{row.office_name}",
                row.department,
                row.office_name,
                tuple(row.counts[columns.index(cell)] if cell in columns else 0 for cell in CELLS),
            )
            for row in self.rows
        )


@dataclass(frozen=True, slots=True)
class SeriesValue:
    """One value of a series: ``period`` is ``YYYY-MM`` or ``YYYY``.

    ``through`` is the last month counted where a year is not whole (``2009-03``), else empty.
    """

    period: str
    count: int
    through: str = ""


@dataclass(frozen=True, slots=True)
class ExternalSeries:
    """Cases by month or by year as somebody published them."""

    values: tuple[SeriesValue, ...]
    provenance: Provenance

    @property
    def total(self) -> int:
        """Return the sum of the values."""
        return sum(value.count for value in self.values)

    def value(self, period: str) -> SeriesValue | None:
        """Return the value of one period, or None."""
        return next((value for value in self.values if value.period == period), None)


@dataclass(frozen=True, slots=True)
class StatedShares:
    """What a text states about a table: shares in per cent as printed, and who the only man is."""

    minors: Decimal | None
    adults: Decimal | None
    women: Decimal | None
    only_man: AgeBand | None
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class PublishedFigures:
    """All that others published of one year."""

    table: PrintedTable | None = None
    months: ExternalSeries | None = None
    years: ExternalSeries | None = None
    shares: StatedShares | None = None


def parse_office_table(text: str, provenance: Provenance | None = None) -> PrintedTable:
    """Read a table by CEM: ``department, cem``, four headed columns of counts and ``total``.

    The four columns may stand in any order; a line whose CEM is ``Total`` holds printed totals.

    Args:
        text: The CSV file, with comma or semicolon.
        provenance: What the table is, where its own columns do not say it.

    Raises:
        TableFileError: ``line`` and ``reason`` (``columns``, ``number``, ``name``,
            ``duplicate``, ``empty``) say what cannot be read.
    """
    lines = _lines(text, ("department", "cem", *_HEADED, "total"))
    named = [name for name in lines[0] if name in _HEADED]
    rows: list[PrintedRow] = []
    totals = None
    seen: set[tuple[str, str]] = set()
    for line, fields in enumerate(lines, _FIRST_DATA_LINE):
        row = _printed_row(line, fields, named)
        if "total" in (row.office_name.casefold(), row.department.casefold()):
            totals = row
            continue
        place = (row.department, row.office_name)
        if not all(place):
            raise TableFileError(line=line, reason="name")
        if place in seen:
            raise TableFileError(line=line, reason="duplicate")
        seen.add(place)
        rows.append(row)
    if not rows:
        raise TableFileError(line=_FIRST_DATA_LINE, reason="empty")
    columns = tuple(_HEADED[name] for name in named)
    return PrintedTable(columns, tuple(rows), totals, _provenance(lines[0], provenance))


def parse_series(text: str) -> ExternalSeries:
    """Read a series: ``period, cases`` and, if some year is not whole, ``through``.

    Raises:
        TableFileError: ``line`` and ``reason`` as for a table by CEM.
    """
    lines = _lines(text, ("period", "cases"))
    values = tuple(
        SeriesValue(fields["period"], _count(fields["cases"], line), fields.get("through", ""))
        for line, fields in enumerate(lines, _FIRST_DATA_LINE)
    )
    if len({value.period for value in values}) != len(values):
        raise TableFileError(line=_FIRST_DATA_LINE, reason="duplicate")
    spans = sorted({value.period[:4] for value in values})
    period = spans[0] if len(spans) == 1 else f"{spans[0]}-{spans[-1]}"
    fields = lines[0]
    return ExternalSeries(
        values, Provenance(fields.get("unit") or "case", period, fields.get("source", ""))
    )


def parse_stated_shares(text: str) -> StatedShares:
    """Read statements: ``statement, value`` with minors, adults, women (per cent) and only_man.

    Raises:
        TableFileError: ``line`` and ``reason`` as for a table by CEM.
    """
    lines = _lines(text, ("statement", "value"))
    percents: dict[str, Decimal] = {}
    only_man = None
    for line, fields in enumerate(lines, _FIRST_DATA_LINE):
        if fields["statement"] == "only_man" and fields["value"] in ("minor", "adult"):
            only_man = AgeBand(fields["value"])
        elif fields["statement"] in _PERCENT_STATEMENTS:
            percents[fields["statement"]] = _percent(fields["value"], line)
        else:
            raise TableFileError(line=line, reason="name")
    minors, adults, women = (percents.get(name) for name in _PERCENT_STATEMENTS)
    return StatedShares(minors, adults, women, only_man, _provenance(lines[0], None))


def _turned(cell: Cell) -> Cell:
    """Return the cell under the other age heading."""
    return Cell(_OTHER_BAND[cell.band], cell.sex)


def _lines(text: str, needed: tuple[str, ...]) -> list[dict[str, str]]:
    """Return the lines of a CSV text by column name, stripped; blank lines are left out."""
    body = text.removeprefix("\ufeff")
    head = body.partition("\n")[0]
    delimiter = ";" if head.count(";") > head.count(",") else ","
    reader = csv.DictReader(io.StringIO(body), delimiter=delimiter, restkey="", restval="")
    try:
        names = [name.strip() for name in reader.fieldnames or ()]
        reader.fieldnames = names
        lines = [
            {name: value.strip() for name, value in fields.items() if name} for fields in reader
        ]
    except csv.Error as error:
        raise TableFileError(line=reader.line_num, reason="columns") from error
    if not set(needed) <= set(names) or len(set(names)) != len(names):
        raise TableFileError(line=1, reason="columns")
    if not lines:
        raise TableFileError(line=_FIRST_DATA_LINE, reason="empty")
    return lines


def _printed_row(line: int, fields: dict[str, str], named: list[str]) -> PrintedRow:
    """Return one line of a table by CEM."""
    total = fields["total"]
    return PrintedRow(
        line,
        fields["department"],
        fields["cem"],
        tuple(_count(fields[name], line) for name in named),
        _count(total, line) if total else None,
    )


def _count(text: str, line: int) -> int:
    """Return a whole number that is not negative and not absurd."""
    if not (text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS):
        raise TableFileError(line=line, reason="number")
    return int(text)


def _percent(text: str, line: int) -> Decimal:
    """Return a percentage with the decimals it was printed with."""
    try:
        value = Decimal(text)
    except InvalidOperation as error:
        raise TableFileError(line=line, reason="number") from error
    if not (value.is_finite() and 0 <= value <= 100):  # noqa: PLR2004  (per cent)
        raise TableFileError(line=line, reason="number")
    return value


def _provenance(fields: dict[str, str], fallback: Provenance | None) -> Provenance:
    """Return what the file says about itself, else what its reader knows."""
    known = fallback or Provenance()
    return Provenance(
        fields.get("unit") or known.unit,
        fields.get("period") or known.period,
        fields.get("source") or known.source,
    )
