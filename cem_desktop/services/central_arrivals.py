"""What a bundle of headquarters brings to an office: collected, then applied in one unit.

Receipts and documents of trust are applied whatever became of the letters in the same bundle. Of
letters, those that continue the feed of headquarters are kept; where one is missing before them
(this store was put back to an earlier state) none is, and the next receipt asks for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cem_desktop.crypto import hash_chain
from cem_desktop.crypto.pseudonyms import PseudonymDomain, pseudonym
from cem_desktop.domain.destinations import HEADQUARTERS
from cem_desktop.errors import BundleForkError, BundleGapError, WrongRecipientError
from cem_desktop.services.context import Context
from cem_desktop.storage.case_store import CaseUnit
from cem_desktop.storage.incoming import IncomingFeed
from cem_desktop.storage.letters import IN, KeptLetter
from cem_desktop.sync.delivery import EndRecord
from cem_desktop.sync.feed import Continuation, FeedPosition
from cem_desktop.sync.header import BundleHeader, BundleKind, FeedClass
from cem_desktop.sync.letter import Letter
from cem_desktop.sync.receipt import Receipt
from cem_desktop.sync.records import Record, RecordType

_EPOCH = "letters.epoch"


@dataclass
class FromHeadquarters:
    """Collects what a bundle from headquarters brings; it is small."""

    header: BundleHeader | None = None
    receipts: list[bytes] = field(default_factory=list)
    documents: list[bytes] = field(default_factory=list)
    letters: list[bytes] = field(default_factory=list)
    forms: list[bytes] = field(default_factory=list)
    stated: EndRecord | None = None

    def begin(self, header: BundleHeader) -> FromHeadquarters:
        """Go on only with a bundle for an office, whose feed, if any, carries letters."""
        if header.kind is not BundleKind.TO_OFFICE:
            raise WrongRecipientError(kind=str(header.kind))
        if header.start is not None and header.start.feed_class is not FeedClass.OFFICIAL:
            raise WrongRecipientError(feed_class=str(header.start.feed_class))
        self.header = header
        return self

    def record(self, record_type: int, body: bytes, /) -> None:
        """Take one verified record; what an office has no use for is passed over."""
        taken = {
            RecordType.RECEIPT: self.receipts,
            RecordType.TRUST_DOCUMENT: self.documents,
            RecordType.LETTER: self.letters,
            RecordType.FORM: self.forms,
        }.get(RecordType(record_type))
        if taken is not None:
            taken.append(body)

    def end(self, end: EndRecord, /) -> None:
        """Remember how it ends; the caller applies everything once all of it has been read."""
        self.stated = end

    @property
    def count(self) -> int:
        """How many records it brought."""
        return sum(map(len, (self.receipts, self.documents, self.letters, self.forms)))


def take_letters(unit: CaseUnit, context: Context, arrived: FromHeadquarters) -> int:
    """Keep the letters of a bundle; return how many were news."""
    header, stated = arrived.header, arrived.stated
    if header is None or header.start is None or stated is None:
        return 0
    feed = header.start.feed
    known = unit.incoming.position(feed)
    position = FeedPosition(feed, known.seq, known.head.hex()) if known else None
    fresh: list[bytes] = []
    try:
        continuation = Continuation(
            position, header.start, head_at=lambda seq: _head_at(unit, feed, seq)
        )
        fresh = [body for body in arrived.letters if continuation.accept(hash_chain.item_id(body))]
        after = continuation.finish(stated)
    except (BundleGapError, BundleForkError) as error:
        _ask_again(unit, context, header, known, is_fork=isinstance(error, BundleForkError))
        return 0
    taken = _keep(unit, context, fresh)
    fork = known.fork if known else False
    moved = IncomingFeed(
        feed, header.sender, HEADQUARTERS, str(FeedClass.OFFICIAL), after.seq,
        bytes.fromhex(after.head), fork, context.stamp(),
    )  # fmt: skip
    unit.incoming.put(moved)
    if known is None or known.seq < after.seq:
        unit.incoming.add_head(feed, after.seq, moved.head)
    return taken


def letter_receipts(unit: CaseUnit, context: Context, roster: int) -> list[Record]:
    """Return this office's receipts for the feeds of headquarters, signed by its device."""
    epoch = int(str(unit.office.setting(_EPOCH) or 1))
    found = []
    for one in unit.incoming.all():
        if one.source == HEADQUARTERS:
            receipt = Receipt(
                epoch=epoch,
                position=FeedPosition(one.feed, one.seq, one.head.hex()),
                fork=one.fork,
                refused=(),
                roster=roster,
                issued=context.stamp(),
            )
            found.append(Record(RecordType.RECEIPT, receipt.sign(context.device.signer)))
    return found


def _ask_again(
    unit: CaseUnit,
    context: Context,
    header: BundleHeader,
    known: IncomingFeed | None,
    *,
    is_fork: bool,
) -> None:
    """Let the next receipt say, under a higher epoch, how far this store really has the feed."""
    assert header.start is not None
    before = int(str(unit.office.setting(_EPOCH) or 1))
    unit.office.set_setting(_EPOCH, max(before + 1, int(context.clock.now().timestamp())))
    feed = header.start.feed
    seq, head = (known.seq, known.head) if known else (0, bytes.fromhex(feed))
    fork = is_fork or (known.fork if known else False)
    unit.incoming.put(
        IncomingFeed(
            feed, header.sender, HEADQUARTERS, str(FeedClass.OFFICIAL), seq, head, fork,
            context.stamp(),
        )
    )  # fmt: skip
    context.note(unit, "letters_missing", feed, fork=is_fork)


def _keep(unit: CaseUnit, context: Context, bodies: list[bytes]) -> int:
    taken = 0
    records: Mapping[str, str] | None = None
    for body in bodies:
        letter = Letter.from_bytes(body)
        if letter.about is not None and records is None:
            records = _records_by_pseudonym(unit, context)
        about = (records or {}).get(letter.about or "")
        kept = KeptLetter(
            letter.id, IN, HEADQUARTERS, str(letter.kind), about, body, letter.at,
            f"{letter.author} · {letter.role}",
        )  # fmt: skip
        if unit.letters.add(kept):
            taken += 1
            context.note(unit, "letter_in", letter.id, kind=str(letter.kind))
    if taken:
        unit.touched |= {"letters"}
    return taken


def _records_by_pseudonym(unit: CaseUnit, context: Context) -> Mapping[str, str]:
    """Return the records of which official text left, by the pseudonym that headquarters has."""
    key = context.device.projection_key
    return {
        pseudonym(key, PseudonymDomain.RECORD, record): record
        for record in unit.officials.sent_records()
    }


def _head_at(unit: CaseUnit, feed: str, seq: int) -> str | None:
    head = unit.incoming.head_at(feed, seq)
    return head.hex() if head is not None else None
