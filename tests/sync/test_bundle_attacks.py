"""Bundles that somebody tampered with: each is refused, and commits nothing."""

from __future__ import annotations

import hashlib
import io
import json
import os
import struct
from collections import Counter
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
    OTHER_IDENTITY,
    STRANGER,
    Inbox,
    digest_of,
    head_after,
    opened,
    parse,
    projections,
    read,
    refused,
    refused_bundle,
    resealed,
    sender_of,
    with_start,
    write,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from cem_desktop.crypto import sealing
from cem_desktop.crypto.signing import SIGNATURE_SIZE, pae
from cem_desktop.errors import (
    BundleError,
    BundleTamperedError,
    BundleTooLargeError,
    BundleTooNewError,
    BundleTruncatedError,
    NotABundleError,
    UnknownSenderError,
    WrongRecipientError,
)
from cem_desktop.sync import records, segments
from cem_desktop.sync.bundle import verify_bundle
from cem_desktop.sync.bundle_parser import MAGIC, PREAMBLE
from cem_desktop.sync.delivery import EndRecord
from cem_desktop.sync.header import HEADER_TYPE, MAX_HEADER, BundleKind
from cem_desktop.sync.records import Record, RecordType, pack
from cem_desktop.sync.sender import HEADQUARTERS, Cut

SMALL, _ = write(projections(b'{"a":1}', b'{"b":2}'))


# --- by somebody without any key -------------------------------------------------------------


def test_every_truncation_is_refused():
    kinds = Counter(type(refused_bundle(SMALL[:end])).__name__ for end in range(len(SMALL)))
    assert set(kinds) <= {"BundleTruncatedError", "WrongRecipientError"}
    assert kinds["BundleTruncatedError"] > 0.99 * len(SMALL)


def test_every_changed_byte_is_refused():
    kinds: Counter[str] = Counter()
    for position in range(len(SMALL)):
        changed = bytearray(SMALL)
        changed[position] ^= 1 << (position % 8)
        kinds[type(refused_bundle(bytes(changed))).__name__] += 1
    assert set(kinds) <= {
        "BundleTamperedError", "WrongRecipientError", "NotABundleError", "BundleTruncatedError",
    }  # fmt: skip
    assert kinds["BundleTamperedError"] > 0.95 * len(SMALL)


@pytest.mark.parametrize("tail", [b"\0", b"x" * 64, SMALL])
def test_anything_after_the_end_is_refused(tail):
    assert isinstance(refused_bundle(SMALL + tail), BundleError)


@pytest.mark.parametrize("data", [b"", b"hello", b"%PDF-1.7" + bytes(500), b"PK\3\4" + bytes(99)])
def test_other_files_are_told_apart(data):
    error = refused_bundle(data)
    assert isinstance(error, BundleTruncatedError if not data else NotABundleError)


@given(st.binary(max_size=400))
def test_any_bytes_after_the_magic_are_refused(tail):
    assert isinstance(refused_bundle(sealing.AGE_MAGIC + tail), BundleError)


# --- by somebody who knows headquarters' recipient but holds no enrolled key ---------------------


def test_every_inner_change_is_refused():
    """As if sealed anew by a stranger: the parser alone must refuse it (of padding, each 7th byte)."""
    inside = opened(SMALL)
    meaningful = len(inside) - inside[::-1].index(b'"counts"'[::-1])
    positions = [*range(800), *range(800, len(inside), 7), *range(meaningful, len(inside))]
    for position in positions:
        changed = bytearray(inside)
        changed[position] ^= 1 << (position % 8)
        assert isinstance(
            refused(lambda inbox, changed=changed: parse(bytes(changed), inbox)), BundleError
        )


def test_every_inner_change_of_a_content_segment_delivers_nothing():
    inside = opened(SMALL)
    header_size = PREAMBLE.unpack_from(inside)[2]
    begin = PREAMBLE.size + header_size + SIGNATURE_SIZE
    size = segments.SEGMENT_HEAD.unpack_from(inside, begin)[0]
    for position in range(begin + 4, begin + segments.SEGMENT_HEAD.size + size + SIGNATURE_SIZE):
        changed = bytearray(inside)
        changed[position] ^= 1
        inbox = Inbox()
        with pytest.raises(BundleTamperedError):
            parse(bytes(changed), inbox)
        assert inbox.seen == []


@settings(max_examples=60)
@given(st.integers(0, 16383), st.integers(0, 7))
def test_inner_changes_sealed_anew(position, bit):
    inside = bytearray(opened(SMALL))
    inside[position] ^= 1 << bit
    assert isinstance(refused_bundle(resealed(bytes(inside))), BundleError)


def test_every_inner_truncation_sealed_anew():
    inside = opened(SMALL)
    for end in [*range(1200), *range(1200, len(inside), 37), len(inside) - 1]:
        error = refused(lambda inbox, end=end: parse(inside[:end], inbox))
        assert isinstance(error, BundleTruncatedError)


def test_inner_bytes_after_the_end():
    error = refused_bundle(resealed(opened(SMALL) + b"x"))
    assert isinstance(error, BundleTamperedError)


def test_an_age_file_with_something_else_inside():
    assert isinstance(refused_bundle(resealed(b"a letter " * 20)), NotABundleError)


def test_a_stranger_signs_a_perfect_bundle():
    sealed, _ = write(projections(b"x"), signer=STRANGER)
    error = refused_bundle(sealed)
    assert isinstance(error, UnknownSenderError)
    assert error.details["key"] == digest_of(STRANGER).hex()


def test_a_stranger_claims_an_enrolled_key():
    inside = opened(write(projections(b"x"), signer=STRANGER)[0])
    claimed = inside[: len(MAGIC)] + digest_of(OFFICE_SIGNER) + inside[len(MAGIC) + 32 :]
    assert isinstance(refused_bundle(resealed(claimed)), BundleTamperedError)


def test_a_roster_that_answers_with_another_key_is_not_believed():
    known = {digest_of(STRANGER): sender_of(OFFICE_SIGNER)}
    sealed, _ = write(projections(b"x"), signer=STRANGER)
    assert isinstance(refused_bundle(sealed, known=known.get), UnknownSenderError)


def test_the_header_of_a_stranger_is_never_parsed():
    """Garbage in the header's place is an unknown sender, not a broken header."""
    inside = PREAMBLE.pack(MAGIC, digest_of(STRANGER), 30) + b"[" * 30 + bytes(64)
    assert isinstance(refused(lambda inbox: parse(inside, inbox)), UnknownSenderError)


def test_a_bundle_for_somebody_else_sealed_anew_to_this_reader():
    other = sealing.recipient_of(OTHER_IDENTITY)
    sealed, _ = write(projections(b"x"), recipients=[other])
    assert isinstance(refused_bundle(sealed), WrongRecipientError)
    forwarded = resealed(opened(sealed, OTHER_IDENTITY))
    assert isinstance(refused_bundle(forwarded), WrongRecipientError)


# --- segments: moved, dropped, repeated, brought from elsewhere --------------------------------


def pieces(inside):
    """Return what stands before the segments, and the segments."""
    position = PREAMBLE.size + PREAMBLE.unpack_from(inside)[2] + SIGNATURE_SIZE
    front, found = inside[:position], []
    while position < len(inside):
        size = segments.SEGMENT_HEAD.unpack_from(inside, position)[0]
        end = position + segments.SEGMENT_HEAD.size + size + SIGNATURE_SIZE
        found.append(inside[position:end])
        position = end
    return front, found


BIG = opened(write(projections(*(os.urandom(600_000) for _ in range(7))))[0])


def test_the_pieces_make_the_whole():
    front, found = pieces(BIG)
    assert len(found) >= 5
    parse(front + b"".join(found), Inbox())


@pytest.mark.parametrize(
    "change",
    [
        lambda s: [s[1], s[0], *s[2:]],
        lambda s: [s[0], s[2], s[1], *s[3:]],
        lambda s: [*s[:-2], s[-1], s[-2]],
        lambda s: s[1:],
        lambda s: [s[0], *s[2:]],
        lambda s: [*s[:-2], s[-1]],
        lambda s: s[:-1],
        lambda s: [s[0], s[0], *s[1:]],
        lambda s: [*s, s[-1]],
        lambda s: [s[-1]],
        lambda _: [],
        lambda s: s + s,
    ],
)
def test_segments_cannot_be_moved_dropped_or_repeated(change):
    front, found = pieces(BIG)
    inside = front + b"".join(change(found))
    assert isinstance(
        refused(lambda inbox: parse(inside, inbox)), (BundleTamperedError, BundleTruncatedError)
    )


def test_segments_of_another_bundle_of_the_same_sender_do_not_fit():
    other = opened(
        write(projections(*(os.urandom(600_000) for _ in range(7))), replace(HEADER, bundle="2"))[0]
    )
    front, found = pieces(BIG)
    for place in range(len(found)):
        spliced = [*found]
        spliced[place] = pieces(other)[1][place]
        error = refused(lambda inbox, s=spliced: parse(front + b"".join(s), inbox))
        assert isinstance(error, BundleTamperedError)
    assert isinstance(
        refused(lambda inbox: parse(front + b"".join(pieces(other)[1]), inbox)),
        BundleTamperedError,
    )


def test_the_flag_of_the_last_segment_is_signed():
    front, found = pieces(BIG)
    early = bytearray(found[1])
    early[4] = 1
    inside = front + found[0] + bytes(early)
    assert isinstance(refused(lambda inbox: parse(inside, inbox)), BundleTamperedError)


# --- by an enrolled device that went mad (or was broken into) ----------------------------------


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


@pytest.mark.parametrize("kind", [0x0A, 0x10, 0x7E])
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


def test_a_segment_beyond_the_limit_is_refused_by_its_length():
    front, _ = pieces(BIG)
    inside = front + segments.SEGMENT_HEAD.pack(segments.MAX_FRAME + 1, 0)
    assert isinstance(refused_inside(inside), BundleTooLargeError)


# --- a retired or stolen device ------------------------------------------------------------------

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


def test_a_sink_that_looks_early_sees_only_verified_records():
    """The second segment is changed: the first was delivered, nothing was committed."""
    front, found = pieces(BIG)
    changed = bytearray(found[1])
    changed[50] ^= 1
    inbox = Inbox()
    with pytest.raises(BundleTamperedError):
        parse(front + found[0] + bytes(changed) + b"".join(found[2:]), inbox)
    assert inbox.committed is None
    assert len(inbox.seen) in (0, 2)
    assert all(isinstance(record, Record) for record in inbox.seen)
