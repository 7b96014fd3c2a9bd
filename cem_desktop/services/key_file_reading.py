"""A key file as it is read from a stick: of bounded size, or missing."""

from __future__ import annotations

from pathlib import Path

from cem_desktop.errors import KeyFileMissingError

LARGEST = 1024 * 1024


def read_key_file(path: Path | None) -> bytes | None:
    """Return the content of a key file; None where none was chosen.

    Raises:
        KeyFileMissingError: It cannot be read, or is larger than any key file.
    """
    if path is None:
        return None
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as fault:
        raise KeyFileMissingError from fault
    if len(content) > LARGEST:
        raise KeyFileMissingError
    return content
