"""The office's own roster: its laptops and satellites, signed by the office PC, the hub.

A DSSE envelope over exact bytes, as the roster of headquarters, which never sees this one: an
office puts a laptop on it, and takes one off, without a network and at once. It also names the
hub's present age recipients, which change when a device is stolen.

Fields that this version does not know are kept when a document is edited. Whether a document may
replace another is decided in ``office_trust``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from cem_desktop.crypto.signing import Envelope, Signer
from cem_desktop.domain import strict_json
from cem_desktop.domain.json_fields import count, text
from cem_desktop.errors import TrustDocumentError
from cem_desktop.sync.roster import ACTIVE
from cem_desktop.sync.sender import LAPTOP, Cut, SenderKey
from cem_desktop.sync.trust_fields import (
    cuts_of,
    cuts_to_json,
    document_of,
    public_key,
    recipients_of,
    recipients_to_json,
    refuse_twice,
)

OFFICE_ROSTER_TYPE = "application/vnd.cem.office-roster+json"
VERSION = 1

KIND_LAPTOP = "laptop"
KIND_SATELLITE = "satellite"
KIND_HUB = "hub"
"""An office PC of before: what it signed stays true, and nothing more of it is taken."""
KINDS = (KIND_LAPTOP, KIND_SATELLITE)


@dataclass(frozen=True)
class OfficeDevice:
    """A laptop or satellite of the office.

    Attributes:
        id: Of the device; made from its signing key.
        kind: ``laptop``; ``satellite`` for a further PC that holds every case; ``hub`` for the
            office PC that the present one has replaced.
        holder: The login of whom it was given to.
        signing_key: Ed25519 public key.
        age_case: age recipient for case data.
        age_ident: age recipient for identity data, where the device may hold them.
        services: The services whose reserved answers it may carry.
        status: ``active``, ``retired``, ``stolen``; anything else counts as not active.
        cuts: For a device that is not active, by feed: the last entry that counts.
        extra: Fields of a newer version.
    """

    id: str
    kind: str
    holder: str
    signing_key: bytes
    age_case: str
    age_ident: str | None = None
    services: tuple[str, ...] = ()
    status: str = ACTIVE
    cuts: Mapping[str, Cut] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_active(self) -> bool:
        """Whether its new bundles are taken, and whether anything is sealed to it."""
        return self.status == ACTIVE

    @property
    def holds_every_case(self) -> bool:
        """Whether it is a satellite."""
        return self.kind == KIND_SATELLITE

    def as_sender(self, office: str) -> SenderKey:
        """Return what the reader of a bundle needs to know of this device."""
        return SenderKey(self.id, office, LAPTOP, self.signing_key, self.is_active, self.cuts)


@dataclass(frozen=True)
class HubRecipients:
    """What is sealed to the hub at present.

    Attributes:
        age_case: age recipient for case data.
        age_ident: age recipient for identity data, where the hub has one.
        extra: Fields of a newer version.
    """

    age_case: str
    age_ident: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class OfficeRoster:
    """Every laptop and satellite of one office.

    Attributes:
        office: The office's id in the catalogue.
        hub: The device that signs: the office PC.
        version: Only grows.
        issued: When, by the hub's clock.
        soft_expires: When to ask for a newer one; never blocks work or export.
        devices: All of them, also those no longer active.
        recipients: What is sealed to the hub.
        extra: Fields of a newer version.
    """

    office: str
    hub: str
    version: int
    issued: str
    soft_expires: str
    devices: tuple[OfficeDevice, ...]
    recipients: HubRecipients
    extra: Mapping[str, Any] = field(default_factory=dict)

    def device(self, device_id: str) -> OfficeDevice | None:
        """Return the device of this id."""
        return next((device for device in self.devices if device.id == device_id), None)

    def active(self) -> tuple[OfficeDevice, ...]:
        """Return the devices that go on."""
        return tuple(device for device in self.devices if device.is_active)

    def next_version(
        self,
        *,
        issued: str,
        soft_expires: str,
        changed: Iterable[OfficeDevice] = (),
        recipients: HubRecipients | None = None,
        above: int = 0,
    ) -> OfficeRoster:
        """Return the next version, in which the ``changed`` devices are new or replaced.

        Args:
            issued: The present instant.
            soft_expires: When to ask for a newer one.
            changed: The devices.
            recipients: The hub's, where they changed.
            above: A version that was issued already and must be passed over.
        """
        new = {device.id: device for device in changed}
        kept = tuple(device for device in self.devices if device.id not in new)
        return replace(
            self,
            version=max(self.version, above) + 1,
            issued=issued,
            soft_expires=soft_expires,
            devices=(*kept, *new.values()),
            recipients=recipients or self.recipients,
        )

    def sign(self, signer: Signer) -> bytes:
        """Return the envelope of this roster, signed by the hub."""
        document = {
            "type": "office-roster",
            "v": VERSION,
            "office": self.office,
            "hub": self.hub,
            "version": self.version,
            "issued": self.issued,
            "soft_expires": self.soft_expires,
            "devices": [_device_to_dict(device) for device in self.devices],
            "recipients": _recipients_to_dict(self.recipients),
            **self.extra,
        }
        payload = strict_json.dumps(document)
        return Envelope.sign(OFFICE_ROSTER_TYPE, payload, [signer]).to_bytes()

    @classmethod
    def from_payload(cls, payload: bytes) -> OfficeRoster:
        """Read the payload of an office roster; its signature is checked elsewhere.

        Raises:
            TrustDocumentError: Not an office roster, or a device or key in it twice.
        """
        try:
            return _office_roster(document_of(payload, "office-roster", VERSION))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise TrustDocumentError(reason="office roster") from error


def _device_to_dict(device: OfficeDevice) -> dict[str, Any]:
    document: dict[str, Any] = {
        "id": device.id,
        "kind": device.kind,
        "holder": device.holder,
        "sig": device.signing_key.hex(),
        **recipients_to_json(device.age_case, device.age_ident),
    }
    document["services"] = list(device.services)
    document["status"] = device.status
    document["cut"] = cuts_to_json(device.cuts)
    return document | dict(device.extra)


def _recipients_to_dict(recipients: HubRecipients) -> dict[str, Any]:
    named = recipients_to_json(recipients.age_case, recipients.age_ident)
    return named | dict(recipients.extra)


def _office_roster(document: dict[str, Any]) -> OfficeRoster:
    devices = tuple(_device(entry) for entry in document.pop("devices"))
    refuse_twice([one.id for one in devices], [one.signing_key for one in devices])
    return OfficeRoster(
        office=text(document.pop("office")),
        hub=text(document.pop("hub")),
        version=count(document.pop("version"), least=1),
        issued=text(document.pop("issued")),
        soft_expires=text(document.pop("soft_expires")),
        devices=devices,
        recipients=_recipients(document.pop("recipients")),
        extra=document,
    )


def _device(entry: dict[str, Any]) -> OfficeDevice:
    services = entry.pop("services")
    if not isinstance(services, list):
        raise ValueError("not a list")  # noqa: TRY004  (one error of reading)
    age_case, age_ident = recipients_of(entry)
    return OfficeDevice(
        id=text(entry.pop("id")),
        kind=text(entry.pop("kind")),
        holder=text(entry.pop("holder")),
        signing_key=public_key(entry.pop("sig")),
        age_case=age_case,
        age_ident=age_ident,
        services=tuple(text(service) for service in services),
        status=text(entry.pop("status")),
        cuts=cuts_of(entry.pop("cut")),
        extra=entry,
    )


def _recipients(entry: dict[str, Any]) -> HubRecipients:
    return HubRecipients(*recipients_of(entry), extra=entry)
