"""Compressed pictures inside a PDF: their traces are cut out without unpacking a point.

A scan in a PDF is a whole JPEG or JPEG 2000 file; it brings its EXIF, XMP and comments along.
Sources: ITU-T T.81 annex B (JPEG markers); ISO/IEC 15444-1 annex I (JP2 boxes).
"""

from __future__ import annotations

import re
import struct
from typing import Final

from cem_desktop.errors import AttachmentUnreadableError

_START: Final = b"\xff\xd8"
_MARK: Final = 0xFF
_SCAN: Final = 0xDA
_END: Final = 0xD9
_FRAME_HEAD: Final = 9
_NEXT_MARKER: Final = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_SIZE_ENDS: Final = 24
_ALONE: Final = frozenset({0x01, 0xFF, *range(0xD0, 0xD8)})
_FRAMES: Final = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
# APP0 says how to read it and APP14 (Adobe) which colours it means; APP2 holds its profile, which
# a PDF states itself. The others, and comments, are traces.
_KEPT: Final = frozenset({0xE0, 0xEE})
_APPLICATIONS: Final = range(0xE0, 0xF0)
_COMMENT: Final = 0xFE
_JP2: Final = b"\x00\x00\x00\x0cjP  \r\n\x87\n"
_CODESTREAM: Final = b"\xff\x4f\xff\x51"
_BOX_HEAD: Final = 8
_TRACES: Final = frozenset({b"xml ", b"uuid", b"uinf", b"jp2i"})


def bare_jpeg(data: bytes) -> tuple[bytes, int, int]:
    """Return a JPEG without traces, and its width and height; what hides behind it is left out.

    Raises:
        AttachmentUnreadableError: It is none.
    """
    start = data.find(_START)
    if start < 0:
        raise AttachmentUnreadableError
    at, out, size = start + 2, bytearray(_START), (0, 0)
    while (marker := _marker_at(data, at)) != _END:
        if marker in _ALONE:
            at += 1 if marker == _MARK else 2
            continue
        end = _segment_end(data, at)
        if marker in _FRAMES and end - at >= _FRAME_HEAD:
            height, width = struct.unpack_from(">HH", data, at + 5)
            size = (max(size[0], width), max(size[1], height))
        if marker == _SCAN:
            following = _NEXT_MARKER.search(data, end)
            end = following.start() if following else len(data)
        if not _is_trace(marker):
            out += data[at:end]
        at = end
        if marker == _SCAN and at == len(data):
            break  # cut short at the very end, which viewers forgive
    return bytes(out + b"\xff\xd9"), *size


def _marker_at(data: bytes, at: int) -> int:
    if at + 2 > len(data) or data[at] != _MARK:
        raise AttachmentUnreadableError
    return data[at + 1]


def _segment_end(data: bytes, at: int) -> int:
    if at + 4 > len(data):
        raise AttachmentUnreadableError
    length: int = struct.unpack_from(">H", data, at + 2)[0]
    if length < 2 or at + 2 + length > len(data):  # noqa: PLR2004  (it counts itself)
        raise AttachmentUnreadableError
    return at + 2 + length


def _is_trace(marker: int) -> bool:
    return marker == _COMMENT or (marker in _APPLICATIONS and marker not in _KEPT)


def bare_jpeg_2000(data: bytes) -> bytes:
    """Return a JPEG 2000 file without the boxes that speak of it; a bare codestream as it is.

    Raises:
        AttachmentUnreadableError: It is none.
    """
    if data.startswith(_CODESTREAM):
        return data
    if not data.startswith(_JP2):
        raise AttachmentUnreadableError
    at, out = 0, bytearray()
    while at + _BOX_HEAD <= len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        if length == 0:
            length = len(data) - at
        elif length == 1:
            if at + 2 * _BOX_HEAD > len(data):
                raise AttachmentUnreadableError
            length = struct.unpack_from(">Q", data, at + _BOX_HEAD)[0]
        if length < _BOX_HEAD or at + length > len(data):
            raise AttachmentUnreadableError
        if kind not in _TRACES:
            out += data[at : at + length]
        at += length
    return bytes(out)


def jpeg_2000_size(data: bytes) -> tuple[int, int]:
    """Return the width and height that a JPEG 2000 codestream states.

    Raises:
        AttachmentUnreadableError: It states none.
    """
    at = data.find(_CODESTREAM)
    if at < 0 or at + _SIZE_ENDS > len(data):
        raise AttachmentUnreadableError
    right, below, left, above = struct.unpack_from(">IIII", data, at + 8)
    return right - left, below - above
