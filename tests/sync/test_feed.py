"""Continuing a feed: repeated, next, too late, contradicting."""

from __future__ import annotations

import pytest
from bundle_world import FEED, head_after
from hypothesis import given
from hypothesis import strategies as st

from cem_desktop.crypto.hash_chain import item_id
from cem_desktop.errors import BundleForkError, BundleGapError, BundleTamperedError
from cem_desktop.sync.delivery import EndRecord
from cem_desktop.sync.feed import Continuation, FeedPosition, check_continuation
from cem_desktop.sync.header import FeedClass, FeedStart

BODIES = [b"%d" % number for number in range(1, 11)]
ITEMS = [item_id(body) for body in BODIES]
HEADS = [head_after(BODIES[:number]) for number in range(11)]


def start(first, prev=None):
    return FeedStart(FEED, FeedClass.STATISTICAL, first, prev or HEADS[first - 1])


def at(seq):
    return FeedPosition(FEED, seq, HEADS[seq])


def test_the_first_bundle_of_a_feed():
    assert check_continuation(None, start(1), ITEMS[:3]) == at(3)


@given(st.integers(0, 10), st.integers(1, 11), st.integers(0, 10))
def test_any_part_of_the_true_history_is_taken_or_is_a_gap(known, first, last):
    items = ITEMS[first - 1 : last]
    if first > known + 1:
        with pytest.raises(BundleGapError) as gap:
            check_continuation(at(known), start(first), items)
        assert gap.value.details["want"] == known + 1
    else:
        after = check_continuation(at(known), start(first), items, head_at=lambda seq: HEADS[seq])
        assert after == at(max(known, first - 1 + len(items)))


@given(st.integers(1, 10), st.integers(1, 10), st.integers(1, 10), st.integers(1, 10))
def test_another_history_never_moves_what_overlaps(known, first, last, other):
    """With one entry exchanged: a fork when it lies within what is known, news beyond it."""
    items = list(ITEMS)
    items[other - 1] = item_id(b"another")
    part = items[first - 1 : last]
    prev = head_after([b"another" if n + 1 == other else BODIES[n] for n in range(first - 1)])
    try:
        after = check_continuation(
            at(known), start(first, prev), part, head_at=lambda seq: HEADS[seq]
        )
    except BundleForkError:
        assert other <= known
    except BundleGapError:
        assert first > known + 1
    else:
        within = other <= known and (other < first or first <= other <= last)
        assert not within
        assert after.seq >= known


def test_only_what_is_new_is_called_new():
    continuation = Continuation(at(3), start(2))
    assert [continuation.accept(item) for item in ITEMS[1:6]] == [False, False, True, True, True]
    assert continuation.finish(EndRecord(6, HEADS[6], {2: 5})) == at(6)


def test_a_fork_is_seen_before_anything_new_is_accepted():
    continuation = Continuation(at(3), start(2))
    continuation.accept(ITEMS[1])
    with pytest.raises(BundleForkError):
        continuation.accept(item_id(b"another"))


def test_a_bundle_that_does_not_begin_with_the_feed_itself_is_a_fork():
    with pytest.raises(BundleForkError):
        Continuation(None, start(1, "cd" * 16))


def test_without_memory_of_old_heads_an_old_repetition_changes_nothing():
    other = [item_id(b"another")]
    assert check_continuation(at(5), start(2), other) == at(5)
    with pytest.raises(BundleForkError):
        check_continuation(at(5), start(2), other, head_at=lambda seq: HEADS[seq])


def test_an_empty_bundle_tells_that_nothing_is_missing():
    assert check_continuation(at(4), start(5), []) == at(4)
    with pytest.raises(BundleGapError):
        check_continuation(at(4), start(6), [])
    with pytest.raises(BundleForkError):
        check_continuation(at(4), start(5, HEADS[3]), [])


@pytest.mark.parametrize("end", [EndRecord(2, HEADS[3], {}), EndRecord(3, HEADS[2], {})])
def test_the_senders_own_end_must_agree(end):
    continuation = Continuation(None, start(1))
    for item in ITEMS[:3]:
        continuation.accept(item)
    with pytest.raises(BundleTamperedError):
        continuation.finish(end)


def test_a_position_of_another_feed_is_a_bug():
    with pytest.raises(ValueError, match="another feed"):
        Continuation(FeedPosition.beginning("cd" * 16), start(1))


def test_the_writer_moves_by_the_same_chain():
    position = FeedPosition.beginning(FEED)
    for item in ITEMS:
        position = position.after(item)
    assert position == at(10)
