"""Small pictures that exist only in memory, under ``:/`` paths that a style sheet can name.

A Qt style sheet takes pictures by path only. Check marks and radio dots are drawn from the tokens,
so they are handed to Qt as a resource tree in memory: nothing is written to disk, and no colour
stands in a second place. The layout is Qt's resource format, version 1.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import qRegisterResourceData

if TYPE_CHECKING:
    from collections.abc import Mapping

_FORMAT_VERSION: Final = 1
_DIRECTORY_FLAG: Final = 2
_ANY_COUNTRY: Final = 0
_C_LANGUAGE: Final = 1
# Qt keeps pointers into these bytes, so they live as long as the program.
_registered: dict[str, tuple[bytes, bytes, bytes]] = {}


def register(folder: str, files: Mapping[str, bytes]) -> None:
    """Make ``files`` readable as ``:/<folder>/<name>``; a folder is registered once."""
    if folder in _registered:
        return
    resource = _pack(folder, files)
    _registered[folder] = resource
    qRegisterResourceData(_FORMAT_VERSION, *resource)


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
