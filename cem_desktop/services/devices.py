"""The laptops and satellites of an office: taken on, retired, reported stolen. All of it offline.

The office PC signs its own roster, so an office needs nobody for it. A laptop that is retired or
stolen keeps its place on the roster with a *cut*: of each of its feeds counts what is here already,
and nothing beyond it. What arrives beyond goes to the quarantine, is shown, and is never merged by
itself.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cem_desktop.domain.roles import KEEP_DEVICES, SERVICES, WorkspaceKind
from cem_desktop.errors import (
    DeviceGoneError,
    RecordMissingError,
    TrustDocumentError,
    TrustExpiredError,
)
from cem_desktop.services.context import Context
from cem_desktop.services.device_keys import drop_old_identities, rotate_age_identity
from cem_desktop.services.enrolment import ANSWER_SUFFIX
from cem_desktop.services.exposure import ExposedCase, exposed_cases, lose_device
from cem_desktop.services.office_roster_keeping import issue
from cem_desktop.services.quarantined import Quarantined, quarantined
from cem_desktop.services.trust import find_office_trust, find_trust
from cem_desktop.storage import files
from cem_desktop.storage.case_store import CaseUnit
from cem_desktop.sync import enrolment, office_trust
from cem_desktop.sync.joining import write_laptop_answer
from cem_desktop.sync.office_roster import KINDS, OfficeDevice
from cem_desktop.sync.roster import RETIRED, STOLEN
from cem_desktop.sync.sender import LAPTOP, Cut

_NAME_BYTES = 8
_LAST_REQUEST = "devices.request."
LENT_SERVICES = tuple(service for service in SERVICES if service != "headquarters")
"""The services whose reserved answers a laptop may carry."""


@dataclass(frozen=True)
class DeviceState:
    """A laptop or satellite as its office sees it.

    Attributes:
        device: Its entry on the roster.
        last_heard: When something of it last arrived, None when nothing did.
        lent: How many files stand on it.
        quarantined: How many entries beyond its cut are kept.
        unseen: How many of them nobody has looked at.
    """

    device: OfficeDevice
    last_heard: str | None
    lent: int
    quarantined: int
    unseen: int


@dataclass(frozen=True)
class LaptopRequest:
    """A laptop that asks to be taken on.

    Attributes:
        document: The request file, verbatim.
        device: The device that asks.
        words: Its six words, to be compared with those on its screen.
    """

    document: bytes
    device: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class StolenReport:
    """What follows from a device's being stolen.

    Attributes:
        device: Which.
        exposed: The cases that lay on it.
        feeds: How many of its feeds were cut.
        kept: The number of its entries that were here before, which still count.
        roster: The office roster's version that says so.
    """

    device: OfficeDevice
    exposed: tuple[ExposedCase, ...]
    feeds: int
    kept: int
    roster: int


class Devices:
    """The office's list of devices."""

    def __init__(self, context: Context) -> None:
        """Keep the list of ``context``'s office."""
        self._context = context

    def own_words(self) -> tuple[str, ...]:
        """Return the six words of this office PC, to be typed on the laptop."""
        return office_trust.hub_words(self._context.device.signer.public_key)

    def all(self) -> tuple[DeviceState, ...]:
        """Return all devices, those that go on first, each in the order of its coming."""
        with self._context.store.read() as unit:
            trusted = find_office_trust(unit)
            devices = trusted.roster.devices if trusted else ()
            states = [_state(unit, device) for device in devices if device.kind in KINDS]
        return tuple(sorted(states, key=lambda one: not one.device.is_active))

    def holders(self) -> tuple[str, ...]:
        """Return the logins of whom a device may be given to."""
        with self._context.store.read() as unit:
            return tuple(sorted(one.login for one in unit.office.staff() if one.active))

    def roster_version(self) -> int:
        """Return the version of the office roster, 0 before the first laptop."""
        with self._context.store.read() as unit:
            trusted = find_office_trust(unit)
        return trusted.roster.version if trusted else 0

    def read_request(self, path: Path) -> LaptopRequest:
        """Read a laptop's request file.

        Raises:
            TrustDocumentError: It is none, of an office, or for another office.
            NotPermittedError: The user's roles take on no devices.
        """
        self._require("read_laptop_request", "")
        with files.translated(path):
            document = path.read_bytes()
        request = self._checked(document)
        return LaptopRequest(document, request.device, enrolment.request_words(document))

    def approve(
        self,
        request: LaptopRequest,
        heard: str,
        *,
        kind: str,
        holder: str,
        services: Sequence[str],
        folder: Path,
    ) -> Path:
        """Take on a laptop whose six words were compared; write the answer for it.

        Args:
            request: The request.
            heard: The six words as read on the laptop's screen and typed here.
            kind: ``laptop`` or ``satellite``.
            holder: The login of whom it is given to.
            services: The services whose reserved answers it may carry.
            folder: Where the answer file goes.

        Raises:
            FingerprintMismatchError: The words are not those of the file; nothing is changed.
            TrustDocumentError: The request is not for this office.
            TrustExpiredError: Headquarters has not been heard of for too long.
            DeviceGoneError: The device was taken off the list before.
            RecordMissingError: No such holder or service.
            NotPermittedError: The user's roles take on no devices.
        """
        self._require("approve_laptop", request.device)
        asked = self._checked(request.document)
        enrolment.check_request_words(request.document, heard, of=LAPTOP)
        self._check_choice(kind, holder, services)
        device = OfficeDevice(
            id=asked.device,
            kind=kind,
            holder=holder,
            signing_key=asked.signing_key,
            age_case=asked.age_case,
            age_ident=asked.age_ident,
            services=tuple(service for service in LENT_SERVICES if service in services),
        )
        with self._context.store.write() as unit:
            self._check_time(unit)
            known = self._find(unit, asked.device)
            if known is not None and not known.is_active:
                raise DeviceGoneError(device=asked.device)
            issue(unit, self._context, [replace(device, extra=known.extra) if known else device])
            unit.office.set_setting(_LAST_REQUEST + asked.device, request.document.hex())
            self._context.note(unit, "approve_laptop", asked.device, kind=kind, holder=holder)
            unit.touched |= {"devices"}
        return self.write_answer(asked.device, folder)

    def write_answer(self, device: str, folder: Path) -> Path:
        """Write the answer for a laptop that was taken on, also once more.

        Raises:
            RecordMissingError: No such laptop.
            TrustDocumentError: It was taken off the list.
            DiskFullError: No room.
            FolderNotWritableError: The folder refuses.
            NotPermittedError: The user's roles take on no devices.
        """
        self._require("approve_laptop", device)
        with self._context.store.read() as unit:
            kept = unit.office.setting(_LAST_REQUEST + device)
            trusted, headquarters = find_office_trust(unit), find_trust(unit)
        if not kept or trusted is None:
            raise RecordMissingError(device=device)
        answer = write_laptop_answer(
            bytes.fromhex(kept), trusted, headquarters, self._context.device.signer
        )
        path = folder / f"{secrets.token_hex(_NAME_BYTES)}{ANSWER_SUFFIX}"
        files.write_whole(path, answer)
        return path

    def change(self, device: str, *, holder: str, services: Sequence[str]) -> None:
        """Give a device to another holder, or let it carry other services' reserved answers.

        Raises:
            RecordMissingError: No such device, holder or service.
            DeviceGoneError: It was taken off the list.
            NotPermittedError: The user's roles keep no devices.
        """
        self._require("change_device", device)
        with self._context.store.write() as unit:
            known = self._active(unit, device)
            self._check_choice(known.kind, holder, services)
            chosen = tuple(one for one in LENT_SERVICES if one in services)
            issue(unit, self._context, [replace(known, holder=holder, services=chosen)])
            self._context.note(unit, "change_device", device, holder=holder)
            unit.touched |= {"devices"}

    def retire(self, device: str) -> OfficeDevice:
        """Take a device off the list that is given back, broken or replaced.

        What it has brought counts; nothing more of it is taken, and nothing is sealed to it. The
        cases that lay on it are out no more; what it is not known to have purged stays exposed.

        Raises:
            RecordMissingError: No such device.
            DeviceGoneError: It is off the list already.
            NotPermittedError: The user's roles keep no devices.
        """
        self._require("retire_device", device)
        with self._context.store.write() as unit:
            gone = replace(self._active(unit, device), status=RETIRED, cuts=_cuts(unit, device))
            exposed = len(exposed_cases(unit, device))
            lose_device(unit, device, self._context.stamp())
            issue(unit, self._context, [gone])
            self._context.note(unit, "retire_device", device, feeds=len(gone.cuts), exposed=exposed)
            unit.touched |= {"devices", "leases", "feeds"}
        return gone

    def exposed(self, device: str) -> tuple[ExposedCase, ...]:
        """Return the cases that lie, or lay, on a device: what a theft exposes.

        Raises:
            NotPermittedError: The user's roles keep no devices.
        """
        self._require("view_exposed", device)
        with self._context.store.read() as unit:
            return exposed_cases(unit, device)

    def report_stolen(self, device: str) -> StolenReport:
        """Cut off a stolen device, and take a new age identity for the office.

        A retired device may still be reported. The cases that lay on it are told, and their leases
        end as lost.

        Raises:
            RecordMissingError: No such device.
            DeviceGoneError: It was reported already.
            NotPermittedError: The user's roles keep no devices.
        """
        self._require("report_stolen", device)
        with self._context.store.write() as unit:
            known = self._known(unit, device)
            if known.status == STOLEN:
                raise DeviceGoneError(device=device)
            cuts = known.cuts if not known.is_active else _cuts(unit, device)
            stolen = replace(known, status=STOLEN, cuts=cuts)
            now = self._context.stamp()
            exposed = exposed_cases(unit, device)
            lose_device(unit, device, now)
            rotate_age_identity(unit, now)
            drop_old_identities(unit, _named_recipients(unit), self._context.clock.now())
            trusted = issue(unit, self._context, [stolen])
            self._context.note(unit, "report_stolen", device, feeds=len(cuts), exposed=len(exposed))
            unit.touched |= {"devices", "leases", "feeds"}
        kept = sum(cut.seq for cut in cuts.values())
        return StolenReport(stolen, exposed, len(cuts), kept, trusted.roster.version)

    def quarantine(self, device: str | None = None) -> tuple[Quarantined, ...]:
        """Return what devices, or one of them, brought beyond their cuts.

        Raises:
            NotPermittedError: The user's roles keep no devices.
        """
        self._require("view_quarantine", device or "")
        with self._context.store.read() as unit:
            return quarantined(unit, device)

    def mark_seen(self, device: str) -> None:
        """Note that the present user has looked at the quarantine of a device.

        Raises:
            NotPermittedError: The user's roles keep no devices.
        """
        self._require("view_quarantine", device)
        with self._context.store.write() as unit:
            unit.quarantine.mark_seen(device, self._context.user.id, self._context.stamp())
            self._context.note(unit, "view_quarantine", device)
            unit.touched |= {"devices"}

    def _require(self, act: str, subject: str) -> None:
        if self._context.kind is not WorkspaceKind.OFFICE:
            raise self._context.deny(act, subject)
        self._context.require(KEEP_DEVICES, act, subject)

    def _checked(self, document: bytes) -> enrolment.EnrolmentRequest:
        """Return a request of a laptop for this office."""
        request = enrolment.read_request(document)
        if request.role != LAPTOP:
            raise TrustDocumentError(reason="not a laptop")
        if request.office != self._context.office.id:
            raise TrustDocumentError(reason="other office")
        return request

    def _check_choice(self, kind: str, holder: str, services: Sequence[str]) -> None:
        if (
            kind not in KINDS
            or holder not in self.holders()
            or not set(services) <= set(LENT_SERVICES)
        ):
            raise RecordMissingError(holder=holder, kind=kind)

    def _check_time(self, unit: CaseUnit) -> None:
        """See that headquarters, if it is known, was heard of not too long ago."""
        trusted = find_trust(unit)
        if trusted is not None and trusted.is_expired(self._context.clock.now()):
            raise TrustExpiredError

    def _find(self, unit: CaseUnit, device: str) -> OfficeDevice | None:
        trusted = find_office_trust(unit)
        return trusted.roster.device(device) if trusted else None

    def _known(self, unit: CaseUnit, device: str) -> OfficeDevice:
        known = self._find(unit, device)
        if known is None:
            raise RecordMissingError(device=device)
        return known

    def _active(self, unit: CaseUnit, device: str) -> OfficeDevice:
        known = self._known(unit, device)
        if not known.is_active:
            raise DeviceGoneError(device=device)
        return known


def _state(unit: CaseUnit, device: OfficeDevice) -> DeviceState:
    heard = [one.updated for one in unit.incoming.all() if one.device == device.id]
    held = unit.quarantine.entries(device.id)
    return DeviceState(
        device=device,
        last_heard=max(heard, default=None),
        lent=len(unit.leases.of_device(device.id)),
        quarantined=len(held),
        unseen=sum(one.seen_at is None for one in held),
    )


def _cuts(unit: CaseUnit, device: str) -> dict[str, Cut]:
    """Return what is here of a device's feeds: the last entry of each that counts."""
    return {
        one.feed: Cut(one.seq, one.head.hex())
        for one in unit.incoming.all()
        if one.device == device
    }


def _named_recipients(unit: CaseUnit) -> set[str]:
    """Return the recipients by which others still know this office."""
    named = set()
    office, headquarters = find_office_trust(unit), find_trust(unit)
    if office is not None:
        named.add(office.roster.recipients.age_case)
    if headquarters is not None and headquarters.roster is not None:
        named |= {device.age_case for device in headquarters.roster.devices}
    return named
