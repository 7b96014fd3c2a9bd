"""Enrolment: how an office and headquarters come to know each other's keys.

1. The office writes a *request*: its device's public keys, signed by the device itself. It reads
   the six words of the request to headquarters by telephone.
2. Headquarters compares them, puts the device on the roster, and writes an *answer*: root and
   roster.
3. The office's user types the six words of the root, heard by telephone. Only then is the root
   believed; root and roster prove the rest, and the roster must name this very device.

Neither file holds a secret; a changed one is told by its words or its signatures. A laptop asks
its office with the same request; the office's answer is another (``joining``).
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from typing import Any

from cem_desktop.crypto import fingerprint
from cem_desktop.crypto.sealing import is_recipient
from cem_desktop.crypto.signing import Envelope, Signer, Verifier, key_id
from cem_desktop.domain import strict_json
from cem_desktop.domain.json_fields import binary, matching, text
from cem_desktop.errors import FingerprintMismatchError, TrustDocumentError
from cem_desktop.sync.roster import Device
from cem_desktop.sync.sender import LAPTOP, OFFICE
from cem_desktop.sync.trusted_set import ROOT_WORDS, TrustedSet

REQUEST_TYPE = "application/vnd.cem.enrolment-request+json"
ANSWER_FORMAT = "CEMANSWER"
VERSION = 1
REQUEST_WORDS = "request"
_OFFICE_ID = re.compile(r"[0-9A-Za-z_.-]{1,64}")
_DEVICE_ID_DIGITS = 16


def device_id(public_key: bytes) -> str:
    """Return the id of the device that holds a signing key: ``d_`` and 16 hex digits."""
    return f"d_{key_id(public_key)[:_DEVICE_ID_DIGITS]}"


@dataclass(frozen=True)
class EnrolmentRequest:
    """What a device asks headquarters, or a laptop its office, to put on the roster.

    Attributes:
        office: The office's id in the catalogue.
        signing_key: Ed25519 public key; the device's id follows from it.
        age_case: age recipient for what headquarters sends back.
        app: The version of the program.
        wall: The device's clock, an annotation.
        age_ident: age recipient for identity data, where the device may hold them.
        role: ``office``, or ``laptop`` for a device that asks its office.
    """

    office: str
    signing_key: bytes
    age_case: str
    app: str
    wall: str
    age_ident: str | None = None
    role: str = OFFICE

    @property
    def device(self) -> str:
        """The id of the device."""
        return device_id(self.signing_key)

    def sign(self, signer: Signer) -> bytes:
        """Return the request file, signed by the device's own key.

        Raises:
            ValueError: The signer is another key.
        """
        if signer.public_key != self.signing_key:
            raise ValueError("a device signs for itself")
        document: dict[str, Any] = {
            "type": "enrolment-request",
            "v": VERSION,
            "office": self.office,
            "device": self.device,
            "sig": self.signing_key.hex(),
            "age_case": self.age_case,
            "age_ident": self.age_ident,
            "app": self.app,
            "wall": self.wall,
        }
        if self.role != OFFICE:
            document["role"] = self.role
        return Envelope.sign(REQUEST_TYPE, strict_json.dumps(document), [signer]).to_bytes()

    def as_device(self) -> Device:
        """Return the roster entry that headquarters makes of this request, once compared.

        Raises:
            TrustDocumentError: A laptop asks, whom only its office takes on.
        """
        if self.role != OFFICE:
            raise TrustDocumentError(reason="request of a laptop")
        return Device(
            self.device, self.office, OFFICE, self.signing_key, self.age_case, self.age_ident
        )


def read_request(request_document: bytes) -> EnrolmentRequest:
    """Read a request file and check that the device that asks holds the key it names.

    Whether it is the office it says is for the six words.

    Raises:
        TrustDocumentError: Not a request, or not signed by its own key.
    """
    envelope = Envelope.from_bytes(request_document)
    try:
        document = strict_json.loads_object(envelope.payload)
        request = _request(document)
    except (ValueError, TypeError, KeyError) as error:
        raise TrustDocumentError(reason="request") from error
    verifier = Verifier(request.signing_key)
    envelope.verify(REQUEST_TYPE, {verifier.key_id: verifier})
    return request


def request_words(request_document: bytes) -> tuple[str, ...]:
    """Return the six words of a request, to be compared by telephone.

    Raises:
        TrustDocumentError: Not a request.
    """
    return fingerprint.fingerprint_words(REQUEST_WORDS, payload_of_request(request_document))


def check_request_words(request_document: bytes, typed: str, *, of: str = REQUEST_WORDS) -> None:
    """Check the six words that were heard against the request file that was given.

    Args:
        request_document: The file.
        typed: The six words as they were typed.
        of: Whose they are, for the error's words.

    Raises:
        FingerprintMismatchError: They are others.
        TrustDocumentError: Not a request.
    """
    if not fingerprint.matches(typed, REQUEST_WORDS, payload_of_request(request_document)):
        raise FingerprintMismatchError(of=of)


def write_answer(request_document: bytes, trusted: TrustedSet) -> bytes:
    """Return the answer file for a request whose device now stands on the roster.

    Raises:
        TrustDocumentError: The roster does not name that device with these keys.
    """
    request = read_request(request_document)
    _check_enrolled(request, trusted)
    assert trusted.roster_document is not None
    payload = payload_of_request(request_document)
    return strict_json.dumps(
        {
            "format": ANSWER_FORMAT,
            "v": VERSION,
            "device": request.device,
            "request": hashlib.sha256(payload).hexdigest(),
            "root": base64.b64encode(trusted.root_document).decode(),
            "roster": base64.b64encode(trusted.roster_document).decode(),
        }
    )


def accept_answer(answer: bytes, typed: str, request_document: bytes) -> TrustedSet:
    """Return what the office believes from now on.

    Args:
        answer: The answer file.
        typed: The six words of headquarters' root, as the user heard and typed them.
        request_document: The office's own request, as it was written.

    Raises:
        TrustDocumentError: Not an answer, one for another device, or signatures that do not hold.
        FingerprintMismatchError: The words are not those of the root in the answer.
    """
    read = _read_answer(answer)
    own_request = hashlib.sha256(payload_of_request(request_document)).hexdigest()
    if read.request != own_request:
        raise TrustDocumentError(reason="answer to another request")
    trusted = TrustedSet.start(read.root)
    payload = Envelope.from_bytes(trusted.root_document).payload
    if not fingerprint.matches(typed, ROOT_WORDS, payload):
        raise FingerprintMismatchError(of=ROOT_WORDS)
    trusted = trusted.with_roster(read.roster)
    _check_enrolled(read_request(request_document), trusted)
    if not trusted.headquarters():
        raise TrustDocumentError(reason="no headquarters")
    return trusted


def _check_enrolled(request: EnrolmentRequest, trusted: TrustedSet) -> None:
    """Check that the roster names the device of ``request``, with the keys that it has."""
    device = trusted.roster and trusted.roster.device(request.device)
    asked = (request.office, request.signing_key, request.age_case)
    if not device or (device.office, device.signing_key, device.age_case) != asked:
        raise TrustDocumentError(reason="not on the roster", device=request.device)
    if not device.is_active:
        raise TrustDocumentError(reason="not active", device=request.device)


@dataclass(frozen=True)
class _Answer:
    """What an answer file holds."""

    request: str
    root: bytes
    roster: bytes


def _read_answer(answer: bytes) -> _Answer:
    try:
        document = strict_json.loads_object(answer)
        if (document["format"], document["v"]) != (ANSWER_FORMAT, VERSION):
            raise TrustDocumentError(reason="answer")
        return _Answer(
            text(document["request"]), binary(document["root"]), binary(document["roster"])
        )
    except (ValueError, KeyError) as error:
        raise TrustDocumentError(reason="answer") from error


def payload_of_request(request_document: bytes) -> bytes:
    """Return the payload of a request file, which its words and its answer's digest stand for.

    Raises:
        TrustDocumentError: Not a request.
    """
    envelope = Envelope.from_bytes(request_document)
    if envelope.payload_type != REQUEST_TYPE:
        raise TrustDocumentError(reason="type")
    return envelope.payload


def _request(document: dict[str, Any]) -> EnrolmentRequest:
    identity_recipient = document["age_ident"]
    request = EnrolmentRequest(
        office=matching(_OFFICE_ID, document["office"]),
        signing_key=bytes.fromhex(text(document["sig"])),
        age_case=text(document["age_case"]),
        age_ident=None if identity_recipient is None else text(identity_recipient),
        app=text(document["app"]),
        wall=text(document["wall"]),
        role=text(document.get("role", OFFICE)),
    )
    recipients = [request.age_case, request.age_ident]
    if (
        (document["type"], document["v"]) != ("enrolment-request", VERSION)
        or document["device"] != request.device
        or request.role not in {OFFICE, LAPTOP}
        or not all(is_recipient(recipient) for recipient in recipients if recipient is not None)
    ):
        raise ValueError("not a request")
    Verifier(request.signing_key)  # refuses what is no key
    return request
