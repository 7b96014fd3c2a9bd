"""A form as an Excel workbook: the XLSForm that headquarters and the sector's tools edit.

Reading follows what ODK's own tools read, cell by cell, so that a workbook from other hands gives
the form that its author had. What those tools drop in silence is kept or refused here: cells
without a heading, notes, further sheets, formulas that were never computed, rows after a gap.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cem_desktop.errors import FormBuildError
from cem_desktop.forms.sheet_model import (
    HEADING_ROW,
    MAX_CELLS,
    TABLES,
    Grid,
    Place,
    Row,
    Sheets,
    check_sheets,
    clean_cell,
    clean_heading,
    is_unheaded,
)
from cem_desktop.forms.workbook_parts import MAX_WORKBOOK_BYTES, inspect_workbook, read_notes
from cem_desktop.forms.workbook_writing import write_workbook

__all__ = ["parse_workbook", "read_workbook", "write_workbook"]

MAX_ROWS = 200_000
_BLANK_ROWS = 60
_BLANK_COLUMNS = 20
"""After a longer gap, ODK's tools read no further."""
_FORM = ("survey", "choices", "settings", *TABLES)
_LIST_NAME = "list_name"
_PLAIN_HEADINGS = frozenset({"type", "name", "label", "hint", "form_id", "version", _LIST_NAME})


@dataclass(slots=True)
class _Table:
    """A sheet with headings: its columns, its rows, its notes by row and column."""

    columns: list[str]
    rows: list[dict[str, str]]
    notes: dict[tuple[int, str], str] = field(default_factory=dict)


def read_workbook(path: Path) -> Sheets:
    """Return the sheets of an ``.xlsx`` file.

    Raises:
        FormBuildError: Not a workbook, beyond the limits, or without a survey sheet.
    """
    try:
        if path.stat().st_size > MAX_WORKBOOK_BYTES:
            raise FormBuildError(reason="too_large", where=str(path))
        data = path.read_bytes()
    except OSError as error:
        raise FormBuildError(reason="not_readable", where=str(path)) from error
    return parse_workbook(data, str(path))


def parse_workbook(data: bytes, where: str) -> Sheets:
    """Return the sheets that the bytes of a workbook hold.

    Raises:
        FormBuildError: Not a workbook, beyond the limits, or with something that would be lost.
    """
    inspect_workbook(data, where)
    try:
        tables, grids, notes = _read(data, where)
    except FormBuildError:
        raise
    except Exception as error:  # whatever a damaged workbook makes the reader raise
        raise FormBuildError(reason="workbook", where=where) from error
    if "survey" not in tables:
        raise FormBuildError(reason="no_survey_sheet", where=where)
    for name, table in tables.items():
        notes.update(
            {Place(name, row, column): text for (row, column), text in table.notes.items()}
        )
    choices = tables.get("choices", _Table([], []))
    lists, moved = _by_list(choices)
    sheets = Sheets(
        _settings(tables.get("settings"), where),
        tuple(tables["survey"].rows),
        lists,
        {name: tuple(tables[name].rows) for name in TABLES if name in tables},
        grids,
        {name: tuple(table.columns) for name, table in tables.items()},
        {_moved(place, moved): text for place, text in notes.items()},
    )
    return check_sheets(sheets.canonical(), where)


def _read(data: bytes, where: str) -> tuple[dict[str, _Table], dict[str, Grid], dict[Place, str]]:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    formulas = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    notes = read_notes(data)
    tables: dict[str, _Table] = {}
    grids: dict[str, Grid] = {}
    remarks: dict[Place, str] = {}
    worksheets = [sheet.title for sheet in book.worksheets]
    for title in worksheets:
        name = title.strip().lower()
        if name not in _FORM and len(worksheets) == 1:
            name = "survey"
        place = f"{where}: {title}"
        cells = _Cells(book[title], formulas[title], place)
        if name not in _FORM:
            grids[title] = tuple(tuple(row) for row in cells.rows())
            remarks.update(
                {
                    Place(title, row - 1, ""): text
                    for (row, _column), text in notes.get(title, {}).items()
                }
            )
            continue
        if name in tables:
            raise FormBuildError(reason="double_sheet", where=place)
        tables[name] = _table(name, list(cells.rows()), place)
        _note_cells(tables[name], notes.get(title, {}))
        _settle_unheaded(tables[name])
    book.close()
    formulas.close()
    return tables, grids, remarks


class _Cells:
    """The texts of a worksheet, row by row."""

    def __init__(self, sheet: Any, formulas: Any, where: str) -> None:
        self.sheet = sheet
        self.formulas = formulas
        self.where = where

    def rows(self) -> Iterator[list[str]]:
        """Yield the rows, each up to its last cell.

        Raises:
            FormBuildError: Too many cells, or a formula whose result is not there.
        """
        count = 0
        self.sheet.reset_dimensions()
        self.formulas.reset_dimensions()
        pairs = zip(self.sheet.iter_rows(), self.formulas.iter_rows(), strict=True)
        for line, (cells, sources) in enumerate(pairs, 1):
            count += len(cells) + 1
            if line > MAX_ROWS or count > MAX_CELLS:
                raise FormBuildError(reason="too_large", where=self.where)
            yield [
                self.text(cell, source, line, column)
                for column, (cell, source) in enumerate(zip(cells, sources, strict=True), 1)
            ]

    def text(self, cell: Any, source: Any, line: int, column: int) -> str:
        """Return a cell as ODK's tools read it."""
        value = cell.value
        if value is None:
            if source.value is not None and cell.data_type != "str":  # a text computed as blank
                raise self.fail("formula_not_computed", line, column)
            return ""
        if cell.data_type == "e":
            raise self.fail("formula_error", line, column)
        return cell_text(value)

    def fail(self, reason: str, line: int, column: int) -> FormBuildError:
        return FormBuildError(reason=reason, where=f"{self.where}, {_letters(column)}{line}")


def cell_text(value: object) -> str:
    """Return the value of a cell as the text that ODK's tools make of it."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return clean_cell(str(value))


def _letters(column: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(column))


def _table(name: str, grid: list[list[str]], where: str) -> _Table:
    """Return a sheet with headings in its first row."""
    columns = _columns(name, grid, where)
    rows: list[dict[str, str]] = []
    gap = 0
    for line, texts in enumerate(grid[1:], 2):
        row = {column: text for column, text in zip(columns, texts, strict=False) if text}
        is_blank = all(is_unheaded(column) for column in row)
        if not is_blank and gap > _BLANK_ROWS:
            raise FormBuildError(reason="rows_after_gap", where=f"{where}, row {line}")
        gap = gap + 1 if is_blank else 0
        _refuse_day(name, row, f"{where}, row {line}")
        rows.append(row)
    return _Table(columns, rows)


def _settle_unheaded(table: _Table) -> None:
    """Drop columns without heading and cells; name the others by where they will stand."""
    used = {column for row in table.rows for column in row}
    kept = [item for item in table.columns if not is_unheaded(item) or item in used]
    names = {
        item: f"({_letters(place)})" if is_unheaded(item) else item
        for place, item in enumerate(kept, 1)
    }
    table.columns = list(names.values()) if len(names) == len(kept) else kept
    table.rows = [{names[item]: text for item, text in row.items()} for row in table.rows]
    table.notes = {(row, names.get(item, "")): text for (row, item), text in table.notes.items()}


def _refuse_day(name: str, row: Row, where: str) -> None:
    """Refuse a day that Excel made of a default: ODK's tools add an hour, which fits no date."""
    if name == "survey" and _DAY.fullmatch(row.get("default", "")):
        raise FormBuildError(reason="date_cell", where=f"{where}, default")


_DAY = re.compile(r"\d{4}-\d\d-\d\d 00:00:00")


def _columns(name: str, grid: list[list[str]], where: str) -> list[str]:
    headings = grid[0] if grid else []
    width = max((len(row) for row in grid), default=0)
    columns: list[str] = []
    gap = 0
    for place in range(width):
        text = headings[place] if place < len(headings) else ""
        if text and gap > _BLANK_COLUMNS:
            raise FormBuildError(
                reason="columns_after_gap", where=f"{where}, {_letters(place + 1)}1"
            )
        gap = 0 if text else gap + 1
        columns.append(_heading(name, text) if text else f"({_letters(place + 1)})")
        if text and is_unheaded(columns[-1]):
            raise FormBuildError(reason="reserved_heading", where=f"{where}: {text}")
    if grid and not any(headings) and any(map(any, grid)):
        raise FormBuildError(reason="no_headings", where=where)
    return columns


def _heading(name: str, text: str) -> str:
    """Return a heading; those that this program itself looks for are spelled its way."""
    heading = clean_heading(text)
    plain = "_".join(heading.split()).lower()
    is_list = plain == _LIST_NAME and name in {"choices", "external_choices", "osm"}
    return plain if is_list or (plain in _PLAIN_HEADINGS and plain != _LIST_NAME) else heading


def _note_cells(table: _Table, notes: dict[tuple[int, int], str]) -> None:
    """Keep the notes of a sheet by row and heading."""
    for (line, column), text in notes.items():
        heading = table.columns[column - 1] if column <= len(table.columns) else ""
        row = min(line - 2, len(table.rows) - 1) if line > 1 else HEADING_ROW
        key = (row, heading)
        table.notes[key] = f"{table.notes[key]}\n{text}" if key in table.notes else text


def _settings(table: _Table | None, where: str) -> Row:
    if table is None or not any(table.rows):
        return {}
    if not table.rows[0] or any(table.rows[1:]):
        raise FormBuildError(reason="settings_rows", where=f"{where}: settings")
    return table.rows[0]


def _by_list(table: _Table) -> tuple[dict[str, tuple[Row, ...]], dict[int, Place]]:
    """Return the choices by list, and where each row of the sheet went."""
    lists: dict[str, list[Row]] = {}
    moved: dict[int, Place] = {}
    for number, row in enumerate(table.rows):
        if row:
            name = row.get(_LIST_NAME, "")
            rest = {key: text for key, text in row.items() if key != _LIST_NAME}
            rows = lists.setdefault(name, [])
            moved[number] = Place(f"choices:{name}", len(rows), "")
            rows.append(rest)
    return {name: tuple(held) for name, held in lists.items()}, moved


def _moved(place: Place, moved: dict[int, Place]) -> Place:
    if place.sheet != "choices" or place.row < 0:
        return place
    after = moved.get(place.row)
    return (
        Place("choices", HEADING_ROW, "") if after is None else after._replace(column=place.column)
    )
