"""The office's side of the road: bundles to headquarters, and what comes back.

Nothing counts as sent because it was exported; only a signed receipt moves the acknowledgement.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from pathlib import Path

from cem_desktop import __version__
from cem_desktop.domain.roles import CARRY
from cem_desktop.errors import NotEnrolledError, WrongRecipientError
from cem_desktop.services.bundle_writing import FeedSource, Tell, WrittenBundle, write_feed
from cem_desktop.services.context import Context
from cem_desktop.services.device_keys import age_identities
from cem_desktop.services.feeding import STATISTICAL, TO_HEADQUARTERS, begin_again
from cem_desktop.services.guarding import Guarding
from cem_desktop.services.reprojecting import Reprojecting
from cem_desktop.services.trust import find_trust, keep_trust, load_trust
from cem_desktop.storage import bundle_files
from cem_desktop.storage.case_store import CaseUnit
from cem_desktop.storage.feeds import Feed
from cem_desktop.storage.office import Journey
from cem_desktop.sync.bundle import read_bundle
from cem_desktop.sync.bundle_room import FILE_LIMIT
from cem_desktop.sync.delivery import EndRecord
from cem_desktop.sync.header import BundleHeader, BundleKind, FeedStart
from cem_desktop.sync.receipt import (
    FeedState,
    Receipt,
    ReceiptAction,
    ReceiptOutcome,
    apply_receipt,
    read_receipt,
)
from cem_desktop.sync.records import RecordType
from cem_desktop.sync.trusted_set import TrustedSet

_JOURNEYS_SHOWN = 50
_LAST_RECEIPT = "receipt.last"


@dataclass(frozen=True)
class SyncStatus:
    """What the office's sync page shows.

    Attributes:
        enrolled: Headquarters is known and believed.
        waiting: Entries that no receipt has covered.
        acknowledged: Entries that headquarters has.
        last_receipt: Instant of the last receipt, None before the first.
        roster_issued: When the roster was issued, None before enrolment.
        roster_stale: It is time to ask headquarters for news; nothing is blocked by it.
        journeys: The last bundles that left or arrived, the newest first.
    """

    enrolled: bool
    waiting: int
    acknowledged: int
    last_receipt: str | None
    roster_issued: str | None
    roster_stale: bool
    journeys: tuple[Journey, ...]


@dataclass(frozen=True)
class Exported:
    """What was written: one file, or several where one would be too large.

    Attributes:
        paths: The files, in the order in which they continue each other.
        records: How many entries they carry; 0 is a signed zero.
        size: Their bytes.
        kept: How many of them were there from an export that was stopped.
    """

    paths: tuple[Path, ...]
    records: int
    size: int
    kept: int = 0

    @property
    def path(self) -> Path:
        """Return the first file."""
        return self.paths[0]


@dataclass(frozen=True)
class Received:
    """What a bundle from headquarters brought.

    Attributes:
        acknowledged: Entries that it newly acknowledged.
        waiting: Entries that still wait.
        roster: The roster's version after it.
        begun_again: This store was behind itself; everything is sent anew under a new feed.
        alarm: Headquarters saw two histories: tell the coordinator.
    """

    acknowledged: int
    waiting: int
    roster: int
    begun_again: bool
    alarm: bool


class SyncOut:
    """Bundles of this office."""

    def __init__(self, context: Context, guarding: Guarding) -> None:
        """Send for the device of ``context``, whose guard learns of what left."""
        self._context = context
        self._guarding = guarding

    def status(self) -> SyncStatus:
        """Return what waits, what arrived, and how old the roster is."""
        with self._context.store.read() as unit:
            trusted = find_trust(unit)
            feed = unit.feeds.find(TO_HEADQUARTERS, STATISTICAL)
            return SyncStatus(
                enrolled=trusted is not None,
                waiting=feed.waiting if feed else 0,
                acknowledged=feed.acked if feed else 0,
                last_receipt=unit.office.setting(_LAST_RECEIPT),
                roster_issued=trusted.roster.issued if trusted and trusted.roster else None,
                roster_stale=bool(trusted and trusted.is_stale(self._context.clock.now())),
                journeys=unit.office.journeys(_JOURNEYS_SHOWN),
            )

    def export(
        self, folder: Path, progress: Tell | None = None, *, limit: int = FILE_LIMIT
    ) -> Exported:
        """Seal all that waits into bundles in ``folder``; without anything it is a signed zero.

        Args:
            folder: A stick or shared folder.
            progress: Told entries written and entries in all; may raise to stop. Files that stand
                verified by then stay, and the next export goes on behind them.
            limit: The most bytes of a file; what needs more is split.

        Raises:
            NotEnrolledError: Headquarters is not known yet.
            NotPermittedError: The user's roles carry no bundles.
            DiskFullError: No room; nothing is left behind.
            FolderNotWritableError: The folder refuses.
        """
        self._context.require(CARRY, "export", "")
        Reprojecting(self._context).run(progress)
        with self._context.store.read() as unit:
            trusted = load_trust(unit)
            feed = unit.feeds.current(TO_HEADQUARTERS, STATISTICAL)
            source = FeedSource(
                unit,
                feed,
                tuple(one.age_case for one in trusted.headquarters()),
                lambda start: self._header(trusted, start),
            )
            files = write_feed(
                self._context,
                folder,
                source,
                lambda one: self._keep_journey(feed, one),
                progress,
                limit=limit,
            )
        self._guarding.renew()
        return Exported(
            tuple(one.path for one in files),
            sum(one.entries for one in files),
            sum(one.size for one in files),
            sum(one.was_there for one in files),
        )

    def receive(self, path: Path) -> Received:
        """Take in a bundle from headquarters: receipts, root, roster; all of it or nothing.

        Raises:
            NotEnrolledError: Headquarters is not known yet.
            BundleError: It was refused whole.
            TrustError: A receipt or document in it cannot be believed.
            NotPermittedError: The user's roles carry no bundles.
        """
        self._context.require(CARRY, "receive", "")
        with self._context.store.read() as unit:
            trusted = load_trust(unit)
            identities = age_identities(unit)
        sink = _FromHeadquarters()
        with bundle_files.open_bundle_file(path) as source:
            read_bundle(source, identities, trusted.sender, sink.begin)
            size = source.tell()
        with self._context.store.write() as unit:
            received = self._apply(unit, sink)
            self._note_arrival(unit, sink, path.name, size)
        return received

    def _apply(self, unit: CaseUnit, sink: _FromHeadquarters) -> Received:
        """Apply what a whole, verified bundle brought."""
        trusted = load_trust(unit).with_documents(sink.documents)
        keep_trust(unit, trusted)
        before = unit.feeds.current(TO_HEADQUARTERS, STATISTICAL)
        begun_again = alarm = False
        for document in sink.receipts:
            receipt = read_receipt(
                document, trusted.receipt_keys(), threshold=trusted.receipt_threshold
            )
            outcome = self._apply_receipt(unit, receipt)
            begun_again |= outcome.action is ReceiptAction.NEW_FEED
            alarm |= outcome.alarm
        feed = unit.feeds.current(TO_HEADQUARTERS, STATISTICAL)
        acknowledged = feed.acked - before.acked if feed.id == before.id else 0
        roster = trusted.roster.version if trusted.roster else 0
        unit.touched |= {"feeds"}
        return Received(max(0, acknowledged), feed.waiting, roster, begun_again, alarm)

    def _apply_receipt(self, unit: CaseUnit, receipt: Receipt) -> ReceiptOutcome:
        """Apply one verified receipt to the living feed."""
        feed = unit.feeds.current(TO_HEADQUARTERS, STATISTICAL)
        own = FeedState(
            feed=feed.id,
            length=feed.length,
            acked=feed.acked,
            epoch=feed.epoch,
            head_at=lambda seq: (unit.feeds.head_at(feed, seq) or b"").hex(),
        )
        outcome = apply_receipt(own, receipt)
        if outcome.action is ReceiptAction.NEW_FEED:
            begin_again(unit, self._context)
        elif outcome.action is not ReceiptAction.IGNORED:
            unit.feeds.acknowledge(feed, outcome.acked, outcome.epoch)
            unit.office.set_setting(_LAST_RECEIPT, receipt.issued)
        self._context.note(unit, "receipt", receipt.position.feed, outcome=str(outcome.action))
        return outcome

    def _header(self, trusted: TrustedSet, start: FeedStart) -> BundleHeader:
        """Return the header of a bundle that begins there."""
        if trusted.roster is None:
            raise NotEnrolledError
        return BundleHeader(
            kind=BundleKind.TO_HEADQUARTERS,
            bundle=str(uuid.uuid4()),
            sender=self._context.device.id,
            roster=trusted.roster.version,
            root=trusted.root.version,
            app=__version__,
            wall=self._context.stamp(),
            clock=self._context.trust_in_clock(),
            start=start,
        )

    def _keep_journey(self, feed: Feed, written: WrittenBundle) -> None:
        journey = Journey(
            bundle=written.bundle,
            direction="out",
            kind=STATISTICAL,
            file=written.path.name,
            at=self._context.stamp(),
            feed=feed.id,
            first_seq=written.first,
            last_seq=written.last,
            records=written.entries,
            size=written.size,
        )
        with self._context.store.write() as unit:
            unit.office.add_journey(journey)
            self._context.note(unit, "export", written.bundle, records=written.entries)
            unit.touched |= {"feeds"}

    def _note_arrival(self, unit: CaseUnit, sink: _FromHeadquarters, name: str, size: int) -> None:
        header = sink.header
        if header is None:
            return
        journey = Journey(
            bundle=header.bundle,
            direction="in",
            kind=str(header.kind),
            file=name,
            at=self._context.stamp(),
            feed=None,
            first_seq=0,
            last_seq=0,
            records=len(sink.receipts) + len(sink.documents),
            size=size,
        )
        unit.office.add_journey(journey)
        self._context.note(unit, "import", header.bundle, receipts=len(sink.receipts))


@dataclass
class _FromHeadquarters:
    """Collects what a bundle from headquarters brings; it is small."""

    header: BundleHeader | None = None
    receipts: list[bytes] = field(default_factory=list)
    documents: list[bytes] = field(default_factory=list)

    def begin(self, header: BundleHeader) -> _FromHeadquarters:
        if header.kind is not BundleKind.TO_OFFICE:
            raise WrongRecipientError(kind=str(header.kind))
        self.header = header
        return self

    def record(self, record_type: int, body: bytes, /) -> None:
        if record_type == RecordType.RECEIPT:
            self.receipts.append(body)
        elif record_type == RecordType.TRUST_DOCUMENT:
            self.documents.append(body)

    def end(self, end: EndRecord, /) -> None:
        """The caller applies everything once the whole bundle has been read."""
