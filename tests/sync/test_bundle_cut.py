"""Bundles of a retired or stolen device: up to its cut they count, beyond it they do not."""

from __future__ import annotations

import io
from dataclasses import dataclass, field, replace

import pytest
from bundle_world import (
    FEED,
    HEADER,
    HQ_IDENTITY,
    OFFICE_SIGNER,
    Inbox,
    digest_of,
    head_after,
    projections,
    read,
    refused_bundle,
    sender_of,
    with_start,
    write,
)

from cem_desktop.errors import (
    UnknownSenderError,
)
from cem_desktop.sync.bundle import read_bundle
from cem_desktop.sync.delivery import MOST_HELD, EndRecord
from cem_desktop.sync.sender import Cut

BODIES = [b"one", b"two", b"three", b"four"]


def read_retired(seq, head, bodies=BODIES, header=HEADER):
    sender = replace(sender_of(OFFICE_SIGNER), active=False, cuts={FEED: Cut(seq, head)})
    sealed, _ = write(projections(*bodies), header)
    return read(sealed, known={digest_of(OFFICE_SIGNER): sender}.get)


def test_up_to_the_cut_it_counts_and_the_rest_is_held_back():
    inbox = read_retired(2, head_after(BODIES[:2]))
    assert inbox.committed == projections(*BODIES[:2])
    assert inbox.stated == EndRecord(2, head_after(BODIES[:2]), {2: 2}, held_back=2)


def test_a_bundle_that_ends_at_the_cut_counts_whole():
    inbox = read_retired(4, head_after(BODIES))
    assert inbox.committed == projections(*BODIES)
    assert inbox.stated.held_back == 0


@pytest.mark.parametrize(
    ("seq", "head"),
    [
        (2, head_after([b"other"])),
        (5, head_after([*BODIES, b"five"])),
        (0, head_after([])[::-1]),
    ],
)
def test_another_history_or_one_that_does_not_reach_the_cut_is_refused(seq, head):
    with pytest.raises(UnknownSenderError):
        read_retired(seq, head)


def test_a_bundle_that_begins_beyond_the_cut_is_refused():
    with pytest.raises(UnknownSenderError):
        read_retired(2, head_after(BODIES[:2]), BODIES[3:], with_start(4, head_after(BODIES[:3])))


def test_a_retired_device_without_a_cut_brings_nothing():
    sender = replace(sender_of(OFFICE_SIGNER), active=False)
    sealed, _ = write(projections(*BODIES))
    error = refused_bundle(sealed, known={digest_of(OFFICE_SIGNER): sender}.get)
    assert isinstance(error, UnknownSenderError)


# --- where what is held back is kept ------------------------------------------------------------------


@dataclass
class Keeping(Inbox):
    """An inbox that keeps apart what does not count."""

    held: list = field(default_factory=list)

    def held_back(self, seq, record_type, body, /):
        self.held.append((seq, record_type, body))


def keep_retired(cuts, bodies=BODIES, header=HEADER):
    sender = replace(sender_of(OFFICE_SIGNER), active=False, cuts=cuts)
    sealed, _ = write(projections(*bodies), header)
    inbox = Keeping()
    resolve = {digest_of(OFFICE_SIGNER): sender}.get
    read_bundle(io.BytesIO(sealed), [HQ_IDENTITY], resolve, inbox.begin)
    return inbox


def test_what_lies_beyond_is_kept_apart_with_its_numbers():
    inbox = keep_retired({FEED: Cut(2, head_after(BODIES[:2]))})
    assert inbox.committed == projections(*BODIES[:2])
    assert inbox.held == [(3, 2, b"three"), (4, 2, b"four")]
    assert (inbox.stated.to_seq, inbox.stated.held_back) == (2, 2)


def test_a_bundle_wholly_beyond_is_kept_apart_whole():
    start = with_start(4, head_after(BODIES[:3]))
    inbox = keep_retired({FEED: Cut(2, head_after(BODIES[:2]))}, BODIES[3:], start)
    assert inbox.committed == []
    assert inbox.held == [(4, 2, b"four")]
    assert (inbox.stated.to_seq, inbox.stated.head) == (3, head_after(BODIES[:3]))


def test_a_feed_that_was_never_here_is_kept_apart_whole():
    inbox = keep_retired({})
    assert inbox.committed == []
    assert [seq for seq, _, _ in inbox.held] == [1, 2, 3, 4]
    assert inbox.stated == EndRecord(0, FEED, {}, held_back=4)


def test_another_history_at_the_cut_is_refused_also_where_it_would_be_kept():
    with pytest.raises(UnknownSenderError):
        keep_retired({FEED: Cut(2, head_after([b"other"]))})


def test_a_thief_who_writes_without_end_fills_no_store():
    bodies = [bytes([number]) * (MOST_HELD // 4) for number in range(6)]
    inbox = keep_retired({}, bodies)
    assert [seq for seq, _, _ in inbox.held] == [1, 2, 3, 4]
    assert inbox.stated.held_back == 6
