"""Attachments as records: cut into chunks, put together again, and nothing of it out of order."""

from __future__ import annotations

import hashlib
import json
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cem_desktop.cleaning.limits import MAX_CLEANED
from cem_desktop.cleaning.limits import MAX_PAGES as MAX_CLEANED_PAGES
from cem_desktop.errors import (
    BundleError,
    BundleTamperedError,
    BundleTooLargeError,
    BundleTooNewError,
)
from cem_desktop.sync import records
from cem_desktop.sync.blobs import (
    CHUNK,
    GONE,
    MAX_BLOB,
    MAX_PAGES,
    BlobBegin,
    BlobOff,
    BlobReader,
    Removal,
    Whole,
    blob_records,
    read_begin,
)
from cem_desktop.sync.records import Record, RecordType

ID = "00000000-0000-4000-8000-00000000000a"
FILE = "00000000-0000-4000-8000-00000000000f"
OFF = BlobOff(ID, FILE, Removal("2026-11-24T15:00:00Z", "u-1", "Era de otra persona"))


def begin_of(data, **changes):
    values = {
        "id": ID, "file": FILE, "record": None, "name": "Foto 1", "kind": "jpeg",
        "size": len(data), "sha256": hashlib.sha256(data).hexdigest(), "pages": 1,
        "added": "2026-11-24T15:00:00Z", "author": "u-1", "thumbnail": b"small",
    }  # fmt: skip
    return BlobBegin(**values | changes)


def read_all(reader, found):
    """Feed records to a reader; return what came whole."""
    whole = []
    for kind, body in found:
        if kind == RecordType.BLOB_BEGIN:
            reader.begin(body)
        elif (one := reader.chunk(body)) is not None:
            whole.append(one)
    reader.check_closed()
    return whole


@pytest.mark.parametrize("size", [1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 7])
def test_what_is_cut_comes_together_again(size):
    data = os.urandom(size)
    begin = begin_of(data)
    found = list(blob_records(begin.to_bytes(), data))
    assert len(found) == 1 + begin.chunks
    assert max(len(body) for _, body in found[1:]) <= CHUNK < records.MAX_BODY
    assert read_all(BlobReader(), found) == [Whole(begin, data)]


def test_one_after_the_other_and_a_removal_between():
    first, second = os.urandom(CHUNK + 5), b"x"
    found = [
        *blob_records(begin_of(first).to_bytes(), first),
        *blob_records(OFF.to_bytes(), None),
        *blob_records(begin_of(second).to_bytes(), second),
    ]
    assert [one.data for one in read_all(BlobReader(), found)] == [first, second]
    assert read_begin(OFF.to_bytes()) == OFF


@pytest.mark.parametrize("chunks_before", [0, 1, 2])
def test_bytes_that_are_gone_drop_the_attachment_and_nothing_else(chunks_before):
    data, after = os.urandom(3 * CHUNK), b"after"
    begin = begin_of(data)
    found = [
        *list(blob_records(begin.to_bytes(), data))[: 1 + chunks_before],
        GONE,
        *blob_records(begin_of(after).to_bytes(), after),
    ]
    gone, whole = read_all(BlobReader(), found)
    assert gone == begin
    assert whole.data == after


DATA = os.urandom(2 * CHUNK + 9)
FOUND = list(blob_records(begin_of(DATA).to_bytes(), DATA))


@pytest.mark.parametrize(
    "change",
    [
        lambda r: r[1:],
        lambda r: r[:-1],
        lambda r: [r[0], *r[2:]],
        lambda r: [r[0], r[1], r[1], *r[2:]],
        lambda r: [*r, r[-1]],
        lambda r: [r[0], r[2], r[1], r[3]],
        lambda r: [r[0], *r],
        lambda r: [*r[:2], Record(RecordType.BLOB_BEGIN, OFF.to_bytes()), *r[2:]],
        lambda r: [r[0], Record(r[1].type, r[1].body[:-1]), *r[2:]],
        lambda r: [r[0], Record(r[1].type, r[1].body + b"x"), *r[2:]],
        lambda r: [*r[:3], Record(r[3].type, r[3].body + b"x")],
        lambda r: [*r[:3], Record(r[3].type, b"x" * len(r[3].body))],
        lambda _: [GONE],
        lambda r: [*r, GONE],
    ],
)
def test_chunks_dropped_repeated_moved_or_changed_are_refused(change):
    with pytest.raises(BundleTamperedError):
        read_all(BlobReader(), change(FOUND))


def changed(**fields):
    return json.dumps(json.loads(begin_of(b"x").to_bytes()) | fields).encode()


@pytest.mark.parametrize(
    "fields",
    [
        {"id": "a"}, {"file": "../../x"}, {"record": 7}, {"name": "a\nb"}, {"name": "x" * 81},
        {"name": "\u202eevil"}, {"kind": "exe"}, {"size": 0}, {"size": -1}, {"size": True},
        {"size": 1.0}, {"sha256": "A" * 64}, {"pages": 0}, {"added": "today"}, {"author": ""},
        {"thumbnail": "no base64!"}, {"chunks": 2}, {"chunks": 0}, {"removed": None},
        {"removed": {"at": "x", "by": "u", "reason": "r"}},
    ],
)  # fmt: skip
def test_a_begin_of_another_form_is_refused(fields):
    with pytest.raises(BundleTamperedError):
        read_begin(changed(**fields))


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"size": MAX_BLOB + 1, "chunks": 26}, BundleTooLargeError),
        ({"pages": MAX_PAGES + 1}, BundleTooLargeError),
        ({"thumbnail": "A" * 400_000}, BundleTooLargeError),
        ({"v": 2}, BundleTooNewError),
    ],
)
def test_a_begin_beyond_the_limits_says_so(fields, error):
    with pytest.raises(error):
        read_begin(changed(**fields))


def test_fields_of_later_versions_are_passed_over():
    assert read_begin(changed(light="low")) == begin_of(b"x")


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_as_a_begin(data):
    with pytest.raises(BundleError):
        read_begin(data)


def test_the_limits_are_those_of_what_is_cleaned():
    assert (MAX_BLOB, MAX_PAGES) == (MAX_CLEANED, MAX_CLEANED_PAGES)


def test_other_bytes_than_announced_are_not_written():
    with pytest.raises(ValueError, match="announced"):
        list(blob_records(begin_of(b"abc").to_bytes(), b"abcd"))
