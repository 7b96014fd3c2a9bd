"""Receipts: for every office what headquarters has of it, with the newest root and roster."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path

from cem_desktop import __version__
from cem_desktop.services import headquarters_keys
from cem_desktop.services.context import Context
from cem_desktop.services.epochs import Epochs
from cem_desktop.services.form_publishing import form_records
from cem_desktop.services.letter_feeds import (
    letter_feed,
    letter_mark,
    letters_to,
    offices_written_to,
)
from cem_desktop.services.roster_keeping import renew_roster
from cem_desktop.services.trust import documents_to_pass_on, load_trust
from cem_desktop.storage import bundle_files
from cem_desktop.storage.office import Journey
from cem_desktop.storage.registry import Position, Refusal, RegistryStore
from cem_desktop.sync import receipt
from cem_desktop.sync.bundle import write_bundle
from cem_desktop.sync.feed import FeedPosition
from cem_desktop.sync.header import BundleHeader, BundleKind, FeedStart
from cem_desktop.sync.receipt import Receipt
from cem_desktop.sync.records import Record, RecordType
from cem_desktop.sync.roster import Device
from cem_desktop.sync.sender import OFFICE
from cem_desktop.sync.trusted_set import TrustedSet

_RECEIPTS = "receipts"


class ReceiptWriter:
    """Writes sealed receipts; each is cumulative, so losing or repeating one harms nobody."""

    def __init__(self, context: Context, registry: RegistryStore) -> None:
        """Write for the headquarters of ``context``."""
        self._context = context
        self._registry = registry

    def write(
        self, folder: Path, office: str | None, device: str | None = None
    ) -> tuple[Path, ...]:
        """Write a bundle for every device of every office heard, of one office, or for one device.

        Raises:
            DiskFullError: No room.
            FolderNotWritableError: The folder refuses.
        """
        with self._context.store.write() as unit, self._registry.read() as registry:
            trusted = renew_roster(unit, self._context)
            signer = headquarters_keys.receipt_signer(unit)
            epochs = Epochs.of(unit)
            refusals = registry.registry.refusals()
            positions = [*registry.registry.positions()]
        known = {(one.office, one.feed) for one in positions}
        positions += [_unread(one) for one in refusals if (one.office, one.feed) not in known]
        written: list[tuple[Path, Journey]] = []
        heard = dict.fromkeys(one.office for one in positions)
        with self._context.store.read() as unit:
            documents = [
                Record(RecordType.TRUST_DOCUMENT, one) for one in documents_to_pass_on(unit)
            ]
            forms = form_records(unit)
            everybody = _offices_of(trusted) if forms else ()
            written_to = dict.fromkeys((*heard, *offices_written_to(unit), *everybody))
            for addressee in written_to if office is None else [office]:
                own = [one for one in positions if one.office == addressee]
                receipts = [
                    self._receipt(one, refusals, trusted, epochs.towards(addressee)).sign(signer)
                    for one in own
                ]
                content = [
                    *(Record(RecordType.RECEIPT, one) for one in receipts),
                    *documents,
                    *forms,
                    *letters_to(unit, addressee),
                ]
                written += [
                    self._write_to(one, content, trusted, folder, letter_feed(unit, addressee))
                    for one in _devices_of(trusted, addressee)
                    if device in {None, one.id}
                ]
        for _path, journey in written:
            self._keep(journey)
        return tuple(path for path, _journey in written)

    def news(self, office: str) -> list[object]:
        """Return what the next receipt of an office would tell."""
        with self._context.store.read() as unit, self._registry.read() as registry:
            trusted = load_trust(unit)
            epoch = Epochs.of(unit).towards(office)
            refusals = [r for r in registry.registry.refusals() if r.office == office]
            positions = [p for p in registry.registry.positions() if p.office == office]
            letters = [*letter_mark(unit, office), *unit.form_versions.mark()]
        return [
            epoch,
            trusted.root.version,
            trusted.roster.version if trusted.roster else 0,
            sorted([p.feed, p.seq, p.head.hex(), p.fork] for p in positions),
            sorted([r.feed, r.bundle, r.code] for r in refusals),
            letters,
        ]

    def _receipt(
        self,
        position: Position,
        refusals: Sequence[Refusal],
        trusted: TrustedSet,
        epoch: int,
    ) -> Receipt:
        refused = tuple(
            receipt.Refusal(one.bundle, one.code, one.want or None)
            for one in refusals
            if (one.office, one.feed) == (position.office, position.feed)
        )
        return Receipt(
            epoch=epoch,
            position=FeedPosition(position.feed, position.seq, position.head.hex()),
            fork=position.fork,
            refused=refused,
            roster=trusted.roster.version if trusted.roster else 0,
            issued=self._context.stamp(),
        )

    def _write_to(
        self,
        device: Device,
        content: Sequence[Record],
        trusted: TrustedSet,
        folder: Path,
        start: FeedStart | None,
    ) -> tuple[Path, Journey]:
        """Write one bundle to one device; what it is for stands in the journey."""
        header = BundleHeader(
            kind=BundleKind.TO_OFFICE,
            bundle=str(uuid.uuid4()),
            sender=self._context.device.id,
            roster=trusted.roster.version if trusted.roster else 0,
            root=trusted.root.version,
            app=__version__,
            wall=self._context.stamp(),
            start=start,
        )
        signer = self._context.device.signer

        def write(target: bundle_files.HashingWriter) -> None:
            write_bundle(target, header, content, signer, [device.age_case])

        path, size = bundle_files.write_bundle_file(folder, write)
        letters = sum(one.type == RecordType.LETTER for one in content)
        return path, Journey(
            bundle=header.bundle,
            direction="out",
            kind=_RECEIPTS,
            file=path.name,
            at=self._context.stamp(),
            feed=start.feed if start else None,
            first_seq=start.first if start and letters else 0,
            last_seq=start.first + letters - 1 if start and letters else 0,
            records=sum(one.type == RecordType.RECEIPT for one in content) + letters,
            size=size,
        )

    def _keep(self, journey: Journey) -> None:
        with self._context.store.write() as unit:
            unit.office.add_journey(journey)
            self._context.note(unit, "export", journey.bundle, receipts=journey.records)


def _unread(refusal: Refusal) -> Position:
    """Return the position of a feed of which nothing is here."""
    beginning = bytes.fromhex(refusal.feed)
    return Position(refusal.office, refusal.feed, "", 0, beginning, False, refusal.at)


def _offices_of(trusted: TrustedSet) -> Iterator[str]:
    """Yield the offices that have a device which may go on."""
    devices = trusted.roster.devices if trusted.roster else ()
    return (one.office for one in devices if one.is_active and one.role == OFFICE)


def _devices_of(trusted: TrustedSet, office: str) -> Iterator[Device]:
    devices = trusted.roster.devices if trusted.roster else ()
    return (one for one in devices if one.office == office and one.is_active)
