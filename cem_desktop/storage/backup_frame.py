"""The frame of a backup: named files one after the other, a sealed manifest, the end.

Nothing is compressed, so nothing can swell; a reader goes from entry to entry by seeking, checks
every length against the file it has, and takes only names that a backup may hold. What an entry
contains is streamed; no entry is ever held in memory.
"""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO

from cem_desktop.errors import BackupDamagedError, NotABackupError

MAGIC = b"CEMBACK1"
MOST_ENTRIES = 1_000_000
LONGEST_MANIFEST = 256 * 1024 * 1024
CHUNK = 1024 * 1024
_FILE, _MANIFEST, _END = b"\x01", b"\x02", b"\x03"
_LENGTH = struct.Struct(">I")
_SIZE = struct.Struct(">Q")
_PART = r"[a-z0-9][a-z0-9_-]{0,127}(?:\.[a-z0-9]{1,16})?"
_NAME = re.compile(
    rf"vault\.json|(?:case|registry)\.db|identity\.db(?:-wal)?|(?:root-keys|kept)/{_PART}"
    rf"|attachments/(?:{_PART}/){{0,3}}{_PART}"
)
_OF_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?")
FIRST = "vault.json"
Tell = Callable[[int], None]


@dataclass(frozen=True)
class Entry:
    """A file in a backup: its name, where its bytes begin, how many there are."""

    name: str
    offset: int
    size: int


@dataclass(frozen=True)
class Frame:
    """What a backup consists of."""

    entries: tuple[Entry, ...]
    manifest: bytes

    def entry(self, name: str) -> Entry:
        """Return the entry of a name.

        Raises:
            BackupDamagedError: There is none.
        """
        for one in self.entries:
            if one.name == name:
                return one
        raise BackupDamagedError(missing=name)


class FrameWriter:
    """Writes a backup into a stream."""

    def __init__(self, target: IO[bytes], tell: Tell) -> None:
        """Begin a backup; ``tell`` hears how many bytes were written, and may raise to stop."""
        self._target = target
        self._tell = tell
        target.write(MAGIC)

    def add(self, name: str, source: IO[bytes], size: int) -> str:
        """Write one file of exactly ``size`` bytes; return its SHA-256 in hex.

        Raises:
            ValueError: A name that a backup does not hold.
            BackupDamagedError: The file changed its size while it was read.
        """
        if not is_name(name):
            raise ValueError(name)
        encoded = name.encode()
        self._target.write(_FILE + bytes([len(encoded)]) + encoded + _SIZE.pack(size))
        digest = hashlib.sha256()
        for chunk in chunks_of(source, size):
            self._target.write(chunk)
            digest.update(chunk)
            self._tell(len(chunk))
        if source.read(1):
            raise BackupDamagedError(changed=name)
        return digest.hexdigest()

    def finish(self, manifest: bytes) -> None:
        """Write the sealed manifest and the end."""
        self._target.write(_MANIFEST + _LENGTH.pack(len(manifest)) + manifest + _END)


def is_name(name: str) -> bool:
    """Return whether a backup may hold a file of this name."""
    parts = name.split("/")
    return _NAME.fullmatch(name) is not None and not any(map(_OF_DEVICES.fullmatch, parts))


def read_frame(source: IO[bytes]) -> Frame:
    """Return what a backup consists of, without reading the files in it.

    Raises:
        NotABackupError: It does not begin like one.
        BackupDamagedError: Cut short, longer than it says, or with a name that cannot be.
    """
    total = source.seek(0, 2)
    source.seek(0)
    if source.read(len(MAGIC)) != MAGIC:
        raise NotABackupError
    entries: dict[str, Entry] = {}
    while (kind := source.read(1)) == _FILE:
        entry = _read_entry(source, total)
        if (
            entry.name in entries
            or len(entries) >= MOST_ENTRIES
            or (entry.name == FIRST) == bool(entries)
        ):
            raise BackupDamagedError(reason="names")
        entries[entry.name] = entry
        source.seek(entry.size, 1)
    if kind != _MANIFEST or not entries:
        raise BackupDamagedError(reason="cut_short")
    (length,) = _LENGTH.unpack(_exactly(source, _LENGTH.size))
    if length > min(LONGEST_MANIFEST, total - source.tell()):
        raise BackupDamagedError(reason="length")
    manifest = _exactly(source, length)
    if source.read(2) != _END:
        raise BackupDamagedError(reason="end")
    return Frame(tuple(entries.values()), manifest)


def copy_entry(source: IO[bytes], entry: Entry, target: IO[bytes] | None, tell: Tell) -> str:
    """Write the bytes of an entry into ``target``, if there is one; return their SHA-256 in hex.

    Raises:
        BackupDamagedError: The file ends before the entry does.
    """
    source.seek(entry.offset)
    digest = hashlib.sha256()
    for chunk in chunks_of(source, entry.size):
        digest.update(chunk)
        if target is not None:
            target.write(chunk)
        tell(len(chunk))
    return digest.hexdigest()


def chunks_of(source: IO[bytes], size: int) -> Iterator[bytes]:
    """Yield exactly ``size`` bytes of a stream, a piece at a time.

    Raises:
        BackupDamagedError: There are fewer.
    """
    left = size
    while left:
        chunk = source.read(min(CHUNK, left))
        if not chunk:
            raise BackupDamagedError(reason="cut_short")
        left -= len(chunk)
        yield chunk


def _read_entry(source: IO[bytes], total: int) -> Entry:
    name = _exactly(source, _exactly(source, 1)[0])
    (size,) = _SIZE.unpack(_exactly(source, _SIZE.size))
    offset = source.tell()
    if not name.isascii() or not is_name(name.decode("ascii")):
        raise BackupDamagedError(reason="names")
    if size > total - offset:
        raise BackupDamagedError(reason="cut_short")
    return Entry(name.decode("ascii"), offset, size)


def _exactly(source: IO[bytes], size: int) -> bytes:
    data = source.read(size)
    if len(data) != size:
        raise BackupDamagedError(reason="cut_short")
    return data
