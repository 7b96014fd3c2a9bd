"""Attachments inside a bundle: an entry of the feed says what comes, then come its bytes.

::

    0x03 blob begin   JSON: what the attachment is, where it hangs, how many chunks follow
    0x04 blob chunk   1 MiB each, the last one shorter; at once after the begin, in their order
    0x03 blob begin   JSON with ``removed``: an attachment that was taken off; no chunk follows

The begin is an entry and moves the feed's chain; it holds size and SHA-256, so the chunks need no
entries of their own. An **empty** chunk says that the sender cannot give the bytes (an erasure took
them, or the disk did): what came of this attachment is dropped, and the feed goes on. Otherwise one
damaged picture would stop everything behind it.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from cem_desktop.domain import strict_json
from cem_desktop.domain.attachment_name import plain_name
from cem_desktop.domain.json_fields import INSTANT, SHA256, UUID, binary, count, matching, text
from cem_desktop.domain.strict_json import JsonValue
from cem_desktop.errors import BundleTamperedError, BundleTooLargeError, BundleTooNewError
from cem_desktop.sync.records import Record, RecordType

VERSION: Final = 1
CHUNK: Final = 1024 * 1024
MAX_BLOB: Final = 25 * 1024 * 1024
MAX_PAGES: Final = 200
MAX_THUMBNAIL: Final = 256 * 1024
GONE: Final = Record(RecordType.BLOB_CHUNK, b"")
"""What stands in the place of bytes that the sender cannot give any more."""

_MAX_BEGIN: Final = 512 * 1024
_KIND: Final = re.compile(r"jpeg|png|pdf")
_LONGEST_ID: Final = 128


@dataclass(frozen=True)
class Removal:
    """That an attachment was taken off: when, by whom, why."""

    at: str
    by: str
    reason: str


@dataclass(frozen=True)
class BlobBegin:
    """What the begin of an attachment says.

    Attributes:
        id: The attachment's UUID.
        file: The coded file it hangs on, or None for what is of the office.
        record: The record it hangs on, or None for the file itself.
        name: What a person called it; "" for nothing.
        kind: ``jpeg``, ``png`` or ``pdf``.
        size: Its bytes, open.
        sha256: Of those bytes, in hex.
        pages: How many it has.
        added: Instant.
        author: The staff id of whoever added it.
        thumbnail: A small JPEG, or None.
    """

    id: str
    file: str | None
    record: str | None
    name: str
    kind: str
    size: int
    sha256: str
    pages: int
    added: str
    author: str
    thumbnail: bytes | None = field(default=None, repr=False)

    @property
    def chunks(self) -> int:
        """Return how many chunks follow."""
        return -(-self.size // CHUNK)

    def to_bytes(self) -> bytes:
        """Return the body of the record."""
        small = base64.b64encode(self.thumbnail).decode() if self.thumbnail else None
        return strict_json.dumps(
            {
                "v": VERSION,
                "id": self.id,
                "file": self.file,
                "record": self.record,
                "name": self.name,
                "kind": self.kind,
                "size": self.size,
                "sha256": self.sha256,
                "pages": self.pages,
                "added": self.added,
                "author": self.author,
                "thumbnail": small,
                "chunks": self.chunks,
            }
        )


@dataclass(frozen=True)
class BlobOff:
    """That an attachment was taken off where it hung.

    Attributes:
        id: The attachment's UUID.
        file: The coded file it hung on, or None.
        removal: When, by whom, why.
    """

    id: str
    file: str | None
    removal: Removal

    def to_bytes(self) -> bytes:
        """Return the body of the record."""
        removed = {"at": self.removal.at, "by": self.removal.by, "reason": self.removal.reason}
        return strict_json.dumps(
            {"v": VERSION, "id": self.id, "file": self.file, "removed": removed, "chunks": 0}
        )


def read_begin(body: bytes) -> BlobBegin | BlobOff:
    """Read the body of a record 0x03; unknown fields are passed over.

    Raises:
        BundleTooNewError: Of a later version.
        BundleTooLargeError: More than an attachment may have.
        BundleTamperedError: Not such a body.
    """
    try:
        document = strict_json.loads_object(body, max_bytes=_MAX_BEGIN)
        if count(document["v"], least=1) > VERSION:
            raise BundleTooNewError(record_type=int(RecordType.BLOB_BEGIN))
        return _off(document) if "removed" in document else _begin(document)
    except (ValueError, TypeError, KeyError) as error:
        raise BundleTamperedError(reason="blob begin") from error


def blob_records(begin: bytes, data: bytes | None) -> Iterator[Record]:
    """Yield the records of an attachment: its begin as the feed has it, and its chunks.

    Args:
        begin: The body of the entry.
        data: The open bytes, already compared with size and hash; None where they are gone.

    Raises:
        ValueError: Other bytes than the begin announces.
    """
    yield Record(RecordType.BLOB_BEGIN, begin)
    announced = read_begin(begin)
    if isinstance(announced, BlobOff):
        return
    if data is None:
        yield GONE
        return
    if len(data) != announced.size:
        raise ValueError("other bytes than were announced")
    for start in range(0, len(data), CHUNK):
        yield Record(RecordType.BLOB_CHUNK, data[start : start + CHUNK])


@dataclass(frozen=True)
class Whole:
    """An attachment that came whole: what it is, and its bytes."""

    begin: BlobBegin
    data: bytes = field(repr=False)


class BlobReader:
    """Puts attachments together again, one at a time; nothing of one is handed out before its end.

    It holds the bytes of one attachment at most, 25 MiB.
    """

    def __init__(self) -> None:
        """Wait for the first begin."""
        self._begin: BlobBegin | None = None
        self._data = bytearray()
        self._digest = hashlib.sha256()

    @property
    def is_open(self) -> bool:
        """Whether chunks of an attachment are still to come; then nothing else may come."""
        return self._begin is not None

    def begin(self, body: bytes) -> BlobBegin | BlobOff:
        """Take a record 0x03 and return what it says.

        Raises:
            BundleTamperedError: The attachment before it lacks chunks; or not such a body.
            BundleTooLargeError: More than an attachment may have.
            BundleTooNewError: Of a later version.
        """
        self.check_closed()
        found = read_begin(body)
        if isinstance(found, BlobBegin):
            self._begin = found
            self._data = bytearray()
            self._digest = hashlib.sha256()
        return found

    def chunk(self, body: bytes) -> Whole | BlobBegin | None:
        """Take a record 0x04.

        Returns:
            The whole attachment with its last chunk; its begin alone when its bytes are gone; None
            while chunks are missing.

        Raises:
            BundleTamperedError: A chunk without a begin, of another size than it must have, or the
                whole is not what was announced.
        """
        begin = self._begin
        if begin is None:
            raise BundleTamperedError(reason="blob chunk")
        if not body:
            self._begin, self._data = None, bytearray()
            return begin
        if len(body) != min(CHUNK, begin.size - len(self._data)):
            raise BundleTamperedError(reason="blob chunk")
        self._data += body
        self._digest.update(body)
        if len(self._data) < begin.size:
            return None
        if self._digest.hexdigest() != begin.sha256:
            raise BundleTamperedError(reason="blob hash")
        whole = Whole(begin, bytes(self._data))
        self._begin, self._data = None, bytearray()
        return whole

    def check_closed(self) -> None:
        """See that no attachment lacks chunks: at every other record, and at the end.

        Raises:
            BundleTamperedError: One does.
        """
        if self._begin is not None:
            raise BundleTamperedError(reason="blob chunk")


def _begin(document: dict[str, Any]) -> BlobBegin:
    size = count(document["size"], least=1)
    if size > MAX_BLOB or count(document["pages"], least=1) > MAX_PAGES:
        raise BundleTooLargeError(part="attachment", size=size)
    small = document["thumbnail"]
    begin = BlobBegin(
        id=matching(UUID, document["id"]),
        file=_uuid_or_none(document["file"]),
        record=_uuid_or_none(document["record"]),
        name=_name(document["name"]),
        kind=matching(_KIND, document["kind"]),
        size=size,
        sha256=matching(SHA256, document["sha256"]),
        pages=document["pages"],
        added=matching(INSTANT, document["added"]),
        author=text(document["author"], longest=_LONGEST_ID),
        thumbnail=binary(small) if small is not None else None,
    )
    if begin.thumbnail is not None and len(begin.thumbnail) > MAX_THUMBNAIL:
        raise BundleTooLargeError(part="attachment", size=len(begin.thumbnail))
    if count(document["chunks"]) != begin.chunks:
        raise ValueError("another number of chunks")
    return begin


def _off(document: dict[str, Any]) -> BlobOff:
    removed: JsonValue = document["removed"]
    if not isinstance(removed, dict) or count(document["chunks"]) != 0:
        raise ValueError("no removal")
    removal = Removal(
        matching(INSTANT, removed["at"]),
        text(removed["by"], longest=_LONGEST_ID),
        text(removed["reason"]),
    )
    return BlobOff(matching(UUID, document["id"]), _uuid_or_none(document["file"]), removal)


def _uuid_or_none(value: JsonValue) -> str | None:
    return None if value is None else matching(UUID, value)


def _name(value: JsonValue) -> str:
    """Return a name as it may stand in a store: what shows as another line is refused."""
    if not isinstance(value, str) or plain_name(value) != value:
        raise ValueError("no plain name")
    return value
