"""The office's side of the road: bundles to headquarters, and what comes back.

Nothing counts as sent because it was exported; only a signed receipt moves the acknowledgement.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from cem_desktop.domain.roles import CARRY
from cem_desktop.services.bundle_writing import (
    FeedSource,
    Tell,
    WrittenBundle,
    header_under,
    journey_out,
    write_feed,
)
from cem_desktop.services.central_arrivals import (
    FromHeadquarters,
    letter_receipts,
    take_letters,
)
from cem_desktop.services.central_road import (
    begin_role_feeds_again,
    feeds_to_headquarters,
    role_feeds,
)
from cem_desktop.services.context import Context
from cem_desktop.services.device_keys import age_identities
from cem_desktop.services.feeding import STATISTICAL, TO_HEADQUARTERS, begin_again, own_state
from cem_desktop.services.form_overlay import lay_over, take_forms
from cem_desktop.services.guarding import Guarding
from cem_desktop.services.recording import catch_up
from cem_desktop.services.reprojecting import Reprojecting
from cem_desktop.services.trust import find_trust, is_enrolled, keep_trust, load_trust
from cem_desktop.storage import bundle_files
from cem_desktop.storage.case_store import CaseUnit
from cem_desktop.storage.feeds import Feed
from cem_desktop.storage.office import Journey
from cem_desktop.sync.bundle import read_bundle
from cem_desktop.sync.bundle_room import FILE_LIMIT
from cem_desktop.sync.header import BundleKind
from cem_desktop.sync.receipt import (
    Receipt,
    ReceiptAction,
    ReceiptOutcome,
    apply_receipt,
    read_receipt,
)
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
        paths: The files, in the order in which they continue each other; those with text that is
            addressed to a role at headquarters stand at the end.
        records: How many entries they carry; 0 is a signed zero.
        size: Their bytes.
        kept: How many of them were there from an export that was stopped.
        official: Those of the files with text that is addressed to a role.
    """

    paths: tuple[Path, ...]
    records: int
    size: int
    kept: int = 0
    official: tuple[Path, ...] = ()

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
        letters: Letters that were news.
        forms: Versions of fichas that were news, as ``form@version``.
    """

    acknowledged: int
    waiting: int
    roster: int
    begun_again: bool
    alarm: bool
    letters: int = 0
    forms: tuple[str, ...] = ()


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
            feeds = feeds_to_headquarters(unit)
            return SyncStatus(
                enrolled=is_enrolled(trusted, self._context.device.id),
                waiting=sum(feed.waiting for feed in feeds),
                acknowledged=sum(feed.acked for feed in feeds),
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
            roster = trusted.roster.version if trusted.roster else 0
            source = FeedSource(
                unit,
                feed,
                tuple(one.age_case for one in trusted.headquarters()),
                partial(header_under, trusted, self._context, BundleKind.TO_HEADQUARTERS),
                front=lambda: iter(letter_receipts(unit, self._context, roster)),
            )
            files = write_feed(
                self._context,
                folder,
                source,
                lambda one: self._keep_journey(feed, one),
                progress,
                limit=limit,
            )
            official = self._write_official(unit, trusted, folder, limit)
        self._guarding.renew()
        written = (*files, *official)
        return Exported(
            tuple(one.path for one in written),
            sum(one.entries for one in files),
            sum(one.size for one in written),
            sum(one.was_there for one in written),
            tuple(one.path for one in official),
        )

    def _write_official(
        self, unit: CaseUnit, trusted: TrustedSet, folder: Path, limit: int
    ) -> tuple[WrittenBundle, ...]:
        """Write what waits for each role, sealed to this role; one without a key waits on."""
        written: list[WrittenBundle] = []
        for role, feed in role_feeds(unit).items():
            recipient = trusted.roster.role_recipient(role) if trusted.roster else None
            if recipient is None or not feed.waiting:
                continue
            source = FeedSource(
                unit,
                feed,
                (recipient,),
                partial(header_under, trusted, self._context, BundleKind.TO_HEADQUARTERS),
            )
            keep = partial(self._keep_journey, feed)
            written += write_feed(self._context, folder, source, keep, limit=limit)
        return tuple(written)

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
        sink = FromHeadquarters()
        with bundle_files.open_bundle_file(path) as source:
            read_bundle(source, identities, trusted.sender, sink.begin)
            size = source.tell()
        with self._context.store.write() as unit:
            received = self._apply(unit, sink)
            self._note_arrival(unit, sink, path.name, size)
        return received

    def _apply(self, unit: CaseUnit, sink: FromHeadquarters) -> Received:
        """Apply what a whole, verified bundle brought."""
        trusted = load_trust(unit).with_documents(sink.documents)
        keep_trust(unit, trusted)
        before = {one.id: one.acked for one in feeds_to_headquarters(unit)}
        begun_again = alarm = False
        for document in sink.receipts:
            receipt = read_receipt(
                document, trusted.receipt_keys(), threshold=trusted.receipt_threshold
            )
            outcome = self._apply_receipt(unit, receipt)
            begun_again |= outcome.action is ReceiptAction.NEW_FEED
            alarm |= outcome.alarm
        letters = take_letters(unit, self._context, sink)
        forms = take_forms(unit, self._context, trusted, sink.forms)
        if forms:
            lay_over(unit, self._context.library)
            catch_up(unit, self._context)
        feeds = feeds_to_headquarters(unit)
        acknowledged = sum(max(0, one.acked - before.get(one.id, one.acked)) for one in feeds)
        waiting = sum(one.waiting for one in feeds)
        roster = trusted.roster.version if trusted.roster else 0
        unit.touched |= {"feeds"}
        return Received(acknowledged, waiting, roster, begun_again, alarm, letters, forms)

    def _apply_receipt(self, unit: CaseUnit, receipt: Receipt) -> ReceiptOutcome:
        """Apply one verified receipt to the living feed that it speaks of."""
        feeds = feeds_to_headquarters(unit)
        feed = next((one for one in feeds if one.id == receipt.position.feed), feeds[0])
        outcome = apply_receipt(own_state(unit, feed), receipt)
        if outcome.action is ReceiptAction.NEW_FEED:
            self._begin_again(unit, feed)
        elif outcome.action is not ReceiptAction.IGNORED:
            unit.feeds.acknowledge(feed, outcome.acked, outcome.epoch)
            unit.office.set_setting(_LAST_RECEIPT, receipt.issued)
        self._context.note(unit, "receipt", receipt.position.feed, outcome=str(outcome.action))
        return outcome

    def _begin_again(self, unit: CaseUnit, feed: Feed) -> None:
        if feed.kind == STATISTICAL:
            begin_again(unit, self._context)
        else:
            begin_role_feeds_again(unit, self._context.stamp())

    def _keep_journey(self, feed: Feed, written: WrittenBundle) -> None:
        journey = journey_out(self._context, feed.kind, feed, written)
        with self._context.store.write() as unit:
            unit.office.add_journey(journey)
            self._context.note(unit, "export", written.bundle, records=written.entries)
            unit.touched |= {"feeds"}

    def _note_arrival(self, unit: CaseUnit, sink: FromHeadquarters, name: str, size: int) -> None:
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
            records=sink.count,
            size=size,
        )
        unit.office.add_journey(journey)
        self._context.note(unit, "import", header.bundle, receipts=len(sink.receipts))
