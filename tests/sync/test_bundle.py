"""Bundles that nobody tampered with: what goes in comes out, in any size."""

from __future__ import annotations

import gc
import io
import os
import resource
import shutil
import subprocess
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from bundle_world import (
    FEED,
    HEADER,
    HQ_IDENTITY,
    HQ_RECIPIENT,
    HQ_SIGNER,
    KNOWN,
    OFFICE_SIGNER,
    OTHER_IDENTITY,
    Inbox,
    head_after,
    opened,
    parse,
    projections,
    read,
    with_start,
    write,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from cem_desktop.crypto import sealing
from cem_desktop.errors import BundleTooLargeError, CancelledError, NotABundleError
from cem_desktop.sync import records, segments
from cem_desktop.sync.bundle import inspect_bundle, read_bundle, verify_bundle, write_bundle
from cem_desktop.sync.bundle_parser import MAGIC
from cem_desktop.sync.header import BundleKind
from cem_desktop.sync.records import Record, RecordType

any_records = st.lists(
    st.builds(
        Record,
        st.sampled_from(
            [kind for kind in RecordType if kind not in (RecordType.PADDING, RecordType.END)]
        ),
        st.binary(max_size=300),
    ),
    max_size=30,
)


@settings(max_examples=60)
@given(any_records, st.integers(1, 2**40), st.integers(1, 20_000))
def test_round_trip(content, first, step):
    sealed, summary = write(content, with_start(first, "cd" * 32))
    inbox = read(sealed)
    assert inbox.committed == content
    assert inbox.header == summary.header
    assert inbox.stated == summary.end
    assert summary.sealed_bytes == len(sealed)
    entries = sum(record.type in records.FEED_ENTRIES for record in content)
    assert summary.end.to_seq == first - 1 + entries
    in_pieces = Inbox()
    parse(opened(sealed), in_pieces, step=step)
    assert in_pieces.committed == content


def test_a_bundle_without_records_is_a_signed_zero():
    sealed, summary = write([])
    inbox = read(sealed)
    assert inbox.committed == []
    assert (summary.end.to_seq, summary.end.head, summary.end.counts) == (0, FEED, {})


def test_the_head_is_the_chain_of_the_entries_alone():
    content = [
        *projections(b"one"),
        Record(RecordType.FORM, b"<form/>"),
        *projections(b"two"),
        Record(RecordType.BLOB_CHUNK, b"part"),
    ]
    _, summary = write(content)
    assert summary.end.head == head_after([b"one", b"two"])
    assert summary.end.counts == {2: 2, 4: 1, 7: 1}


def test_headquarters_answers_without_a_feed():
    header = replace(HEADER, kind=BundleKind.TO_OFFICE, sender="d_hq", start=None)
    content = [Record(RecordType.RECEIPT, b"r"), Record(RecordType.TRUST_DOCUMENT, b"t")]
    sealed, summary = write(content, header, HQ_SIGNER)
    inbox = read(sealed)
    assert inbox.committed == content
    assert (summary.end.to_seq, summary.end.head) == (0, "")
    with pytest.raises(ValueError, match="without a feed"):
        write(projections(b"x"), header, HQ_SIGNER)


def test_several_segments_and_records_up_to_the_limit():
    bodies = [os.urandom(700_000), os.urandom(records.MAX_BODY), b"", bytes(3_000_000), b"end"]
    sealed, summary = write(projections(*bodies))
    assert summary.segments > 4
    assert [record.body for record in read(sealed).committed] == bodies


def test_a_record_beyond_the_limit_is_not_written():
    with pytest.raises(BundleTooLargeError):
        write(projections(bytes(records.MAX_BODY + 1)))


@pytest.mark.parametrize("kind", [RecordType.PADDING, RecordType.END])
def test_padding_and_end_are_not_for_callers(kind):
    with pytest.raises(ValueError, match="own"):
        write([Record(kind, b"")])


def test_every_recipient_of_the_header_can_read():
    recipients = [HQ_RECIPIENT, sealing.recipient_of(OTHER_IDENTITY)]
    sealed, summary = write(projections(b"x"), recipients=recipients)
    assert read(sealed, OTHER_IDENTITY).committed == read(sealed).committed
    assert summary.header.to == tuple(map(sealing.recipient_digest, recipients))


@given(st.integers(0, 60_000))
@settings(max_examples=40)
def test_the_inside_is_always_of_a_size_class(size):
    sealed, _ = write(projections(os.urandom(size)))
    inside = len(opened(sealed))
    assert inside == segments.size_class(inside)


def test_one_case_weighs_as_much_as_none():
    assert len(opened(write([])[0])) == len(opened(write(projections(bytes(800)))[0]))


@given(st.integers(1, 2**41))
def test_size_classes_are_few_and_near(size):
    found = segments.size_class(size)
    assert found >= size
    assert found == segments.size_class(found)
    assert found <= max(segments.LEAST_BUNDLE, size * 1.125)


def test_progress_is_told_and_may_stop_writing_and_reading():
    told: list[int] = []
    content = projections(*(os.urandom(400_000) for _ in range(12)))
    target = io.BytesIO()
    write_bundle(target, HEADER, content, OFFICE_SIGNER, [HQ_RECIPIENT], told.append)
    assert told == sorted(told)
    assert told[-1] == 12

    def stop(_count: int) -> None:
        raise CancelledError

    with pytest.raises(CancelledError):
        write_bundle(io.BytesIO(), HEADER, content, OFFICE_SIGNER, [HQ_RECIPIENT], stop)
    inbox = Inbox()
    source = io.BytesIO(target.getvalue())
    with pytest.raises(CancelledError):
        read_bundle(source, [HQ_IDENTITY], KNOWN.get, inbox.begin, stop)
    assert inbox.committed is None


def test_records_are_drawn_as_they_are_needed():
    """A source of 300 MB never stands in memory."""
    size, count = 1_000_000, 300
    body = os.urandom(1000) * (size // 1000)
    content = (Record(RecordType.PROJECTION, body) for _ in range(count))

    class Discard:
        def write(self, _data: bytes) -> None:
            pass

    gc.collect()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    summary = write_bundle(Discard(), HEADER, content, OFFICE_SIGNER, [HQ_RECIPIENT])
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert summary.end.to_seq == count
    assert grown < 60_000


def test_a_failing_source_of_records_is_heard_and_no_thread_stays():
    def content():
        yield Record(RecordType.PROJECTION, os.urandom(3_000_000))
        raise OSError(5, "the store went away")

    with pytest.raises(OSError, match="went away"):
        write(content())
    assert not [t for t in threading.enumerate() if t.name.startswith("segments")]


def test_a_failing_sink_is_heard():
    class Full(Inbox):
        def record(self, _record_type, _body, /):
            raise OSError(28, "disk full")

    sealed, _ = write(projections(b"x"))
    with pytest.raises(OSError, match="disk full"):
        read_bundle(io.BytesIO(sealed), [HQ_IDENTITY], KNOWN.get, Full().begin)


def test_inspecting_without_keys_shows_recipients_and_size_only():
    recipients = [HQ_RECIPIENT, sealing.recipient_of(OTHER_IDENTITY)]
    sealed, _ = write(projections(b"x"), recipients=recipients)
    report = inspect_bundle(io.BytesIO(sealed))
    assert report.outline.stanzas == ("X25519", "X25519")
    assert report.sealed_bytes == len(sealed)
    assert (report.header, report.end) == (None, None)
    with pytest.raises(NotABundleError):
        inspect_bundle(io.BytesIO(b"something else"))


def test_inspecting_with_keys_shows_the_header():
    sealed, summary = write(projections(b"x"))
    report = inspect_bundle(io.BytesIO(sealed), [HQ_IDENTITY], KNOWN.get)
    assert report.header == summary.header
    assert report.sealed_bytes == len(sealed)


def test_verifying_shows_everything():
    sealed, summary = write(projections(b"x", b"y"))
    report = verify_bundle(io.BytesIO(sealed), [HQ_IDENTITY], KNOWN.get)
    assert (report.header, report.end) == (summary.header, summary.end)
    assert report.sealed_bytes == len(sealed)


def test_nothing_but_age_shows_outside():
    sealed, _ = write(projections(b"canary-canary"))
    for hidden in (b"canary", b"CEMSYNC", b"d_1", HEADER.bundle.encode(), FEED.encode()):
        assert hidden not in sealed


@pytest.mark.skipif(shutil.which("age") is None, reason="the age command is not installed")
def test_the_age_command_opens_a_bundle(tmp_path):
    identity, bundle = tmp_path / "identity", tmp_path / "bundle.cem"
    identity.write_text(HQ_IDENTITY)
    bundle.write_bytes(write(projections(b"x"))[0])
    done = subprocess.run(["age", "-d", "-i", identity, bundle], check=True, capture_output=True)
    assert done.stdout.startswith(MAGIC)


def test_the_lines_in_the_specification_read_a_bundle(tmp_path, monkeypatch, capsys):
    formats = Path(__file__).resolve().parents[2] / "docs" / "formats.md"
    program = formats.read_text(encoding="utf-8").split("```python\n")[1].split("```")[0]
    sealed, summary = write(projections(b"first", b"second"))
    (tmp_path / "inside").write_bytes(opened(sealed))
    monkeypatch.chdir(tmp_path)
    exec(compile(program, "formats.md", "exec"), {})
    shown = capsys.readouterr().out
    assert summary.header.bundle in shown
    assert "2 b'first'\n2 b'second'\n127 " in shown
