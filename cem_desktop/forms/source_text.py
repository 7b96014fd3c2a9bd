"""What the text of a ``form.yaml`` says, cell by cell, and how it says it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from cem_desktop.errors import FormBuildError
from cem_desktop.forms.sheet_model import (
    HEADING_ROW,
    TABLES,
    Grid,
    Place,
    Row,
    Sheets,
    check_sheets,
    clean_cell,
    clean_heading,
    ordered_row,
)
from cem_desktop.forms.source_marks import (
    Listing,
    Mapping,
    Part,
    Scalar,
    compose,
    is_remark,
    remark_words,
    split_lines,
)

MAX_SOURCE_BYTES = 8 * 1024 * 1024
_UNREAD = frozenset({"columns", "other_sheets"})
"""Sections without a sheet of their own: a comment on them is one on the whole form."""
_SECTIONS = frozenset({"settings", "survey", "choices", "columns", "other_sheets", *TABLES})


@dataclass(slots=True)
class Written:
    """How a cell stands in a source: the lines before it, its own lines, what it says."""

    leading: list[str] = field(default_factory=list)
    own: list[str] = field(default_factory=list)
    text: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class SourceText:
    """The sheets of a source, and how each of its cells is written."""

    sheets: Sheets
    written: dict[Place, Written]


@dataclass(slots=True)
class _Anchor:
    """A cell or section: where it is, the lines it covers."""

    place: Place
    line: int
    last: int
    key: Scalar | None = None
    value: Scalar | None = None
    is_verbatim: bool = False
    keeps_gap: bool = True


def read_text(data: bytes, where: str) -> SourceText:
    """Return what a source says and how.

    Raises:
        FormBuildError: Too large, no YAML, an alias, or not of the shape of a form.
    """
    if len(data) > MAX_SOURCE_BYTES:
        raise FormBuildError(reason="too_large", where=where)
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise FormBuildError(reason="yaml", where=where) from error
    reader = _Reader(where, split_lines(text))
    return reader.read(compose(text, where))


class _Reader:
    """Walks through the parts of a source."""

    def __init__(self, where: str, lines: list[str]) -> None:
        self.where = where
        self.lines = lines
        self.anchors: list[_Anchor] = []

    def fail(self, reason: str, part: str = "") -> FormBuildError:
        return FormBuildError(reason=reason, where=f"{self.where}{part}")

    def read(self, top: Part | None) -> SourceText:
        """Return the form that the parts are."""
        if not isinstance(top, Mapping) or top.keys - _SECTIONS:
            raise self.fail("not_a_form")
        found: dict[str, Any] = {}
        for key, value in top.pairs:
            is_odd = key.text in _UNREAD
            place = Place("settings" if is_odd else key.text, HEADING_ROW, "")
            anchor = _Anchor(place, key.line, key.line, key, keeps_gap=not is_odd)
            self.anchors.append(anchor)
            found[key.text] = value
        raw = Sheets(
            self.row(found.get("settings"), Place("settings", 0, ""), ": settings"),
            self.rows(found.get("survey"), "survey"),
            dict(self.lists(found.get("choices"))),
            {name: self.rows(found[name], name) for name in TABLES if name in found},
            dict(self.grids(found.get("other_sheets"))),
            dict(self.columns(found.get("columns"))),
        )
        written = self.written(raw)
        notes = {place: words for place, item in written.items() if (words := _words(item))}
        sheets = Sheets(
            raw.settings, raw.survey, raw.choices, raw.tables, raw.grids, raw.columns, notes
        )
        return SourceText(check_sheets(sheets.canonical(), self.where), written)

    # --- sections -------------------------------------------------------------------------

    def rows(self, value: Part | None, sheet: str, part: str | None = None) -> tuple[Row, ...]:
        part = f": {sheet}" if part is None else part
        items = self.items(value, part)
        return tuple(
            self.row(item, Place(sheet, number, ""), f"{part}, row {number + 1}")
            for number, item in enumerate(items)
        )

    def items(self, value: Part | None, part: str) -> list[Any]:
        if _is_blank(value):
            return []
        if not isinstance(value, Listing):
            raise self.fail("rows_shape", part)
        return value.items

    def row(self, value: Part | None, place: Place, part: str) -> Row:
        if _is_blank(value):
            return {}
        if not isinstance(value, Mapping):
            raise self.fail("row_shape", part)
        row: dict[str, str] = {}
        if not value.pairs:
            self.anchors.append(_Anchor(place, value.line, value.line))
        for key, cell in value.pairs:
            if not isinstance(cell, Scalar):
                raise self.fail("cell_shape", f"{part}, {key.text}")
            column = clean_heading(key.text)
            if column in row:
                raise self.fail("double_key", f": line {key.line + 1}")
            row[column] = cell.text
            spot = place._replace(column=column)
            before = self.lines[key.line][: key.column].strip()
            is_verbatim = not value.is_flow and before in {"", "-"}
            self.anchors.append(_Anchor(spot, key.line, cell.last, key, cell, is_verbatim))
        return row

    def lists(self, value: Part | None) -> Iterator[tuple[str, tuple[Row, ...]]]:
        if _is_blank(value):
            return
        if not isinstance(value, Mapping):
            raise self.fail("choices_shape")
        seen: set[str] = set()
        for key, rows in value.pairs:
            name = clean_cell(key.text)
            if name in seen:
                raise self.fail("double_key", f": line {key.line + 1}")
            seen.add(name)
            sheet = f"choices:{name}"
            self.anchors.append(_Anchor(Place(sheet, HEADING_ROW, ""), key.line, key.line, key))
            yield name, self.rows(rows, sheet, f": {name}")

    def columns(self, value: Part | None) -> Iterator[tuple[str, tuple[str, ...]]]:
        if _is_blank(value):
            return
        if not isinstance(value, Mapping):
            raise self.fail("rows_shape", ": columns")
        for key, listed in value.pairs:
            texts: list[str] = []
            for item in self.items(listed, ": columns"):
                if not isinstance(item, Scalar):
                    raise self.fail("cell_shape", ": columns")
                heading = clean_heading(item.text)
                self.anchors.append(
                    _Anchor(Place(key.text, HEADING_ROW, heading), item.line, item.last, None, item)
                )
                texts.append(heading)
            yield key.text, tuple(texts)

    def grids(self, value: Part | None) -> Iterator[tuple[str, Grid]]:
        if _is_blank(value):
            return
        if not isinstance(value, Mapping):
            raise self.fail("rows_shape", ": other_sheets")
        for key, rows in value.pairs:
            part = f": {key.text}"
            self.anchors.append(_Anchor(Place(key.text, HEADING_ROW, ""), key.line, key.line, key))
            grid: list[tuple[str, ...]] = []
            for number, item in enumerate(self.items(rows, part)):
                cells = self.items(item, part)
                if not all(isinstance(cell, Scalar) for cell in cells):
                    raise self.fail("cell_shape", f"{part}, row {number + 1}")
                line = item.line if item is not None else 0
                self.anchors.append(_Anchor(Place(key.text, number, ""), line, line))
                grid.append(tuple(cell.text for cell in cells))
            yield key.text, tuple(grid)

    # --- how it is written ----------------------------------------------------------------

    def written(self, sheets: Sheets) -> dict[Place, Written]:
        """Return how every cell is written; a comment above a row is one on its first cell."""
        found: dict[Place, Written] = {}
        self.anchors.sort(key=lambda anchor: anchor.line)
        begun: set[tuple[str, int]] = set()
        end = -1
        for anchor in self.anchors:
            leading = self.lines[end + 1 : anchor.line]
            place = anchor.place
            if not anchor.keeps_gap:
                leading = [line for line in leading if is_remark(line)]
            if place.row >= 0 and (place.sheet, place.row) not in begun:
                begun.add((place.sheet, place.row))
                place = place._replace(column=_first_column(sheets, place))
            found.setdefault(place, Written()).leading.extend(leading)
            self.own(found.setdefault(anchor.place, Written()), anchor)
            end = max(end, anchor.last)
        if self.anchors:
            tail = [line for line in self.lines[end + 1 :] if is_remark(line)]
            found[self.anchors[-1].place].leading.extend(tail)
        return found

    def own(self, item: Written, anchor: _Anchor) -> None:
        """Note the lines of a cell itself."""
        key, value = anchor.key, anchor.value
        remarks = [part.remark for part in (key, value) if part is not None and part.remark]
        item.remark = "\n".join([text for text in (item.remark, *remarks) if text])
        if value is not None:
            item.text = clean_cell(value.text)
        if key is not None and anchor.is_verbatim:
            first, *rest = self.lines[anchor.line : anchor.last + 1]
            margin = " " * key.column
            item.own = [
                first[key.column :].rstrip(),
                *(line.removeprefix(margin) for line in rest),  # a space at an end may count
            ]


def _is_blank(value: Part | None) -> bool:
    return value is None or (isinstance(value, Scalar) and value.text in {"", "~", "null"})


def _first_column(sheets: Sheets, place: Place) -> str:
    """Return the column that stands first in a row once it is in order."""
    base, colon, name = place.sheet.partition(":")
    if place.sheet in sheets.grids:
        return ""
    rows = sheets.choices[name] if colon else sheets.rows(base)
    return next(iter(ordered_row(rows[place.row])), place.column)


def _words(item: Written) -> str:
    words = (remark_words(item.leading), item.remark)
    return "\n".join(text for text in words if text)
