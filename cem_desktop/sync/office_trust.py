"""What the devices of one office believe: the hub's key, and the office roster under it.

A frozen state machine like ``trusted_set``, with the rules of one signer:

1. The hub's key is believed because a person compared its six words. The hub itself knows its own.
2. An office roster replaces another when the hub has signed it, it is of the same office and hub,
   and its version is higher. Equal version with other bytes is refused.
3. There is no recovery under the same key: who stole the hub's key has the office. A replacement
   PC is another hub, and its six words are compared afresh.
4. Expiry only warns: whoever is out on a visit keeps working.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from cem_desktop.crypto.fingerprint import fingerprint_words, matches
from cem_desktop.crypto.signing import Envelope, Verifier
from cem_desktop.errors import TrustDocumentError, TrustRollbackError
from cem_desktop.sync.enrolment import device_id
from cem_desktop.sync.office_roster import OFFICE_ROSTER_TYPE, OfficeRoster
from cem_desktop.sync.sender import OFFICE, SenderKey
from cem_desktop.sync.trust_fields import is_past

HUB_WORDS = "hub"


def hub_words(hub_key: bytes) -> tuple[str, ...]:
    """Return the six words of an office PC's signing key."""
    return fingerprint_words(HUB_WORDS, hub_key)


def are_hub_words(typed: str, hub_key: bytes) -> bool:
    """Return whether the words that a person typed are those of this office PC."""
    return matches(typed, HUB_WORDS, hub_key)


@dataclass(frozen=True)
class OfficeTrust:
    """What is believed; ``document`` is the exact bytes of the roster, to keep and pass on."""

    hub_key: bytes
    roster: OfficeRoster
    document: bytes

    @classmethod
    def start(cls, document: bytes, hub_key: bytes) -> OfficeTrust:
        """Return the trust in a first office roster, under a key that a person has compared.

        Raises:
            TrustDocumentError: The hub did not sign it, or it names another hub.
        """
        roster, _ = _verified(document, hub_key)
        if roster.hub != device_id(hub_key):
            raise TrustDocumentError(reason="other hub")
        return cls(hub_key, roster, document)

    def with_roster(self, document: bytes) -> OfficeTrust:
        """Return the trust after another office roster (rule 2); itself for the one it has.

        Raises:
            TrustRollbackError: An older one.
            TrustDocumentError: Not signed by the hub, of another office or hub, or the same
                version with other bytes.
        """
        new, payload = _verified(document, self.hub_key)
        if new.hub != self.roster.hub:
            raise TrustDocumentError(reason="other hub")
        if new.office != self.roster.office:
            raise TrustDocumentError(reason="other office")
        known = self.roster.version
        if new.version < known:
            raise TrustRollbackError(document="office roster", known=known, got=new.version)
        if new.version == known:
            if payload != Envelope.from_bytes(self.document).payload:
                raise TrustDocumentError(reason="office roster version twice")
            return self
        return OfficeTrust(self.hub_key, new, document)

    def with_brought(self, document: bytes) -> OfficeTrust:
        """Return the trust after the roster that a bundle of the hub brought.

        An older one is passed over: a bundle may be carried late. So is one of the number that
        stands here with other bytes: the hub was put back and has issued a number twice. It is not
        believed, and the rest of the bundle is not lost for it.

        Raises:
            TrustDocumentError: Not signed by the hub, or of another office or hub.
        """
        new, _ = _verified(document, self.hub_key)
        return self if new.version <= self.roster.version else self.with_roster(document)

    def sender(self, key_digest: bytes) -> SenderKey | None:
        """Return the hub or the device whose signing key has this SHA-256."""
        if hashlib.sha256(self.hub_key).digest() == key_digest:
            return SenderKey(self.roster.hub, self.roster.office, OFFICE, self.hub_key)
        for device in self.roster.devices:
            if hashlib.sha256(device.signing_key).digest() == key_digest:
                return device.as_sender(self.roster.office)
        return None

    def receipt_keys(self, device: str) -> dict[str, Verifier]:
        """Return the key that signs the receipts of the hub or of a device; none for a stranger."""
        if device == self.roster.hub:
            verifier = Verifier(self.hub_key)
            return {verifier.key_id: verifier}
        known = self.roster.device(device)
        if known is None:
            return {}
        verifier = Verifier(known.signing_key)
        return {verifier.key_id: verifier}

    def hub_words(self) -> tuple[str, ...]:
        """Return the six words of the hub's key."""
        return hub_words(self.hub_key)

    def is_stale(self, now: datetime) -> bool:
        """Return whether to meet the office again; nothing is blocked by it.

        A clock that stands before the roster's issue is wrong, so the later of the two counts.
        """
        return is_past(now, self.roster.issued, (self.roster.soft_expires,))


def _verified(document: bytes, hub_key: bytes) -> tuple[OfficeRoster, bytes]:
    """Return an office roster that this hub has signed, and its payload."""
    verifier = Verifier(hub_key)
    envelope = Envelope.from_bytes(document)
    payload = envelope.verify(OFFICE_ROSTER_TYPE, {verifier.key_id: verifier})
    return OfficeRoster.from_payload(payload), payload
