"""The sheets of an XLSForm as plain data, and their text twin: YAML, one key a line.

The YAML is what git keeps and people compare; ``workbook`` is what headquarters edits. Both hold
the same sheets. Every cell is a text: ``yes`` stays the word and ``2026.1`` no number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cem_desktop.errors import FormBuildError

MAX_SOURCE_BYTES = 8 * 1024 * 1024
Row = Mapping[str, str]

_FIRST = ("type", "list_name", "name", "form_id", "version", "form_title", "default_language")
_ORDER = (
    "namespaces",
    "label",
    "hint",
    "guidance_hint",
    "appearance",
    "default",
    "required",
    "required_message",
    "relevant",
    "readonly",
    "constraint",
    "constraint_message",
    "calculation",
    "choice_filter",
    "repeat_count",
    "trigger",
    "parameters",
    "bind",
    "body",
    "instance",
    "attribute",
)


@dataclass(frozen=True)
class Sheets:
    """One form: its settings, its survey rows, and its lists of choices by name."""

    settings: Row
    survey: tuple[Row, ...]
    choices: Mapping[str, tuple[Row, ...]]

    def canonical(self) -> Sheets:
        """Return the same sheets with the columns of every row in the one order."""
        return Sheets(
            ordered_row(self.settings),
            tuple(ordered_row(row) for row in self.survey),
            {name: tuple(ordered_row(row) for row in rows) for name, rows in self.choices.items()},
        )


def column_rank(column: str) -> tuple[int, int, str]:
    """Return where a column stands among others, whatever the order it was written in."""
    if column in _FIRST:
        return 0, _FIRST.index(column), ""
    base = column.partition("::")[0]
    if base in _ORDER:
        return 1, _ORDER.index(base), _language_rank(column)
    return 2, 0, column


def _language_rank(column: str) -> str:
    """Put Spanish before the other languages."""
    language = column.partition("::")[2]
    return "" if language.startswith("Español") else language or ""


def ordered_row(row: Row) -> dict[str, str]:
    """Return a row without blank cells, its columns in order."""
    return {column: row[column] for column in sorted(row, key=column_rank) if row[column].strip()}


def columns_of(rows: Iterable[Row]) -> list[str]:
    """Return every column that some row uses, in order."""
    return sorted({column for row in rows for column in row}, key=column_rank)


def read_source(path: Path) -> Sheets:
    """Return the sheets of a ``form.yaml``.

    Raises:
        FormBuildError: Not readable as the sheets of a form; ``reason`` and ``where``.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise FormBuildError(reason="not_readable", where=str(path)) from error
    return parse_source(data, str(path))


def parse_source(data: bytes, where: str) -> Sheets:
    """Return the sheets that a YAML text holds.

    Raises:
        FormBuildError: Too large, no YAML, an alias, or not of the shape of a form.
    """
    if len(data) > MAX_SOURCE_BYTES:
        raise FormBuildError(reason="too_large", where=where)
    found = _load(data, where)
    if not isinstance(found, dict) or set(found) - {"settings", "survey", "choices"}:
        raise FormBuildError(reason="not_a_form", where=where)
    choices = found.get("choices") or {}
    if not isinstance(choices, dict):
        raise FormBuildError(reason="choices_shape", where=where)
    return Sheets(
        _row(found.get("settings") or {}, f"{where}: settings"),
        _rows(found.get("survey"), f"{where}: survey"),
        {str(name): _rows(rows, f"{where}: {name}") for name, rows in choices.items()},
    ).canonical()


def _load(data: bytes, where: str) -> Any:
    """Read YAML with every scalar a text and no aliases, which could blow up a small file."""
    import yaml

    class Loader(yaml.BaseLoader):
        """Every scalar is a text; anchors and double keys are refused."""

        def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
            if self.check_event(yaml.AliasEvent):
                raise FormBuildError(reason="yaml_alias", where=where)
            return super().compose_node(parent, index)

        def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002 - the signature of PyYAML
            names = [key.value for key, _value in node.value]
            if len(set(map(str, names))) < len(names):
                line = node.start_mark.line + 1
                raise FormBuildError(reason="double_key", where=f"{where}: line {line}")
            return super().construct_mapping(node, deep=deep)

    try:
        return yaml.load(data, Loader)  # noqa: S506 - BaseLoader makes texts only
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f": line {mark.line + 1}" if mark is not None else ""
        raise FormBuildError(reason="yaml", where=f"{where}{line}") from error


def _rows(value: Any, where: str) -> tuple[Row, ...]:
    if value is None or value == "":
        return ()
    if not isinstance(value, list):
        raise FormBuildError(reason="rows_shape", where=where)
    return tuple(_row(item, f"{where}, row {place}") for place, item in enumerate(value, 1))


def _row(value: Any, where: str) -> Row:
    if not isinstance(value, dict):
        raise FormBuildError(reason="row_shape", where=where)
    for column, cell in value.items():
        if not isinstance(cell, str):
            raise FormBuildError(reason="cell_shape", where=f"{where}, {column}")
    return {str(column).strip(): cell for column, cell in value.items()}


def write_source(sheets: Sheets) -> bytes:
    """Return sheets as YAML, one key a line, always the same for the same sheets."""
    import yaml

    class Dumper(yaml.SafeDumper):
        """Blocks for texts of several lines, and indented lists."""

        def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: FBT001, FBT002, ARG002 - the signature of PyYAML
            super().increase_indent(flow, indentless=False)

    def text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
        style = "|" if "\n" in value and not value.startswith((" ", "\n")) else None
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)

    Dumper.add_representer(str, text)
    canonical = sheets.canonical()
    document: dict[str, Any] = {
        "settings": dict(canonical.settings),
        "survey": [dict(row) for row in canonical.survey],
        "choices": {name: [dict(row) for row in rows] for name, rows in canonical.choices.items()},
    }
    written: str = yaml.dump(
        document, Dumper=Dumper, allow_unicode=True, sort_keys=False, width=1_000_000
    )
    return written.encode()
