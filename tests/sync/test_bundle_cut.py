"""Bundles of a retired or stolen device: up to its cut they count, beyond it they do not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from bundle_world import (
    FEED,
    HEADER,
    OFFICE_SIGNER,
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
from cem_desktop.sync.delivery import EndRecord
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
