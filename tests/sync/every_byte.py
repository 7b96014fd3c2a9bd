"""Every kind of bundle and document, harmed at every byte, and what its reader made of it.

``test_every_byte.py`` tries a part of it with the other tests, ``benchmarks/every_byte.py`` all.
"""

from __future__ import annotations

import hashlib
import io
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import combinations
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "vectors")]

import make_vectors as vectors  # noqa: E402
from bundle_world import (  # noqa: E402
    FEED,
    HEADER,
    HQ_IDENTITY,
    HQ_RECIPIENT,
    HQ_SIGNER,
    OFFICE_SIGNER,
    STRANGER,
    digest_of,
    opened,
    resealed,
    sender_of,
    write,
)
from trust_world import (  # noqa: E402
    HUB_KEY,
    LAPTOP_KEY,
    NOW,
    RECEIPT_KEY,
    ROOT_KEYS,
    ROSTER_KEY,
    office_roster,
    office_trust,
    root,
    roster,
    trusted,
)

from cem_desktop.crypto import hash_chain, sealing  # noqa: E402
from cem_desktop.crypto.guard import Guard  # noqa: E402
from cem_desktop.crypto.signing import SIGNATURE_SIZE, Verifier  # noqa: E402
from cem_desktop.crypto.vault import Vault, unlock  # noqa: E402
from cem_desktop.errors import CemError, StoreDamagedError  # noqa: E402
from cem_desktop.sync import segments  # noqa: E402
from cem_desktop.sync.blobs import CHUNK, BlobBegin, BlobReader, blob_records  # noqa: E402
from cem_desktop.sync.bundle import read_bundle  # noqa: E402
from cem_desktop.sync.bundle_parser import PREAMBLE, BundleParser  # noqa: E402
from cem_desktop.sync.delivery import EndRecord  # noqa: E402
from cem_desktop.sync.enrolment import (  # noqa: E402
    accept_answer,
    check_request_words,
    read_request,
    request_words,
)
from cem_desktop.sync.feed import Continuation, FeedPosition  # noqa: E402
from cem_desktop.sync.header import BundleHeader, BundleKind, FeedClass, FeedStart  # noqa: E402
from cem_desktop.sync.joining import accept_laptop_answer, write_laptop_answer  # noqa: E402
from cem_desktop.sync.lease import LeaseAct, LeaseEntry  # noqa: E402
from cem_desktop.sync.office_trust import hub_words  # noqa: E402
from cem_desktop.sync.receipt import Receipt, read_receipt  # noqa: E402
from cem_desktop.sync.records import FEED_ENTRIES, Record, RecordType  # noqa: E402
from cem_desktop.sync.sender import HEADQUARTERS, LAPTOP, OFFICE  # noqa: E402
from cem_desktop.sync.trusted_set import TrustedSet  # noqa: E402

BITS = 8


@dataclass
class Outcome:
    """What came of a row of tries.

    Attributes:
        tried: How many.
        accepted: How many were taken for something other than what was signed.
        same: How many were read as exactly what was signed: the change was in what means nothing.
        committed: Records that a reader kept.
    """

    tried: int = 0
    accepted: int = 0
    same: int = 0
    committed: int = 0
    places: list[int] = field(default_factory=list, repr=False)


class Importing:
    """Follows the feed, puts attachments together, and keeps nothing before the end."""

    def __init__(self) -> None:
        self.committed: list[Record] | None = None
        self._seen: list[Record] = []
        self._continuation: Continuation | None = None
        self._blobs = BlobReader()

    def begin(self, header: BundleHeader) -> Importing:
        self._continuation = Continuation(None, header.start) if header.start else None
        return self

    def record(self, kind: int, body: bytes, /) -> None:
        if kind in FEED_ENTRIES:
            assert self._continuation is not None
            self._continuation.accept(hash_chain.item_id(body))
        if kind == RecordType.BLOB_BEGIN:
            self._blobs.begin(body)
        elif kind == RecordType.BLOB_CHUNK:
            self._blobs.chunk(body)
        else:
            self._blobs.check_closed()
        self._seen.append(Record(kind, body))

    def end(self, end: EndRecord, /) -> None:
        self._blobs.check_closed()
        if self._continuation is not None:
            self._continuation.finish(end)
        self.committed = self._seen


# --- bundles ---------------------------------------------------------------------------------

KNOWN = {
    digest_of(OFFICE_SIGNER): sender_of(OFFICE_SIGNER, "d_1", OFFICE),
    digest_of(HQ_SIGNER): sender_of(HQ_SIGNER, "d_hq", HEADQUARTERS),
    digest_of(LAPTOP_KEY): sender_of(LAPTOP_KEY, "d_2", LAPTOP),
}
_DATA = b"\x89PNG of a kind\n" * 40


def begin_of(data: bytes) -> bytes:
    """Return the begin of an attachment with these bytes."""
    return BlobBegin(
        "00000000-0000-4000-8000-00000000000a", "00000000-0000-4000-8000-00000000000f", None,
        "Foto", "png", len(data), hashlib.sha256(data).hexdigest(), 1, NOW, "u-1",
    ).to_bytes()  # fmt: skip


_LEASE = LeaseEntry(
    "00000000-0000-4000-8000-00000000000b", LeaseAct.OUT, "00000000-0000-4000-8000-00000000000f",
    NOW, NOW, services=("social",),
).to_bytes()  # fmt: skip
_PACKED = vectors.REVISION.pack()
_REVISION = Record(RecordType.REVISION, OFFICE_SIGNER.sign(_PACKED) + _PACKED)
_RECEIPT = Receipt(
    7, FeedPosition(FEED, 0, FEED), fork=False, refused=(), roster=1, issued=NOW
).sign(RECEIPT_KEY)
_PICTURE = tuple(blob_records(begin_of(_DATA), _DATA))
_FRONT = (
    Record(RecordType.TRUST_DOCUMENT, office_trust().document),
    Record(RecordType.PERSON, b'{"id":"u-1","login":"rosa"}'),
    Record(RecordType.RECEIPT, _RECEIPT),
)
_CASE = (_REVISION, Record(RecordType.LEASE, _LEASE), *_PICTURE)
_PROJECTIONS = tuple(Record(RecordType.PROJECTION, body) for body in vectors.BODIES)
ALL: dict[str, tuple[BundleKind, FeedClass | None, Any, str, tuple[Record, ...]]] = {
    "office to headquarters, statistical": (
        BundleKind.TO_HEADQUARTERS, FeedClass.STATISTICAL, OFFICE_SIGNER, "d_1", _PROJECTIONS,
    ),
    "office to headquarters, official": (
        BundleKind.TO_HEADQUARTERS, FeedClass.OFFICIAL, OFFICE_SIGNER, "d_1",
        (Record(RecordType.OFFICIAL, b'{"v":1}'), Record(RecordType.LETTER, b'{"v":1}')),
    ),
    "headquarters to office, receipts": (
        BundleKind.TO_OFFICE, None, HQ_SIGNER, "d_hq",
        (Record(RecordType.RECEIPT, _RECEIPT), Record(RecordType.TRUST_DOCUMENT, b"{}")),
    ),
    "headquarters to office, official": (
        BundleKind.TO_OFFICE, FeedClass.OFFICIAL, HQ_SIGNER, "d_hq",
        (Record(RecordType.LETTER, b'{"v":1}'), Record(RecordType.FORM, b"{}")),
    ),
    "laptop to office, case": (
        BundleKind.FROM_LAPTOP, FeedClass.CASE, LAPTOP_KEY, "d_2", (*_FRONT[1:], *_CASE),
    ),
    "office to laptop, case": (
        BundleKind.TO_LAPTOP, FeedClass.CASE, OFFICE_SIGNER, "d_1", (*_FRONT, *_CASE),
    ),
    "office to laptop, identity": (
        BundleKind.TO_LAPTOP, FeedClass.IDENTITY, OFFICE_SIGNER, "d_1", (_REVISION, *_PICTURE),
    ),
    "office to office, case": (
        BundleKind.BETWEEN_OFFICES, FeedClass.CASE, OFFICE_SIGNER, "d_1",
        (*_CASE, Record(RecordType.LETTER, b'{"v":1}')),
    ),
    "office to office, identity": (
        BundleKind.BETWEEN_OFFICES, FeedClass.IDENTITY, OFFICE_SIGNER, "d_1", (_REVISION,),
    ),
}  # fmt: skip
BUNDLES = tuple(ALL)


def bundle(name: str, number: int = 1, *, padding: int = 0) -> bytes:
    """Return a sealed bundle of a kind; the same but for its UUID where ``number`` differs."""
    kind, feed_class, signer, device, content = ALL[name]
    start = FeedStart(FEED, feed_class, 1, FEED) if feed_class else None
    header = replace(
        HEADER, kind=kind, sender=device, start=start, bundle=f"{HEADER.bundle[:-1]}{number}"
    )
    more = [Record(0x90, bytes(padding))] * 3 if padding else []
    return write([*content, *more], header, signer)[0]


def read(sealed: bytes) -> list[Record] | None:
    """Import a bundle; return what was committed."""
    sink = Importing()
    read_bundle(io.BytesIO(sealed), [HQ_IDENTITY], KNOWN.get, sink.begin)
    return sink.committed


def parse(inside: bytes) -> list[Record] | None:
    """Import the inside of a bundle, as if a stranger had sealed it anew to its reader."""
    recipients = frozenset({sealing.recipient_digest(HQ_RECIPIENT)})
    sink = Importing()
    with BundleParser(recipients, KNOWN.get, sink.begin) as parser:
        parser.write(inside)
        parser.finish()
    return sink.committed


def pieces(inside: bytes) -> tuple[bytes, list[bytes]]:
    """Return what stands before the segments, and the segments."""
    position = PREAMBLE.size + PREAMBLE.unpack_from(inside)[2] + SIGNATURE_SIZE
    front, found = inside[:position], []
    while position < len(inside):
        size = segments.SEGMENT_HEAD.unpack_from(inside, position)[0]
        end = position + segments.SEGMENT_HEAD.size + size + SIGNATURE_SIZE
        found.append(inside[position:end])
        position = end
    return front, found


def reseal(inside: bytes) -> list[Record] | None:
    """Seal an inside anew, as a stranger can, and import it."""
    return read(resealed(inside))


def moved(inside: bytes, other: bytes) -> Iterator[bytes]:
    """Yield the inside with its segments dropped, repeated, reordered and spliced."""
    front, found = pieces(inside)
    theirs = pieces(other)[1]
    count = len(found)
    for number in range(count):
        yield front + b"".join(found[:number] + found[number + 1 :])
        yield front + b"".join([*found[:number], found[number], *found[number:]])
        for place in range(min(count, len(theirs))):
            yield front + b"".join([*found[:number], theirs[place], *found[number + 1 :]])
            yield front + b"".join([*found[:number], theirs[place], *found[number:]])
    for first, second in combinations(range(count), 2):
        swapped = [*found]
        swapped[first], swapped[second] = swapped[second], swapped[first]
        yield front + b"".join(swapped)
    yield front + b"".join(theirs)
    yield front + b"".join(found + theirs)
    yield pieces(other)[0] + b"".join(found)


def signed_by_a_stranger(name: str) -> Iterator[bytes]:
    """Yield insides that a stranger signed: all of it, and with the digest of an enrolled key."""
    kind, feed_class, signer, device, content = ALL[name]
    start = FeedStart(FEED, feed_class, 1, FEED) if feed_class else None
    header = replace(HEADER, kind=kind, sender=device, start=start)
    inside = opened(write(list(content), header, STRANGER)[0])
    yield inside
    yield inside[:8] + digest_of(signer) + inside[40:]


# --- documents -------------------------------------------------------------------------------


def _documents() -> Iterator[tuple[str, bytes, Callable[[bytes], Any]]]:
    keys = {one.key_id: one for one in (Verifier(RECEIPT_KEY.public_key),)}
    yield "receipt", _RECEIPT, lambda data: read_receipt(data, keys)
    yield "root, the first", root().sign(ROOT_KEYS[:2]), lambda data: TrustedSet.start(data).root
    second = root(2).sign(ROOT_KEYS[1:])
    yield "root, the next", second, lambda data: trusted().with_root(data).root
    listed = roster(2).sign([ROSTER_KEY])
    yield "roster", listed, lambda data: trusted().with_roster(data).roster
    own = office_roster(2).sign(HUB_KEY)
    yield "office roster", own, lambda data: office_trust().with_roster(data).roster
    request = _vector("request-success")
    words = " ".join(request_words(request))

    def asked(data: bytes) -> Any:
        check_request_words(data, words)
        return read_request(data)

    yield "request", request, asked
    answer = vectors.Vector.from_bytes(_file("answer-success"))

    def answered(data: bytes) -> Any:
        found = accept_answer(data, answer.known["words"], _vector(answer.known["request"]))
        return found.root, found.roster

    yield "answer of headquarters", answer.body, answered
    yield from _laptop()
    vault = vectors.Vector.from_bytes(_file("vault-success"))
    login, phrase = vault.known["login"], vault.known["passphrase"]

    def entered(data: bytes) -> Any:
        slot, found = unlock(Vault.from_bytes(data), login, phrase)
        return (
            slot.user,
            found.keys,
        )  # roles stand there to greet her; what she may do, in the store

    yield "vault.json", vault.body, entered
    guard = vectors.Vector.from_bytes(_file("guard-success"))
    key = bytes.fromhex(guard.known["key"])

    def guarded(data: bytes) -> Any:
        try:
            return Guard.from_bytes(data, key)
        except ValueError as error:
            raise StoreDamagedError(file="guard.json") from error

    yield "guard.json", guard.body, guarded


def _laptop() -> Iterator[tuple[str, bytes, Callable[[bytes], Any]]]:
    from test_joining import DOCUMENT  # its laptop stands on the office roster

    office = office_trust()
    answer = write_laptop_answer(DOCUMENT, office, trusted(), HUB_KEY)
    words = " ".join(hub_words(HUB_KEY.public_key))

    def joined(data: bytes) -> Any:
        found = accept_laptop_answer(data, words, DOCUMENT)
        known = found.headquarters
        return found.office.roster, known and (known.root, known.roster)

    yield "answer of an office to its laptop", answer, joined


def _file(name: str) -> bytes:
    return (HERE.parent / "vectors" / f"{name}.vector").read_bytes()


def _vector(name: str) -> bytes:
    return bytes(vectors.Vector.from_bytes(_file(name)).body)


DOCUMENTS = {name: (data, reader) for name, data, reader in _documents()}


# --- harm ------------------------------------------------------------------------------------


def cut(data: bytes, places: Iterable[int]) -> Iterator[tuple[int, bytes]]:
    """Yield the data cut off at each place."""
    for place in places:
        yield place, data[:place]


def flipped(data: bytes, places: Iterable[int], bits: int = 1) -> Iterator[tuple[int, bytes]]:
    """Yield the data with one bit of each place turned; all eight one by one where ``bits`` is 8."""
    for place in places:
        for bit in range(BITS) if bits == BITS else [place % BITS]:
            changed = bytearray(data)
            changed[place] ^= 1 << bit
            yield place, bytes(changed)


def attempt(
    outcome: Outcome, tries: Iterable[tuple[int, bytes]], reader: Callable[[bytes], Any], truth: Any
) -> Outcome:
    """Let a reader read each of the tries, and count what it made of them."""
    for place, data in tries:
        outcome.tried += 1
        try:
            found = reader(data)
        except CemError:
            continue
        if found == truth:
            outcome.same += 1
        else:
            outcome.accepted += 1
            outcome.places.append(place)
        if isinstance(found, list):
            outcome.committed += len(found)
    return outcome


def harm_bundle(name: str, step: int = 1) -> dict[str, Outcome]:
    """Harm a bundle of a kind in every way, at every ``step``-th byte."""
    sealed = bundle(name)
    inside = opened(sealed)
    assert read(sealed) == parse(inside) is not None
    several, other = (opened(bundle(name, number, padding=CHUNK)) for number in (3, 4))
    assert len(pieces(several)[1]) > 3
    outside, within = range(0, len(sealed), step), range(0, len(inside), step)
    sample = range(0, len(inside), step * 64)
    return {
        "cut off": attempt(Outcome(), cut(sealed, outside), read, None),
        "a bit turned": attempt(Outcome(), flipped(sealed, outside), read, None),
        "cut off inside": attempt(Outcome(), cut(inside, within), parse, None),
        "a bit turned inside": attempt(Outcome(), flipped(inside, within), parse, None),
        "inside, really sealed anew": attempt(Outcome(), flipped(inside, sample), reseal, None),
        "segments moved": attempt(Outcome(), enumerate(moved(several, other)), parse, None),
        "signed by a stranger": attempt(
            Outcome(), enumerate(signed_by_a_stranger(name)), parse, None
        ),
    }


def harm_document(name: str, step: int = 1) -> dict[str, Outcome]:
    """Harm a document at every ``step``-th byte, every bit of it."""
    data, reader = DOCUMENTS[name]
    truth = reader(data)
    places = range(0, len(data), step)
    return {
        "cut off": attempt(Outcome(), cut(data, places), reader, truth),
        "a bit turned": attempt(Outcome(), flipped(data, places, BITS), reader, truth),
    }
