"""What only headquarters does: enrol offices, take in bundles, write receipts.

An import is one transaction: after a power cut the registry holds the whole bundle or nothing of
it, and importing twice is importing once.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cem_desktop import __version__
from cem_desktop.domain.catalogue import Catalogue
from cem_desktop.errors import (
    BundleError,
    BundleGapError,
    FolderNotWritableError,
    TrustDocumentError,
)
from cem_desktop.services import headquarters_keys
from cem_desktop.services.acts import APPROVE, TAKE_IN
from cem_desktop.services.bundle_import import ImportReport, import_bundle
from cem_desktop.services.context import HEADQUARTERS, Context, OfficeProfile
from cem_desktop.services.enrolment import ANSWER_SUFFIX
from cem_desktop.services.statistics import Statistics
from cem_desktop.services.trust import keep_trust, load_trust
from cem_desktop.storage import bundle_files, files
from cem_desktop.storage.case_store import CaseUnit
from cem_desktop.storage.office import Journey
from cem_desktop.storage.registry import (
    Arrival,
    EnrolledOffice,
    Position,
    Refusal,
    RegistryStore,
    open_registry,
)
from cem_desktop.sync import enrolment, receipt
from cem_desktop.sync.bundle import write_bundle
from cem_desktop.sync.feed import FeedPosition
from cem_desktop.sync.header import BundleHeader, BundleKind
from cem_desktop.sync.receipt import Receipt
from cem_desktop.sync.records import Record, RecordType
from cem_desktop.sync.roster import Device
from cem_desktop.sync.trusted_set import TrustedSet

FIRST_EPOCH = 1
_EPOCH = "registry.epoch"
_NAME_BYTES = 8
_RECEIPTS = "receipts"


@dataclass(frozen=True)
class PendingRequest:
    """An office that asks to be enrolled.

    Attributes:
        document: The request file, verbatim.
        office: The catalogue's id that it claims.
        device: The device that asks.
        words: Its six words, to be compared by telephone.
    """

    document: bytes
    office: str
    device: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class OfficeState:
    """An office as headquarters sees it.

    Attributes:
        office: Which.
        last: Its last bundle, None when none arrived.
        bundles: How many arrived.
        records: How many entries are held.
        gap: The first entry that is missing, or None.
        fork: Two histories arrived under one feed: an alarm.
    """

    office: EnrolledOffice
    last: Arrival | None
    bundles: int
    records: int
    gap: int | None
    fork: bool


class Headquarters:
    """Headquarters' services."""

    def __init__(self, context: Context, registry: RegistryStore) -> None:
        """Work with the registry of ``context``'s workspace."""
        self._context = context
        self._registry = registry
        self.statistics = Statistics(context, registry)

    def on_change(self, listener: Callable[[frozenset[str]], None]) -> None:
        """Call ``listener`` after every change of the registry."""
        self._registry.on_commit(listener)

    def close(self) -> None:
        """Close the registry."""
        self._registry.close()

    def root_words(self) -> tuple[str, ...]:
        """Return the six words of the root, to read out to an office by telephone."""
        with self._context.store.read() as unit:
            return load_trust(unit).root_words()

    def offices(self) -> tuple[OfficeState, ...]:
        """Return all enrolled offices with their last bundle, gaps and alarms."""
        with self._registry.read() as unit:
            arrivals = unit.registry.arrivals()
            positions = unit.registry.positions()
            refusals = unit.registry.refusals()
            return tuple(
                _state(office, arrivals, positions, refusals) for office in unit.registry.offices()
            )

    def read_request(self, path: Path) -> PendingRequest:
        """Read an enrolment request; nothing is believed before its words were compared.

        Raises:
            TrustDocumentError: It is none.
            NotPermittedError: The user's roles enrol no office.
        """
        self._context.require(APPROVE, "read_request", "")
        with files.translated(path):
            document = path.read_bytes()
        request = enrolment.read_request(document)
        words = enrolment.request_words(document)
        return PendingRequest(document, request.office, request.device, words)

    def approve(
        self, request: PendingRequest, heard: str, office: OfficeProfile, folder: Path
    ) -> Path:
        """Enrol an office whose six words were heard by telephone; write the answer for it.

        Args:
            request: The request.
            heard: The six words as heard and typed.
            office: Which office it is, as headquarters' own catalogue says.
            folder: Where the answer file goes.

        Raises:
            FingerprintMismatchError: The words heard are not those of the file; nobody is enrolled.
            TrustDocumentError: The request names another office.
            NotPermittedError: The user's roles enrol no office.
        """
        self._context.require(APPROVE, "enrol_office", office.id)
        enrolment.check_request_words(request.document, heard)
        if request.office != office.id:
            raise TrustDocumentError(reason="office")
        known = EnrolledOffice(
            office.id, office.name, office.department, office.ubigeo, self._context.stamp()
        )
        with self._registry.write() as registry:  # first: a name without a device harms nobody
            registry.registry.put_office(known)
            registry.touched |= {"offices"}
        with self._context.store.write() as unit:
            trusted = self._enrol(unit, enrolment.read_request(request.document).as_device())
            self._context.note(unit, "enrol_office", office.id, device=request.device)
        path = folder / f"{secrets.token_hex(_NAME_BYTES)}{ANSWER_SUFFIX}"
        files.write_whole(path, enrolment.write_answer(request.document, trusted))
        return path

    def import_bundles(
        self,
        paths: Sequence[Path],
        progress: Callable[[int, int], None] | None = None,
    ) -> tuple[ImportReport, ...]:
        """Take in bundles one after the other; one that is refused does not stop the others.

        Args:
            paths: The files.
            progress: Told files done and files in all; may raise to stop between two files.

        Raises:
            NotPermittedError: The user's roles take in no bundles.
            StoreError: A store of headquarters itself cannot be written.
        """
        self._context.require(TAKE_IN, "import", "")
        with self._context.store.read() as unit:
            trusted = load_trust(unit)
        reports = []
        for done, path in enumerate(paths):
            if progress is not None:
                progress(done, len(paths))
            reports.append(self._import_one(path, trusted))
        if progress is not None:
            progress(len(paths), len(paths))
        return tuple(reports)

    def write_receipts(self, folder: Path, office: str | None = None) -> tuple[Path, ...]:
        """Write for every office that sent something a bundle with receipts, root and roster.

        Args:
            folder: Where the bundles go.
            office: Only this office; all of them by default.

        Raises:
            DiskFullError: No room.
            FolderNotWritableError: The folder refuses.
            NotPermittedError: The user's roles write no receipts.
        """
        self._context.require(TAKE_IN, "receipts", "")
        with self._context.store.write() as unit, self._registry.read() as registry:
            trusted = self._renew(unit, load_trust(unit))
            signer = headquarters_keys.receipt_signer(unit)
            epoch = unit.office.setting(_EPOCH) or FIRST_EPOCH
            refusals = registry.registry.refusals()
            positions = [*registry.registry.positions()]
        known = {(one.office, one.feed) for one in positions}
        positions += [_unread(one) for one in refusals if (one.office, one.feed) not in known]
        written: list[Path] = []
        heard = dict.fromkeys(one.office for one in positions)
        for addressee in heard if office is None else [office]:
            own = [one for one in positions if one.office == addressee]
            receipts = [self._receipt(one, refusals, trusted, epoch).sign(signer) for one in own]
            written += [
                self._write_to(device, receipts, trusted, folder)
                for device in _devices_of(trusted, addressee)
            ]
        return tuple(written)

    def _renew(self, unit: CaseUnit, trusted: TrustedSet) -> TrustedSet:
        """Issue the roster anew when a third of its life has passed, so that offices hear news."""
        assert trusted.roster is not None
        later = self._context.clock.now() + 2 * headquarters_keys.ROSTER_LIFE / 3
        if not trusted.is_stale(later):
            return trusted
        own = trusted.roster.device(self._context.device.id)
        assert own is not None
        return self._enrol(unit, own)

    def _enrol(self, unit: CaseUnit, device: Device) -> TrustedSet:
        """Put a device on the next roster and keep it."""
        trusted = load_trust(unit)
        assert trusted.roster is not None
        clock = self._context.clock
        roster = trusted.roster.with_device(
            device,
            issued=self._context.stamp(),
            soft_expires=headquarters_keys.after(clock, headquarters_keys.ROSTER_LIFE),
        )
        signer = headquarters_keys.roster_signer(unit)
        trusted = trusted.with_roster(roster.sign([signer]))
        keep_trust(unit, trusted)
        return trusted

    def _import_one(self, path: Path, trusted: TrustedSet) -> ImportReport:
        """Import one bundle; the trail tells of the try before and of the outcome after."""
        with self._context.store.write() as unit:
            self._context.note(unit, "import_begun", path.name)
        identity = self._context.device.age_identity
        try:
            report = import_bundle(self._registry, path, identity, trusted, self._context.stamp())
        except BundleError as error:
            report = ImportReport.refused_file(path, error)
        except FolderNotWritableError as error:
            if error.details.get("file") != path.name:
                raise
            report = ImportReport.refused_file(path, error)
        with self._context.store.write() as unit:
            if isinstance(report.error, BundleGapError):
                self._raise_epoch(unit)
            self._context.note(
                unit,
                "import",
                report.bundle,
                office=report.office,
                records=report.records,
                fresh=report.fresh,
                code=report.error.code if report.error else "",
            )
        return report

    def _raise_epoch(self, unit: CaseUnit) -> None:
        """Begin a new epoch: an office begins after what we acknowledged, and we do not have it.

        So this registry was put back to an earlier state. Under a higher epoch offices believe a
        lower acknowledgement and send again. Clock and counter together never give an epoch twice.
        """
        before = int(unit.office.setting(_EPOCH) or FIRST_EPOCH)
        after = max(before + 1, int(self._context.clock.now().timestamp()))
        unit.office.set_setting(_EPOCH, after)
        self._context.note(unit, "epoch", str(after))

    def acknowledge_alarm(self, office: str) -> None:
        """Take back the alarm of an office, once a person has cleared up the two histories.

        Raises:
            NotPermittedError: The user's roles enrol no office.
        """
        self._context.require(APPROVE, "acknowledge_alarm", office)
        with self._registry.write() as unit:
            for position in unit.registry.positions():
                if position.office == office and position.fork:
                    unit.registry.put_position(replace(position, fork=False))
            unit.touched |= {"registry"}
        with self._context.store.write() as case_unit:
            self._context.note(case_unit, "acknowledge_alarm", office)

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
        self, device: Device, receipts: Sequence[bytes], trusted: TrustedSet, folder: Path
    ) -> Path:
        """Write one bundle to one device."""
        header = BundleHeader(
            kind=BundleKind.TO_OFFICE,
            bundle=str(uuid.uuid4()),
            sender=self._context.device.id,
            roster=trusted.roster.version if trusted.roster else 0,
            root=trusted.root.version,
            app=__version__,
            wall=self._context.stamp(),
        )
        path, size = bundle_files.write_bundle_file(
            folder,
            lambda target: _write(
                target, header, receipts, trusted, self._context, device.age_case
            ),
        )
        with self._context.store.write() as unit:
            unit.office.add_journey(
                Journey(
                    bundle=header.bundle,
                    direction="out",
                    kind=_RECEIPTS,
                    file=path.name,
                    at=self._context.stamp(),
                    feed=None,
                    first_seq=0,
                    last_seq=0,
                    records=len(receipts),
                    size=size,
                )
            )
            self._context.note(unit, "export", header.bundle, receipts=len(receipts))
        return path


def open_headquarters(context: Context, folder: Path) -> Headquarters:
    """Open the registry of headquarters.

    Raises:
        StoreError: It is missing, damaged or from a newer program.
    """
    with context.store.read() as unit:
        key = headquarters_keys.registry_key(unit)
    return Headquarters(context, open_registry(folder, key))


def profile_of(catalogue: Catalogue, office: str) -> OfficeProfile | None:
    """Return an office of the catalogue as a profile, None where the catalogue does not know it."""
    known = catalogue.office(office)
    if known is None:
        return HEADQUARTERS if office == HEADQUARTERS.id else None
    return OfficeProfile(known.id, known.name, known.department, known.ubigeo)


def _state(
    office: EnrolledOffice,
    arrivals: Sequence[Arrival],
    positions: Sequence[Position],
    refusals: Sequence[Refusal],
) -> OfficeState:
    own = [one for one in arrivals if one.office == office.office]
    gaps = [one.want for one in refusals if one.office == office.office and one.want]
    mine = [one for one in positions if one.office == office.office]
    return OfficeState(
        office=office,
        last=own[0] if own else None,
        bundles=len(own),
        records=sum(one.fresh for one in own),
        gap=min(gaps, default=None),
        fork=any(one.fork for one in mine),
    )


def _unread(refusal: Refusal) -> Position:
    """Return the position of a feed of which nothing is here."""
    beginning = bytes.fromhex(refusal.feed)
    return Position(refusal.office, refusal.feed, "", 0, beginning, False, refusal.at)


def _devices_of(trusted: TrustedSet, office: str) -> Iterator[Device]:
    devices = trusted.roster.devices if trusted.roster else ()
    return (one for one in devices if one.office == office and one.is_active)


def _write(
    target: bundle_files.HashingWriter,
    header: BundleHeader,
    receipts: Sequence[bytes],
    trusted: TrustedSet,
    context: Context,
    recipient: str,
) -> None:
    content = [Record(RecordType.RECEIPT, one) for one in receipts]
    documents = (trusted.root_document, trusted.roster_document)
    content += [Record(RecordType.TRUST_DOCUMENT, one) for one in documents if one is not None]
    write_bundle(target, header, content, context.device.signer, [recipient])
