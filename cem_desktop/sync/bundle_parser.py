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
from collections.abc import Generator
from functools import partial
from typing import Self

from cem_desktop.crypto.signing import SIGNATURE_SIZE, Verifier, pae
from cem_desktop.errors import (
    BundleTamperedError,
    BundleTooLargeError,
    BundleTruncatedError,
    NotABundleError,
    UnknownSenderError,
    WrongRecipientError,
)
from cem_desktop.sync import segments
from cem_desktop.sync.delivery import Begin, Delivery, EndRecord
from cem_desktop.sync.header import HEADER_TYPE, MAX_HEADER, BundleHeader, BundleKind
from cem_desktop.sync.lookahead import Lookahead
from cem_desktop.sync.sender import HEADQUARTERS, LAPTOP, OFFICE, ResolveSender, SenderKey

MAGIC = b"CEMSYNC1"
PREAMBLE = struct.Struct(">8s32sI")

_ROLE_OF_KIND = {
    BundleKind.TO_HEADQUARTERS: OFFICE,
    BundleKind.TO_OFFICE: HEADQUARTERS,
    BundleKind.FROM_LAPTOP: LAPTOP,
    BundleKind.TO_LAPTOP: OFFICE,
    BundleKind.BETWEEN_OFFICES: OFFICE,
}


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
        self._lookahead: Lookahead[bytes] = Lookahead()
        self._delivery: Delivery | None = None

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
        self._delivery = Delivery(header, sender, self._begin(header))
        checker = segments.SegmentChecker(hashlib.sha256(header_bytes).digest(), verifier)
        yield from self._parse_segments(checker, self._delivery)

    def _parse_segments(
        self, checker: segments.SegmentChecker, delivery: Delivery
    ) -> Generator[int, bytes, None]:
        index = last = 0
        while not last:
            size, last = segments.SEGMENT_HEAD.unpack((yield segments.SEGMENT_HEAD.size))
            if size > segments.MAX_FRAME:
                raise BundleTooLargeError(part="segment", size=size)
            if last not in (0, 1):
                raise BundleTamperedError(reason="segment")
            frame = yield size
            checker.check(frame, (yield SIGNATURE_SIZE), index, last)
            delivery.take(self._lookahead.put(partial(segments.decompress, frame)))
            index += 1
        delivery.take(self._lookahead.rest())
        delivery.check_end()
        self._complete = True
        yield 0

    def _check_parties(self, header: BundleHeader, sender: SenderKey) -> None:
        if not self._recipients.intersection(header.to):
            raise WrongRecipientError(bundle=header.bundle)
        if header.sender != sender.device or sender.role != _ROLE_OF_KIND[header.kind]:
            raise BundleTamperedError(reason="sender")
