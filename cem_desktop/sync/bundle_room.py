"""How much still fits into a bundle of limited size, known while it is being written.

A feed that is too long for one file is split into several, each of which continues the one before.
What a file will take on the stick is not known beforehand, for zstd packs as it can. So the writer
tells here what it has written, and what is on its way counts as if it could not be packed at all:
the promise holds, and text fills a file nearly to its limit all the same.
"""

from __future__ import annotations

from typing import Final

from cem_desktop.sync import records, segments

FILE_LIMIT: Final = 2 * 1024 * 1024 * 1024
"""The limit of a file: half of what FAT32 can hold."""

LINE_LIMIT: Final = 8 * 1024 * 1024
"""The limit of a file for a thin line, which is cut off often."""

LEAST: Final = 64 * 1024
_AGE_CHUNK: Final = 64 * 1024
_AGE_TAG: Final = 16
_AGE_HEADER: Final = 8 * 1024
_PACKED: Final = 0.4
"""Of text; measured: below 0.25. For what a stick must have free, not for what fits a file."""


def sealed_size(inside: int) -> int:
    """Return the most bytes of a bundle whose inside, padding aside, has ``inside`` bytes."""
    padded = segments.size_class(inside)
    return padded + (padded // _AGE_CHUNK + 1) * _AGE_TAG + _AGE_HEADER


def expected_size(text: int, blobs: int = 0) -> int:
    """Return about how many bytes a bundle will take.

    Args:
        text: Bytes of its JSON records, which zstd packs.
        blobs: Bytes of its attachments, which it does not.
    """
    return sealed_size(int(text * _PACKED) + blobs + blobs // 128 + segments.CLOSING)


class BundleRoom:
    """The room in one bundle: asked by who draws the entries, told by who writes them."""

    def __init__(self, limit: int = FILE_LIMIT) -> None:
        """Begin an empty bundle.

        Args:
            limit: The most bytes of the file; a single entry that is larger gets a file of its own.

        Raises:
            ValueError: A limit into which no bundle fits.
        """
        if limit < LEAST:
            raise ValueError("a bundle needs more room")
        self._limit = limit
        self._is_empty = True
        self._written = 0
        self._on_the_way = 0
        self.is_full = False

    def takes(self, weight: int) -> bool:
        """Say whether an entry with all that belongs to it still fits; once not, never again.

        Args:
            weight: The bytes of all its records, without their heads.
        """
        heads = (weight // segments.TARGET_RAW + 2) * records.HEAD.size
        whole = self._written + _most(self._on_the_way + weight + heads) + segments.CLOSING
        if not self._is_empty and (self.is_full or sealed_size(whole) > self._limit):
            self.is_full = True
            return False
        self._is_empty = False
        return True

    def drew(self, size: int) -> None:
        """Learn that a record of ``size`` bytes, with its head, is on its way."""
        self._on_the_way += size

    def wrote(self, raw: int, size: int) -> None:
        """Learn that ``raw`` bytes of what was on its way now stand there as ``size`` bytes."""
        self._on_the_way -= raw
        self._written += size


def _most(raw: int) -> int:
    """Return the most bytes that segments of so much content take; zstd adds 1/128 at the worst."""
    each = segments.SEGMENT_OVERHEAD + records.HEAD.size + 1024
    return raw + raw // 128 + (raw // segments.TARGET_RAW + 2) * each
