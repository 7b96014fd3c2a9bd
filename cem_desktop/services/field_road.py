"""The road between an office and its laptops: bundles by stick or folder, receipts both ways.

The office seals to one laptop, a laptop to its office; nobody needs headquarters for it. A bundle
carries what has no receipt yet, so a lost one is made good by the next; receipts and the newest
list of devices travel along. Nothing counts as arrived because it was written to a stick.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from cem_desktop.domain.destinations import OFFICE
from cem_desktop.domain.roles import CARRY, WorkspaceKind
from cem_desktop.errors import (
    BundleError,
    BundleForkError,
    BundleGapError,
    DeviceInactiveError,
    NotJoinedError,
    RecordMissingError,
)
from cem_desktop.services.attachment_road import AttachmentGiver
from cem_desktop.services.bundle_writing import FeedSource, journey_out, new_header, write_feed
from cem_desktop.services.device_keys import age_identities
from cem_desktop.services.epochs import ROAD, begin_epoch, hear_epoch, is_fresh_gap
from cem_desktop.services.field_taking import Delivered, FieldSink
from cem_desktop.services.import_room import ImportRoom
from cem_desktop.services.lending import CASE, road_feed
from cem_desktop.services.office_roster_keeping import overtake
from cem_desktop.services.purging import (
    KEPT_FOLDER,
    KeptBundle,
    is_whole,
    keep_bundle,
    kept_bundles,
    sweep_kept,
)
from cem_desktop.services.road_bundles import RoadBundle, RoadState, road_bundle
from cem_desktop.services.road_front import front_of
from cem_desktop.services.road_receipts import begin_road_again
from cem_desktop.services.trust import find_office_trust, load_office_trust
from cem_desktop.storage import bundle_files, files
from cem_desktop.storage.incoming import IncomingFeed
from cem_desktop.storage.office import Journey
from cem_desktop.sync.bundle import read_bundle
from cem_desktop.sync.bundle_room import FILE_LIMIT
from cem_desktop.sync.header import BundleHeader, BundleKind, FeedStart

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cem_desktop.services.bundle_writing import Tell, WrittenBundle
    from cem_desktop.services.context import Context
    from cem_desktop.services.guarding import Guarding
    from cem_desktop.services.leasing import Leasing
    from cem_desktop.storage.attachment_folder import AttachmentFolder
    from cem_desktop.storage.case_store import CaseUnit
    from cem_desktop.storage.feeds import Feed
    from cem_desktop.sync.office_trust import OfficeTrust

_HEARD: Final = "road.heard."
_IN_ONE_FILE: Final = 1 << 50
"""What a laptop keeps is one file on its own disk, however large."""


class FieldRoad:
    """Bundles between this place and the other side of the road."""

    def __init__(
        self, context: Context, guarding: Guarding, leasing: Leasing, folder: AttachmentFolder
    ) -> None:
        """Send and receive for the device of ``context``, whose guard learns of what left.

        ``folder`` has the sealed files of attachments.
        """
        self._context, self._guarding, self._leasing = context, guarding, leasing
        self._folder = folder
        self._is_at_office = context.kind is not WorkspaceKind.LAPTOP
        self._kind = BundleKind.TO_LAPTOP if self._is_at_office else BundleKind.FROM_LAPTOP

    def states(self) -> tuple[RoadState, ...]:
        """Return how it stands with every laptop of this office, or with the office."""
        with self._context.store.read() as unit:
            trust = find_office_trust(unit)
            if not self._is_at_office:
                return (self._state(unit, OFFICE, trust.roster.hub if trust else ""),)
            devices = trust.roster.devices if trust else ()
            return tuple(self._state(unit, one.id, one.id) for one in devices)

    def export(
        self, party: str, folder: Path, progress: Tell | None = None, *, limit: int = FILE_LIMIT
    ) -> RoadBundle:
        """Seal all that waits for a party into bundles in ``folder``.

        Args:
            party: A laptop's device id, or ``office`` on a laptop.
            folder: A stick or shared folder.
            progress: Told entries written and entries in all; may raise to stop. Files that stand
                verified by then stay, and the next export goes on behind them.
            limit: The most bytes of a file; what needs more is split.

        Raises:
            NotJoinedError: This laptop has not joined its office, or the office has no laptop.
            DeviceInactiveError: The laptop is not active any more.
            NotPermittedError: The user's roles carry no bundles.
            DiskFullError: No room; nothing is left behind.
            FolderNotWritableError: The folder refuses.
        """
        self._context.require(CARRY, "export_road", party)
        kept = self._copy_kept(folder) if not self._is_at_office else ()
        _feed, written = self._write(party, folder, progress, limit)
        self._guarding.renew()
        return road_bundle(written, kept)

    def keep_sealed(self, progress: Tell | None = None) -> RoadBundle:
        """Seal all that waits for the office into a bundle that this laptop keeps.

        It is read back, travels with every export until its receipt comes, and stands in for the
        receipt where a borrowed file has to go. This laptop itself cannot open it.

        Raises:
            NotJoinedError: This laptop has not joined its office.
            DiskFullError: No room; nothing is left behind.
        """
        self._context.require(CARRY, "keep_sealed", "")
        folder = self._context.vault.folder / KEPT_FOLDER
        with files.translated(folder):
            folder.mkdir(mode=0o700, exist_ok=True)
        feed, written = self._write(OFFICE, folder, progress, _IN_ONE_FILE)
        (one,) = written
        with self._context.store.write() as unit:
            head = unit.feeds.head_of(feed, one.last)
            assert head is not None
            keep_bundle(unit, KeptBundle(one.path.name, feed, one.last, head.hex(), one.sha256))
            self._context.note(unit, "keep_sealed", one.bundle, records=one.entries)
            unit.touched |= {"leases"}
        self._guarding.renew()
        return road_bundle(written)

    def receive(self, path: Path, progress: Callable[[int], None] | None = None) -> Delivered:
        """Take in a bundle of the other side; all of it or nothing.

        Args:
            path: The file.
            progress: Told how many bytes were read; may raise to stop, and nothing is kept then.

        Raises:
            NotJoinedError: Nobody is known yet.
            BundleError: It was refused whole.
            TrustError: A receipt or document in it cannot be believed.
            DiskFullError: Too little room here; nothing of it is kept.
            NotPermittedError: The user's roles carry no bundles.
        """
        context = self._context
        context.require(CARRY, "receive_road", "")
        room = ImportRoom(context.vault.folder, path, progress)
        seen: list[FieldSink] = []
        try:
            with (
                self._folder.at_rest(),
                context.store.write() as unit,
                bundle_files.open_bundle_file(path) as source,
            ):
                trust = load_office_trust(unit)
                sink = FieldSink(unit, context, self._leasing, trust, self._folder)
                seen.append(sink)
                end = read_bundle(source, age_identities(unit), sink.resolve, sink.begin, room.read)
                delivered = sink.finish(end)
                self._note_arrival(unit, sink, bundle_files.own_name(path), source.tell())
        except BundleError as error:
            self._note_refusal(seen[0].header if seen else None, error)
            raise
        if not self._is_at_office:
            with context.store.read() as unit:
                sweep_kept(unit, context.vault.folder)
        self._guarding.renew()
        return delivered

    def acknowledge_alarm(self, party: str) -> None:
        """Take back the alarm of a fork, once a person has cleared up the two histories."""
        self._context.require(CARRY, "acknowledge_road_alarm", party)
        with self._context.store.write() as unit:
            for one in unit.incoming.all():
                if one.device == party and one.fork:
                    unit.incoming.put(replace(one, fork=False))
            self._context.note(unit, "acknowledge_road_alarm", party)
            unit.touched |= {"feeds"}

    def _write(
        self, party: str, folder: Path, progress: Tell | None, limit: int
    ) -> tuple[str, tuple[WrittenBundle, ...]]:
        """Write all that waits for a party; return the feed and the files."""
        context = self._context
        with context.store.read() as unit:
            trust = load_office_trust(unit)
            recipient = self._recipient(trust, party)
        self._mend_feed(party)
        with context.store.read() as unit:
            feed = unit.feeds.find(party, CASE)
            if feed is None:
                raise NotJoinedError
            source = FeedSource(
                unit,
                feed,
                (recipient,),
                lambda start: self._header(trust, start),
                AttachmentGiver(unit, unit.office, self._folder),
                lambda: front_of(unit, context, trust, party),
            )
            written = write_feed(
                context,
                folder,
                source,
                lambda one: self._keep_journey(feed, one),
                progress,
                limit=limit,
            )
        return feed.id, written

    def _mend_feed(self, party: str) -> None:
        """Make sure of a feed whose entries can all be told; one with gaps begins again."""
        with self._context.store.write() as unit:
            feed = road_feed(unit, party, self._context.stamp())
            try:
                for _entry in unit.feeds.entries(feed, feed.acked + 1):
                    pass
            except RecordMissingError:
                begin_road_again(unit, self._context, feed)

    def _recipient(self, trust: OfficeTrust, party: str) -> str:
        if not self._is_at_office:
            return trust.roster.recipients.age_case
        device = trust.roster.device(party)
        if device is None or not device.is_active:
            raise DeviceInactiveError(device=party)
        return device.age_case

    def _header(self, trust: OfficeTrust, start: FeedStart) -> BundleHeader:
        return new_header(self._context, self._kind, start, roster=trust.roster.version)

    def _copy_kept(self, folder: Path) -> tuple[Path, ...]:
        """Copy the bundles that are kept to the stick, under their own random names."""
        with self._context.store.read() as unit:
            kept = kept_bundles(unit)
        source = self._context.vault.folder
        return tuple(
            bundle_files.copy_bundle(source / KEPT_FOLDER / one.file, folder)
            for one in kept
            if is_whole(source, one)
        )

    def _state(self, unit: CaseUnit, party: str, device: str) -> RoadState:
        feed = unit.feeds.find(party, CASE)
        heard = unit.office.setting(_HEARD + device)
        return RoadState(
            party,
            feed.waiting if feed else 0,
            feed.acked if feed else 0,
            heard,
            any(one.fork for one in unit.incoming.all() if one.device == device),
        )

    def _note_arrival(self, unit: CaseUnit, sink: FieldSink, name: str, size: int) -> None:
        header, delivered = sink.header, sink.delivered
        assert header is not None
        # a store that is behind itself speaks by an epoch that nobody has heard of, as after a gap
        self._heed(unit, header, gap=sink.is_behind)
        unit.office.set_setting(_HEARD + header.sender, self._context.stamp())
        unit.office.add_journey(self._journey("in", header, name, delivered.entries, size))
        self._context.note(
            unit,
            "import_road",
            header.bundle,
            device=header.sender,
            entries=delivered.entries,
            fresh=delivered.fresh,
            quarantined=delivered.quarantined,
        )

    def _note_refusal(self, header: BundleHeader | None, error: BundleError) -> None:
        """Note why a bundle of a known device was refused; a gap means that we were put back."""
        if header is None or header.start is None:
            return
        with self._context.store.write() as unit:
            known = unit.incoming.position(header.start.feed)
            if isinstance(error, BundleForkError) and known is not None:
                unit.incoming.put(replace(known, fork=True))
            if isinstance(error, BundleGapError):
                if is_fresh_gap(unit, header.sender, header.start, ROAD):
                    begin_epoch(unit, self._context, ROAD)
                self._heed(unit, header, gap=True)
                if known is None:  # so that a receipt says that nothing of it is here
                    unit.incoming.put(self._nothing_of(header, header.start.feed))
            self._context.note(
                unit, "refuse_road", header.bundle, device=header.sender, code=error.code
            )
            unit.touched |= {"feeds"}

    def _heed(self, unit: CaseUnit, header: BundleHeader, *, gap: bool) -> None:
        """Learn from a verified header what this store has said and forgotten."""
        hear_epoch(unit, header.sender, header.start, ROAD, gap=gap)
        device = load_office_trust(unit).roster.device(header.sender)
        if self._is_at_office and device is not None and device.is_active:
            overtake(unit, self._context, header.roster)

    def _nothing_of(self, header: BundleHeader, feed: str) -> IncomingFeed:
        source = header.sender if self._is_at_office else OFFICE
        beginning, now = bytes.fromhex(feed), self._context.stamp()
        return IncomingFeed(
            feed, header.sender, source, CASE, seq=0, head=beginning, fork=False, updated=now
        )

    def _keep_journey(self, feed: Feed, written: WrittenBundle) -> None:
        journey = journey_out(self._context, str(self._kind), feed, written)
        with self._context.store.write() as unit:
            unit.office.add_journey(journey)
            self._context.note(unit, "export_road", written.bundle, records=written.entries)
            unit.touched |= {"feeds"}

    def _journey(
        self, direction: str, header: BundleHeader, name: str, records: int, size: int
    ) -> Journey:
        start = header.start
        return Journey(
            bundle=header.bundle,
            direction=direction,
            kind=str(header.kind),
            file=name,
            at=self._context.stamp(),
            feed=start.feed if start else None,
            first_seq=start.first if start else 0,
            last_seq=start.first - 1 + records if start else 0,
            records=records,
            size=size,
        )
