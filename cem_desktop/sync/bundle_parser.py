"""The inside of a bundle, parsed as it is pushed in, nothing before it is verified.

::

    "CEMSYNC1" | SHA-256 of the sender's public key | u32be length | header | signature
    segment ... segment (the last one says so) | end

The sender's key is found by its digest, so the header is read only after an enrolled key has
signed it, and records only after the segment that holds them has been verified. What the parser
hands over before ``finish`` is authentic, but not yet known to be complete.
"""

from __future__ import annotations

import hashlib
import struct
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol, Self

from cem_desktop.crypto import hash_chain
from cem_desktop.crypto.signing import SIGNATURE_SIZE, Verifier, pae
from cem_desktop.domain import strict_json
from cem_desktop.errors import (
    BundleTamperedError,
    BundleTooLargeError,
    BundleTruncatedError,
    NotABundleError,
    UnknownSenderError,
    WrongRecipientError,
)
from cem_desktop.sync import records, segments
from cem_desktop.sync.header import HEADER_TYPE, MAX_HEADER, BundleHeader, BundleKind
from cem_desktop.sync.lookahead import Lookahead
from cem_desktop.sync.records import Record, RecordType
from cem_desktop.sync.sender import HEADQUARTERS, OFFICE, Cut, ResolveSender, SenderKey

MAGIC = b"CEMSYNC1"
PREAMBLE = struct.Struct(">8s32sI")

_ROLE_OF_KIND = {BundleKind.TO_HEADQUARTERS: OFFICE, BundleKind.TO_OFFICE: HEADQUARTERS}


@dataclass(frozen=True)
class EndRecord:
    """How a bundle ends.

    Attributes:
        to_seq: The number of its last entry (``first - 1`` when it has none); 0 without a feed.
        head: The head after it; empty without a feed.
        counts: Records by type.
        held_back: Entries of a retired device beyond its cut, which were not handed over.
    """

    to_seq: int
    head: str
    counts: Mapping[int, int]
    held_back: int = 0

    def to_bytes(self) -> bytes:
        """Return the body of the end record."""
        counts = {str(kind): count for kind, count in sorted(self.counts.items())}
        return strict_json.dumps({"to_seq": self.to_seq, "head": self.head, "counts": counts})


class RecordSink(Protocol):
    """What takes in the records of one bundle.

    ``record`` is called for each verified record; nothing of it may be kept unless ``end`` follows,
    which comes once, after the whole file has proved complete.
    """

    def record(self, record_type: int, body: bytes, /) -> None:
        """Take one record."""
        ...

    def end(self, end: EndRecord, /) -> None:
        """Learn that the bundle is complete; now the caller may commit."""
        ...


Begin = Callable[[BundleHeader], RecordSink]


class FeedTally:
    """Counts records and moves the feed's chain, for the writer and for the reader."""

    def __init__(self, header: BundleHeader) -> None:
        start = header.start
        self.counts: Counter[int] = Counter()
        self.seq = start.first - 1 if start else 0
        self._head = bytes.fromhex(start.prev) if start else b""
        self._has_feed = start is not None

    @property
    def head(self) -> str:
        """The head after the entries so far."""
        return self._head.hex()

    def add(self, record_type: int, body: bytes) -> bool:
        """Count a record and return whether it is an entry of the feed.

        Raises:
            ValueError: An entry in a bundle that has no feed.
        """
        self.counts[record_type] += 1
        if record_type not in records.FEED_ENTRIES:
            return False
        if not self._has_feed:
            raise ValueError("an entry without a feed")
        self.seq += 1
        self._head = hash_chain.link(self._head, hash_chain.item_id(body))
        return True

    def end(self, *, held_back: int = 0) -> EndRecord:
        """Return the end record that fits what was counted."""
        return EndRecord(self.seq, self.head, dict(self.counts), held_back)


class BundleParser:
    """Takes the decrypted bytes of a bundle in pieces of any size (``write``), then ``finish``."""

    def __init__(
        self, recipients: frozenset[str], resolve_sender: ResolveSender, begin: Begin
    ) -> None:
        """Wait for the first byte.

        Args:
            recipients: Digests of the reader's own recipients; the header must name one.
            resolve_sender: Finds an enrolled key by the SHA-256 of its public key.
            begin: Called once with the verified header; returns what takes the records.
        """
        self._recipients = recipients
        self._resolve_sender = resolve_sender
        self._begin = begin
        self._buffer = bytearray()
        self._steps = self._parse()
        self._wanted = next(self._steps)
        self._complete = False
        self._lookahead = Lookahead(segments.decompress)
        self._delivery: _Delivery | None = None

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the thread that decompresses."""
        self._lookahead.__exit__(None, None, None)

    def write(self, data: bytes, /) -> None:
        """Take the next bytes.

        Raises:
            BundleError: Whatever is wrong with them, as early as it shows.
        """
        self._buffer += data
        while len(self._buffer) >= self._wanted:
            if self._complete:
                if self._buffer:
                    raise BundleTamperedError(reason="bytes after the end")
                return
            piece = bytes(self._buffer[: self._wanted])
            del self._buffer[: self._wanted]
            self._wanted = self._steps.send(piece)

    def finish(self) -> EndRecord:
        """Say that no more bytes come: hand the end to the sink and return it.

        Raises:
            BundleTruncatedError: The last segment has not come.
        """
        if not self._complete or self._delivery is None:
            raise BundleTruncatedError
        return self._delivery.finish()

    def _parse(self) -> Generator[int, bytes, None]:
        """Yield how many bytes are wanted next; receive them."""
        magic, key_digest, header_size = PREAMBLE.unpack((yield PREAMBLE.size))
        if magic != MAGIC:
            raise NotABundleError(reason="magic")
        if header_size > MAX_HEADER:
            raise BundleTooLargeError(part="header", size=header_size)
        sender = self._resolve_sender(key_digest)
        if sender is None or hashlib.sha256(sender.public_key).digest() != key_digest:
            raise UnknownSenderError(key=key_digest.hex())
        verifier = Verifier(sender.public_key)
        header_bytes = yield header_size
        if not verifier.holds((yield SIGNATURE_SIZE), pae(HEADER_TYPE, header_bytes)):
            raise BundleTamperedError(reason="header signature")
        header = BundleHeader.from_bytes(header_bytes)
        self._check_parties(header, sender)
        self._delivery = _Delivery(header, sender, self._begin(header))
        checker = segments.SegmentChecker(hashlib.sha256(header_bytes).digest(), verifier)
        yield from self._parse_segments(checker, self._delivery)

    def _parse_segments(
        self, checker: segments.SegmentChecker, delivery: _Delivery
    ) -> Generator[int, bytes, None]:
        last = 0
        while not last:
            size, last = segments.SEGMENT_HEAD.unpack((yield segments.SEGMENT_HEAD.size))
            if size > segments.MAX_FRAME:
                raise BundleTooLargeError(part="segment", size=size)
            if last not in (0, 1):
                raise BundleTamperedError(reason="segment")
            frame = yield size
            checker.check(frame, (yield SIGNATURE_SIZE), last)
            delivery.take(self._lookahead.put(frame))
        delivery.take(self._lookahead.rest())
        delivery.check_end()
        self._complete = True
        yield 0

    def _check_parties(self, header: BundleHeader, sender: SenderKey) -> None:
        if not self._recipients.intersection(header.to):
            raise WrongRecipientError(bundle=header.bundle)
        if header.sender != sender.device or sender.role != _ROLE_OF_KIND[header.kind]:
            raise BundleTamperedError(reason="sender")


class _Delivery:
    """Hands verified records to the sink, holds a retired device to its cut, checks the end."""

    def __init__(self, header: BundleHeader, sender: SenderKey, sink: RecordSink) -> None:
        self._sink = sink
        self._tally = FeedTally(header)
        self._stated_end: bytes | None = None
        self._held_back = 0
        self._at_cut: EndRecord | None = None
        self._cut = _cut_for(header, sender)
        self._check_cut()

    def take(self, raw_segments: Iterator[bytes]) -> None:
        for raw in raw_segments:
            for record in records.split(raw):
                self._take_record(record)

    def _take_record(self, record: Record) -> None:
        kind, body = record
        if self._stated_end is not None:
            raise BundleTamperedError(reason="record after the end")
        if kind == RecordType.END:
            self._stated_end = body
            return
        if kind == RecordType.PADDING:
            return
        try:
            is_entry = self._tally.add(kind, body)
        except ValueError:
            raise BundleTamperedError(reason="entry without feed") from None
        if self._at_cut is not None:
            self._held_back += 1
            return
        self._sink.record(kind, body)
        if is_entry:
            self._check_cut()

    def check_end(self) -> None:
        if self._stated_end is None or not _agrees(self._stated_end, self._tally.end()):
            raise BundleTamperedError(reason="end")
        if self._cut is not None and self._at_cut is None:
            raise UnknownSenderError(reason="not up to the cut")

    def finish(self) -> EndRecord:
        end = self._tally.end()
        if self._at_cut is not None:
            cut = self._at_cut
            end = EndRecord(cut.to_seq, cut.head, cut.counts, self._held_back)
        self._sink.end(end)
        return end

    def _check_cut(self) -> None:
        cut = self._cut
        if cut is None or self._tally.seq < cut.seq:
            return
        if (self._tally.seq, self._tally.head) != (cut.seq, cut.head):
            raise UnknownSenderError(reason="beyond the cut")
        self._at_cut = self._tally.end()


def _cut_for(header: BundleHeader, sender: SenderKey) -> Cut | None:
    if sender.active:
        return None
    start = header.start
    if start is None or start.feed not in sender.cuts:
        raise UnknownSenderError(device=sender.device)
    return sender.cuts[start.feed]


def _agrees(stated: bytes, counted: EndRecord) -> bool:
    """Return whether the end record says what was counted; unknown types are not ours to count."""
    try:
        document = strict_json.loads_object(stated)
        counts = {int(kind): count for kind, count in document["counts"].items()}
        known = {kind: counts[kind] for kind in counts if kind < records.FIRST_SKIPPABLE}
        return (document["to_seq"], document["head"], known) == (
            counted.to_seq,
            counted.head,
            counted.counts,
        )
    except (ValueError, TypeError, KeyError, AttributeError):
        return False
