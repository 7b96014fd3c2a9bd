"""Joining: a laptop's request, the office's answer, and everybody who might come in between."""

from __future__ import annotations

import base64
import json
from dataclasses import replace

import pytest
from bundle_world import HQ_RECIPIENT, OTHER_IDENTITY
from trust_world import (
    FAR,
    HUB_KEY,
    LAPTOP_DEVICE,
    LAPTOP_KEY,
    NEW_ROOT_KEYS,
    NOW,
    OTHER_HUB_KEY,
    STRANGER,
    office_roster,
    office_trust,
    root,
    trusted,
)

from cem_desktop.crypto import sealing
from cem_desktop.crypto.signing import Envelope
from cem_desktop.errors import FingerprintMismatchError, TrustDocumentError
from cem_desktop.sync.enrolment import (
    EnrolmentRequest,
    accept_answer,
    read_request,
    request_words,
    write_answer,
)
from cem_desktop.sync.joining import (
    LAPTOP_ANSWER_TYPE,
    accept_laptop_answer,
    write_laptop_answer,
)
from cem_desktop.sync.office_trust import OfficeTrust, hub_words
from cem_desktop.sync.sender import LAPTOP

REQUEST = EnrolmentRequest(
    office="office-7",
    signing_key=LAPTOP_KEY.public_key,
    age_case=HQ_RECIPIENT,
    app="0.1.0",
    wall=NOW,
    role=LAPTOP,
)
DOCUMENT = REQUEST.sign(LAPTOP_KEY)
WORDS = " ".join(hub_words(HUB_KEY.public_key))


def answer(headquarters=None):
    return write_laptop_answer(DOCUMENT, office_trust(), headquarters, HUB_KEY)


def changed(**fields):
    """Return the answer with other fields, signed by whoever the hub key in it is said to be."""
    document = json.loads(Envelope.from_bytes(answer(trusted())).payload) | fields
    payload = json.dumps({key: value for key, value in document.items() if value is not None})
    return Envelope.sign(LAPTOP_ANSWER_TYPE, payload.encode(), [HUB_KEY]).to_bytes()


def test_the_whole_way():
    assert read_request(DOCUMENT) == REQUEST
    assert len(request_words(DOCUMENT)) == 6
    joined = accept_laptop_answer(answer(trusted()), WORDS.title(), DOCUMENT)
    assert joined.office == office_trust()
    assert joined.headquarters == trusted()
    assert joined.office.roster.device(REQUEST.device) == LAPTOP_DEVICE


def test_a_laptop_needs_no_headquarters():
    assert accept_laptop_answer(answer(), WORDS, DOCUMENT).headquarters is None


def test_other_words():
    others = " ".join(hub_words(OTHER_HUB_KEY.public_key))
    with pytest.raises(FingerprintMismatchError) as caught:
        accept_laptop_answer(answer(), others, DOCUMENT)
    assert caught.value.details == {"of": "hub"}


def test_an_answer_by_other_hub():
    """Somebody on the way answers with a key of his own: only the words tell."""
    roster = office_roster(hub=office_trust().roster.hub)
    own = replace(roster, hub="d_" + OTHER_HUB_KEY.key_id[:16])
    theirs = OfficeTrust.start(own.sign(OTHER_HUB_KEY), OTHER_HUB_KEY.public_key)
    forged = write_laptop_answer(DOCUMENT, theirs, None, OTHER_HUB_KEY)
    with pytest.raises(FingerprintMismatchError):
        accept_laptop_answer(forged, WORDS, DOCUMENT)


def test_an_answer_to_another_request():
    other = replace(REQUEST, wall="2026-11-24T15:00:00Z").sign(LAPTOP_KEY)
    with pytest.raises(TrustDocumentError, match="another request"):
        accept_laptop_answer(answer(), WORDS, other)


def test_a_root_put_in_on_the_way_is_refused():
    """The laptop did not compare the root's words; the hub's signature stands for it."""
    foreign = root(keys=NEW_ROOT_KEYS).sign(NEW_ROOT_KEYS)
    envelope = Envelope.from_bytes(answer(trusted()))
    document = json.loads(envelope.payload)
    document["root"] = base64.b64encode(foreign).decode()
    swapped = replace(envelope, payload=json.dumps(document).encode())
    with pytest.raises(TrustDocumentError, match="signature"):
        accept_laptop_answer(swapped.to_bytes(), WORDS, DOCUMENT)


def encoded(document):
    return base64.b64encode(document).decode()


@pytest.mark.parametrize(
    "fields",
    [
        {"office_roster": encoded(office_roster(devices=[]).sign(HUB_KEY))},
        {"office_roster": encoded(office_roster().sign(STRANGER))},
        {"office_roster": encoded(office_roster(office="office-8").sign(HUB_KEY))},
        {"office_roster": encoded(office_roster(hub="d_1").sign(HUB_KEY))},
        {
            "office_roster": encoded(
                office_roster(devices=[replace(LAPTOP_DEVICE, status="stolen")]).sign(HUB_KEY)
            )
        },
        {
            "office_roster": encoded(
                office_roster(
                    devices=[replace(LAPTOP_DEVICE, age_case=sealing.recipient_of(OTHER_IDENTITY))]
                ).sign(HUB_KEY)
            )
        },
        {"hub": STRANGER.public_key.hex()},
        {"hub": "nonsense"},
        {"office_roster": None},
        {"format": "CEMOTHER"},
        {"v": 2},
        {"roster": "%%%"},
        {"root": encoded(root().sign([]))},
    ],
)
def test_an_answer_that_does_not_hold(fields):
    with pytest.raises(TrustDocumentError):
        accept_laptop_answer(changed(**fields), WORDS, DOCUMENT)


def test_what_is_no_answer():
    for data in (b"", b"{}", Envelope.sign(LAPTOP_ANSWER_TYPE, b"[]", [HUB_KEY]).to_bytes()):
        with pytest.raises(TrustDocumentError):
            accept_laptop_answer(data, WORDS, DOCUMENT)


def test_office_and_laptop_do_not_pass_for_each_other():
    """A laptop is not enrolled at headquarters, and no office joins another office."""
    with pytest.raises(TrustDocumentError, match="laptop"):
        REQUEST.as_device()
    with pytest.raises(TrustDocumentError):
        write_answer(DOCUMENT, trusted())
    office = replace(REQUEST, role="office").sign(LAPTOP_KEY)
    with pytest.raises(TrustDocumentError, match="not a laptop"):
        write_laptop_answer(office, office_trust(), None, HUB_KEY)
    with pytest.raises(TrustDocumentError):
        accept_answer(answer(trusted()), " ".join(trusted().root_words()), DOCUMENT)
    with pytest.raises(TrustDocumentError):
        read_request(replace(REQUEST, role="courier").sign(LAPTOP_KEY))


def test_the_next_office_roster_keeps_the_laptop_joined():
    joined = accept_laptop_answer(answer(), WORDS, DOCUMENT)
    newer = joined.office.roster.next_version(issued=NOW, soft_expires=FAR)
    assert joined.office.with_roster(newer.sign(HUB_KEY)).roster.version == 2
