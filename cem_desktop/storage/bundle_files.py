"""Bundles on a stick or in a shared folder: ``.part`` first, read back, then the name.

A bundle's name is random and says nothing. A stick that is pulled out leaves a ``.part`` file,
which nobody reads.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from cem_desktop.errors import DiskFullError, FolderNotWritableError
from cem_desktop.storage import files

SUFFIX = ".cem"
_PART = ".part"
_NAME_BYTES = 8
_OWN_NAME = re.compile(rf"[0-9a-f]{{{2 * _NAME_BYTES}}}{re.escape(SUFFIX)}")
_CHUNK = 1024 * 1024
_ROOM_TO_SPARE = 16 * 1024 * 1024


class HashingWriter:
    """Writes to a file and hashes what it wrote, to compare with what the stick gives back."""

    def __init__(self, file: IO[bytes]) -> None:
        """Write to ``file``."""
        self._file = file
        self._digest = hashlib.sha256()
        self.size = 0

    def write(self, data: bytes, /) -> int:
        """Write all of ``data``."""
        self._file.write(data)
        self._digest.update(data)
        self.size += len(data)
        return len(data)

    def digest(self) -> bytes:
        """Return the SHA-256 of everything written."""
        return self._digest.digest()


def write_bundle_file(
    folder: Path, write: Callable[[HashingWriter], None], *, expected: int = 0
) -> tuple[Path, int]:
    """Write a bundle into ``folder`` under a random name; return its path and size.

    Args:
        folder: A stick or shared folder.
        write: Writes the whole bundle to the stream it is given.
        expected: About how many bytes it will take, to refuse a full stick at once.

    Raises:
        DiskFullError: No room; nothing is left behind.
        FolderNotWritableError: The folder refuses, or gives back other bytes than were written.
    """
    path = folder / f"{secrets.token_hex(_NAME_BYTES)}{SUFFIX}"
    return path, _write_checked(path, write, expected)


def copy_bundle(source: Path, folder: Path) -> Path:
    """Copy a bundle into ``folder`` under its own name, as it would be written; return the path.

    Raises:
        DiskFullError: No room; nothing is left behind.
        FolderNotWritableError: The folder refuses, or gives back other bytes than were written.
    """
    path = folder / source.name

    def write(target: HashingWriter) -> None:
        with source.open("rb") as file:
            while chunk := file.read(_CHUNK):
                target.write(chunk)

    with files.translated(path):
        size = source.stat().st_size
    _write_checked(path, write, size)
    return path


@contextmanager
def open_bundle_file(path: Path) -> Iterator[IO[bytes]]:
    """Open a bundle for reading.

    Raises:
        FolderNotWritableError: It cannot be read.
    """
    with files.translated(path), path.open("rb") as file:
        yield file


def own_name(path: Path) -> str:
    """Return the name of a bundle as we give it; "" for one that a person gave: it may tell."""
    return path.name if _OWN_NAME.fullmatch(path.name) else ""


def bundles_in(folder: Path) -> tuple[Path, ...]:
    """Return the bundles in a folder, oldest first; unfinished ones are left out.

    Raises:
        FolderNotWritableError: The folder cannot be read.
    """
    with files.translated(folder):
        found = [path for path in folder.iterdir() if path.suffix == SUFFIX and path.is_file()]
        return tuple(sorted(found, key=lambda path: (path.stat().st_mtime_ns, path.name)))


def check_room(folder: Path, expected: int) -> None:
    """See that there is room for so many bytes, and some to spare.

    Raises:
        DiskFullError: There is not.
        FolderNotWritableError: The folder cannot be asked.
    """
    with files.translated(folder):
        _check_room(folder, expected)


def size_of(path: Path) -> int:
    """Return the bytes of a file.

    Raises:
        FolderNotWritableError: It cannot be asked.
    """
    with files.translated(path):
        return path.stat().st_size


def is_there(path: Path, size: int, sha256: str) -> bool:
    """Tell whether a file stands there as it was written."""
    try:
        return path.stat().st_size == size and _digest_of(path).hex() == sha256
    except OSError:
        return False


def _check_room(folder: Path, expected: int) -> None:
    if shutil.disk_usage(folder).free < expected + _ROOM_TO_SPARE:
        raise DiskFullError(file=folder.name)


def _write_checked(path: Path, write: Callable[[HashingWriter], None], expected: int) -> int:
    """Write a file whole and read it back; return its size."""
    part = path.with_name(path.name + _PART)
    with files.translated(path):
        _check_room(path.parent, expected)
        try:
            writer = _write_part(part, write)
            _check_written(part, writer.digest())
            part.replace(path)
            files.sync_folder(path.parent)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    return writer.size


def _check_written(part: Path, digest: bytes) -> None:
    """Read back what was written; sticks that lie are common."""
    if _digest_of(part) != digest:
        raise FolderNotWritableError(file=part.name, reason="other_bytes")


def _write_part(part: Path, write: Callable[[HashingWriter], None]) -> HashingWriter:
    with part.open("wb") as file:
        writer = HashingWriter(file)
        write(writer)
        file.flush()
        files.sync(file.fileno())
    return writer


def _digest_of(path: Path) -> bytes:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.digest()
