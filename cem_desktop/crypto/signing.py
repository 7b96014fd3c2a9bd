"""Ed25519 signatures, and DSSE envelopes around documents of trust.

A signature covers the exact bytes that travel and the type they are of (DSSE's pre-authentication
encoding), so nothing is put into a canonical form and a receipt can never pass for a roster.
A key's identity is the SHA-256 of its public key. An envelope may carry several signatures; it
holds when enough *different* keys of the asker's list signed it.

Source: https://github.com/secure-systems-lab/dsse (protocol and envelope, v1.0).
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from cem_desktop.crypto.random_source import RandomSource, system_random
from cem_desktop.domain import strict_json
from cem_desktop.domain.json_fields import binary, text
from cem_desktop.errors import TrustDocumentError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

SEED_SIZE = 32
PUBLIC_KEY_SIZE = 32
SIGNATURE_SIZE = 64


def key_id(public_key: bytes) -> str:
    """Return the identity of a public key: its SHA-256 in hex."""
    return hashlib.sha256(public_key).hexdigest()


def pae(payload_type: str, payload: bytes) -> bytes:
    """Return DSSE's pre-authentication encoding: what is signed for a payload of a type."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


class Signer:
    """A device's or role's signing key; ``seed`` is the secret that is kept in the store."""

    def __init__(self, seed: bytes) -> None:
        """Take the 32-byte seed of an Ed25519 key."""
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.seed = seed
        self.public_key = self._key.public_key().public_bytes_raw()
        self.key_id = key_id(self.public_key)

    @classmethod
    def generate(cls, random_source: RandomSource = system_random) -> Signer:
        """Return a new key."""
        return cls(random_source(SEED_SIZE))

    @property
    def verifier(self) -> Verifier:
        """What others check this key's signatures with."""
        return Verifier(self.public_key)

    def sign(self, message: bytes) -> bytes:
        """Return the 64-byte signature of ``message``."""
        return self._key.sign(message)


class Verifier:
    """A public key that signatures are checked with."""

    def __init__(self, public_key: bytes) -> None:
        """Take a 32-byte Ed25519 public key.

        Raises:
            ValueError: Not 32 bytes.
        """
        self._key = Ed25519PublicKey.from_public_bytes(public_key)
        self.public_key = public_key
        self.key_id = key_id(public_key)

    def holds(self, signature: bytes, message: bytes) -> bool:
        """Return whether ``signature`` is this key's over exactly ``message``."""
        try:
            self._key.verify(signature, message)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True)
class Signature:
    """One signature of an envelope, with the identity of the key that claims it."""

    key_id: str
    value: bytes


@dataclass(frozen=True)
class Envelope:
    """A signed document: exact payload bytes, their type, the signatures."""

    payload_type: str
    payload: bytes
    signatures: tuple[Signature, ...]

    @classmethod
    def sign(cls, payload_type: str, payload: bytes, signers: Sequence[Signer]) -> Envelope:
        """Return ``payload`` signed by every one of ``signers``."""
        return cls(payload_type, payload, ()).and_signed_by(signers)

    def and_signed_by(self, signers: Iterable[Signer]) -> Envelope:
        """Return this envelope with further signatures over the same bytes."""
        message = pae(self.payload_type, self.payload)
        added = tuple(Signature(signer.key_id, signer.sign(message)) for signer in signers)
        return Envelope(self.payload_type, self.payload, (*self.signatures, *added))

    def to_bytes(self) -> bytes:
        """Return the envelope as DSSE JSON."""
        return strict_json.dumps(
            {
                "payloadType": self.payload_type,
                "payload": base64.b64encode(self.payload).decode(),
                "signatures": [
                    {"keyid": signature.key_id, "sig": base64.b64encode(signature.value).decode()}
                    for signature in self.signatures
                ],
            }
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> Envelope:
        """Read a DSSE envelope; nothing is verified yet.

        Raises:
            TrustDocumentError: Not an envelope.
        """
        try:
            document = strict_json.loads_object(data)
            return cls(
                text(document["payloadType"]),
                binary(document["payload"]),
                tuple(_signature(entry) for entry in document["signatures"]),
            )
        except (ValueError, TypeError, KeyError) as error:
            raise TrustDocumentError(reason="envelope") from error

    def verify(
        self, payload_type: str, keys: Mapping[str, Verifier], *, threshold: int = 1
    ) -> bytes:
        """Return the payload, once enough of ``keys`` have signed it.

        Args:
            payload_type: The type that the asker expects.
            keys: The keys that count, by their identity.
            threshold: How many different keys are enough; at least one.

        Raises:
            TrustDocumentError: Another type, or too few signatures that hold.
        """
        if self.payload_type != payload_type:
            raise TrustDocumentError(reason="type")
        message = pae(payload_type, self.payload)
        held = {
            keys[signature.key_id].public_key
            for signature in self.signatures
            if signature.key_id in keys and keys[signature.key_id].holds(signature.value, message)
        }
        if len(held) < max(1, threshold):
            raise TrustDocumentError(reason="signature", held=len(held), needed=max(1, threshold))
        return self.payload


def _signature(entry: Mapping[str, object]) -> Signature:
    return Signature(text(entry["keyid"]), binary(entry["sig"], size=SIGNATURE_SIZE))
