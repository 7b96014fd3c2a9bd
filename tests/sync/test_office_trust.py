"""The office roster: the attacks that python-tuf's own tests name, with the hub as one signer."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from bundle_world import HQ_RECIPIENT, OTHER_IDENTITY
from trust_world import (
    FAR,
    HUB,
    HUB_KEY,
    LAPTOP_DEVICE,
    LAPTOP_KEY,
    NOW,
    OFFICE_KEY,
    OTHER_HUB_KEY,
    PAST,
    ROSTER_KEY,
    STRANGER,
    office_roster,
    office_trust,
)

from cem_desktop.crypto import sealing
from cem_desktop.crypto.signing import Envelope
from cem_desktop.errors import TrustDocumentError, TrustRollbackError
from cem_desktop.sync.enrolment import device_id
from cem_desktop.sync.office_roster import (
    OFFICE_ROSTER_TYPE,
    OfficeRoster,
)
from cem_desktop.sync.office_trust import OfficeTrust, are_hub_words
from cem_desktop.sync.roster import ROOT_TYPE, ROSTER_TYPE
from cem_desktop.sync.sender import LAPTOP, OFFICE, Cut

OTHER_HUB = device_id(OTHER_HUB_KEY.public_key)


def digest(signer):
    return hashlib.sha256(signer.public_key).digest()


# --- the first one -----------------------------------------------------------------------------------


def test_first_time():
    first = office_trust()
    assert first.roster.version == 1
    assert OfficeTrust.start(first.document, HUB_KEY.public_key) == first


@pytest.mark.parametrize("signer", [STRANGER, OTHER_HUB_KEY, LAPTOP_KEY, ROSTER_KEY])
def test_trusted_office_roster_unsigned(signer):
    with pytest.raises(TrustDocumentError):
        OfficeTrust.start(office_roster().sign(signer), HUB_KEY.public_key)


def test_trusted_office_roster_of_other_hub():
    """Signed by the key that was compared, in another's name."""
    document = office_roster(hub=OTHER_HUB).sign(HUB_KEY)
    with pytest.raises(TrustDocumentError, match="other hub"):
        OfficeTrust.start(document, HUB_KEY.public_key)


def test_trusted_office_roster_expired_still_works():
    started = OfficeTrust.start(office_roster(expires=PAST).sign(HUB_KEY), HUB_KEY.public_key)
    assert started.with_roster(office_roster(2).sign(HUB_KEY)).roster.version == 2


# --- the next ones -----------------------------------------------------------------------------------


def test_new_office_roster():
    assert office_trust().with_roster(office_roster(5).sign(HUB_KEY)).roster.version == 5


@pytest.mark.parametrize("signer", [STRANGER, OTHER_HUB_KEY, LAPTOP_KEY, OFFICE_KEY])
def test_new_office_roster_threshold_not_met(signer):
    now = office_trust()
    with pytest.raises(TrustDocumentError, match="signature"):
        now.with_roster(office_roster(2).sign(signer))
    assert now == office_trust()


def test_new_office_roster_unsigned():
    signed = Envelope.from_bytes(office_roster(2).sign(HUB_KEY))
    with pytest.raises(TrustDocumentError, match="signature"):
        office_trust().with_roster(replace(signed, signatures=()).to_bytes())


def test_new_office_roster_version_rollback():
    with pytest.raises(TrustRollbackError) as caught:
        office_trust(7).with_roster(office_roster(6).sign(HUB_KEY))
    assert caught.value.details == {"document": "office roster", "known": 7, "got": 6}


def test_new_office_roster_same_version():
    assert office_trust().with_roster(office_roster().sign(HUB_KEY)) == office_trust()
    with pytest.raises(TrustDocumentError, match="twice"):
        office_trust().with_roster(office_roster(devices=[]).sign(HUB_KEY))


def test_new_office_roster_of_other_office():
    with pytest.raises(TrustDocumentError, match="other office"):
        office_trust().with_roster(office_roster(2, office="office-8").sign(HUB_KEY))


def test_new_office_roster_of_other_hub():
    with pytest.raises(TrustDocumentError, match="other hub"):
        office_trust().with_roster(office_roster(2, hub=OTHER_HUB).sign(HUB_KEY))
    with pytest.raises(TrustDocumentError, match="signature"):
        office_trust().with_roster(office_roster(2, hub=OTHER_HUB).sign(OTHER_HUB_KEY))


def test_new_office_roster_fast_forward_recovery():
    """A stolen hub key ran the version up; a replacement PC is another hub, compared afresh."""
    attacked = office_trust().with_roster(office_roster(2**50).sign(HUB_KEY))
    with pytest.raises(TrustRollbackError):
        attacked.with_roster(office_roster(2).sign(HUB_KEY))
    document = office_roster(1, hub=OTHER_HUB).sign(OTHER_HUB_KEY)
    with pytest.raises(TrustDocumentError):
        attacked.with_roster(document)
    recovered = OfficeTrust.start(document, OTHER_HUB_KEY.public_key)
    assert recovered.roster.version == 1
    assert recovered.sender(digest(HUB_KEY)) is None


def test_new_office_roster_expired_only_warns():
    now = office_trust().with_roster(office_roster(2, expires=PAST).sign(HUB_KEY))
    assert now.is_stale(datetime(2026, 11, 23, tzinfo=UTC))
    assert now.is_stale(datetime(1980, 1, 1, tzinfo=UTC))
    assert now.sender(digest(LAPTOP_KEY)).active
    assert not office_trust().is_stale(datetime(1980, 1, 1, tzinfo=UTC))
    unreadable = replace(now, roster=replace(now.roster, soft_expires="soon"))
    assert unreadable.is_stale(datetime(1980, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize("payload_type", [ROOT_TYPE, ROSTER_TYPE, "application/json"])
def test_wrong_payload_type(payload_type):
    payload = Envelope.from_bytes(office_roster(2).sign(HUB_KEY)).payload
    document = Envelope.sign(payload_type, payload, [HUB_KEY]).to_bytes()
    with pytest.raises(TrustDocumentError, match="type"):
        office_trust().with_roster(document)


@pytest.mark.parametrize(
    "payload",
    [b"", b"[]", b"{}", b'{"type":"office-roster","v":1}', b'{"type":"roster","v":1}'],
)
def test_any_signed_json_is_an_office_roster_or_an_error(payload):
    document = Envelope.sign(OFFICE_ROSTER_TYPE, payload, [HUB_KEY]).to_bytes()
    for attempt in (office_trust().with_roster, lambda d: OfficeTrust.start(d, HUB_KEY.public_key)):
        with pytest.raises(TrustDocumentError):
            attempt(document)


@pytest.mark.parametrize(
    "devices",
    [
        [LAPTOP_DEVICE, replace(LAPTOP_DEVICE, id="d_2")],
        [LAPTOP_DEVICE, replace(LAPTOP_DEVICE, signing_key=STRANGER.public_key)],
        [replace(LAPTOP_DEVICE, age_case="age1nonsense")],
        [replace(LAPTOP_DEVICE, age_ident="age1nonsense")],
        [replace(LAPTOP_DEVICE, signing_key=b"short")],
        [replace(LAPTOP_DEVICE, holder="")],
        [replace(LAPTOP_DEVICE, cuts={"ab" * 16: Cut(-1, "cd" * 32)})],
    ],
)
def test_an_office_roster_that_contradicts_itself_is_refused(devices):
    with pytest.raises(TrustDocumentError):
        office_trust().with_roster(office_roster(2, devices=devices).sign(HUB_KEY))


def test_services_are_a_list():
    payload = json.loads(Envelope.from_bytes(office_roster(2).sign(HUB_KEY)).payload)
    payload["devices"][0]["services"] = "social"
    document = Envelope.sign(OFFICE_ROSTER_TYPE, json.dumps(payload).encode(), [HUB_KEY])
    with pytest.raises(TrustDocumentError):
        office_trust().with_roster(document.to_bytes())


# --- what it says ------------------------------------------------------------------------------------


def test_hub_and_laptops_are_found_by_their_key():
    now = office_trust()
    hub, laptop = now.sender(digest(HUB_KEY)), now.sender(digest(LAPTOP_KEY))
    assert (hub.device, hub.role, hub.office, hub.active) == (HUB, OFFICE, "office-7", True)
    assert (laptop.device, laptop.role, laptop.active) == (LAPTOP_DEVICE.id, LAPTOP, True)
    assert laptop.office == "office-7"
    assert now.sender(digest(STRANGER)) is None


def test_each_signs_its_own_receipts():
    now = office_trust()
    assert set(now.receipt_keys(HUB)) == {HUB_KEY.key_id}
    assert set(now.receipt_keys(LAPTOP_DEVICE.id)) == {LAPTOP_KEY.key_id}
    assert now.receipt_keys("d_nobody") == {}


@pytest.mark.parametrize("status", ["stolen", "retired", "something new"])
def test_a_laptop_that_is_not_active_keeps_its_cuts(status):
    cuts = {"ab" * 16: Cut(4, "cd" * 32)}
    gone = replace(LAPTOP_DEVICE, status=status, cuts=cuts)
    now = office_trust().with_roster(office_roster(2, devices=[gone]).sign(HUB_KEY))
    assert now.sender(digest(LAPTOP_KEY)).cuts == cuts
    assert not now.sender(digest(LAPTOP_KEY)).active
    assert now.roster.active() == ()


def test_the_next_office_roster_keeps_what_it_does_not_know():
    document = json.loads(Envelope.from_bytes(office_roster().sign(HUB_KEY)).payload)
    document["news"] = {"a": 1}
    document["devices"][0]["colour"] = "green"
    document["recipients"]["post_quantum"] = "age1pq"
    known = OfficeRoster.from_payload(json.dumps(document).encode())
    device = known.device(LAPTOP_DEVICE.id)
    other = sealing.recipient_of(OTHER_IDENTITY)
    changed = known.next_version(
        issued=NOW, soft_expires=FAR, changed=[replace(device, holder="julia", age_ident=other)]
    )
    rotated = changed.next_version(
        issued=NOW,
        soft_expires=FAR,
        recipients=replace(changed.recipients, age_case=other, age_ident=HQ_RECIPIENT),
    )
    written = json.loads(Envelope.from_bytes(rotated.sign(HUB_KEY)).payload)
    assert (written["version"], written["news"]) == (3, {"a": 1})
    (laptop,) = written["devices"]
    assert (laptop["colour"], laptop["holder"], laptop["age_ident"]) == ("green", "julia", other)
    assert written["recipients"] == {
        "age_case": other,
        "age_ident": HQ_RECIPIENT,
        "post_quantum": "age1pq",
    }
    assert OfficeRoster.from_payload(Envelope.from_bytes(rotated.sign(HUB_KEY)).payload) == rotated


def test_a_satellite_holds_every_case():
    assert replace(LAPTOP_DEVICE, kind="satellite").holds_every_case
    assert not LAPTOP_DEVICE.holds_every_case


def test_the_six_words_are_those_of_the_hubs_key():
    first, later = office_trust(), office_trust(3)
    assert first.hub_words() == later.hub_words()
    assert are_hub_words(" ".join(first.hub_words()).upper(), HUB_KEY.public_key)
    assert not are_hub_words(" ".join(first.hub_words()), OTHER_HUB_KEY.public_key)
