"""Segments: the signed, compressed pieces of a bundle, and the padding of its end.

``u32be length | u8 last | zstd frame | signature``. The signature covers the header's digest, the
number of the segment, whether it is the last, and the frame; so no segment can be dropped, moved,
repeated, or brought in from another bundle, and the frame is verified before zstd sees it. Frames
state their size, and no frame may grow beyond one record above 1 MiB: a bomb is refused unopened.

Padding brings the whole to a Padmé size class, so that a courier cannot count cases by weight.
Source: Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and Communication with
PURBs", 2019, section 4 (Padmé).
"""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass

import zstandard

from cem_desktop.crypto.signing import SIGNATURE_SIZE, Signer, Verifier
from cem_desktop.errors import BundleTamperedError, BundleTooLargeError
from cem_desktop.sync import records

TARGET_RAW = 1024 * 1024
MAX_RAW = TARGET_RAW + records.HEAD.size + records.MAX_BODY
MAX_FRAME = MAX_RAW + MAX_RAW // 128 + 1024  # more than zstd's own bound for MAX_RAW
MAX_WINDOW = 8 * 1024 * 1024
LEVEL = 3
LEAST_BUNDLE = 16 * 1024

SEGMENT_HEAD = struct.Struct(">IB")
_CONTEXT = b"CEMSEG1\0"
_FRAME_HEAD = struct.Struct("<IBI")
_FRAME_MAGIC = 0xFD2FB528
_SINGLE_SEGMENT_FOUR_BYTE_SIZE = 0xA0
_BLOCK_HEAD_SIZE = 3
_PADDING_BODY = 64 * 1024
SEGMENT_OVERHEAD = SEGMENT_HEAD.size + SIGNATURE_SIZE
CLOSING = 4 * 1024  # more than the last segment of a bundle has without its padding
_STORED_OVERHEAD = SEGMENT_HEAD.size + _FRAME_HEAD.size + _BLOCK_HEAD_SIZE + SIGNATURE_SIZE


def compress(raw: bytes) -> bytes:
    """Return ``raw`` as a zstd frame that states its size."""
    return zstandard.ZstdCompressor(level=LEVEL).compress(raw)


def stored_frame(raw: bytes) -> bytes:
    """Return ``raw`` (at most 128 KiB) as a zstd frame of one raw block.

    Its size follows from the size of ``raw`` alone, which padding to an exact size needs.
    Source: RFC 8878, sections 3.1.1.1 and 3.1.1.2.
    """
    head = _FRAME_HEAD.pack(_FRAME_MAGIC, _SINGLE_SEGMENT_FOUR_BYTE_SIZE, len(raw))
    last_raw_block = (len(raw) << 3) | 1
    return head + last_raw_block.to_bytes(_BLOCK_HEAD_SIZE, "little") + raw


def decompress(frame: bytes) -> bytes:
    """Return the content of a frame whose signature has been verified.

    Raises:
        BundleTooLargeError: A content or window beyond the limits, or of no stated size.
        BundleTamperedError: Not exactly one zstd frame.
    """
    try:
        parameters = zstandard.get_frame_parameters(frame)
        size = parameters.content_size
        if size > MAX_RAW or parameters.window_size > MAX_WINDOW:
            raise BundleTooLargeError(part="segment")
        raw = zstandard.ZstdDecompressor(max_window_size=MAX_WINDOW).decompress(
            frame, max_output_size=MAX_RAW, allow_extra_data=False
        )
    except zstandard.ZstdError as error:
        raise BundleTamperedError(reason="frame") from error
    if not raw or len(raw) != size:
        raise BundleTamperedError(reason="frame")
    return raw


def _signed_part(header_digest: bytes, index: int, last: int, frame: bytes) -> bytes:
    place = struct.pack(">QB", index, last)
    return _CONTEXT + header_digest + place + hashlib.sha256(frame).digest()


@dataclass
class SegmentSealer:
    """Numbers and signs the segments of one bundle, in their order."""

    header_digest: bytes
    signer: Signer
    index: int = 0

    def seal(self, frame: bytes, *, last: bool = False) -> bytes:
        """Return the next segment."""
        signature = self.signer.sign(_signed_part(self.header_digest, self.index, last, frame))
        self.index += 1
        return SEGMENT_HEAD.pack(len(frame), last) + frame + signature


@dataclass(frozen=True)
class SegmentChecker:
    """Checks the signatures of the segments of one bundle."""

    header_digest: bytes
    verifier: Verifier

    def check(self, frame: bytes, signature: bytes, index: int, last: int) -> None:
        """Accept the frame of segment ``index``.

        Raises:
            BundleTamperedError: The signature does not hold for this frame at this place.
        """
        message = _signed_part(self.header_digest, index, last, frame)
        if not self.verifier.holds(signature, message):
            raise BundleTamperedError(reason="segment", index=index)


def size_class(size: int) -> int:
    """Return the Padmé size class of ``size``: at most 12 % above, and at least 16 KiB."""
    size = max(size, LEAST_BUNDLE)
    exponent = size.bit_length() - 1
    mask = (1 << (exponent - exponent.bit_length())) - 1
    return (size + mask) & ~mask


def closing_segments(sealer: SegmentSealer, end: bytes, written: int) -> list[bytes]:
    """Return the padding segments and the last segment of a bundle.

    Args:
        sealer: At the place after the last segment of content.
        end: The body of the end record.
        written: How many bytes the bundle has before these segments.
    """
    ending = records.pack(records.RecordType.END, end)
    least = _STORED_OVERHEAD + records.HEAD.size + len(ending)
    room = size_class(written + least) - written - least
    full = _STORED_OVERHEAD + records.HEAD.size + _PADDING_BODY
    segments = []
    while room >= full:
        segments.append(sealer.seal(stored_frame(_padding(_PADDING_BODY))))
        room -= full
    segments.append(sealer.seal(stored_frame(_padding(room) + ending), last=True))
    return segments


def _padding(size: int) -> bytes:
    return records.pack(records.RecordType.PADDING, bytes(size))
