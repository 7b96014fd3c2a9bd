"""Joining: how a laptop and its office come to know each other's keys.

1. The laptop writes a *request* (``enrolment``): its public keys, signed by itself. Its six words
   are compared at the office PC.
2. The office puts the laptop on its own roster and writes an *answer*: its key, the office roster,
   and what it has of headquarters' root and roster. The office PC, the hub, signs the whole.
3. The laptop's user types the six words that the office PC shows. Only then is its key believed;
   it proves the rest, and the office roster must name this very laptop.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from typing import Any

from cem_desktop.crypto.signing import Envelope, Signer, Verifier
from cem_desktop.domain import strict_json
from cem_desktop.domain.json_fields import binary, text
from cem_desktop.errors import FingerprintMismatchError, TrustDocumentError
from cem_desktop.sync.enrolment import (
    ANSWER_FORMAT,
    EnrolmentRequest,
    payload_of_request,
    read_request,
)
from cem_desktop.sync.office_trust import HUB_WORDS, OfficeTrust, are_hub_words
from cem_desktop.sync.sender import LAPTOP
from cem_desktop.sync.trust_fields import public_key
from cem_desktop.sync.trusted_set import TrustedSet

LAPTOP_ANSWER_TYPE = "application/vnd.cem.laptop-answer+json"
VERSION = 1


@dataclass(frozen=True)
class Joined:
    """What a laptop believes from now on.

    Attributes:
        office: Its office, with the roster that names it.
        headquarters: What the office knows of headquarters, None where it knows none.
    """

    office: OfficeTrust
    headquarters: TrustedSet | None


def write_laptop_answer(
    request_document: bytes,
    office: OfficeTrust,
    headquarters: TrustedSet | None,
    signer: Signer,
) -> bytes:
    """Return the answer file for a laptop that now stands on the office roster.

    Args:
        request_document: The laptop's request.
        office: What the office believes.
        headquarters: What it knows of headquarters, if anything.
        signer: The hub's key.

    Raises:
        TrustDocumentError: The office roster does not name that laptop with these keys.
    """
    request = read_request(request_document)
    _check_on_roster(request, office)
    document: dict[str, Any] = {
        "format": ANSWER_FORMAT,
        "v": VERSION,
        "device": request.device,
        "request": hashlib.sha256(payload_of_request(request_document)).hexdigest(),
        "hub": office.hub_key.hex(),
        "office_roster": base64.b64encode(office.document).decode(),
    }
    if headquarters is not None and headquarters.roster_document is not None:
        document["root"] = base64.b64encode(headquarters.root_document).decode()
        document["roster"] = base64.b64encode(headquarters.roster_document).decode()
    payload = strict_json.dumps(document)
    return Envelope.sign(LAPTOP_ANSWER_TYPE, payload, [signer]).to_bytes()


def accept_laptop_answer(answer: bytes, typed: str, request_document: bytes) -> Joined:
    """Return what the laptop believes from now on.

    Args:
        answer: The answer file.
        typed: The six words of the office PC, as the user read and typed them.
        request_document: The laptop's own request, as it was written.

    Raises:
        TrustDocumentError: Not such an answer, one for another laptop, or signatures that do not
            hold.
        FingerprintMismatchError: The words are not those of the key in the answer.
    """
    read = _read_answer(answer)
    if read.request != hashlib.sha256(payload_of_request(request_document)).hexdigest():
        raise TrustDocumentError(reason="answer to another request")
    if not are_hub_words(typed, read.hub_key):
        raise FingerprintMismatchError(of=HUB_WORDS)
    office = OfficeTrust.start(read.office_roster, read.hub_key)
    _check_on_roster(read_request(request_document), office)
    headquarters = None
    if read.root is not None:
        headquarters = TrustedSet.restore(read.root, read.roster)
    return Joined(office, headquarters)


def _check_on_roster(request: EnrolmentRequest, office: OfficeTrust) -> None:
    """Check that the office roster names the laptop of ``request``, with the keys that it has."""
    if request.role != LAPTOP:
        raise TrustDocumentError(reason="not a laptop", device=request.device)
    if request.office != office.roster.office:
        raise TrustDocumentError(reason="other office", device=request.device)
    device = office.roster.device(request.device)
    asked = (request.signing_key, request.age_case, request.age_ident)
    if device is None or (device.signing_key, device.age_case, device.age_ident) != asked:
        raise TrustDocumentError(reason="not on the roster", device=request.device)
    if not device.is_active:
        raise TrustDocumentError(reason="not active", device=request.device)


@dataclass(frozen=True)
class _Answer:
    """What an answer file holds, under the hub's signature."""

    request: str
    hub_key: bytes
    office_roster: bytes
    root: bytes | None
    roster: bytes | None


def _read_answer(answer: bytes) -> _Answer:
    """Read an answer that is signed by the key it brings; whose that is, the six words tell."""
    envelope = Envelope.from_bytes(answer)
    try:
        document = strict_json.loads_object(envelope.payload)
        if (document["format"], document["v"]) != (ANSWER_FORMAT, VERSION):
            raise TrustDocumentError(reason="answer")
        root, roster = document.get("root"), document.get("roster")
        read = _Answer(
            request=text(document["request"]),
            hub_key=public_key(document["hub"]),
            office_roster=binary(document["office_roster"]),
            root=None if root is None else binary(root),
            roster=None if roster is None else binary(roster),
        )
    except (ValueError, KeyError) as error:
        raise TrustDocumentError(reason="answer") from error
    verifier = Verifier(read.hub_key)
    envelope.verify(LAPTOP_ANSWER_TYPE, {verifier.key_id: verifier})
    return read
