"""A form as an Excel workbook: the XLSForm that headquarters and the sector's tools edit."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from cem_desktop.errors import FormBuildError
from cem_desktop.forms.sheets import Row, Sheets, columns_of

MAX_WORKBOOK_BYTES = 16 * 1024 * 1024
MAX_UNPACKED_BYTES = 256 * 1024 * 1024
MAX_ROWS = 200_000
_STILL = datetime(2026, 1, 1)  # noqa: DTZ001 - a workbook knows no zones; the file must not vary
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


def write_workbook(sheets: Sheets) -> bytes:
    """Return sheets as an ``.xlsx`` file, byte for byte the same for the same sheets."""
    from openpyxl import Workbook

    book = Workbook()
    book.properties.created = book.properties.modified = _STILL
    book.properties.creator = "CEM Desktop"
    book.remove(book.active)
    canonical = sheets.canonical()
    choices = [
        {"list_name": name, **row} for name, rows in canonical.choices.items() for row in rows
    ]
    _write_sheet(book, "survey", canonical.survey)
    _write_sheet(book, "choices", choices)
    _write_sheet(book, "settings", [canonical.settings])
    out = io.BytesIO()
    book.save(out)
    return _settle(out.getvalue())


def _write_sheet(book: Any, title: str, rows: Iterable[Row]) -> None:
    from openpyxl.styles import Font

    held = list(rows)
    columns = columns_of(held)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "C2"
    for place, column in enumerate(columns, 1):
        cell = sheet.cell(row=1, column=place, value=column)
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = 40 if "label" in column else 18
    for line, row in enumerate(held, 2):
        for place, column in enumerate(columns, 1):
            if column in row:
                cell = sheet.cell(row=line, column=place)
                cell.value = row[column]
                cell.data_type = "s"
                cell.number_format = "@"


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


def read_workbook(path: Path) -> Sheets:
    """Return the sheets of an ``.xlsx`` file.

    Raises:
        FormBuildError: Not a workbook, beyond the limits, or without a survey sheet.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise FormBuildError(reason="not_readable", where=str(path)) from error
    return parse_workbook(data, str(path))


def parse_workbook(data: bytes, where: str) -> Sheets:
    """Return the sheets that the bytes of a workbook hold.

    Raises:
        FormBuildError: Not a workbook, beyond the limits, or without a survey sheet.
    """
    _inspect(data, where)
    try:
        found = _read_sheets(data, where)
    except FormBuildError:
        raise
    except Exception as error:  # whatever a damaged workbook makes the reader raise
        raise FormBuildError(reason="workbook", where=where) from error
    if "survey" not in found:
        raise FormBuildError(reason="no_survey_sheet", where=where)
    settings = found.get("settings", [])
    return Sheets(
        settings[0] if settings else {},
        tuple(found["survey"]),
        _by_list(found.get("choices", []), where),
    ).canonical()


def _read_sheets(data: bytes, where: str) -> dict[str, list[dict[str, str]]]:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    found = {
        name: _read_sheet(book[title], f"{where}: {name}")
        for title in book.sheetnames
        if (name := title.strip().lower()) in {"survey", "choices", "settings"}
    }
    book.close()
    return found


def _inspect(data: bytes, where: str) -> None:
    """Refuse what would unpack to too much, or holds a document type or entities."""
    if len(data) > MAX_WORKBOOK_BYTES:
        raise FormBuildError(reason="too_large", where=where)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(item.file_size for item in packed.infolist()) > MAX_UNPACKED_BYTES:
                raise FormBuildError(reason="too_large", where=where)
            for item in packed.infolist():
                if item.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in packed.read(item):
                    raise FormBuildError(reason="document_type", where=where)
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError) as error:
        raise FormBuildError(reason="workbook", where=where) from error


def _read_sheet(sheet: Any, where: str) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = []
    columns: list[str] = []
    for line, cells in enumerate(sheet.iter_rows(values_only=True), 1):
        if line > MAX_ROWS:
            raise FormBuildError(reason="too_large", where=where)
        texts = [_cell(value) for value in cells]
        if not columns:
            columns = [text.strip() for text in texts]
            continue
        row = {
            column: text for column, text in zip(columns, texts, strict=False) if column and text
        }
        if row:
            rows.append(row)
    return rows


def _cell(value: object) -> str:
    """Return a cell as the text that its author sees."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    text = str(value).replace("\r\n", "\n")
    return text if text.strip() else ""


def _by_list(rows: list[dict[str, str]], where: str) -> dict[str, tuple[Row, ...]]:
    lists: dict[str, list[Row]] = {}
    for place, row in enumerate(rows, 2):
        name = row.get("list_name") or row.get("list name")
        if not name:
            raise FormBuildError(reason="choice_without_list", where=f"{where}: choices {place}")
        rest = {key: text for key, text in row.items() if key not in {"list_name", "list name"}}
        lists.setdefault(name, []).append(rest)
    return {name: tuple(held) for name, held in lists.items()}
