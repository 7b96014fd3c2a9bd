"""Bundles that an enrolled device signed, and that are wrong all the same: each is refused."""

from __future__ import annotations

import hashlib
import io
import json
import struct
from dataclasses import replace

import pytest
import zstandard
from bundle_world import (
    FEED,
    HEADER,
    HQ_IDENTITY,
    HQ_RECIPIENT,
    HQ_SIGNER,
    KNOWN,
    OFFICE_SIGNER,
    Inbox,
    digest_of,
    head_after,
    parse,
    projections,
    refused,
    resealed,
)

from cem_desktop.crypto import sealing
from cem_desktop.crypto.signing import pae
from cem_desktop.errors import (
    BundleTamperedError,
    BundleTooLargeError,
    BundleTooNewError,
)
from cem_desktop.sync import records, segments
from cem_desktop.sync.bundle import verify_bundle
from cem_desktop.sync.bundle_parser import MAGIC, PREAMBLE
from cem_desktop.sync.delivery import EndRecord
from cem_desktop.sync.header import HEADER_TYPE, MAX_HEADER, BundleKind
from cem_desktop.sync.records import RecordType, pack
from cem_desktop.sync.sender import HEADQUARTERS


def crafted(
    frames, header=HEADER, *, signer=OFFICE_SIGNER, header_bytes=None, change=lambda data: data
):
    """Return an inside with these frames, all properly signed."""
    header = header.addressed_to((sealing.recipient_digest(HQ_RECIPIENT),))
    data = header_bytes if header_bytes is not None else change(header.to_bytes())
    inside = PREAMBLE.pack(MAGIC, digest_of(signer), len(data)) + data
    inside += signer.sign(pae(HEADER_TYPE, data))
    sealer = segments.SegmentSealer(hashlib.sha256(data).digest(), signer)
    for number, frame in enumerate(frames):
        inside += sealer.seal(frame, last=number == len(frames) - 1)
    return inside


def ending(bodies=(), counts=None):
    head = head_after(bodies)
    counts = counts if counts is not None else ({2: len(bodies)} if bodies else {})
    return pack(RecordType.END, EndRecord(len(bodies), head, counts).to_bytes())


def stored(*packed):
    return segments.stored_frame(b"".join(packed))


def refused_inside(inside):
    return refused(lambda inbox: parse(inside, inbox))


def test_what_these_tests_craft_is_accepted_when_nothing_is_wrong_with_it():
    inbox = Inbox()
    parse(crafted([stored(pack(2, b"x")), stored(ending([b"x"]))]), inbox)
    assert inbox.committed == projections(b"x")


@pytest.mark.parametrize(
    "frame",
    [
        zstandard.ZstdCompressor(level=19).compress(bytes(500_000_000 // 16)),
        zstandard.ZstdCompressor().compress(bytes(segments.MAX_RAW + 1)),
        zstandard.ZstdCompressor(write_content_size=False).compress(b"x" * 100),
        # says 100 bytes, holds 30 MB
        b"\x28\xb5\x2f\xfd\x60\x00\x00"
        + zstandard.ZstdCompressor(write_content_size=False).compress(bytes(30_000_000))[6:],
        zstandard.ZstdCompressor(
            compression_params=zstandard.ZstdCompressionParameters(
                window_log=27, write_content_size=True
            )
        ).compress(b"y" * 100)[:4]
        + b"\xc0\x88" + struct.pack("<Q", 100) + b"\1\0\0",
        zstandard.ZstdCompressor().compress(b"x") * 2,
        zstandard.ZstdCompressor().compress(b"x") + b"trailing",
        zstandard.ZstdCompressor().compress(b"x" * 1000)[:-3],
        zstandard.ZstdCompressor().compress(b""),
        b"\x50\x2a\x4d\x18\x04\x00\x00\x00abcd",
        b"",
        b"no frame at all",
    ],
)  # fmt: skip
def test_bombs_and_broken_frames(frame):
    error = refused_inside(crafted([frame, stored(ending())]))
    assert isinstance(error, (BundleTooLargeError, BundleTamperedError))


@pytest.mark.parametrize(
    "raw",
    [
        b"\2",
        b"\2\0\0\0\5abc",
        struct.pack(">BI", 2, 0xFFFFFFFF),
        struct.pack(">BI", 2, records.MAX_BODY + 1) + bytes(10),
        pack(2, b"x") + b"\0",
    ],
)
def test_records_that_run_over_their_segment(raw):
    error = refused_inside(crafted([stored(raw), stored(ending())]))
    assert isinstance(error, (BundleTamperedError, BundleTooLargeError))


@pytest.mark.parametrize("kind", [0x0D, 0x10, 0x7E])
def test_a_record_type_that_must_be_understood_asks_for_a_newer_program(kind):
    error = refused_inside(crafted([stored(pack(kind, b"x"), ending())]))
    assert isinstance(error, BundleTooNewError)
    assert error.details["record_type"] == kind


@pytest.mark.parametrize("kind", [0x80, 0xC3, 0xFF])
def test_a_record_type_that_may_be_skipped_is_skipped(kind):
    inbox = Inbox()
    end = ending([b"x"], {2: 1, kind: 5})
    parse(crafted([stored(pack(kind, b"new"), pack(2, b"x")), stored(end)]), inbox)
    assert inbox.committed == projections(b"x")


@pytest.mark.parametrize(
    "frames",
    [
        [stored(pack(2, b"x"))],
        [stored(pack(2, b"x"), ending([b"x"])), stored(pack(0, b""))],
        [stored(ending([b"x"]), pack(2, b"x"))],
        [stored(pack(2, b"x"), ending([b"x"]), ending([b"x"]))],
        [stored(pack(2, b"x"), ending([b"x"], {2: 2}))],
        [stored(pack(2, b"x"), ending([b"x"], {}))],
        [stored(pack(2, b"x"), ending())],
        [stored(pack(0x7F, b"not json"))],
        [stored(pack(0x7F, b"{}"))],
        [stored(pack(0x7F, b'{"to_seq":0,"head":"","counts":{}}'))],
        [stored(pack(0x7F, b'{"to_seq":0,"to_seq":0,"head":"%b","counts":{}}' % FEED.encode()))],
    ],
)
def test_the_end_must_be_there_once_last_and_true(frames):
    assert isinstance(refused_inside(crafted(frames)), BundleTamperedError)


def test_a_false_head_is_found_by_whoever_follows_the_chain():
    end = pack(RecordType.END, EndRecord(1, head_after([b"y"]), {2: 1}).to_bytes())
    sealed = resealed(crafted([stored(pack(2, b"x"), end)]))
    with pytest.raises(BundleTamperedError):
        verify_bundle(io.BytesIO(sealed), [HQ_IDENTITY], KNOWN.get)


def test_entries_in_a_bundle_without_a_feed():
    header = replace(HEADER, kind=BundleKind.TO_OFFICE, sender="d_hq", start=None)
    end = pack(RecordType.END, EndRecord(1, "", {2: 1}).to_bytes())
    inside = crafted([stored(pack(2, b"x"), end)], header, signer=HQ_SIGNER)
    assert isinstance(refused_inside(inside), BundleTamperedError)


@pytest.mark.parametrize(
    "header",
    [
        replace(HEADER, sender="d_2"),
        replace(HEADER, kind=BundleKind.TO_OFFICE),
    ],
)
def test_a_device_speaks_only_for_itself_and_in_its_role(header):
    assert isinstance(refused_inside(crafted([stored(ending())], header)), BundleTamperedError)


def test_headquarters_does_not_pass_for_an_office():
    header = replace(HEADER, sender="d_hq")
    inside = crafted([stored(ending())], header, signer=HQ_SIGNER)
    assert isinstance(refused_inside(inside), BundleTamperedError)
    assert KNOWN[digest_of(HQ_SIGNER)].role == HEADQUARTERS


def edited(**changes):
    def change(data):
        return json.dumps(json.loads(data) | changes).encode()

    return change


@pytest.mark.parametrize(
    "change",
    [
        lambda _: b"",
        lambda _: b"[]",
        lambda _: b"{}",
        lambda data: data[:-1],
        lambda data: b"[" * 100_000 + data,
        lambda data: data[:-1] + b',"v":1}',
        lambda data: data.replace(b'"from":1', b'"from":NaN'),
        lambda data: data.replace(b'"from":1', b'"from":1e999'),
        lambda data: data.replace(b'"from":1', b'"from":' + b"9" * 5000),
        lambda data: data.replace(b'"from":1', b'"from":1.0'),
        lambda data: data.replace(b'"app":"0.1.0"', b'"app":"\\ud800"'),
        lambda data: data.replace(b'"app":"0.1.0"', b'"app":"\xff"'),
        edited(**{"from": 0}),
        edited(**{"from": None}),
        edited(**{"from": True}),
        edited(**{"class": "everything"}),
        edited(feed="../../etc"),
        edited(prev="short"),
        edited(kind="hq>hq"),
        edited(to="x"),
        edited(to=[1]),
        edited(roster=-1),
        edited(min_reader="1"),
        edited(bundle="1"),
        edited(bundle="Maria Quispe"),
        edited(bundle="00000000-0000-4000-8000-00000000000G"),
        edited(sender="d_"),
        edited(sender="d_1\n"),
        edited(sender="d_" + "1" * 40),
        edited(app=""),
        edited(app="0.1.0\n"),
        edited(app="x" * 65),
        edited(app="ficha de Núñez"),
        edited(wall="yesterday"),
        edited(wall="2026-11-23 15:00"),
        edited(clock="it was late"),
    ],
)
def test_headers_that_mean_nothing_or_two_things(change):
    inside = crafted([stored(ending())], change=change)
    assert isinstance(refused_inside(inside), BundleTamperedError)


def test_a_header_of_a_newer_format_asks_for_a_newer_program():
    newer = crafted([stored(ending())], change=edited(v=2, min_reader=2, unheard_of=[1]))
    error = refused_inside(newer)
    assert isinstance(error, BundleTooNewError)
    inbox = Inbox()
    parse(crafted([stored(ending())], change=edited(v=2, min_reader=1, unheard_of=[1])), inbox)
    assert inbox.committed == []


def test_a_header_beyond_the_limit():
    inside = PREAMBLE.pack(MAGIC, digest_of(OFFICE_SIGNER), MAX_HEADER + 1)
    assert isinstance(refused_inside(inside + bytes(100)), BundleTooLargeError)


def test_the_number_of_the_last_entry_must_fit_too():
    end = pack(RecordType.END, EndRecord(2, head_after([b"x"]), {2: 1}).to_bytes())
    error = refused_inside(crafted([stored(pack(2, b"x"), end)]))
    assert isinstance(error, BundleTamperedError)


def test_a_flag_that_is_neither_yes_nor_no():
    """Signed as it stands, so that only the rule itself refuses it."""
    data = HEADER.addressed_to((sealing.recipient_digest(HQ_RECIPIENT),)).to_bytes()
    frame = stored(ending())
    place = struct.pack(">QB", 0, 2)
    signed = b"CEMSEG1\0" + hashlib.sha256(data).digest() + place + hashlib.sha256(frame).digest()
    inside = crafted([]) + segments.SEGMENT_HEAD.pack(len(frame), 2) + frame
    error = refused_inside(inside + OFFICE_SIGNER.sign(signed))
    assert isinstance(error, BundleTamperedError)


@pytest.mark.parametrize("window", [24, 27])
def test_a_window_beyond_the_limit(window):
    descriptor = bytes([(window - 10) << 3])
    frame = b"\x28\xb5\x2f\xfd\xc0" + descriptor + struct.pack("<Q", 1) + b"\x09\0\0y"
    assert zstandard.ZstdDecompressor(max_window_size=2**28).decompress(frame) == b"y"
    error = refused_inside(crafted([frame, stored(ending())]))
    assert isinstance(error, BundleTooLargeError)


def test_a_record_that_runs_over_is_refused_even_if_the_end_agrees():
    end = pack(RecordType.END, EndRecord(1, head_after([b"abc"]), {2: 1}).to_bytes())
    error = refused_inside(crafted([stored(b"\2\0\0\0\5abc"), stored(end)]))
    assert isinstance(error, BundleTamperedError)
