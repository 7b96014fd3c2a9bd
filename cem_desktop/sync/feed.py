"""Feeds: hash-chained sequences, and the rules by which a receiver continues one.

Entry n has ``h_n = SHA-256(h_(n-1) || SHA-256(body))`` and ``h_0`` is the feed's identity. The
receiver keeps, for each feed, how far it came and with which head. Whatever arrives is then one of
three: the continuation, something already here, or a history that contradicts the one it has.

* Everything already here: nothing changes (bundles may be carried twice).
* Begins beyond what is here: a gap; the receipt says which entry is wanted.
* Overlaps with another hash: a fork (a clone, or a restored backup): the first history is kept,
  nothing is applied, and headquarters raises an alarm.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from cem_desktop.crypto import hash_chain
from cem_desktop.errors import BundleForkError, BundleGapError, BundleTamperedError
from cem_desktop.sync.delivery import EndRecord
from cem_desktop.sync.header import FeedStart

HeadAt = Callable[[int], str | None]


@dataclass(frozen=True)
class FeedPosition:
    """How far a feed is known: the number and head of its last entry."""

    feed: str
    seq: int
    head: str

    @classmethod
    def beginning(cls, feed: str) -> FeedPosition:
        """Return the position before the first entry."""
        return cls(feed, 0, feed)

    def after(self, item: bytes) -> FeedPosition:
        """Return the position after one more entry, whose item id is ``item``."""
        head = hash_chain.link(bytes.fromhex(self.head), item).hex()
        return FeedPosition(self.feed, self.seq + 1, head)


def _no_memory(_seq: int) -> None:
    return None


class Continuation:
    """Takes the entries of one bundle in their order and says which of them are new.

    It changes nothing itself: the caller applies what ``accept`` calls new within one transaction,
    and commits after ``finish``, which compares the chain with what the sender's end record says.
    """

    def __init__(
        self, position: FeedPosition | None, start: FeedStart, *, head_at: HeadAt = _no_memory
    ) -> None:
        """Compare the beginning of a bundle with what is known of its feed.

        Args:
            position: How far the receiver has the feed; ``None`` when it is new.
            start: Where the bundle begins.
            head_at: The receiver's memory of earlier heads, where it has one.

        Raises:
            BundleGapError: It begins too late; ``want`` is the first missing entry.
            BundleForkError: It continues another history than the known one.
        """
        self._known = position or FeedPosition.beginning(start.feed)
        self._head_at = head_at
        if self._known.feed != start.feed:
            raise ValueError("the position is of another feed")
        if start.first > self._known.seq + 1:
            raise BundleGapError(feed=start.feed, want=self._known.seq + 1)
        self._seq = start.first - 1
        self._head = bytes.fromhex(start.prev)
        self._compare()

    def accept(self, item: bytes) -> bool:
        """Take the next entry and return whether it is new here.

        Raises:
            BundleForkError: Another entry than the one known at this place.
        """
        self._seq += 1
        self._head = hash_chain.link(self._head, item)
        if self._seq == self._known.seq:
            self._compare()
        return self._seq > self._known.seq

    def finish(self, end: EndRecord) -> FeedPosition:
        """Return the position after this bundle; the known one when all of it was here.

        Raises:
            BundleTamperedError: The sender's end record states another number or head.
            BundleForkError: The bundle ends inside the known history, at another head.
        """
        if (end.to_seq, end.head) != (self._seq, self._head.hex()):
            raise BundleTamperedError(reason="end")
        return self.position()

    def position(self) -> FeedPosition:
        """Return the position after the entries so far.

        Raises:
            BundleForkError: They end inside the known history, at another head.
        """
        self._compare()
        if self._seq <= self._known.seq:
            return self._known
        return FeedPosition(self._known.feed, self._seq, self._head.hex())

    def _compare(self) -> None:
        if self._seq > self._known.seq:
            return
        if self._seq == 0:
            expected: str | None = self._known.feed
        elif self._seq == self._known.seq:
            expected = self._known.head
        else:
            expected = self._head_at(self._seq)
        if expected is not None and expected != self._head.hex():
            raise BundleForkError(feed=self._known.feed, seq=self._seq)


def check_continuation(
    position: FeedPosition | None,
    start: FeedStart,
    items: Iterable[bytes],
    *,
    head_at: HeadAt = _no_memory,
) -> FeedPosition:
    """Return the position after a bundle with these item ids.

    Raises:
        BundleGapError: It begins too late.
        BundleForkError: It contradicts what is known.
    """
    continuation = Continuation(position, start, head_at=head_at)
    for item in items:
        continuation.accept(item)
    return continuation.position()
