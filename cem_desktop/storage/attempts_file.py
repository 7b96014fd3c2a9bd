"""``attempts.json``: how often a wrong passphrase was typed, kept across restarts.

It holds counts and readings of the time since the computer started, no login and nothing that was
typed: whoever puts the passphrase into the line of the login by mistake must not find it here. A
file that is missing or makes no sense counts as none, so it never keeps anybody out; that it was
made anew is seen by its mark.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from cem_desktop.domain import strict_json
from cem_desktop.storage import files

FILE_NAME: Final = "attempts.json"
_FORMAT: Final = "CEMATTEMPTS"
_VERSION: Final = 1
_MARK_BYTES: Final = 8
_MOST_BYTES: Final = 256 * 1024
_MOST_COUNTED: Final = 1_000_000


@dataclass(frozen=True)
class Count:
    """How many tries failed in a row, and when the last one was, in seconds since the start."""

    failed: int = 0
    at: float = 0.0


@dataclass(frozen=True)
class AttemptsBook:
    """What the file says.

    Attributes:
        mark: Drawn when the file was made; a new one tells that the old file is gone.
        total: All failed tries since anybody last came in.
        each: The same for each key slot's user, and for each other thing that is guessed.
    """

    mark: str = field(default_factory=lambda: secrets.token_hex(_MARK_BYTES))
    total: Count = Count()
    each: Mapping[str, Count] = field(default_factory=dict)


def read_attempts(folder: Path) -> AttemptsBook:
    """Return what is known of failed tries; a new book where the file says nothing sensible."""
    try:
        with (folder / FILE_NAME).open("rb") as file:
            return book_of(file.read(_MOST_BYTES + 1))
    except OSError:
        return AttemptsBook()


def write_attempts(folder: Path, book: AttemptsBook) -> None:
    """Keep a book.

    Raises:
        DiskFullError: No room left; the old file stands.
        FolderNotWritableError: The folder refuses; the old file stands.
    """
    files.write_whole(folder / FILE_NAME, bytes_of(book))


def book_of(data: bytes) -> AttemptsBook:
    """Return the book that ``data`` states; a new one where it states none."""
    try:
        document = strict_json.loads_object(data, max_bytes=_MOST_BYTES)
        if document["format"] != _FORMAT or document["version"] != _VERSION:
            return AttemptsBook()
        each = {str(key): _count(value) for key, value in document["each"].items()}
        return AttemptsBook(str(document["mark"]), _count(document["total"]), each)
    except (ValueError, TypeError, KeyError, AttributeError):
        return AttemptsBook()


def bytes_of(book: AttemptsBook) -> bytes:
    """Return the bytes of a book."""
    return strict_json.dumps(
        {
            "format": _FORMAT,
            "version": _VERSION,
            "mark": book.mark,
            "total": _to_json(book.total),
            "each": {key: _to_json(count) for key, count in book.each.items()},
        }
    )


def _count(document: Any) -> Count:
    failed, at = document["failed"], document["at"]
    if type(failed) is not int or not 0 <= failed <= _MOST_COUNTED or at < 0:
        raise ValueError("no such count")
    return Count(failed, float(at))


def _to_json(count: Count) -> dict[str, Any]:
    return {"failed": count.failed, "at": round(count.at, 1)}
