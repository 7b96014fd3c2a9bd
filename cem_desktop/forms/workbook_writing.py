"""Write a form as an ``.xlsx`` file, byte for byte the same for the same sheets."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from cem_desktop.forms.sheet_model import Grid, Row, Sheets, is_unheaded

_STILL = datetime(2026, 1, 1)  # noqa: DTZ001 - a workbook knows no zones; the file must not vary
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_AUTHOR = "CEM Desktop"
_WIDE, _NARROW = 40, 18
_NOTE_SIZE = (120, 320)


def write_workbook(sheets: Sheets) -> bytes:
    """Return sheets as an ``.xlsx`` file."""
    from openpyxl import Workbook

    book = Workbook()
    book.properties.created = book.properties.modified = _STILL
    book.properties.creator = _AUTHOR
    book.remove(book.active)
    canonical = sheets.canonical()
    for name in canonical.names():
        sheet = _write_table(book, name, canonical.headings(name), canonical.rows(name))
        _write_notes(sheet, canonical, name)
    for title, grid in canonical.grids.items():
        sheet = _write_grid(book, title, grid)
        for place, words in canonical.notes.items():
            if place.sheet == title:
                _note(sheet, max(1, place.row + 1), 1, words)
    out = io.BytesIO()
    book.save(out)
    return _settle(out.getvalue())


def _write_table(book: Any, title: str, columns: tuple[str, ...], rows: Iterable[Row]) -> Any:
    from openpyxl.styles import Font

    sheet = book.create_sheet(title)
    sheet.freeze_panes = "C2"
    for place, column in enumerate(columns, 1):
        cell = sheet.cell(row=1, column=place)
        if not is_unheaded(column):
            _put(cell, column)
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = _WIDE if "label" in column else _NARROW
    for line, row in enumerate(rows, 2):
        for place, column in enumerate(columns, 1):
            if column in row:
                _put(sheet.cell(row=line, column=place), row[column])
    return sheet


def _write_grid(book: Any, title: str, grid: Grid) -> Any:
    sheet = book.create_sheet(title)
    for line, cells in enumerate(grid, 1):
        for place, text in enumerate(cells, 1):
            if text:
                _put(sheet.cell(row=line, column=place), text)
    return sheet


def _put(cell: Any, text: str) -> None:
    """Put a text into a cell, whatever Excel would make of it."""
    cell.value = text
    cell.data_type = "s"
    cell.number_format = "@"


def _write_notes(sheet: Any, sheets: Sheets, name: str) -> None:
    headings = sheets.headings(name)
    for row, column, words in sheets.note_places(name):
        place = headings.index(column) + 1 if column in headings else 1
        _note(sheet, row + 2, place, words)


def _note(sheet: Any, row: int, column: int, words: str) -> None:
    from openpyxl.comments import Comment

    cell = sheet.cell(row=row, column=column)
    known = f"{cell.comment.text}\n" if cell.comment is not None else ""
    height, width = _NOTE_SIZE
    cell.comment = Comment(known + words, _AUTHOR, height=height, width=width)


def _settle(data: bytes) -> bytes:
    """Pack the workbook again without the times of packing."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _without_modification(content)
            item = zipfile.ZipInfo(name, _ZIP_TIME)
            item.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(item, content)
    return out.getvalue()


def _without_modification(core: bytes) -> bytes:
    """Put the still time where openpyxl wrote the time of saving."""
    start = core.find(b"<dcterms:modified")
    end = core.find(b"</dcterms:modified>")
    if start < 0 or end < 0:
        return core
    begin = core.index(b">", start) + 1
    return core[:begin] + _STILL.strftime("%Y-%m-%dT%H:%M:%SZ").encode() + core[end:]
