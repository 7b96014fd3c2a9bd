"""What only headquarters does: enrol offices, take in bundles, write receipts.

An import is one transaction: after a power cut the registry holds the whole bundle or nothing of
it, and importing twice is importing once.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cem_desktop.domain import strict_json
from cem_desktop.domain.catalogue import Catalogue
from cem_desktop.domain.period import today
from cem_desktop.domain.roles import APPROVE, TAKE_IN
from cem_desktop.errors import (
    TrustDocumentError,
    TrustExpiredError,
)
from cem_desktop.services import headquarters_keys
from cem_desktop.services.bundle_import import Identities, ImportReport
from cem_desktop.services.central_desk import CentralDesk
from cem_desktop.services.context import HEADQUARTERS, Context, OfficeProfile
from cem_desktop.services.enrolment import ANSWER_SUFFIX
from cem_desktop.services.exception_keeping import FORM as EXCEPTIONS
from cem_desktop.services.form_publishing import FormPublishing
from cem_desktop.services.import_round import ImportRound
from cem_desktop.services.office_devices import OfficeDevices
from cem_desktop.services.receipt_writing import ReceiptWriter
from cem_desktop.services.role_keys import role_identities
from cem_desktop.services.root_rotation import RootKeys
from cem_desktop.services.roster_keeping import put_on_roster
from cem_desktop.services.statistics import Statistics
from cem_desktop.services.trust import load_trust
from cem_desktop.storage import files, fold
from cem_desktop.storage.copying import StoreCheck, Tell
from cem_desktop.storage.registry import (
    Arrival,
    EnrolledOffice,
    Position,
    Refusal,
    Registry,
    RegistryStore,
    open_registry,
)
from cem_desktop.storage.state_mark import registry_state
from cem_desktop.sync import enrolment
from cem_desktop.sync.roster import Device

_NAME_BYTES = 8
_RECEIPTS = "receipts"
_ON = "access.on"


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
        exceptions: The exceptional accesses of its coordinator that it has told of this year.
    """

    office: EnrolledOffice
    last: Arrival | None
    bundles: int
    records: int
    gap: int | None
    fork: bool
    exceptions: int


class Headquarters:
    """Headquarters' services."""

    def __init__(self, context: Context, registry: RegistryStore) -> None:
        """Work with the registry of ``context``'s workspace."""
        self._context = context
        self._registry = registry
        self.statistics = Statistics(context, registry)
        self.desk = CentralDesk(context, registry)
        self.forms = FormPublishing(context)
        self.devices, self.root_keys = OfficeDevices(context, registry), RootKeys(context)

    def on_change(self, listener: Callable[[frozenset[str]], None]) -> None:
        """Call ``listener`` after every change of the registry."""
        self._registry.on_commit(listener)

    def copy_to(self, target: Path, tell: Tell) -> StoreCheck:
        """Copy one snapshot of the registry, encrypted with its key; return what it holds.

        Raises:
            StoreError: It cannot be read, or there is no room.
        """
        return self._registry.copy_to(target, tell)

    def check(self) -> StoreCheck:
        """Prove that every page of the registry holds; return what it holds.

        Raises:
            StoreDamagedError: One does not.
        """
        return self._registry.check()

    def state(self) -> str:
        """Return what tells whether the registry holds anything else than it did."""
        with self._registry.read() as unit:
            return registry_state(unit.connection)

    def close(self) -> None:
        """Close the registry."""
        self._registry.close()

    def root_words(self) -> tuple[str, ...]:
        """Return the six words of the root, to read out to an office by telephone."""
        with self._context.store.read() as unit:
            return load_trust(unit).root_words()

    def offices(self) -> tuple[OfficeState, ...]:
        """Return all enrolled offices with their last bundle, gaps and alarms."""
        year = str(today(self._context.clock).year)
        with self._registry.read() as unit:
            arrivals = unit.registry.arrivals()
            positions = unit.registry.positions()
            refusals = unit.registry.refusals()
            return tuple(
                _state(
                    office,
                    arrivals,
                    positions,
                    refusals,
                    _count_exceptions(unit.registry, office.office, year),
                )
                for office in unit.registry.offices()
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
        request.as_device()  # a laptop is its office's business
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
            TrustExpiredError: The root is too old; a new one must be signed first.
            NotPermittedError: The user's roles enrol no office.
        """
        self._context.require(APPROVE, "enrol_office", office.id)
        enrolment.check_request_words(request.document, heard)
        if request.office != office.id:
            raise TrustDocumentError(reason="office")
        known = EnrolledOffice(
            office.id, office.name, office.department, office.ubigeo, self._context.stamp()
        )
        with self._context.store.read() as unit:
            if load_trust(unit).is_root_expired(self._context.clock.now()):
                raise TrustExpiredError
        with self._registry.write() as registry:  # first: a name without a device harms nobody
            registry.registry.put_office(known)
            registry.touched |= {"offices"}
        with self._context.store.write() as unit:
            trusted = put_on_roster(unit, self._context, _device_of(request))
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
            paths: The files, in any order.
            progress: Told bytes read and bytes in all; may raise to stop, and then the bundle at
                hand leaves nothing.

        Raises:
            NotPermittedError: The user's roles take in no bundles.
            DiskFullError: Too little room on the disk of headquarters.
            StoreError: A store of headquarters itself cannot be written.
        """
        self._context.require(TAKE_IN, "import", "")
        with self._context.store.read() as unit:
            trusted = load_trust(unit)
            identities = Identities((self._context.device.age_identity,), role_identities(unit))
        return ImportRound(self._context, self._registry, trusted, identities).run(paths, progress)

    def write_receipts(
        self, folder: Path, office: str | None = None, device: str | None = None
    ) -> tuple[Path, ...]:
        """Write for every office that sent something a bundle with receipts, root and roster.

        Args:
            folder: Where the bundles go.
            office: Only this office; all of them by default.
            device: Only this device of the office.

        Raises:
            DiskFullError: No room.
            FolderNotWritableError: The folder refuses.
            NotPermittedError: The user's roles write no receipts.
        """
        self._context.require(TAKE_IN, "receipts", "")
        return ReceiptWriter(self._context, self._registry).write(folder, office, device)

    def news_for(self, office: str) -> bytes:
        """Return what tells whether the next receipt of an office would say anything new."""
        news = ReceiptWriter(self._context, self._registry).news(office)
        return hashlib.sha256(strict_json.dumps(news)).hexdigest().encode()

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
    exceptions: int,
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
        exceptions=exceptions,
    )


def _count_exceptions(registry: Registry, office: str, year: str) -> int:
    """Return how many of its coordinator's exceptional accesses an office has told of a year."""
    told = registry.records_of_office(office, EXCEPTIONS)
    months = (fold.unpack_state(one.state).values().get(_ON) for one in told)
    return sum(1 for month in months if str(month).startswith(year))


def _device_of(request: PendingRequest) -> Device:
    return enrolment.read_request(request.document).as_device()
