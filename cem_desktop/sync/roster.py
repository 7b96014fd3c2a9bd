"""The two documents of trust: the root, which names the keys, and the roster, which names devices.

Both are DSSE envelopes over exact bytes; versions only grow. The root is signed by two of three
keys kept on paper; it says which keys sign the roster and the receipts. The roster lists every
device that headquarters enrolled, with its signing key and age recipients. A device that was
retired or stolen stays listed, with the last entry of its feeds that still counts.

Fields that this version does not know are kept when a document is edited. Whether a document may
replace another is decided in ``trusted_set``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from cem_desktop.crypto.sealing import is_recipient
from cem_desktop.crypto.signing import Envelope, Signer, Verifier, key_id
from cem_desktop.domain import strict_json
from cem_desktop.domain.json_fields import count, text
from cem_desktop.errors import TrustDocumentError
from cem_desktop.sync.sender import Cut, SenderKey
from cem_desktop.sync.trust_fields import (
    cuts_of,
    cuts_to_json,
    document_of,
    public_key,
    recipients_of,
    recipients_to_json,
    refuse_twice,
)

ROOT_TYPE = "application/vnd.cem.root+json"
ROSTER_TYPE = "application/vnd.cem.roster+json"
VERSION = 1

ROLE_ROOT = "root"
ROLE_ROSTER = "roster"
ROLE_RECEIPTS = "receipts"
_NEEDED_ROLES = (ROLE_ROOT, ROLE_ROSTER, ROLE_RECEIPTS)

ROLE_RECIPIENTS = "role_recipients"
"""Field of a roster: the age recipient of each role at headquarters that official text goes to."""

ACTIVE = "active"
RETIRED = "retired"
STOLEN = "stolen"


@dataclass(frozen=True)
class Role:
    """The keys that may act in a role, and how many of them must agree."""

    ids: tuple[str, ...]
    threshold: int


@dataclass(frozen=True)
class Root:
    """Which keys count for what.

    Attributes:
        version: Grows by one.
        expires: When to ask for a newer one; never blocks an office.
        keys: Ed25519 public keys by their key id.
        roles: ``root``, ``roster``, ``receipts`` and any that a later version knows.
        extra: Fields of a newer version.
    """

    version: int
    expires: str
    keys: Mapping[str, bytes]
    roles: Mapping[str, Role]
    extra: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def found(
        cls,
        *,
        root: Sequence[bytes],
        roster: Sequence[bytes],
        receipts: Sequence[bytes],
        expires: str,
        root_threshold: int = 2,
        version: int = 1,
    ) -> Root:
        """Return a root that names these public keys for its three roles."""
        named = {ROLE_ROOT: root, ROLE_ROSTER: roster, ROLE_RECEIPTS: receipts}
        thresholds = {ROLE_ROOT: root_threshold}
        return cls(
            version,
            expires,
            {key_id(key): key for keys in named.values() for key in keys},
            {
                role: Role(tuple(key_id(key) for key in keys), thresholds.get(role, 1))
                for role, keys in named.items()
            },
        )

    def verifiers(self, role: str) -> dict[str, Verifier]:
        """Return the keys of a role by their ids."""
        return {key: Verifier(self.keys[key]) for key in self.roles[role].ids}

    def verify(self, role: str, envelope: Envelope, payload_type: str) -> bytes:
        """Return the payload of ``envelope`` once enough keys of ``role`` have signed it.

        Raises:
            TrustDocumentError: Too few did.
        """
        threshold = self.roles[role].threshold
        return envelope.verify(payload_type, self.verifiers(role), threshold=threshold)

    def sign(self, signers: Sequence[Signer]) -> bytes:
        """Return the envelope of this root, signed by ``signers``."""
        document = {
            "type": "root",
            "v": VERSION,
            "version": self.version,
            "expires": self.expires,
            "keys": {
                key: {"scheme": "ed25519", "public": public.hex()}
                for key, public in self.keys.items()
            },
            "roles": {
                name: {"ids": list(role.ids), "threshold": role.threshold}
                for name, role in self.roles.items()
            },
            **self.extra,
        }
        return Envelope.sign(ROOT_TYPE, strict_json.dumps(document), signers).to_bytes()

    @classmethod
    def from_payload(cls, payload: bytes) -> Root:
        """Read the payload of a root; its signatures are checked elsewhere.

        Raises:
            TrustDocumentError: Not a root, or one that cannot work.
        """
        try:
            return _root(document_of(payload, "root", VERSION))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise TrustDocumentError(reason="root") from error


@dataclass(frozen=True)
class Device:
    """A device that headquarters enrolled.

    Attributes:
        id: Of the device; made from its signing key.
        office: The office it stands in (the catalogue's id), or ``hq``.
        role: ``office`` or ``headquarters``.
        signing_key: Ed25519 public key.
        age_case: age recipient for case data, statistics and receipts.
        age_ident: age recipient for identity data, where the device may hold them.
        status: ``active``, ``retired``, ``stolen``; anything else counts as not active.
        cuts: For a device that is not active, by feed: the last entry that counts.
        extra: Fields of a newer version.
    """

    id: str
    office: str
    role: str
    signing_key: bytes
    age_case: str
    age_ident: str | None = None
    status: str = ACTIVE
    cuts: Mapping[str, Cut] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_active(self) -> bool:
        """Whether its new bundles are taken, and whether anything is sealed to it."""
        return self.status == ACTIVE

    def as_sender(self) -> SenderKey:
        """Return what the reader of a bundle needs to know of this device."""
        return SenderKey(
            self.id, self.office, self.role, self.signing_key, self.is_active, self.cuts
        )


@dataclass(frozen=True)
class Roster:
    """Every device of the programme.

    Attributes:
        version: Only grows.
        root: The version of the root it was issued under.
        issued: When, by headquarters' clock.
        soft_expires: When to ask for a newer one; never blocks care, saving or export.
        devices: All of them, also those no longer active.
        extra: Fields of a newer version.
    """

    version: int
    root: int
    issued: str
    soft_expires: str
    devices: tuple[Device, ...]
    extra: Mapping[str, Any] = field(default_factory=dict)

    def role_recipient(self, role: str) -> str | None:
        """Return the age recipient to which text for a role at headquarters is sealed, if any."""
        named = self.extra.get(ROLE_RECIPIENTS)
        recipient = named.get(role) if isinstance(named, Mapping) else None
        return recipient if isinstance(recipient, str) and is_recipient(recipient) else None

    def with_role_recipients(self, recipients: Mapping[str, str]) -> Roster:
        """Return this roster with other recipients of headquarters' roles."""
        return replace(self, extra={**self.extra, ROLE_RECIPIENTS: dict(recipients)})

    def device(self, device_id: str) -> Device | None:
        """Return the device of this id."""
        return next((device for device in self.devices if device.id == device_id), None)

    def with_device(self, device: Device, *, issued: str, soft_expires: str) -> Roster:
        """Return the next version of this roster, in which ``device`` is new or replaced."""
        kept = tuple(other for other in self.devices if other.id != device.id)
        return replace(
            self,
            version=self.version + 1,
            issued=issued,
            soft_expires=soft_expires,
            devices=(*kept, device),
        )

    def sign(self, signers: Sequence[Signer]) -> bytes:
        """Return the envelope of this roster, signed by ``signers``."""
        document = {
            "type": "roster",
            "v": VERSION,
            "version": self.version,
            "root": self.root,
            "issued": self.issued,
            "soft_expires": self.soft_expires,
            "devices": [_device_to_dict(device) for device in self.devices],
            **self.extra,
        }
        return Envelope.sign(ROSTER_TYPE, strict_json.dumps(document), signers).to_bytes()

    @classmethod
    def from_payload(cls, payload: bytes) -> Roster:
        """Read the payload of a roster; its signatures are checked elsewhere.

        Raises:
            TrustDocumentError: Not a roster, or a device or key in it twice.
        """
        try:
            return _roster(document_of(payload, "roster", VERSION))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise TrustDocumentError(reason="roster") from error


def _root(document: dict[str, Any]) -> Root:
    keys = {key: _public_key(entry) for key, entry in document.pop("keys").items()}
    roles = {name: _role(entry, keys) for name, entry in document.pop("roles").items()}
    if any(key_id(public) != key for key, public in keys.items()):
        raise ValueError("a key under another's id")
    if any(name not in roles for name in _NEEDED_ROLES):
        raise ValueError("a role is missing")
    return Root(
        version=count(document.pop("version"), least=1),
        expires=text(document.pop("expires")),
        keys=keys,
        roles=roles,
        extra=document,
    )


def _public_key(entry: Mapping[str, Any]) -> bytes:
    if entry["scheme"] != "ed25519":
        raise ValueError("unknown scheme")
    return public_key(entry["public"])


def _role(entry: Mapping[str, Any], keys: Mapping[str, bytes]) -> Role:
    ids = tuple(text(key) for key in entry["ids"])
    threshold = count(entry["threshold"], least=1)
    if len(set(ids)) != len(ids) or threshold > len(ids) or any(key not in keys for key in ids):
        raise ValueError("a role that cannot act")
    return Role(ids, threshold)


def _device_to_dict(device: Device) -> dict[str, Any]:
    document: dict[str, Any] = {
        "id": device.id,
        "office": device.office,
        "role": device.role,
        "sig": device.signing_key.hex(),
        **recipients_to_json(device.age_case, device.age_ident),
    }
    document["status"] = device.status
    document["cut"] = cuts_to_json(device.cuts)
    return document | dict(device.extra)


def _roster(document: dict[str, Any]) -> Roster:
    devices = tuple(_device(entry) for entry in document.pop("devices"))
    refuse_twice([one.id for one in devices], [one.signing_key for one in devices])
    return Roster(
        version=count(document.pop("version"), least=1),
        root=count(document.pop("root"), least=1),
        issued=text(document.pop("issued")),
        soft_expires=text(document.pop("soft_expires")),
        devices=devices,
        extra=document,
    )


def _device(entry: dict[str, Any]) -> Device:
    age_case, age_ident = recipients_of(entry)
    return Device(
        id=text(entry.pop("id")),
        office=text(entry.pop("office")),
        role=text(entry.pop("role")),
        signing_key=public_key(entry.pop("sig")),
        age_case=age_case,
        age_ident=age_ident,
        status=text(entry.pop("status")),
        cuts=cuts_of(entry.pop("cut")),
        extra=entry,
    )
