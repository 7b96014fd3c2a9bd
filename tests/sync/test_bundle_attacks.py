"""Bundles that somebody tampered with: each is refused, and commits nothing."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import replace

import pytest
from bundle_world import (
    HEADER,
    OFFICE_SIGNER,
    OTHER_IDENTITY,
    STRANGER,
    Inbox,
    digest_of,
    opened,
    parse,
    projections,
    refused,
    refused_bundle,
    resealed,
    sender_of,
    write,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from cem_desktop.crypto import sealing
from cem_desktop.crypto.signing import SIGNATURE_SIZE
from cem_desktop.errors import (
    BundleError,
    BundleTamperedError,
    BundleTooLargeError,
    BundleTruncatedError,
    NotABundleError,
    UnknownSenderError,
    WrongRecipientError,
)
from cem_desktop.sync import segments
from cem_desktop.sync.bundle_parser import MAGIC, PREAMBLE
from cem_desktop.sync.records import Record

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
        write(
            projections(*(os.urandom(600_000) for _ in range(7))),
            replace(HEADER, bundle=HEADER.bundle[:-1] + "2"),
        )[0]
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


def test_a_segment_beyond_the_limit_is_refused_by_its_length():
    front, _ = pieces(BIG)
    inside = front + segments.SEGMENT_HEAD.pack(segments.MAX_FRAME + 1, 0)
    assert isinstance(refused(lambda inbox: parse(inside, inbox)), BundleTooLargeError)


def test_the_flag_of_the_last_segment_is_signed():
    front, found = pieces(BIG)
    early = bytearray(found[1])
    early[4] = 1
    inside = front + found[0] + bytes(early)
    assert isinstance(refused(lambda inbox: parse(inside, inbox)), BundleTamperedError)


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
