"""The pass that a device shows to a receiver: what it wants, signed with the device's own key.

A pass is a DSSE envelope. It names the receiver by its pin, so that nobody can use it elsewhere,
and repeats a challenge that the receiver gave out a moment before, so that no clock but the
receiver's is asked. A pass to **send** names the length and the SHA-256 of what will come, and to
whom it goes; a pass to **fetch** asks for what lies ready for this very device.

A device that the roster does not name (a laptop) shows beside it a **voucher**: a document by which
an office's device vouches for the laptop's key. Headquarters learns of it a random id, and carries
what it cannot read.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cem_desktop.crypto.signing import Envelope, Signer, Verifier, key_id
from cem_desktop.domain import strict_json
from cem_desktop.domain.json_fields import SHA256, count, matching, text
from cem_desktop.errors import TrustDocumentError

PASS_TYPE = "application/vnd.cem.network-pass+json"  # noqa: S105  (a media type)
VOUCHER_TYPE = "application/vnd.cem.network-voucher+json"
VERSION = 1
SEND, FETCH = "send", "fetch"
HEADQUARTERS = "headquarters"
LONGEST = 6 * 1024
"""Bytes that a pass may have in a header."""
_DEVICE = re.compile(r"d_[0-9a-f]{16}")
_ADDRESSEE = re.compile(r"headquarters|d_[0-9a-f]{16}")


@dataclass(frozen=True)
class Parcel:
    """What a pass to send announces.

    Attributes:
        length: Its bytes.
        sha256: Its hash, hex.
        to: ``headquarters``, or the id of a device it is carried to.
    """

    length: int
    sha256: str
    to: str = HEADQUARTERS


@dataclass(frozen=True)
class Caller:
    """Who stands behind a pass.

    Attributes:
        device: Its id.
        office: The office it belongs to.
        public_key: Ed25519.
        vouched: A laptop, known through its office's voucher alone.
    """

    device: str
    office: str
    public_key: bytes
    vouched: bool = False


FindCaller = Callable[[str], Caller | None]
"""Finds an active enrolled device by the id of its key."""


@dataclass(frozen=True)
class Pass:
    """A pass whose signature holds.

    Attributes:
        caller: Who signed.
        challenge: The receiver's own, to be checked by the receiver.
        parcel: What will come; None for a pass to fetch.
    """

    caller: Caller
    challenge: str
    parcel: Parcel | None


def write_pass(
    signer: Signer,
    pin: str,
    challenge: str,
    parcel: Parcel | None = None,
    voucher: bytes | None = None,
) -> str:
    """Return the pass as it stands in the header ``Authorization``."""
    document: dict[str, object] = {
        "type": "network-pass",
        "v": VERSION,
        "act": FETCH if parcel is None else SEND,
        "receiver": pin,
        "challenge": challenge,
    }
    if parcel is not None:
        document |= {"length": parcel.length, "sha256": parcel.sha256, "to": parcel.to}
    if voucher is not None:
        document["voucher"] = base64.b64encode(voucher).decode()
    envelope = Envelope.sign(PASS_TYPE, strict_json.dumps(document), [signer])
    return "CEM " + base64.urlsafe_b64encode(envelope.to_bytes()).decode()


def read_pass(header: str, pin: str, find: FindCaller) -> Pass:
    """Return what a header says, once the signature of a known device holds.

    Raises:
        TrustDocumentError: No pass, of nobody known, or for another receiver.
    """
    kind, _space, encoded = header.partition(" ")
    if kind != "CEM" or len(encoded) > LONGEST:
        raise TrustDocumentError(reason="pass")
    try:
        data = base64.b64decode(encoded, altchars=b"-_", validate=True)
    except ValueError as error:
        raise TrustDocumentError(reason="pass") from error
    envelope = Envelope.from_bytes(data)
    if len(envelope.signatures) != 1:
        raise TrustDocumentError(reason="pass")
    signed_by = envelope.signatures[0].key_id
    caller = find(signed_by) or _vouched(envelope, signed_by, find)
    if caller is None:
        raise TrustDocumentError(reason="pass of nobody known")
    payload = envelope.verify(PASS_TYPE, {signed_by: Verifier(caller.public_key)})
    try:
        return _pass(caller, strict_json.loads_object(payload), pin)
    except (ValueError, TypeError, KeyError) as error:
        raise TrustDocumentError(reason="pass") from error


def write_voucher(office_signer: Signer, device: str, public_key: bytes) -> bytes:
    """Return the document by which an office's device vouches for a laptop's key."""
    document = {"type": "network-voucher", "v": VERSION, "device": device, "sig": public_key.hex()}
    return Envelope.sign(VOUCHER_TYPE, strict_json.dumps(document), [office_signer]).to_bytes()


def _pass(caller: Caller, document: dict[str, Any], pin: str) -> Pass:
    if document["type"] != "network-pass" or count(document["v"]) != VERSION:
        raise ValueError("not a pass")
    if document["receiver"] != pin:
        raise ValueError("a pass for another receiver")
    challenge = matching(SHA256, document["challenge"])
    if document["act"] == FETCH:
        return Pass(caller, challenge, None)
    if document["act"] != SEND:
        raise ValueError("another act")
    parcel = Parcel(
        count(document["length"], least=1),
        matching(SHA256, document["sha256"]),
        matching(_ADDRESSEE, document["to"]),
    )
    return Pass(caller, challenge, parcel)


def _vouched(envelope: Envelope, signed_by: str, find: FindCaller) -> Caller | None:
    """Return the laptop that an enrolled device vouches for; None where none does."""
    try:
        encoded = strict_json.loads_object(envelope.payload).get("voucher")
        if encoded is None:
            return None
        voucher = Envelope.from_bytes(base64.b64decode(text(encoded, longest=LONGEST)))
        office = find(voucher.signatures[0].key_id) if voucher.signatures else None
        if office is None or office.vouched:
            return None
        keys = {key_id(office.public_key): Verifier(office.public_key)}
        document = strict_json.loads_object(voucher.verify(VOUCHER_TYPE, keys))
        public_key = bytes.fromhex(text(document["sig"]))
        device = matching(_DEVICE, document["device"])
        if document["type"] != "network-voucher" or key_id(public_key) != signed_by:
            return None
        if device != f"d_{signed_by[:16]}":  # nobody vouches for a key under another's id
            return None
        return Caller(device, office.office, Verifier(public_key).public_key, vouched=True)
    except (ValueError, TypeError, KeyError) as error:
        raise TrustDocumentError(reason="voucher") from error
