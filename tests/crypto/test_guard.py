"""The bytes of guard.json: what is written is read, and nothing else is."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cem_desktop.crypto.guard import ChainMark, Guard, GuardFinding, StoreState, judge, place_mark

KEY = bytes(range(32))
GUARD = Guard(
    database="db",
    incarnation="life",
    here="here",
    salt="00" * 16,
    audit=ChainMark(7, "aa"),
    feeds={"feed": ChainMark(3, "bb")},
    checkpoint={"seq": 5},
)


def state(audit=((7, "aa"),), feeds=(("feed", 3, "bb"),), **others):
    heads = {(feed, seq): head for feed, seq, head in feeds}
    known = {"database": "db", "incarnation": "life", "here": "here"} | others
    return StoreState(
        **known,
        audit_head=lambda seq: dict(audit).get(seq, ""),
        feed_head=lambda feed, seq: heads.get((feed, seq)),
    )


def test_what_is_written_is_read():
    assert Guard.from_bytes(GUARD.to_bytes(KEY), KEY) == GUARD
    assert Guard.from_bytes(GUARD.to_bytes(KEY), None) == GUARD


def test_fields_of_a_newer_program_are_kept():
    newer = replace(GUARD, extra={"news": [1]})
    assert Guard.from_bytes(newer.to_bytes(KEY), KEY).extra == {"news": [1]}


def test_no_changed_byte_passes():
    data = GUARD.to_bytes(KEY)
    for place in range(len(data)):
        changed = bytearray(data)
        changed[place] ^= 1
        assert judge(bytes(changed), KEY, state()) in (None, GuardFinding.ALTERED)
        if judge(bytes(changed), KEY, state()) is None:
            assert Guard.from_bytes(bytes(changed), KEY) == GUARD  # a version's minor number


def test_no_shorter_file_passes():
    data = GUARD.to_bytes(KEY)
    assert {judge(data[:size], KEY, state()) for size in range(len(data))} == {GuardFinding.ALTERED}


@given(st.binary(max_size=200))
def test_no_garbage_breaks_the_reader(data):
    assert judge(data, KEY, state()) is GuardFinding.ALTERED


@pytest.mark.parametrize(
    ("data", "store", "finding"),
    [
        (GUARD.to_bytes(KEY), state(), None),
        (None, state(), GuardFinding.ABSENT),
        (GUARD.to_bytes(bytes(32)), state(), GuardFinding.ALTERED),
        (GUARD.to_bytes(KEY), state(database="other"), GuardFinding.ALTERED),
        (GUARD.to_bytes(KEY), state(incarnation="later"), GuardFinding.ALTERED),
        (GUARD.to_bytes(KEY), state(audit=()), GuardFinding.OLDER),
        (GUARD.to_bytes(KEY), state(audit=((7, "zz"),)), GuardFinding.OLDER),
        (GUARD.to_bytes(KEY), state(feeds=()), GuardFinding.OLDER),
        (GUARD.to_bytes(KEY), state(audit=((7, "aa"), (8, "cc"))), None),
        (GUARD.to_bytes(KEY), state(here="there"), GuardFinding.MOVED),
        (GUARD.to_bytes(KEY), state(here=""), None),
        (replace(GUARD, here="").to_bytes(KEY), state(), None),
    ],
)
def test_judgement(data, store, finding):
    assert judge(data, KEY, store) is finding


def test_a_place_is_machine_and_folder_under_the_key():
    marks = {
        place_mark(KEY, "m", "f"),
        place_mark(KEY, "mf", ""),
        place_mark(KEY, "m", "g"),
        place_mark(bytes(32), "m", "f"),
    }
    assert len(marks) == 4
    assert place_mark(KEY, "", "f") == ""
