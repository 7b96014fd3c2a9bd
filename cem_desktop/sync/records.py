"""Records: what the segments of a bundle carry, ``u8 type | u32be length | body``."""

from __future__ import annotations

import struct
from enum import IntEnum
from typing import NamedTuple

from cem_desktop.errors import BundleTamperedError, BundleTooLargeError, BundleTooNewError

HEAD = struct.Struct(">BI")
MAX_BODY = 4 * 1024 * 1024
FIRST_SKIPPABLE = 0x80


class RecordType(IntEnum):
    """The kinds of records of format 1."""

    PADDING = 0x00
    REVISION = 0x01
    PROJECTION = 0x02
    BLOB_BEGIN = 0x03
    BLOB_CHUNK = 0x04
    RECEIPT = 0x05
    TRUST_DOCUMENT = 0x06
    FORM = 0x07
    LEASE = 0x08
    AUDIT = 0x09
    PERSON = 0x0A
    LETTER = 0x0B
    OFFICIAL = 0x0C
    END = 0x7F


FEED_ENTRIES: frozenset[int] = frozenset(
    int(kind)
    for kind in (
        RecordType.REVISION,
        RecordType.PROJECTION,
        RecordType.BLOB_BEGIN,
        RecordType.LEASE,
        RecordType.AUDIT,
        RecordType.LETTER,
        RecordType.OFFICIAL,
    )
)
"""Records that are entries of a feed; each moves its hash chain by one."""

_KNOWN: frozenset[int] = frozenset(int(kind) for kind in RecordType)


class Record(NamedTuple):
    """One record: its type and its exact bytes."""

    type: int
    body: bytes


def head(record_type: int, size: int) -> bytes:
    """Return what stands before a body of ``size`` bytes.

    Raises:
        BundleTooLargeError: A body above 4 MiB.
    """
    if size > MAX_BODY:
        raise BundleTooLargeError(part="record", size=size)
    return HEAD.pack(record_type, size)


def pack(record_type: int, body: bytes) -> bytes:
    """Return a record as it stands in a segment.

    Raises:
        BundleTooLargeError: A body above 4 MiB.
    """
    return head(record_type, len(body)) + body


def split(raw: bytes) -> list[tuple[int, bytes]]:
    """Return the records of one segment, without those that a reader of format 1 may skip.

    Raises:
        BundleTooNewError: A record type that must be understood, and is not.
        BundleTooLargeError: A body above 4 MiB.
        BundleTamperedError: A record that runs over the end of its segment.
    """
    found: list[tuple[int, bytes]] = []
    start, size = 0, len(raw)
    unpack_from, head_size = HEAD.unpack_from, HEAD.size
    while start < size:
        body = start + head_size
        if body > size:
            raise BundleTamperedError(reason="record")
        record_type, length = unpack_from(raw, start)
        start = body + length
        if length > MAX_BODY:
            raise BundleTooLargeError(part="record", size=length)
        if start > size:
            raise BundleTamperedError(reason="record")
        if record_type in _KNOWN:
            found.append((record_type, raw[body:start]))
        elif record_type < FIRST_SKIPPABLE:
            raise BundleTooNewError(record_type=record_type)
    return found
