"""Files that exist only in memory, under ``:/`` paths that Qt opens like any other.

A Qt style sheet takes pictures by path only. Check marks and radio dots are drawn from the tokens,
so they are handed to Qt as a resource tree in memory: nothing is written to disk, and no colour
stands in a second place. A PDF is held the same way while it is shown or printed. The layout is
Qt's resource format, version 1.
"""

from __future__ import annotations

import struct
from itertools import count
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import qRegisterResourceData, qUnregisterResourceData

if TYPE_CHECKING:
    from collections.abc import Mapping

_FORMAT_VERSION: Final = 1
_DIRECTORY_FLAG: Final = 2
_ANY_COUNTRY: Final = 0
_C_LANGUAGE: Final = 1
_DATA: Final = "data"
# Qt keeps pointers into these bytes, so they stay until Qt is told to forget them.
_registered: dict[str, tuple[bytes, bytes, bytes]] = {}
_numbers: Final = count(1)


def register(folder: str, files: Mapping[str, bytes]) -> None:
    """Make ``files`` readable as ``:/<folder>/<name>``; a folder is registered once."""
    if folder in _registered:
        return
    _registered[folder] = _pack(folder, files)
    qRegisterResourceData(_FORMAT_VERSION, *_registered[folder])


class MemoryFile:
    """One file in memory, from when it is made until its release; any thread may open its path.

    What Qt reads of it, Qt reads by itself, on whatever thread. A ``QBuffer`` made here would call
    back into Python and wait for Python's lock there, while Qt holds locks of its own.
    """

    def __init__(self, data: bytes) -> None:
        """Hold ``data`` under a path that no other file had or will have."""
        self._folder = f"held-{next(_numbers)}"
        self.path = f":/{self._folder}/{_DATA}"
        register(self._folder, {_DATA: data})

    def release(self) -> None:
        """Let go of the bytes; first close whatever reads them. Twice is as good as once."""
        resource = _registered.pop(self._folder, None)
        if resource is not None:
            qUnregisterResourceData(_FORMAT_VERSION, *resource)


def _pack(folder: str, files: Mapping[str, bytes]) -> tuple[bytes, bytes, bytes]:
    names, offsets = b"", {}
    for name in ("", folder, *files):
        offsets[name] = len(names)
        names += struct.pack(">HI", len(name), _hash(name)) + name.encode("utf-16-be")
    # Root, its one folder, then the files in the order of their hashes, which Qt searches by half.
    tree = struct.pack(">IHII", 0, _DIRECTORY_FLAG, 1, 1)
    tree += struct.pack(">IHII", offsets[folder], _DIRECTORY_FLAG, len(files), 2)
    data = b""
    for name in sorted(files, key=_hash):
        tree += struct.pack(">IHHHI", offsets[name], 0, _ANY_COUNTRY, _C_LANGUAGE, len(data))
        data += struct.pack(">I", len(files[name])) + files[name]
    return tree, names, data


def _hash(name: str) -> int:
    value = 0
    for symbol in name:
        value = (value << 4) + ord(symbol)
        value ^= (value & 0xF0000000) >> 23
        value &= 0x0FFFFFFF
    return value
