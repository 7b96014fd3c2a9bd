from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cem_desktop.domain import revision, strict_json
from cem_desktop.domain.frozen_version import FrozenVersion
from cem_desktop.domain.paper import Paper
from cem_desktop.domain.revision import Revision

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
values = st.one_of(
    st.none(), texts, st.integers(-(2**53) + 1, 2**53 - 1), st.lists(texts, max_size=4)
)
hashes = st.binary(min_size=32, max_size=32).map(bytes.hex)
revisions = st.builds(
    Revision,
    record=texts,
    file=st.none() | texts,
    parents=st.lists(hashes, max_size=3).map(tuple),
    device=hashes,
    author=texts,
    lamport=st.integers(0, 10**6),
    wall=st.just("2026-11-23T15:00:00Z"),
    clock=st.sampled_from(["ok", "suspect"]),
    form=st.just("f01@2026.1"),
    fields=st.dictionaries(texts, values, max_size=5),
    why=st.sampled_from(["edit", "resolve", "rectification"]),
    salt=st.binary(min_size=16, max_size=16).map(bytes.hex),
    reason=st.none() | texts,
    paper=st.none() | st.builds(Paper, st.dates(), texts, texts, texts),
    frozen=st.none() | st.builds(FrozenVersion, st.integers(1, 99), hashes),
    unknown=st.dictionaries(texts.map(lambda one: "x-" + one), values, max_size=2),
)


@given(revisions)
def test_bytes_and_meaning_go_both_ways(one):
    data = one.pack()
    assert revision.unpack(data) == one
    assert revision.unpack(data).pack() == data


def test_the_salt_keeps_equal_answers_apart():
    common = {
        "record": "r", "file": None, "parents": (), "device": "d", "author": "u", "lamport": 1,
        "wall": "w", "clock": "ok", "form": "f01@1", "fields": {"sex": "woman"}, "why": "edit",
    }  # fmt: skip
    first = revision.revision_id(Revision(**common, salt="00").pack())
    second = revision.revision_id(Revision(**common, salt="01").pack())
    assert first != second


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b'{"v":2}',
        b'{"v":1}',
        b'{"v":1,"v":1}',
        b"\xff",
        b'{"v":1,"rec":"r","file":null,"parents":["zz"]}',
    ],
)
def test_what_is_no_revision_is_refused(data):
    with pytest.raises(ValueError):
        revision.unpack(data)


@pytest.mark.parametrize(
    "data",
    [b'{"a":1,"a":2}', b"NaN", b"[Infinity]", b"1" * 40, b"[" * 99, b'"\\ud800"', b"1e999"],
)
def test_json_that_two_readers_may_read_differently_is_refused(data):
    with pytest.raises(ValueError):
        strict_json.loads(data)


@pytest.mark.parametrize(
    "paper",
    [
        b'"x"',
        b"{}",
        b'{"on":"2026-11-20","by":1,"fate":"sent"}',
        b'{"on":"20 nov","by":"x","fate":"sent"}',
    ],
)
def test_a_paper_of_another_shape_refuses_the_revision(paper):
    said = b'{"on":"2026-11-20","by":"x","fate":"sent","place":"y"}'
    packed = (
        b'{"v":1,"rec":"r","file":null,"parents":[],"dev":"d","author":"u","lam":1,"wall":"w",'
        b'"clock":"ok","form":"f01@1","set":{},"why":"edit","salt":"s","paper":' + said + b"}"
    )
    assert revision.unpack(packed).paper == Paper(date(2026, 11, 20), "x", "sent", "y")
    with pytest.raises(ValueError):
        revision.unpack(packed.replace(said, paper))


@pytest.mark.parametrize(
    "frozen",
    [
        b'"x"',
        b'{"number":1}',
        b'{"number":0,"sha256":"' + b"ab" * 32 + b'"}',
        b'{"number":true,"sha256":"' + b"ab" * 32 + b'"}',
        b'{"number":1,"sha256":"ab"}',
    ],
)
def test_a_frozen_version_of_another_shape_refuses_the_revision(frozen):
    said = b'{"number":2,"sha256":"' + b"ab" * 32 + b'"}'
    packed = (
        b'{"v":1,"rec":"r","file":null,"parents":[],"dev":"d","author":"u","lam":1,"wall":"w",'
        b'"clock":"ok","form":"f36@1","set":{},"why":"freeze","salt":"s","frozen":' + said + b"}"
    )
    assert revision.unpack(packed).frozen == FrozenVersion(2, "ab" * 32)
    with pytest.raises(ValueError):
        revision.unpack(packed.replace(said, frozen))
