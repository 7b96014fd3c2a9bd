"""What the road between an office and its laptops says of itself: its parties, what was written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cem_desktop.services.bundle_writing import WrittenBundle


@dataclass(frozen=True)
class RoadState:
    """How it stands with one party of the road.

    Attributes:
        party: The laptop's device id, or ``office`` on a laptop.
        waiting: Entries that no receipt has covered.
        acknowledged: Entries that the other side has.
        heard: When its last bundle was taken in here; None before the first.
        fork: Two histories arrived under one of its feeds.
    """

    party: str
    waiting: int
    acknowledged: int
    heard: str | None
    fork: bool


@dataclass(frozen=True)
class RoadBundle:
    """What was written, and the bundles that were kept and went along.

    Attributes:
        paths: The new files: one, or several where one would be too large.
        records: How many entries they carry.
        size: Their bytes.
        kept: Older bundles that were copied beside them.
    """

    paths: tuple[Path, ...]
    records: int
    size: int
    kept: tuple[Path, ...] = ()

    @property
    def path(self) -> Path:
        """Return the first of the new files."""
        return self.paths[0]


def road_bundle(written: Sequence[WrittenBundle], kept: tuple[Path, ...] = ()) -> RoadBundle:
    """Return the files of one export as what was written."""
    return RoadBundle(
        tuple(one.path for one in written),
        sum(one.entries for one in written),
        sum(one.size for one in written),
        kept,
    )
