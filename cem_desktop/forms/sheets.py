"""The text twin of an XLSForm: YAML, one key a line.

The YAML is what git keeps and people compare; ``workbook`` is what headquarters edits. Both hold
the same sheets (``sheet_model``).
"""

from __future__ import annotations

from pathlib import Path

from cem_desktop.errors import FormBuildError
from cem_desktop.forms.sheet_model import Row, Sheets, columns_of
from cem_desktop.forms.source_text import MAX_SOURCE_BYTES, read_text
from cem_desktop.forms.source_writing import write_text

__all__ = [
    "MAX_SOURCE_BYTES",
    "Row",
    "Sheets",
    "columns_of",
    "is_in_order",
    "parse_source",
    "read_source",
    "write_source",
]


def read_source(path: Path) -> Sheets:
    """Return the sheets of a ``form.yaml``.

    Raises:
        FormBuildError: Not readable as the sheets of a form; ``reason`` and ``where``.
    """
    return parse_source(source_bytes(path), str(path))


def source_bytes(path: Path) -> bytes:
    """Return the bytes of a source.

    Raises:
        FormBuildError: It is not there, cannot be read, or is too large to be a form.
    """
    try:
        if path.stat().st_size > MAX_SOURCE_BYTES:
            raise FormBuildError(reason="too_large", where=str(path))
        return path.read_bytes()
    except OSError as error:
        raise FormBuildError(reason="not_readable", where=str(path)) from error


def parse_source(data: bytes, where: str) -> Sheets:
    """Return the sheets that a YAML text holds.

    Raises:
        FormBuildError: Too large, no YAML, an alias, or not of the shape of a form.
    """
    return read_text(data, where).sheets


def write_source(sheets: Sheets, before: bytes | None = None) -> bytes:
    """Return sheets as YAML, always the same for the same sheets.

    Args:
        sheets: The form.
        before: The source that it came from: its comments and every line that did not change are
            kept as they are.

    Raises:
        FormBuildError: The source before is none.
    """
    known = read_text(before, "") if before is not None else None
    return write_text(sheets, known).encode()


def is_in_order(data: bytes) -> bool:
    """Tell whether a source has its sections and keys in the one order, whatever its style.

    Raises:
        FormBuildError: It is no source of a form.
    """
    known = read_text(data, "")
    plain = data.replace(b"\r\n", b"\n").removeprefix(b"\xef\xbb\xbf")
    return write_text(known.sheets, known).encode() == plain
