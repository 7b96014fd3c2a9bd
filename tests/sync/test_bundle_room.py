"""Bundles of limited size: none is larger, text fills them nearly, and together they are the feed."""

from __future__ import annotations

import os
import random

import pytest
from bundle_world import FEED, HQ_RECIPIENT, OFFICE_SIGNER, read, with_start
from hypothesis import given, settings
from hypothesis import strategies as st

from cem_desktop.sync import segments
from cem_desktop.sync.bundle import write_bundle
from cem_desktop.sync.bundle_room import LEAST, BundleRoom, expected_size, sealed_size
from cem_desktop.sync.records import Record, RecordType


class Sealed(bytearray):
    """A stream that keeps what is written."""

    def write(self, data, /):
        self.extend(data)


def split(bodies, limit):
    """Write all ``bodies`` into as many bundles as they need."""
    rest, found, first, prev = list(bodies), [], 1, FEED
    while True:
        room, target = BundleRoom(limit), Sealed()

        def drawn(room=room):
            while rest and room.takes(len(rest[0])):
                yield Record(RecordType.PROJECTION, rest.pop(0))

        header = with_start(first, prev)
        end = write_bundle(target, header, drawn(), OFFICE_SIGNER, [HQ_RECIPIENT], room=room).end
        first, prev = end.to_seq + 1, end.head
        found.append(bytes(target))
        if not rest:
            return found


def text(chance, size):
    words = b" ".join(
        chance.choice([b"laguna", b"viento", b"cobre", b"maiz"]) for _ in range(size // 5 + 1)
    )
    return words[:size]


@pytest.mark.parametrize("limit", [LEAST, 300_000, 3_000_000])
@pytest.mark.parametrize("packs", [True, False])
def test_no_file_is_larger_and_nothing_is_missing(limit, packs):
    chance = random.Random(limit)
    sizes = [chance.randrange(1, 40_000) for _ in range(300)]
    bodies = [text(chance, size) if packs else chance.randbytes(size) for size in sizes]
    files = split(bodies, limit)
    arrived = []
    for sealed in files:
        inbox = read(sealed)
        assert inbox.header.start.first == len(arrived) + 1
        arrived += [record.body for record in inbox.committed]
    assert arrived == bodies
    single = limit == LEAST  # an entry alone may be nearly as large as such a file
    assert all(len(sealed) <= limit or single for sealed in files)
    assert not single or all(len(one) <= limit for one in files if len(read(one).committed) > 1)


def test_text_packs_and_so_more_of_it_fits_than_its_bytes_say():
    chance, limit = random.Random(3), 8 * 1024 * 1024
    bodies = [text(chance, 200_000) for _ in range(200)]
    files = split(bodies, limit)
    assert all(len(sealed) <= limit for sealed in files)
    assert len(files) <= sum(map(len, bodies)) / limit / 2


def test_an_entry_beyond_the_limit_gets_a_file_of_its_own():
    bodies = [b"a", os.urandom(500_000), b"b"]
    files = split(bodies, LEAST)
    assert [len(read(sealed).committed) for sealed in files] == [1, 1, 1]


def test_a_feed_without_news_is_one_signed_zero():
    (sealed,) = split([], LEAST)
    assert read(sealed).committed == []


def test_once_full_it_stays_full():
    room = BundleRoom(LEAST)
    assert room.takes(LEAST * 2)
    room.drew(LEAST * 2)
    assert not room.takes(LEAST)
    assert not room.takes(0)
    assert room.is_full


def test_a_limit_into_which_no_bundle_fits_is_a_mistake():
    with pytest.raises(ValueError, match="room"):
        BundleRoom(LEAST - 1)


@settings(max_examples=25)
@given(st.lists(st.integers(0, 70_000), max_size=20))
def test_what_is_expected_of_bytes_that_do_not_pack_is_never_too_little(sizes):
    bodies = [os.urandom(size) for size in sizes]
    (sealed,) = split(bodies, 50_000_000)
    heads = 5 * len(sizes) + 400
    assert len(sealed) <= expected_size(0, sum(sizes) + heads)
    assert len(sealed) <= sealed_size(segments.size_class(sum(sizes) + heads) + segments.CLOSING)
