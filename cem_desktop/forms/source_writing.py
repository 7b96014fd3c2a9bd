"""Write sheets as YAML, one key a line; what did not change stays as it was written.

An import that changes one hint changes one line of the source: its comments, blank lines, quotes
and folded rules are taken over from the source before, cell by cell.
"""

from __future__ import annotations

import re
import textwrap
from collections import defaultdict, deque
from collections.abc import Mapping

from cem_desktop.forms.sheet_model import HEADING_ROW, TABLES, Place, Row, Sheets
from cem_desktop.forms.source_marks import is_remark, remark_words
from cem_desktop.forms.source_text import SourceText, Written

_PLAIN_KEY = re.compile(r"[A-Za-z]\w*(?:::?[\w/\-]+)*(?: \([\w\-]+\))?")
_PLAIN_VALUE = re.compile(r"[A-Za-z](?:[\w.()\-/]|:(?=\w))*")
_PLAIN_TYPE = re.compile(r"[A-Za-z][\w.\-]*(?: [\w.\-]+)*")
_WORDS_OF_YAML = frozenset({"yes", "no", "true", "false", "on", "off", "null", "y", "n"})
_PLAIN = frozenset(
    {"type", "name", "form_id", "appearance", "default", "calculation", "bind", "attribute"}
)
_RULES = frozenset({"calculation", "relevant", "constraint", "choice_filter", "namespaces"})
_WIDE, _LONG = 96, 120
_ESCAPED = re.compile('["\\\\\t\x85\u2028\u2029\ufeff\x7f-\x9f]')
_SINGLE = re.compile("['\\\\\n\t\x7f-\x9f\u2028\u2029\ufeff]")
_ODD = re.compile("[\t\x7f-\x9f\u2028\u2029\ufeff]")


def write_text(sheets: Sheets, before: SourceText | None = None) -> str:
    """Return sheets as YAML; with the source before, the same lines wherever nothing changed."""
    writer = _Writer(sheets.canonical(), before)
    writer.write()
    return "\n".join(writer.lines) + "\n"


class _Writer:
    """Writes one form."""

    def __init__(self, sheets: Sheets, before: SourceText | None) -> None:
        self.sheets = sheets
        self.before = before
        self.lines: list[str] = []
        self._matches: dict[str, Mapping[int, int]] = {}

    def write(self) -> None:
        sheets = self.sheets
        if sheets.settings:
            self.section("settings")
            self.row(sheets.settings, Place("settings", 0, ""), indent=2, dash=False)
        self.listed("survey", sheets.survey)
        if sheets.choices:
            self.section("choices")
            for name, rows in sheets.choices.items():
                sheet = f"choices:{name}"
                self.lead(Place(sheet, HEADING_ROW, ""), 2)
                self.lines.append(f"  {key_text(name)}:")
                for number, row in enumerate(rows):
                    self.row(row, Place(sheet, number, ""), indent=4)
        for name in TABLES:
            if name in sheets.tables:
                self.listed(name, sheets.tables[name])
        self.grids()
        self.columns()

    def section(self, name: str) -> None:
        """Begin a section."""
        self.lead(Place(name, HEADING_ROW, ""), 0, gap=bool(self.lines))
        self.lines.append(f"{name}:")

    def listed(self, name: str, rows: tuple[Row, ...]) -> None:
        """Write a section that is a list of rows, a blank line between them."""
        self.section(name)
        for number, row in enumerate(rows):
            self.row(row, Place(name, number, ""), indent=2, gap=number > 0)

    def row(
        self, row: Row, place: Place, *, indent: int, dash: bool = True, gap: bool = False
    ) -> None:
        """Write a row, its first key behind a dash."""
        if not row:
            self.lead(place, indent, gap=gap)
            self.lines.append(f"{' ' * indent}- {{}}")
        for position, (column, text) in enumerate(row.items()):
            spot = place._replace(column=column)
            self.lead(spot, indent + (2 if dash and position else 0), gap=gap and position == 0)
            inner = indent + 2 if dash else indent
            first, *rest = self.cell(spot, column, text)
            start = f"{' ' * indent}- " if dash and position == 0 else " " * inner
            self.lines.append(start + first)
            self.lines.extend(" " * inner + line if line else "" for line in rest)

    def cell(self, place: Place, column: str, text: str) -> list[str]:
        """Return the lines of one cell, without indentation."""
        old = self.old(place)
        if old is not None and old.own and old.text == text and self.keeps_remark(place, old):
            return old.own
        return cell_lines(column, text)

    def keeps_remark(self, place: Place, old: Written) -> bool:
        """Tell whether the comment on the cell's own line may stay."""
        words = "\n".join(part for part in (remark_words(old.leading), old.remark) if part)
        return not old.remark or words == self.sheets.notes.get(place, "")

    def lead(self, place: Place, indent: int, *, gap: bool = False) -> None:
        """Write what comes before a cell: a blank line, its comments."""
        note = self.sheets.notes.get(place, "")
        old = self.old(place)
        if old is not None and all(not line.strip() or is_remark(line) for line in old.leading):
            words = remark_words(old.leading)
            on_line = old.remark if old.own and self.is_same(place, old) else ""
            if "\n".join(part for part in (words, on_line) if part) == note:
                self.lines.extend(line.rstrip() for line in old.leading)
                return
        if gap:
            self.lines.append("")
        if note:
            self.lines.extend(f"{' ' * indent}# {line}".rstrip() for line in note.split("\n"))

    def is_same(self, place: Place, old: Written) -> bool:
        """Tell whether a cell says what it said."""
        base, colon, name = place.sheet.partition(":")
        rows = self.sheets.choices.get(name, ()) if colon else self.sheets.rows(base)
        return 0 <= place.row < len(rows) and rows[place.row].get(place.column) == old.text

    # --- the source before ----------------------------------------------------------------

    def old(self, place: Place) -> Written | None:
        """Return how the cell was written before."""
        if self.before is None:
            return None
        row = place.row
        if row >= 0:
            if place.sheet not in self._matches:
                self._matches[place.sheet] = self.match(place.sheet)
            if row not in self._matches[place.sheet]:
                return None
            row = self._matches[place.sheet][row]
        return self.before.written.get(place._replace(row=row))

    def match(self, sheet: str) -> dict[int, int]:
        """Return which row of the source before each row is, by its name."""
        assert self.before is not None
        waiting: dict[str, deque[int]] = defaultdict(deque)
        for number, row in enumerate(_rows(self.before.sheets, sheet)):
            waiting[_identity(row)].append(number)
        found: dict[int, int] = {}
        for number, row in enumerate(_rows(self.sheets, sheet)):
            known = waiting[_identity(row)]
            if known:
                found[number] = known.popleft()
        return found

    # --- what the form language does not know ----------------------------------------------

    def grids(self) -> None:
        if not self.sheets.grids:
            return
        self.lines.extend(["", "other_sheets:"])
        for title, grid in self.sheets.grids.items():
            self.remark(Place(title, HEADING_ROW, ""), 2)
            self.lines.append(f"  {key_text(title)}:")
            for number, cells in enumerate(grid):
                self.remark(Place(title, number, ""), 4)
                self.lines.append(f"    - [{', '.join(map(quoted, cells))}]")

    def columns(self) -> None:
        sheets = self.sheets
        noted = {place.sheet for place in sheets.notes if place.row < 0 and place.column}
        listed = [name for name in sheets.names() if name in sheets.columns or name in noted]
        if not listed:
            return
        self.lines.extend(["", "columns:"])
        for name in listed:
            self.lines.append(f"  {name}:")
            for column in sheets.headings(name):
                self.remark(Place(name, HEADING_ROW, column), 4)
                self.lines.append(f"    - {key_text(column)}")

    def remark(self, place: Place, indent: int) -> None:
        """Write the comments on something that is always written anew."""
        note = self.sheets.notes.get(place, "")
        if note:
            self.lines.extend(f"{' ' * indent}# {line}".rstrip() for line in note.split("\n"))


def _rows(sheets: Sheets, sheet: str) -> tuple[Row, ...] | list[Row]:
    base, colon, name = sheet.partition(":")
    return sheets.choices.get(name, ()) if colon else sheets.rows(base)


def _identity(row: Row) -> str:
    return row.get("name") or row.get("type") or ""


def cell_lines(column: str, text: str) -> list[str]:
    """Return a cell as ``column: text`` in lines without indentation."""
    key = key_text(column)
    if "\n" in text and not _ODD.search(text):
        return [f"{key}: |-", *(f"  {line}" if line else "" for line in text.split("\n"))]
    base = column.partition("::")[0]
    plain = _PLAIN_TYPE if column == "type" else _PLAIN_VALUE
    if base in _PLAIN and plain.fullmatch(text) and text.lower() not in _WORDS_OF_YAML:
        return [f"{key}: {text}"]
    if base in _RULES and len(text) > _LONG:
        folded = textwrap.wrap(text, _WIDE, break_long_words=False, break_on_hyphens=False)
        if " ".join(folded) == text and not _ODD.search(text):
            return [f"{key}: >-", *(f"  {line}" for line in folded)]
    if base in _RULES and '"' in text and "'" not in text and not _SINGLE.search(text):
        return [f"{key}: '{text}'"]
    return [f"{key}: {quoted(text)}"]


def key_text(text: str) -> str:
    """Return a key or heading as YAML."""
    is_plain = _PLAIN_KEY.fullmatch(text) and text.lower() not in _WORDS_OF_YAML
    return text if is_plain else quoted(text)


def quoted(text: str) -> str:
    """Return a text in double quotes."""
    inner = _ESCAPED.sub(_escape, text).replace("\n", "\\n")
    return f'"{inner}"'


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    if character in '"\\':
        return f"\\{character}"
    return "\\t" if character == "\t" else f"\\u{ord(character):04x}"
