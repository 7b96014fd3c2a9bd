"""The sheets of an XLSForm as plain data: what the YAML and the workbook both hold.

Every cell is a text: ``yes`` stays the word and ``2026.1`` no number. Nothing of a workbook is
dropped in silence: further sheets, columns that no tool knows, the order of the columns and the
notes on cells are part of the form, so that the next export gives them back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from cem_desktop.errors import FormBuildError

Row = Mapping[str, str]
Grid = tuple[tuple[str, ...], ...]

TABLES = ("external_choices", "entities", "osm")
"""Sheets beside survey, choices and settings that the form language knows."""
HEADING_ROW = -1
MAX_CELL = 32_767
"""The longest text that a cell of a workbook can hold."""
MAX_HEADING = 255
MAX_CELLS = 2_000_000

_FIRST = ("type", "list_name", "name", "form_id", "version", "form_title", "default_language")
_ORDER = (
    "namespaces",
    "appearance",
    "label",
    "hint",
    "guidance_hint",
    "default",
    "relevant",
    "required",
    "required_message",
    "readonly",
    "constraint",
    "constraint_message",
    "calculation",
    "choice_filter",
    "repeat_count",
    "trigger",
    "parameters",
    "bind::cem:privacy",
    "bind::cem:send",
    "bind::cem:fact",
    "bind",
    "body",
    "instance",
    "attribute::cem:title_en",
    "attribute::cem:service",
    "attribute::cem:read",
    "attribute::cem:write",
    "attribute::cem:addressee",
    "attribute::cem:stage",
    "attribute::cem:cardinality",
    "attribute",
    "from_day",
    "to_day",
    "group",
    "cem:code",
)
_RANKS = {column: rank for rank, column in enumerate(_ORDER)}
_BREAK = re.compile("[\n\x85\u2028\u2029]")
_SPACES = re.compile(" +")
_BAD = re.compile("[^\t\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TITLE_LENGTH = 31
_TITLE_BAD = re.compile(r"[:\\/?*\[\]]")
_UNHEADED = re.compile(r"\([A-Z]{1,3}\)")
_LIST_NAME = "list_name"


class Place(NamedTuple):
    """A cell: the sheet (``choices:sex`` for a list), the row from 0, the column.

    Row ``HEADING_ROW`` is the heading; a blank column means the sheet or the row as a whole.
    """

    sheet: str
    row: int
    column: str


@dataclass(frozen=True)
class Sheets:
    """One form.

    Attributes:
        settings: The one row of settings.
        survey: The rows of the survey; a blank row is an empty mapping.
        choices: The rows of each list of choices; a blank name holds rows that name no list.
        tables: The rows of the other sheets that the form language knows.
        grids: Sheets that it does not know, by title, as they are.
        columns: The headings of a sheet in the order in which its workbook had them, where that
            is not the one order of the house.
        notes: Remarks on cells: comments of the YAML, notes of the workbook.
    """

    settings: Row
    survey: tuple[Row, ...]
    choices: Mapping[str, tuple[Row, ...]]
    tables: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    grids: Mapping[str, Grid] = field(default_factory=dict)
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notes: Mapping[Place, str] = field(default_factory=dict)

    def canonical(self) -> Sheets:
        """Return the same sheets with clean cells and the columns of every row in the one order."""
        tidy = Sheets(
            ordered_row(self.settings),
            _ordered_rows(self.survey),
            _choices(self.choices),
            {name: _ordered_rows(rows) for name, rows in self.tables.items()},
            {title: _trimmed(grid) for title, grid in self.grids.items()},
        )
        columns = {
            sheet: order
            for sheet in tidy.names()
            if (given := tuple(map(clean_heading, self.columns.get(sheet, ()))))
            and (order := _completed(given, used := columns_of(tidy.rows(sheet)))) != tuple(used)
        }
        found = Sheets(
            tidy.settings, tidy.survey, tidy.choices, tidy.tables, tidy.grids, columns, {}
        )
        return Sheets(
            tidy.settings,
            tidy.survey,
            tidy.choices,
            tidy.tables,
            tidy.grids,
            columns,
            _settled_notes(found, self.notes),
        )

    def names(self) -> tuple[str, ...]:
        """Return the sheets with headings that this form has."""
        return ("survey", "choices", "settings", *(name for name in TABLES if name in self.tables))

    def rows(self, sheet: str) -> list[Row]:
        """Return the rows of a sheet as a workbook has them, each choice with its list."""
        if sheet == "survey":
            return list(self.survey)
        if sheet == "settings":
            return [self.settings]
        if sheet in self.tables:
            return list(self.tables[sheet])
        return [
            ({_LIST_NAME: name} if name else {}) | dict(row)
            for name, rows in self.choices.items()
            for row in rows
        ]

    def headings(self, sheet: str) -> tuple[str, ...]:
        """Return the columns of a sheet in the order of its workbook."""
        return self.columns.get(sheet) or tuple(columns_of(self.rows(sheet)))

    def note_places(self, sheet: str) -> Iterator[tuple[int, str, str]]:
        """Yield the notes of a workbook's sheet: the row in it, the column, the words."""
        starts = {sheet: 0}
        if sheet == "choices":
            first = 0
            for name, rows in self.choices.items():
                starts[f"choices:{name}"] = first
                first += len(rows)
        for place, words in self.notes.items():
            if place.sheet not in starts:
                continue
            if place.row < 0 and place.sheet != sheet:
                yield starts[place.sheet], _LIST_NAME, words
            else:
                yield (
                    place.row + (starts[place.sheet] if place.row >= 0 else 0),
                    place.column,
                    words,
                )


def column_rank(column: str) -> tuple[int, int, str, str]:
    """Return where a column stands among others, whatever the order it was written in."""
    if column in _FIRST:
        return 0, _FIRST.index(column), "", ""
    for known in (column, column.partition("::")[0]):
        if known in _RANKS:
            return 1, _RANKS[known], _language_rank(column), column
    return 2, 0, column, ""


def _language_rank(column: str) -> str:
    """Put Spanish before the other languages."""
    language = column.partition("::")[2]
    return "" if language.startswith("Español") else language or ""


def clean_cell(text: str) -> str:
    """Return a cell without blanks around it; XLSForm tools read hard spaces as spaces."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ").strip()


def clean_heading(text: str) -> str:
    """Return a heading with single spaces and none around it.

    A hard space is one too: nobody sees it, and it would make a second language of the first.
    """
    return _SPACES.sub(" ", clean_cell(text))


def is_unheaded(column: str) -> bool:
    """Tell whether a column stands for cells without a heading, ``(F)``: no tool reads them."""
    return _UNHEADED.fullmatch(column) is not None


def ordered_row(row: Row) -> dict[str, str]:
    """Return a row without blank cells, its columns in order."""
    cleaned = {clean_heading(column): clean_cell(text) for column, text in row.items()}
    return {
        column: cleaned[column] for column in sorted(cleaned, key=column_rank) if cleaned[column]
    }


def columns_of(rows: Iterable[Row]) -> list[str]:
    """Return every column that some row uses, in order."""
    return sorted({column for row in rows for column in row}, key=column_rank)


def _ordered_rows(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Return rows in order, without blank ones at the end."""
    found = [ordered_row(row) for row in rows]
    while found and not found[-1]:
        found.pop()
    return tuple(found)


def _choices(lists: Mapping[str, tuple[Row, ...]]) -> dict[str, tuple[Row, ...]]:
    """Return lists in order; what has neither a list nor a cell is no row at all."""
    found: dict[str, tuple[Row, ...]] = {}
    for name, rows in lists.items():
        known = clean_cell(name)
        held = tuple(row for row in map(ordered_row, rows) if row or known)
        if held:
            found[known] = found.get(known, ()) + held
    return found


def _trimmed(grid: Grid) -> Grid:
    rows = [_without_end([clean_cell(text) for text in row]) for row in grid]
    while rows and not rows[-1]:
        rows.pop()
    return tuple(rows)


def _without_end(row: list[str]) -> tuple[str, ...]:
    while row and not row[-1]:
        row.pop()
    return tuple(row)


def _completed(given: tuple[str, ...], used: list[str]) -> tuple[str, ...]:
    return (*given, *(column for column in used if column not in given))


def _settled_notes(sheets: Sheets, notes: Mapping[Place, str]) -> dict[Place, str]:
    """Return notes each at a cell that is there: one on a blank cell goes to its row."""
    found: dict[Place, str] = {}
    for place, words in notes.items():
        text = "\n".join(line.rstrip() for line in _BREAK.split(clean_cell(words)))
        if text:
            settled = _settled(sheets, place)
            known = found.get(settled)
            found[settled] = text if known is None else f"{known}\n{text}"
    return dict(sorted(found.items()))


def _settled(sheets: Sheets, place: Place) -> Place:
    base, colon, name = place.sheet.partition(":")
    if place.sheet in sheets.grids:
        last = len(sheets.grids[place.sheet]) - 1
        return Place(place.sheet, min(last, max(HEADING_ROW, place.row)), "")
    rows = sheets.choices.get(name, ()) if colon else sheets.rows(base)
    if place.row < 0 or not rows:
        if colon:
            return Place(place.sheet if rows else base, HEADING_ROW, "")
        headings = sheets.headings(base)
        is_known = place.column in headings[1:]
        return Place(base, HEADING_ROW, place.column if is_known else "")
    row = min(place.row, len(rows) - 1)
    if colon and place.column == _LIST_NAME and row == 0:
        return Place(place.sheet, HEADING_ROW, "")
    if place.column in rows[row]:
        return Place(place.sheet, row, place.column)
    return Place(place.sheet, row, next(iter(rows[row]), ""))


def check_sheets(sheets: Sheets, where: str) -> Sheets:
    """Return sheets that any workbook and any XForm can hold.

    Raises:
        FormBuildError: A cell too long or with a character that neither can hold, a heading
            twice, a title that no sheet can have.
    """
    for sheet in sheets.names():
        headings = sheets.headings(sheet)
        if len(set(headings)) < len(headings):
            twice = next(item for item in headings if headings.count(item) > 1)
            raise FormBuildError(reason="double_heading", where=f"{where}: {sheet}: {twice}")
    for title in sheets.grids:
        _check_title(sheets, title, where)
    for count, (text, most, place) in enumerate(_texts(sheets)):
        if count > MAX_CELLS:
            raise FormBuildError(reason="too_large", where=where)
        if len(text) > most:
            raise FormBuildError(reason="cell_too_long", where=f"{where}: {place}")
        if _BAD.search(text):
            raise FormBuildError(reason="bad_character", where=f"{where}: {place}")
    return sheets


def _texts(sheets: Sheets) -> Iterator[tuple[str, int, str]]:
    """Yield every text of a form, how long it may be, and where it is."""
    for sheet in sheets.names():
        for heading in sheets.headings(sheet):
            yield heading, MAX_HEADING, sheet
        for number, row in enumerate(sheets.rows(sheet), 2):
            for column, text in row.items():
                yield text, MAX_CELL, f"{sheet}, row {number}, {column}"
    for title, grid in sheets.grids.items():
        for number, cells in enumerate(grid, 1):
            for text in cells:
                yield text, MAX_CELL, f"{title}, row {number}"
    for note in sheets.notes.items():
        yield note[1], MAX_CELL, f"{note[0].sheet}, row {note[0].row + 2}"


def _check_title(sheets: Sheets, title: str, where: str) -> None:
    taken = [name.lower() for name in (*sheets.grids, "survey", "choices", "settings", *TABLES)]
    is_fine = title.strip() == title and 0 < len(title) <= _TITLE_LENGTH
    if not is_fine or _TITLE_BAD.search(title) or title.strip("'") != title or _BAD.search(title):
        raise FormBuildError(reason="sheet_title", where=f"{where}: {title[:40]}")
    if taken.count(title.lower()) > 1:
        raise FormBuildError(reason="double_sheet", where=f"{where}: {title}")
