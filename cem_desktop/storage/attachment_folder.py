"""Sealed files of attachments on the disk: named by content under a key, whole or absent.

``attachments/case/ab/cd/<64 hex digits>`` and the same under ``identity``. A name is a keyed hash,
so that it tells nothing and a file that is here already is not written twice. A file is written as
``.part``, flushed, opened again and compared with what was to be kept, and only then renamed. A
crash leaves at most a ``.part`` or a file that nothing refers to; a sweep removes both.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import threading
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from cem_desktop.crypto.blob_key import BlobKey
from cem_desktop.crypto.sealing import ByteReader, ByteWriter, open_stream, seal_stream
from cem_desktop.errors import (
    AttachmentDamagedError,
    AttachmentUnreadableError,
    BundleTamperedError,
    FolderNotWritableError,
    NotABundleError,
    WrongRecipientError,
)
from cem_desktop.storage import files

FOLDER: Final = "attachments"
CASE: Final = "case"
IDENTITY: Final = "identity"
_PART: Final = ".part"
_NAME: Final = re.compile(r"[0-9a-f]{64}")
_PRIVATE: Final = 0o700


class _Hasher:
    """Counts and hashes what it is given, and keeps nothing."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256()
        self.size = 0

    def write(self, data: bytes, /) -> int:
        self._digest.update(data)
        self.size += len(data)
        return len(data)

    def sha256(self) -> str:
        return self._digest.hexdigest()


class _Through:
    """Reads from a source, and takes no more than was announced."""

    def __init__(self, source: ByteReader, most: int) -> None:
        self._source, self._left = source, most

    def read(self, size: int, /) -> bytes:
        data = self._source.read(size)
        self._left -= len(data)
        if self._left < 0:
            raise AttachmentUnreadableError
        return data


class _Opened:
    """Hashes what is opened, and hands it on while it is no more than was kept."""

    def __init__(self, name: str, size: int, hasher: _Hasher, target: ByteWriter) -> None:
        self._name, self._size, self._hasher, self._target = name, size, hasher, target

    def write(self, data: bytes, /) -> int:
        self._hasher.write(data)
        if self._hasher.size > self._size:
            raise AttachmentDamagedError(blob=self._name)
        self._target.write(data)
        return len(data)


class AttachmentFolder:
    """The sealed files of one store."""

    def __init__(self, workspace: Path, store: str) -> None:
        """``store`` is ``CASE`` or ``IDENTITY``: each has a folder of its own."""
        self.path = workspace / FOLDER / store
        self._turn = threading.Lock()

    @contextmanager
    def at_rest(self) -> Iterator[None]:
        """Hold sweeps off from the moment a file is placed until its row is committed."""
        with self._turn:
            yield

    def place(self, source: ByteReader, size: int, sha256: str, key: BlobKey) -> str:
        """Seal a stream into the folder; return the name of the file, which is whole.

        Raises:
            AttachmentUnreadableError: The stream is not the one that was announced.
            DiskFullError: No room; nothing is left behind.
            FolderNotWritableError: The folder refuses, or gives back other bytes.
        """
        name = key.name_of(sha256)
        target = self._file(name)
        part = target.with_name(f"{secrets.token_hex(8)}{_PART}")
        with files.translated(part):
            self._make_folders(target.parent)
            try:
                self._write_part(part, _Through(source, size), key)
                _check(part, size, sha256, key)
                part.replace(target)  # the same content, if it was here: whole in any case
            except BaseException:
                part.unlink(missing_ok=True)
                raise
            files.sync_folder(target.parent)
        return name

    def read(self, name: str, target: ByteWriter, size: int, sha256: str, key: BlobKey) -> None:
        """Open a file into ``target``; what was written counts only once this returns.

        Raises:
            AttachmentDamagedError: It is missing, or not what was kept.
        """
        hasher = _Hasher()
        try:
            with self._file(name).open("rb") as file:
                open_stream(file, _Opened(name, size, hasher, target), [key.identity])
        except (OSError, NotABundleError, WrongRecipientError, BundleTamperedError) as error:
            raise AttachmentDamagedError(blob=name) from error
        if (hasher.size, hasher.sha256()) != (size, sha256):
            raise AttachmentDamagedError(blob=name)

    def holds(self, name: str) -> bool:
        """Tell whether a file of this name is here."""
        return self._file(name).is_file()

    def names(self) -> frozenset[str]:
        """Return the names of the whole files that are here."""
        return frozenset(path.name for path in self._all() if _NAME.fullmatch(path.name))

    def sweep(self, referenced: AbstractSet[str], before: float) -> int:
        """Remove what nothing refers to and was written before an instant; return how many.

        Args:
            referenced: The names to which something refers; they stay whatever their age.
            before: Seconds since 1970; what is as young or younger stays.
        """
        removed = 0
        for path in self._all():
            is_ours = bool(_NAME.fullmatch(path.name)) or path.suffix == _PART
            if not is_ours or path.name in referenced:
                continue
            with files.translated(path):
                if path.stat().st_mtime < before:
                    path.unlink(missing_ok=True)
                    removed += 1
        return removed

    def _all(self) -> list[Path]:
        return sorted(path for path in self.path.glob("*/*/*") if path.is_file())

    def _file(self, name: str) -> Path:
        """Return where a name stands; one that is no name of ours is no path either.

        Raises:
            AttachmentDamagedError: The store names something that we never wrote.
        """
        if not _NAME.fullmatch(name):
            raise AttachmentDamagedError
        return self.path / name[:2] / name[2:4] / name

    def _write_part(self, part: Path, source: _Through, key: BlobKey) -> None:
        with part.open("wb") as file:
            seal_stream(source, file, [key.recipient])
            file.flush()
            files.sync(file.fileno())

    def _make_folders(self, folder: Path) -> None:
        """Make the folders of a file, each flushed in the one above it."""
        missing = [one for one in (folder, *folder.parents) if not one.exists()]
        for one in reversed(missing):
            one.mkdir(mode=_PRIVATE, exist_ok=True)
            files.sync_folder(one.parent)


def _check(path: Path, size: int, sha256: str, key: BlobKey) -> None:
    """Open what was written, from the disk, and compare it with what was to be kept.

    Raises:
        AttachmentUnreadableError: It is whole, and not what was announced.
        FolderNotWritableError: The disk gives back other bytes than were written.
    """
    hasher = _Hasher()
    with path.open("rb") as file:
        try:
            open_stream(file, hasher, [key.identity])
        except (NotABundleError, WrongRecipientError, BundleTamperedError) as error:
            raise FolderNotWritableError(reason="other_bytes") from error
    if (hasher.size, hasher.sha256()) != (size, sha256):
        raise AttachmentUnreadableError
