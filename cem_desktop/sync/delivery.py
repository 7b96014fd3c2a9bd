"""Delivery: verified records on their way to whoever takes them in, and how a bundle ends."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol, runtime_checkable

from cem_desktop.crypto import hash_chain
from cem_desktop.domain import strict_json
from cem_desktop.domain.json_fields import count, matching
from cem_desktop.errors import BundleTamperedError, UnknownSenderError
from cem_desktop.sync import records
from cem_desktop.sync.header import HEAD, BundleHeader
from cem_desktop.sync.records import RecordType
from cem_desktop.sync.sender import SenderKey


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

    @classmethod
    def from_bytes(cls, body: bytes) -> EndRecord:
        """Read the body of an end record.

        Raises:
            BundleTamperedError: Not an end record.
        """
        try:
            document = strict_json.loads_object(body)
            counts = {int(kind): count(number) for kind, number in document["counts"].items()}
            head = document["head"]
            return cls(count(document["to_seq"]), matching(HEAD, head) if head else "", counts)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise BundleTamperedError(reason="end") from error


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


@runtime_checkable
class HoldingSink(RecordSink, Protocol):
    """A sink that also keeps apart what a retired or stolen device brings beyond its cut."""

    def held_back(self, seq: int, record_type: int, body: bytes, /) -> None:
        """Take one entry that does not count, with its number in the feed."""
        ...


MOST_HELD = 16 * 1024 * 1024
"""How many bytes of one bundle are held back at most: a thief may write without end."""

Begin = Callable[[BundleHeader], RecordSink]


class FeedTally:
    """Counts records and moves the feed's chain, from where a header says that a bundle begins."""

    def __init__(self, header: BundleHeader) -> None:
        """Start at the header's first entry."""
        start = header.start
        self._counts: dict[int, int] = {}
        self._seq = start.first - 1 if start else 0
        self._head = bytes.fromhex(start.prev) if start else b""
        self._has_feed = start is not None

    def add(self, record_type: int, body: bytes) -> None:
        """Count a record; if it is an entry of the feed, move the chain.

        Raises:
            ValueError: An entry in a bundle that has no feed.
        """
        self._counts[record_type] = self._counts.get(record_type, 0) + 1
        if record_type in records.FEED_ENTRIES:
            if not self._has_feed:
                raise ValueError("an entry without a feed")
            self._seq += 1
            self._head = hash_chain.append(self._head, body)

    def end(self) -> EndRecord:
        """Return the end record that fits what was counted."""
        return EndRecord(self._seq, self._head.hex(), dict(self._counts))


class Delivery:
    """Hands verified records to a sink, holds a retired device to its cut, checks the count.

    The chain itself is the business of ``feed.Continuation``, which the sink needs anyway; only
    for a retired device it is followed here, up to the cut.
    """

    def __init__(self, header: BundleHeader, sender: SenderKey, sink: RecordSink) -> None:
        """Take what the header and the roster say.

        Raises:
            UnknownSenderError: A retired device of whose feed nothing more is taken.
        """
        self._sink = sink
        self._start = header.start
        self._counts: dict[int, int] = {}
        self._end: EndRecord | None = None
        self._cut = None
        if not sender.active:
            holding = sink if isinstance(sink, HoldingSink) else None
            self._cut = CutFeed(header, sender, holding)

    def take(self, raw_segments: Iterable[bytes]) -> None:
        """Hand over the records of verified segments.

        Raises:
            BundleError: A record that the format does not allow here.
        """
        for raw in raw_segments:
            for kind, body in records.split(raw):
                if self._end is not None:
                    raise BundleTamperedError(reason="record after the end")
                if kind == RecordType.END:
                    self._end = EndRecord.from_bytes(body)
                elif kind != RecordType.PADDING:
                    self._counts[kind] = self._counts.get(kind, 0) + 1
                    if self._cut is None or self._cut.lets_pass(kind, body):
                        self._sink.record(kind, body)

    def check_end(self) -> None:
        """Check the end record, after the last segment.

        Raises:
            BundleTamperedError: It is missing, or does not fit what came.
            UnknownSenderError: A retired device whose bundle does not reach its cut.
        """
        stated = self._end
        known = stated and {
            kind: number for kind, number in stated.counts.items() if kind < records.FIRST_SKIPPABLE
        }
        entries = sum(n for kind, n in self._counts.items() if kind in records.FEED_ENTRIES)
        to_seq = self._start.first - 1 + entries if self._start else entries
        if stated is None or known != self._counts or stated.to_seq != to_seq:
            raise BundleTamperedError(reason="end")
        if (self._start is None) != (not stated.head) or (entries and not self._start):
            raise BundleTamperedError(reason="entries without a feed")
        if self._cut is not None:
            self._end = self._cut.end()

    def finish(self) -> EndRecord:
        """Tell the sink that the bundle is complete, and return how it ends."""
        assert self._end is not None
        self._sink.end(self._end)
        return self._end


class CutFeed:
    """Lets the entries of a retired device pass up to its cut, and holds back the rest.

    What comes before the cut is proved by the head at the cut alone; so a bundle that ends before
    it is refused whole, and so is one that arrives there with another head. Where somebody keeps
    what is held back, a bundle that lies wholly beyond the cut, or whose feed has none, is no
    error: all of it is held back. Of one bundle no more than ``MOST_HELD`` is kept; the rest is
    counted alone.
    """

    def __init__(
        self, header: BundleHeader, sender: SenderKey, holding: HoldingSink | None = None
    ) -> None:
        """Look up the cut of the header's feed.

        Raises:
            UnknownSenderError: The bundle has no feed; or nobody keeps what is held back, and there
                is no cut or it lies before the bundle.
        """
        start = header.start
        cut = sender.cuts.get(start.feed) if start else None
        if start is None or (cut is None and holding is None):
            raise UnknownSenderError(device=sender.device)
        self._holding = holding
        self._tally = FeedTally(header)
        self._held_back = self._held_bytes = 0
        self._at_cut: EndRecord | None = None
        if holding is not None and (cut is None or start.first > cut.seq + 1):
            self._at_cut = self._tally.end()
            return
        assert cut is not None
        self._cut = cut
        self._look()

    def lets_pass(self, record_type: int, body: bytes) -> bool:
        """Return whether a record is to be handed over.

        Raises:
            UnknownSenderError: At the cut, the feed has another head.
        """
        self._tally.add(record_type, body)
        if self._at_cut is not None:
            self._hold_back(record_type, body)
            return False
        self._look()
        return True

    def end(self) -> EndRecord:
        """Return where the feed was cut.

        Raises:
            UnknownSenderError: It never came so far.
        """
        if self._at_cut is None:
            raise UnknownSenderError(reason="not up to the cut")
        return replace(self._at_cut, held_back=self._held_back)

    def _hold_back(self, record_type: int, body: bytes) -> None:
        self._held_back += 1
        if self._holding is None or record_type not in records.FEED_ENTRIES:
            return
        self._held_bytes += len(body)
        if self._held_bytes <= MOST_HELD:
            self._holding.held_back(self._tally.end().to_seq, record_type, body)

    def _look(self) -> None:
        end = self._tally.end()
        if end.to_seq < self._cut.seq:
            return
        if (end.to_seq, end.head) != (self._cut.seq, self._cut.head):
            raise UnknownSenderError(reason="beyond the cut")
        self._at_cut = end
