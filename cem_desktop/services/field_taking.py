"""One bundle between an office and a laptop, taken in: receipts, trust, leases, revisions.

Everything is written in the unit that is handed in, and kept only if the whole bundle holds. What a
device that is not active brings beyond its cut goes into quarantine: kept and shown, never merged.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from cem_desktop.crypto import hash_chain
from cem_desktop.domain import strict_json
from cem_desktop.domain.destinations import OFFICE
from cem_desktop.domain.json_fields import text
from cem_desktop.domain.roles import WorkspaceKind
from cem_desktop.errors import BundleTamperedError, WrongRecipientError
from cem_desktop.services.attachment_road import AttachmentTaker, TakenAttachments
from cem_desktop.services.lease_locks import hear_instant
from cem_desktop.services.lending import CASE, fan_out_attachment
from cem_desktop.services.purging import hear_kept
from cem_desktop.services.road_front import hear_form
from cem_desktop.services.road_receipts import hear_receipt
from cem_desktop.services.taking_in import Taken, is_gone, read_signed, take_revisions
from cem_desktop.services.trust import keep_office_trust
from cem_desktop.storage.incoming import IncomingFeed
from cem_desktop.storage.quarantine import QuarantinedEntry
from cem_desktop.sync.feed import Continuation, FeedPosition
from cem_desktop.sync.header import BundleKind, FeedClass
from cem_desktop.sync.lease import LeaseEntry
from cem_desktop.sync.receipt import ReceiptAction, read_receipt
from cem_desktop.sync.records import FEED_ENTRIES, RecordType

if TYPE_CHECKING:
    from cem_desktop.services.context import Context
    from cem_desktop.services.leasing import Leasing
    from cem_desktop.storage.attachment_folder import AttachmentFolder
    from cem_desktop.storage.case_store import CaseUnit
    from cem_desktop.storage.records import SignedRevision
    from cem_desktop.sync.blobs import BlobBegin, BlobOff
    from cem_desktop.sync.delivery import EndRecord
    from cem_desktop.sync.header import BundleHeader
    from cem_desktop.sync.office_trust import OfficeTrust
    from cem_desktop.sync.sender import SenderKey

_BATCH: Final = 200
_BEYOND_CUT: Final = "beyond_cut"


@dataclass
class Delivered:
    """What a bundle of the other side brought.

    Attributes:
        device: Who sent it.
        taken: What became of its revisions.
        attachments: What became of its attachments.
        leases: How many acts on leases were news.
        acknowledged: Entries of ours that it newly acknowledged.
        waiting: Entries of ours that still wait.
        quarantined: Entries of a device that is not active, kept apart.
        begun_again: This store was behind itself; everything is sent anew under a new feed.
        alarm: The other side saw two histories under one feed of ours.
        entries: Entries in it.
        fresh: Entries that were news.
    """

    device: str = ""
    taken: Taken = field(default_factory=Taken)
    attachments: TakenAttachments = field(default_factory=TakenAttachments)
    leases: int = 0
    acknowledged: int = 0
    waiting: int = 0
    quarantined: int = 0
    begun_again: bool = False
    alarm: bool = False
    entries: int = 0
    fresh: int = 0

    @property
    def repeated(self) -> bool:
        """Say whether all of it was here already."""
        return self.entries > 0 and self.fresh == 0


class FieldSink:
    """Takes the records of one bundle within one unit of work."""

    def __init__(
        self,
        unit: CaseUnit,
        context: Context,
        leasing: Leasing,
        trust: OfficeTrust,
        folder: AttachmentFolder,
    ) -> None:
        """Take in with ``unit`` what the devices in ``trust`` send; attachments to ``folder``."""
        self._unit, self._context, self._leasing = unit, context, leasing
        self._trust = trust
        self._pending: list[SignedRevision] = []
        self._is_active = True
        self._is_at_office = context.kind is not WorkspaceKind.LAPTOP
        self._is_counted = False
        self._taker = AttachmentTaker(
            unit,
            unit.office,
            folder,
            context.stamp(),
            is_erased=lambda file: is_gone(unit, context, file),
            pass_on=self._pass_on,
        )
        self.is_behind = False
        """Whether a receipt has shown that the other side has something that this store dropped:
        it was put back to an earlier state, or purged what stood sealed in a kept bundle."""
        self.header: BundleHeader | None = None
        self.delivered = Delivered()

    def resolve(self, digest: bytes) -> SenderKey | None:
        """Find a sender; of one that is not active only entries count, up to its cut."""
        sender = self._trust.sender(digest)
        self._is_active = sender is None or sender.active
        return sender

    def begin(self, header: BundleHeader) -> FieldSink:
        """Check that the bundle is one for this place, and where it continues."""
        wanted = BundleKind.FROM_LAPTOP if self._is_at_office else BundleKind.TO_LAPTOP
        start = header.start
        if header.kind is not wanted or start is None or start.feed_class is not FeedClass.CASE:
            raise WrongRecipientError(kind=str(header.kind))
        self.header = header
        self.delivered.device = header.sender
        known = self._unit.incoming.position(start.feed)
        if known is not None and known.device != header.sender:
            raise BundleTamperedError(reason="feed of another device")
        self._known = known
        position = FeedPosition(start.feed, known.seq, known.head.hex()) if known else None
        self._continuation = Continuation(
            position, start, head_at=lambda seq: self._head_at(start.feed, seq)
        )
        self._place = FeedPosition(start.feed, start.first - 1, start.prev)
        self._reached = position or FeedPosition.beginning(start.feed)
        self._keep_position(start.feed)
        if not self._is_at_office:
            hear_instant(self._unit, header.wall, in_order=False)
        return self

    def record(self, record_type: int, body: bytes, /) -> None:
        """Take one verified record."""
        if record_type in FEED_ENTRIES:
            self._is_counted = self._entry(record_type, body)
        if self._taker.record(record_type, body, is_news=self._is_counted):
            return
        if not self._is_active:
            return
        if record_type == RecordType.RECEIPT:
            self._receipt(body)
        elif record_type == RecordType.TRUST_DOCUMENT:
            self._roster(body)
        elif record_type == RecordType.PERSON:
            self._person(body)
        elif record_type == RecordType.FORM:
            hear_form(self._unit, self._context, body)

    def held_back(self, seq: int, record_type: int, body: bytes, /) -> None:
        """Keep apart an entry of a device that is not active, beyond its cut."""
        self._unit.quarantine.add(
            QuarantinedEntry(
                self._place.feed,
                seq,
                self.delivered.device,
                record_type,
                body,
                self._context.stamp(),
                _BEYOND_CUT,
            )
        )
        self.delivered.entries += 1
        self.delivered.quarantined += 1
        self._unit.touched |= {"quarantine"}

    def end(self, end: EndRecord, /) -> None:
        """The caller commits only once the whole bundle has been read."""

    def finish(self, end: EndRecord) -> Delivered:
        """Write how far the feed is now, and what follows from all that came."""
        self._flush()
        if self.delivered.quarantined:
            for erased in self._unit.erasures.all():  # of these nothing is kept, not even apart
                self._unit.quarantine.empty(erased.file)
        self.delivered.attachments = self._taker.finish()
        self._continuation.finish(end)
        assert self.header is not None
        assert self.header.start is not None
        self._keep_position(self.header.start.feed)
        destination = self.header.sender if self._is_at_office else OFFICE
        mine = self._unit.feeds.find(destination, CASE)
        self.delivered.waiting = mine.waiting if mine else 0
        self._unit.touched |= {"feeds"}
        return self.delivered

    def _entry(self, record_type: int, body: bytes) -> bool:
        """Take an entry of the feed; say whether it is news that counts."""
        is_new = self._continuation.accept(hash_chain.item_id(body))
        self._place = self._place.after(hash_chain.item_id(body))
        self.delivered.entries += 1
        if not is_new:
            return False
        self._reached = self._place
        self._unit.incoming.add_head(
            self._place.feed, self._place.seq, bytes.fromhex(self._place.head)
        )
        self.delivered.fresh += 1
        if record_type == RecordType.REVISION:
            self._pending.append(read_signed(body))
            if len(self._pending) >= _BATCH:
                self._flush()
        elif record_type == RecordType.LEASE:
            self._flush()
            self._leasing.hear(self._unit, LeaseEntry.from_bytes(body), self.delivered.device)
            self.delivered.leases += 1
        return True

    def _pass_on(self, _entry: bytes, begin: BlobBegin | BlobOff) -> None:
        """Bring an attachment that is news to the other devices that hold its file."""
        self._flush()
        fan_out_attachment(self._unit, self._context, begin.id, self.delivered.device)

    def _flush(self) -> None:
        """Take in the revisions that wait, a few hundred at a time."""
        if not self._pending:
            return
        arrived, self._pending = self._pending, []
        opened = {one.content.file for one in arrived if one.content.record == one.content.file}
        known = self._unit.case_files.ids_among({one for one in opened if one})
        taken = take_revisions(
            self._unit, self._context, arrived, self._key_of, came_from=self.delivered.device
        )
        self.delivered.taken.add(taken)
        if self._is_at_office and self._is_active:
            for file in sorted((taken.files & opened) - known):
                self._leasing.adopt(self._unit, self.delivered.device, file)

    def _receipt(self, body: bytes) -> None:
        receipt = read_receipt(body, self._trust.receipt_keys(self.delivered.device))
        destination = self.delivered.device if self._is_at_office else OFFICE
        before = self._unit.feeds.find(destination, CASE)
        outcome = hear_receipt(self._unit, self._context, receipt, destination, CASE)
        self.is_behind |= outcome.action in {ReceiptAction.NEW_FEED, ReceiptAction.FORGOTTEN}
        after = self._unit.feeds.find(destination, CASE)
        if before is not None and after is not None and before.id == after.id:
            self.delivered.acknowledged += max(0, after.acked - before.acked)
        self.delivered.begun_again |= outcome.action is ReceiptAction.NEW_FEED
        self.delivered.alarm |= outcome.alarm
        if not self._is_at_office:
            hear_instant(self._unit, receipt.issued, in_order=False)
            self.is_behind |= hear_kept(self._unit, self._context, receipt)

    def _roster(self, body: bytes) -> None:
        """Believe a newer roster of the office."""
        if self._is_at_office:
            return
        believed = self._trust.with_brought(body)
        if believed is not self._trust:
            self._trust = believed
            keep_office_trust(self._unit, believed)

    def _person(self, body: bytes) -> None:
        try:
            document = strict_json.loads_object(body)
            identifier, login = text(document["id"]), text(document["login"], longest=64)
        except (ValueError, KeyError) as error:
            raise BundleTamperedError(reason="person") from error
        self._unit.office.put_person(identifier, login)

    def _key_of(self, device: str) -> bytes | None:
        """Return the key of the hub or of any device that the office has ever had on its roster."""
        if device == self._trust.roster.hub:
            return self._trust.hub_key
        if device == self._context.device.id:
            return self._context.device.signer.public_key
        known = self._trust.roster.device(device)
        return known.signing_key if known else None

    def _head_at(self, feed: str, seq: int) -> str | None:
        head = self._unit.incoming.head_at(feed, seq)
        return head.hex() if head else None

    def _keep_position(self, feed: str) -> None:
        reached = self._reached
        self._unit.incoming.put(
            IncomingFeed(
                feed=feed,
                device=self.delivered.device,
                source=self.delivered.device if self._is_at_office else OFFICE,
                kind=CASE,
                seq=reached.seq,
                head=bytes.fromhex(reached.head),
                fork=self._known.fork if self._known else False,
                updated=self._context.stamp(),
            )
        )
