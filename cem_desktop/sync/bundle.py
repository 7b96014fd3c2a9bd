"""Bundles: sealed, signed files that carry records by stick or network. Format 1.

Both ways go in one pass with constant memory, and nothing in clear touches a disk. The streams are
the caller's: so are the ``.part`` name, ``fsync``, the second reading from the stick, and the one
transaction that an import commits only after ``read_bundle`` has returned.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from cem_desktop.crypto import sealing
from cem_desktop.crypto.sealing import ByteReader, ByteWriter, SealedOutline
from cem_desktop.crypto.signing import Signer, pae
from cem_desktop.errors import BundleTamperedError, BundleTruncatedError
from cem_desktop.sync import records, segments
from cem_desktop.sync.bundle_parser import MAGIC, PREAMBLE, BundleParser
from cem_desktop.sync.bundle_room import BundleRoom
from cem_desktop.sync.delivery import Begin, EndRecord, FeedTally, RecordSink
from cem_desktop.sync.header import HEADER_TYPE, BundleHeader
from cem_desktop.sync.lookahead import Lookahead
from cem_desktop.sync.records import Record, RecordType
from cem_desktop.sync.sender import ResolveSender

Progress = Callable[[int], None]
_READ_SIZE = 1024 * 1024
_OWN = frozenset({int(RecordType.PADDING), int(RecordType.END)})


@dataclass(frozen=True)
class BundleSummary:
    """What was written.

    Attributes:
        header: As signed, with its recipients.
        end: The last entry and the counts of records by type.
        segments: How many segments it has.
        sealed_bytes: The size of the file.
    """

    header: BundleHeader
    end: EndRecord
    segments: int
    sealed_bytes: int


@dataclass(frozen=True)
class BundleReport:
    """What a bundle is, as far as the reader could see.

    Attributes:
        outline: What anybody sees: kinds of recipients, length of the age header.
        sealed_bytes: The size of the file.
        header: What its sender signed; ``None`` without keys.
        end: How it ends; ``None`` unless all of it was verified.
    """

    outline: SealedOutline
    sealed_bytes: int
    header: BundleHeader | None = None
    end: EndRecord | None = None


def write_bundle(
    target: ByteWriter,
    header: BundleHeader,
    content: Iterable[Record],
    signer: Signer,
    recipients: Sequence[str],
    progress: Progress | None = None,
    room: BundleRoom | None = None,
) -> BundleSummary:
    """Write a bundle to ``target``.

    Args:
        target: A stream that the caller opened, syncs and renames.
        header: Who, to whom, and where in which feed; its recipients are filled in here.
        content: The records, drawn as they are needed; without any it is a signed zero.
        signer: The sending device's key.
        recipients: age recipients, each of which may open it.
        progress: Told after each segment how many records were taken; may raise to stop.
        room: Told what was drawn and written, for whoever draws ``content`` up to a limit.

    Returns:
        What was written.

    Raises:
        BundleTooLargeError: A record above 4 MiB.
        ValueError: No recipients; or entries in a bundle without a feed.
    """
    digests = tuple(sealing.recipient_digest(recipient) for recipient in recipients)
    header = header.addressed_to(digests)
    writing = _Writing(header, signer, progress, room or BundleRoom())
    counted = _CountingWriter(target)
    with Lookahead[tuple[int, bytes]]() as lookahead:
        source = _PulledStream(writing.plaintext(content, lookahead))
        sealing.seal_stream(source, counted, recipients)
    return BundleSummary(header, writing.tally.end(), writing.segments, counted.size)


def read_bundle(
    source: ByteReader,
    identities: Sequence[str],
    resolve_sender: ResolveSender,
    begin: Begin,
    progress: Progress | None = None,
) -> EndRecord:
    """Read a bundle and hand its records over, each after the segment around it is verified.

    Args:
        source: The file.
        identities: The reader's own age identities.
        resolve_sender: The roster: finds an enrolled key by the SHA-256 of its public key.
        begin: Called with the verified header; returns the sink for the records.
        progress: Told how many bytes of ``source`` were read; may raise to stop.

    Returns:
        How it ends. Only now is it known to be whole; before, nothing may be committed.

    Raises:
        NotABundleError: No age file, or something else inside.
        WrongRecipientError: Sealed to somebody else, or by its sender meant for somebody else.
        UnknownSenderError: Signed by a device that is not enrolled, or beyond its cut.
        BundleTruncatedError: It ends before its end.
        BundleTamperedError: Changed, or not as the format says.
        BundleTooNewError: It needs a newer program.
        BundleTooLargeError: A part beyond the limits.
    """
    counted = _CountingReader(source, progress)
    recipients = frozenset(
        sealing.recipient_digest(sealing.recipient_of(identity)) for identity in identities
    )
    with BundleParser(recipients, resolve_sender, begin) as parser:
        try:
            sealing.open_stream(counted, parser, identities)
        except BundleTamperedError as error:
            if error.details.get("reason") == "age" and counted.ends_early():
                raise BundleTruncatedError from error
            raise
        return parser.finish()


def inspect_bundle(
    source: ByteReader,
    identities: Sequence[str] = (),
    resolve_sender: ResolveSender | None = None,
) -> BundleReport:
    """Say what can be seen of a bundle: without keys its outline, with keys its header.

    The rest of the bundle is not verified; ``verify_bundle`` does that.

    Raises:
        BundleError: As ``read_bundle``, as far as it reads.
    """
    counted = _CountingReader(source, None)
    header = None
    if identities and resolve_sender is not None:
        header = _read_header(counted, identities, resolve_sender)
    while counted.read(_READ_SIZE):
        pass
    return BundleReport(sealing.outline(_OneRead(counted.beginning)), counted.size, header)


def verify_bundle(
    source: ByteReader,
    identities: Sequence[str],
    resolve_sender: ResolveSender,
    progress: Progress | None = None,
) -> BundleReport:
    """Read a whole bundle, keep nothing of it, and say what it is.

    Raises:
        BundleError: As ``read_bundle``.
    """
    counted = _CountingReader(source, progress)
    sink = _NoSink()
    end = read_bundle(counted, identities, resolve_sender, sink.begin)
    outline = sealing.outline(_OneRead(counted.beginning))
    return BundleReport(outline, counted.size, sink.header, end)


class _Writing:
    """Turns records into the bytes that age seals."""

    def __init__(
        self, header: BundleHeader, signer: Signer, progress: Progress | None, room: BundleRoom
    ) -> None:
        self._room = room
        self._header = header.to_bytes()
        self._signer = signer
        self._progress = progress
        self._taken = 0
        self.tally = FeedTally(header)
        self.segments = 0

    def plaintext(
        self, content: Iterable[Record], lookahead: Lookahead[tuple[int, bytes]]
    ) -> Generator[bytes, None, None]:
        signature = self._signer.sign(pae(HEADER_TYPE, self._header))
        key_digest = hashlib.sha256(self._signer.public_key).digest()
        preamble = PREAMBLE.pack(MAGIC, key_digest, len(self._header))
        written = len(preamble) + len(self._header) + len(signature)
        self._room.wrote(0, written)
        yield preamble + self._header + signature
        header_digest = hashlib.sha256(self._header).digest()
        sealer = segments.SegmentSealer(header_digest, self._signer)
        jobs = (partial(_packed, raw) for raw in self._raw_segments(content))
        for raw_size, frame in lookahead.over(jobs):
            segment = sealer.seal(frame)
            written += len(segment)
            self._room.wrote(raw_size, len(segment))
            yield segment
            if self._progress is not None:
                self._progress(self._taken)
        yield from segments.closing_segments(sealer, self.tally.end().to_bytes(), written)
        self.segments = sealer.index

    def _raw_segments(self, content: Iterable[Record]) -> Iterator[bytes]:
        pieces: list[bytes] = []
        size = 0
        for kind, body in content:
            if kind in _OWN:
                raise ValueError("padding and end are the bundle's own")
            self.tally.add(kind, body)
            pieces.append(records.head(kind, len(body)))
            pieces.append(body)
            size += records.HEAD.size + len(body)
            self._room.drew(records.HEAD.size + len(body))
            self._taken += 1
            if size >= segments.TARGET_RAW:
                yield b"".join(pieces)
                pieces, size = [], 0
        if pieces:
            yield b"".join(pieces)


def _packed(raw: bytes) -> tuple[int, bytes]:
    return len(raw), segments.compress(raw)


class _PulledStream:
    """Lets age read what a generator makes."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._piece = b""
        self._position = 0

    def read(self, size: int, /) -> bytes:
        if self._position == len(self._piece):
            self._piece, self._position = next(self._pieces, b""), 0
        taken = self._piece[self._position : self._position + size]
        self._position += len(taken)
        return taken


class _CountingWriter:
    def __init__(self, target: ByteWriter) -> None:
        self._target = target
        self.size = 0

    def write(self, data: bytes, /) -> None:
        self._target.write(data)
        self.size += len(data)


class _CountingReader:
    """Counts what is read and remembers the beginning, where age's own header stands."""

    def __init__(self, source: ByteReader, progress: Progress | None) -> None:
        self._source = source
        self._progress = progress
        self._at_end = False
        self.beginning = b""
        self.size = 0

    def read(self, size: int, /) -> bytes:
        data = self._source.read(size)
        self.size += len(data)
        if len(self.beginning) < sealing.MAX_AGE_HEADER:
            self.beginning += data
        if not data:
            self._at_end = True
        elif self._progress is not None:
            self._progress(self.size)
        return data

    def ends_early(self) -> bool:
        """Return whether the file ends where no bundle can end.

        Age cannot tell a file cut short from a changed one, but a bundle's size is one of few.
        """
        if not self._at_end:
            return False
        inside = sealing.opened_size(_OneRead(self.beginning), self.size)
        return inside is None or inside != segments.size_class(inside)


class _OneRead:
    def __init__(self, data: bytes) -> None:
        self._data = data

    def read(self, _size: int, /) -> bytes:
        return self._data


class _NoSink:
    """Takes a whole bundle, follows its chain, and keeps only its header."""

    def __init__(self) -> None:
        self.header: BundleHeader | None = None
        self._tally: FeedTally | None = None

    def begin(self, header: BundleHeader) -> RecordSink:
        self.header = header
        self._tally = FeedTally(header)
        return self

    def record(self, record_type: int, body: bytes, /) -> None:
        assert self._tally is not None
        self._tally.add(record_type, body)

    def end(self, end: EndRecord, /) -> None:
        assert self._tally is not None
        if self._tally.end().head != end.head:
            raise BundleTamperedError(reason="end")


class _HeaderSeenError(Exception):
    """Stops the reading once the header is known."""

    def __init__(self, header: BundleHeader) -> None:
        super().__init__()
        self.header = header


def _stop_at_header(header: BundleHeader) -> RecordSink:
    raise _HeaderSeenError(header)


def _read_header(
    source: ByteReader, identities: Sequence[str], resolve_sender: ResolveSender
) -> BundleHeader:
    try:
        read_bundle(source, identities, resolve_sender, _stop_at_header)
    except _HeaderSeenError as seen:
        return seen.header
    raise BundleTruncatedError
