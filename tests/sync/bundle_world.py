"""An office and a headquarters with real keys, and ways to tamper with what travels."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from cem_desktop.crypto import hash_chain, sealing
from cem_desktop.crypto.random_source import SeededRandom
from cem_desktop.crypto.signing import Signer
from cem_desktop.errors import CemError
from cem_desktop.sync.bundle import BundleSummary, read_bundle, write_bundle
from cem_desktop.sync.bundle_parser import BundleParser
from cem_desktop.sync.delivery import EndRecord
from cem_desktop.sync.header import BundleHeader, BundleKind, FeedClass, FeedStart
from cem_desktop.sync.records import Record, RecordType
from cem_desktop.sync.sender import HEADQUARTERS, OFFICE, SenderKey

FEED = "ab" * 16
OFFICE_SIGNER = Signer.generate(SeededRandom(b"office"))
HQ_SIGNER = Signer.generate(SeededRandom(b"headquarters"))
STRANGER = Signer.generate(SeededRandom(b"stranger"))
HQ_IDENTITY = "AGE-SECRET-KEY-1ZXZVV43Y47CVW6Q2CSL2NK85KFUZ400667S2492S56LTR2MM3J6SNR3QD2"
OTHER_IDENTITY = sealing.generate_identity()
HQ_RECIPIENT = sealing.recipient_of(HQ_IDENTITY)

HEADER = BundleHeader(
    kind=BundleKind.TO_HEADQUARTERS,
    bundle="00000000-0000-4000-8000-000000000001",
    sender="d_1",
    roster=1,
    root=1,
    app="0.1.0",
    wall="2026-11-23T15:00:00Z",
    start=FeedStart(FEED, FeedClass.STATISTICAL, 1, FEED),
)


def digest_of(signer: Signer) -> bytes:
    return hashlib.sha256(signer.public_key).digest()


def sender_of(signer: Signer, device: str = "d_1", role: str = OFFICE) -> SenderKey:
    return SenderKey(device, "office-7", role, signer.public_key)


KNOWN = {
    digest_of(OFFICE_SIGNER): sender_of(OFFICE_SIGNER),
    digest_of(HQ_SIGNER): sender_of(HQ_SIGNER, "d_hq", HEADQUARTERS),
}


@dataclass
class Inbox:
    """A sink that commits only when the end comes, as an import does."""

    header: BundleHeader | None = None
    seen: list[Record] = field(default_factory=list)
    committed: list[Record] | None = None
    stated: EndRecord | None = None

    def begin(self, header: BundleHeader) -> Inbox:
        self.header = header
        return self

    def record(self, record_type: int, body: bytes, /) -> None:
        self.seen.append(Record(record_type, body))

    def end(self, end: EndRecord, /) -> None:
        assert self.committed is None
        self.committed = list(self.seen)
        self.stated = end


def projections(*bodies: bytes) -> list[Record]:
    return [Record(RecordType.PROJECTION, body) for body in bodies]


def head_after(bodies: Iterable[bytes], feed: str = FEED) -> str:
    return hash_chain.extend(bytes.fromhex(feed), map(hash_chain.item_id, bodies)).hex()


def write(
    content: Iterable[Record],
    header: BundleHeader = HEADER,
    signer: Signer = OFFICE_SIGNER,
    recipients: Iterable[str] = (HQ_RECIPIENT,),
) -> tuple[bytes, BundleSummary]:
    target = io.BytesIO()
    summary = write_bundle(target, header, content, signer, list(recipients))
    return target.getvalue(), summary


def read(
    sealed: bytes,
    identity: str = HQ_IDENTITY,
    known: Callable[[bytes], SenderKey | None] = KNOWN.get,
) -> Inbox:
    inbox = Inbox()
    read_bundle(io.BytesIO(sealed), [identity], known, inbox.begin)
    return inbox


def refused(attempt: Callable[[Inbox], object]) -> CemError:
    """Return the error of an attempt that must fail and must commit nothing."""
    inbox = Inbox()
    try:
        attempt(inbox)
    except CemError as error:
        assert inbox.committed is None
        return error
    raise AssertionError("it was accepted")


def refused_bundle(
    sealed: bytes,
    identity: str = HQ_IDENTITY,
    known: Callable[[bytes], SenderKey | None] = KNOWN.get,
) -> CemError:
    return refused(lambda inbox: read_bundle(io.BytesIO(sealed), [identity], known, inbox.begin))


def opened(sealed: bytes, identity: str = HQ_IDENTITY) -> bytes:
    """Return the inside of a bundle, as its recipient may see it."""
    target = io.BytesIO()
    sealing.open_stream(io.BytesIO(sealed), target, [identity])
    return target.getvalue()


def resealed(inside: bytes, recipient: str = HQ_RECIPIENT) -> bytes:
    """Return an inside sealed anew, as anybody can who knows the recipient."""
    target = io.BytesIO()
    sealing.seal_stream(io.BytesIO(inside), target, [recipient])
    return target.getvalue()


def parse(inside: bytes, inbox: Inbox, *, step: int = 8192) -> EndRecord:
    """Push an inside into the parser, as age does."""
    recipients = frozenset({sealing.recipient_digest(HQ_RECIPIENT)})
    with BundleParser(recipients, KNOWN.get, inbox.begin) as parser:
        for position in range(0, len(inside), step):
            parser.write(inside[position : position + step])
        return parser.finish()


def with_start(first: int, prev: str, feed: str = FEED) -> BundleHeader:
    return replace(HEADER, start=FeedStart(feed, FeedClass.STATISTICAL, first, prev))
