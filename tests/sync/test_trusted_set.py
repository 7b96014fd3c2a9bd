"""Root and roster: the attacks that python-tuf's own tests name, and what they must not achieve."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from trust_world import (
    FAR,
    HQ_DEVICE,
    HQ_KEY,
    NEW_ROOT_KEYS,
    NEW_ROSTER_KEY,
    NOW,
    OFFICE_DEVICE,
    OFFICE_KEY,
    PAST,
    RECEIPT_KEY,
    ROOT_KEYS,
    ROSTER_KEY,
    STRANGER,
    root,
    roster,
    trusted,
)

from cem_desktop.crypto.fingerprint import matches
from cem_desktop.crypto.signing import Envelope
from cem_desktop.errors import TrustDocumentError, TrustError, TrustRollbackError
from cem_desktop.sync.roster import (
    ROOT_TYPE,
    ROSTER_TYPE,
    STOLEN,
    Role,
    Root,
    Roster,
)
from cem_desktop.sync.sender import Cut
from cem_desktop.sync.trusted_set import TrustedSet


def test_the_root_says_how_many_sign_a_receipt():
    assert trusted().receipt_threshold == 1
    role = Role(root().roles["receipts"].ids, 2)
    stricter = replace(root(), roles={**root().roles, "receipts": role})
    assert replace(trusted(), root=stricter).receipt_threshold == 2


# --- root --------------------------------------------------------------------------------------------


def test_first_time():
    first = TrustedSet.start(root().sign(ROOT_KEYS[1:]))
    assert (first.root.version, first.roster) == (1, None)
    assert TrustedSet.restore(first.root_document, None) == first


def test_trusted_root_unsigned():
    with pytest.raises(TrustDocumentError):
        TrustedSet.start(root().sign([]))


@pytest.mark.parametrize("document", [b"", b"{}", b"\0" * 64])
def test_trusted_root_missing(document):
    with pytest.raises(TrustDocumentError):
        TrustedSet.start(document)


def test_trusted_root_signed_twice_by_one_key():
    with pytest.raises(TrustDocumentError):
        TrustedSet.start(root().sign([ROOT_KEYS[0], ROOT_KEYS[0]]))


def test_trusted_root_wrong_payload_type():
    payload = Envelope.from_bytes(root().sign(ROOT_KEYS)).payload
    with pytest.raises(TrustDocumentError, match="type"):
        TrustedSet.start(Envelope.sign(ROSTER_TYPE, payload, ROOT_KEYS).to_bytes())


def test_trusted_root_signed_by_too_few():
    with pytest.raises(TrustDocumentError):
        TrustedSet.start(root().sign(ROOT_KEYS[:1]))


def test_trusted_root_expired_still_works():
    started = TrustedSet.start(root(expires=PAST).sign(ROOT_KEYS))
    assert started.with_roster(roster().sign([ROSTER_KEY])).roster.version == 1


def test_root_rotation_step_by_step():
    now = trusted()
    for version in range(2, 40):
        now = now.with_root(root(version).sign(ROOT_KEYS[:2]))
    assert now.root.version == 39
    assert now.roster.version == 1


def test_root_keys_rotate_when_old_and_new_sign():
    document = root(2, keys=NEW_ROOT_KEYS).sign([*ROOT_KEYS[:2], *NEW_ROOT_KEYS[:2]])
    now = trusted().with_root(document)
    assert now.root.version == 2
    now.with_root(root(3, keys=NEW_ROOT_KEYS).sign(NEW_ROOT_KEYS[:2]))
    with pytest.raises(TrustDocumentError):
        now.with_root(root(3).sign(ROOT_KEYS))


@pytest.mark.parametrize(
    "signers",
    [
        [*ROOT_KEYS[:2]],
        [*NEW_ROOT_KEYS[:2]],
        [ROOT_KEYS[0], *NEW_ROOT_KEYS],
        [*ROOT_KEYS, NEW_ROOT_KEYS[0]],
        [STRANGER],
        [],
    ],
)
def test_intermediate_root_incorrectly_signed(signers):
    with pytest.raises(TrustDocumentError):
        trusted().with_root(root(2, keys=NEW_ROOT_KEYS).sign(signers))


def test_intermediate_root_expired_is_passed_through():
    now = trusted().with_root(root(2, expires=PAST).sign(ROOT_KEYS))
    assert now.with_root(root(3).sign(ROOT_KEYS)).root.version == 3


def test_final_root_expired_warns_and_blocks_nothing():
    now = trusted().with_root(root(2, expires=PAST).sign(ROOT_KEYS))
    assert now.is_stale(datetime(2026, 1, 1, tzinfo=UTC))
    assert now.headquarters()


def test_new_root_same_version():
    document = root().sign(ROOT_KEYS)
    assert trusted().with_root(document) == trusted()
    with pytest.raises(TrustDocumentError, match="twice"):
        trusted().with_root(root(expires=NOW).sign(ROOT_KEYS))


def test_new_root_nonconsecutive_version():
    with pytest.raises(TrustDocumentError, match="skipped"):
        trusted().with_root(root(3).sign(ROOT_KEYS))


def test_new_root_wrong_payload_type():
    payload = Envelope.from_bytes(root(2).sign(ROOT_KEYS)).payload
    with pytest.raises(TrustDocumentError, match="type"):
        trusted().with_root(Envelope.sign(ROSTER_TYPE, payload, ROOT_KEYS).to_bytes())


def test_new_root_fast_forward_is_no_way_back_for_two_stolen_keys():
    """Each step is witnessed by the keys before it, so no version can be jumped to."""
    with pytest.raises(TrustDocumentError, match="skipped"):
        trusted().with_root(root(2**50, keys=NEW_ROOT_KEYS).sign([*ROOT_KEYS, *NEW_ROOT_KEYS]))


def test_a_new_root_keeps_what_it_does_not_know():
    document = json.loads(Envelope.from_bytes(root().sign(ROOT_KEYS)).payload) | {"news": [1]}
    known = Root.from_payload(json.dumps(document).encode())
    again = replace(known, version=2).sign(ROOT_KEYS)
    assert json.loads(Envelope.from_bytes(again).payload)["news"] == [1]


def test_root_rollback():
    now = trusted().with_root(root(2).sign(ROOT_KEYS))
    with pytest.raises(TrustRollbackError):
        now.with_root(root(1).sign(ROOT_KEYS))


def test_a_root_that_cannot_act_is_refused():
    good = root()
    for broken in (
        replace(good, roles=good.roles | {"root": Role(good.roles["root"].ids, 4)}),
        replace(good, roles=good.roles | {"root": Role(("0" * 64,), 1)}),
        replace(good, roles=good.roles | {"roster": Role((ROSTER_KEY.key_id,) * 2, 1)}),
        replace(good, roles={"root": good.roles["root"]}),
        replace(good, keys=good.keys | {"0" * 64: STRANGER.public_key}),
    ):
        with pytest.raises(TrustDocumentError):
            TrustedSet.start(broken.sign(ROOT_KEYS))


# --- roster ------------------------------------------------------------------------------------------


def test_new_roster():
    now = trusted().with_roster(roster(5, devices=[HQ_DEVICE, OFFICE_DEVICE]).sign([ROSTER_KEY]))
    assert now.roster.version == 5
    assert TrustedSet.restore(now.root_document, now.roster_document) == now


@pytest.mark.parametrize("signers", [[], [STRANGER], [RECEIPT_KEY], [HQ_KEY], ROOT_KEYS])
def test_new_roster_threshold_not_met(signers):
    with pytest.raises(TrustDocumentError):
        trusted().with_roster(roster(2).sign(signers))


def test_new_roster_version_rollback():
    with pytest.raises(TrustRollbackError) as caught:
        trusted(7).with_roster(roster(6).sign([ROSTER_KEY]))
    assert caught.value.details == {"document": "roster", "known": 7, "got": 6}


def test_new_roster_same_version():
    assert trusted().with_roster(roster().sign([ROSTER_KEY])) == trusted()
    with pytest.raises(TrustDocumentError, match="twice"):
        trusted().with_roster(roster(devices=[]).sign([ROSTER_KEY]))


def test_new_roster_wrong_payload_type():
    payload = Envelope.from_bytes(roster(2).sign([ROSTER_KEY])).payload
    with pytest.raises(TrustDocumentError, match="type"):
        trusted().with_roster(Envelope.sign(ROOT_TYPE, payload, [ROSTER_KEY]).to_bytes())


def test_new_roster_of_other_headquarters():
    foreign = TrustedSet.start(root(keys=NEW_ROOT_KEYS, roster=NEW_ROSTER_KEY).sign(NEW_ROOT_KEYS))
    with pytest.raises(TrustDocumentError, match="signature"):
        foreign.with_roster(roster(2).sign([ROSTER_KEY]))
    with pytest.raises(TrustDocumentError, match="signature"):
        trusted().with_roster(roster(2).sign([NEW_ROSTER_KEY]))


def test_new_roster_of_an_unknown_root():
    with pytest.raises(TrustDocumentError, match="root missing"):
        trusted().with_roster(roster(2, under=2).sign([ROSTER_KEY]))


def test_new_roster_fast_forward_recovery():
    """A stolen roster key ran the version up; a new root takes the key away and starts afresh."""
    attacked = trusted().with_roster(roster(2**50).sign([ROSTER_KEY]))
    with pytest.raises(TrustRollbackError):
        attacked.with_roster(roster(2).sign([ROSTER_KEY]))
    rotated = attacked.with_root(root(2, roster=NEW_ROSTER_KEY).sign(ROOT_KEYS))
    assert rotated.roster is None
    recovered = rotated.with_roster(roster(2, under=2).sign([NEW_ROSTER_KEY]))
    assert recovered.roster.version == 2


def test_roster_expired_warns_and_blocks_nothing():
    now = trusted().with_roster(roster(2, soft_expires=PAST).sign([ROSTER_KEY]))
    assert now.is_stale(datetime(2026, 11, 23, tzinfo=UTC))
    assert now.headquarters() == (HQ_DEVICE,)


def test_a_clock_before_the_issue_does_not_make_the_roster_younger():
    now = trusted().with_roster(roster(2, soft_expires=PAST).sign([ROSTER_KEY]))
    assert now.is_stale(datetime(1980, 1, 1, tzinfo=UTC))
    assert not trusted().is_stale(datetime(1980, 1, 1, tzinfo=UTC))


# --- what a bundle brings -----------------------------------------------------------------------------


def test_documents_come_in_any_order_and_are_taken_together():
    documents = [
        roster(9, under=3, devices=[HQ_DEVICE, OFFICE_DEVICE]).sign([NEW_ROSTER_KEY]),
        root(3, roster=NEW_ROSTER_KEY).sign(ROOT_KEYS),
        root(2).sign(ROOT_KEYS),
    ]
    now = trusted().with_documents(documents)
    assert (now.root.version, now.roster.version) == (3, 9)


def test_a_bundle_that_was_carried_late_takes_nothing_back():
    now = trusted(7).with_root(root(2).sign(ROOT_KEYS))
    late = [root(1).sign(ROOT_KEYS), roster(3).sign([ROSTER_KEY])]
    assert now.with_documents(late) == now
    rotated = now.with_documents(
        [
            root(3, keys=NEW_ROOT_KEYS, roster=NEW_ROSTER_KEY).sign([*ROOT_KEYS, *NEW_ROOT_KEYS]),
            roster(1, under=3).sign([NEW_ROSTER_KEY]),
        ]
    )
    assert rotated.with_documents([*late, root(2).sign(ROOT_KEYS)]) == rotated


def test_a_number_that_was_issued_twice_does_not_hold_up_the_rest_of_a_bundle():
    now = trusted(7)
    assert now.with_documents([roster(7, devices=[]).sign([ROSTER_KEY])]) == now
    rotated = now.with_documents(
        [roster(7, devices=[]).sign([ROSTER_KEY]), root(2).sign(ROOT_KEYS)]
    )
    assert (rotated.root.version, rotated.roster) == (2, now.roster)


def test_a_root_that_leaves_no_roster_is_refused_with_its_bundle():
    with pytest.raises(TrustDocumentError, match="no roster"):
        trusted().with_documents([root(2, roster=NEW_ROSTER_KEY).sign(ROOT_KEYS)])


@pytest.mark.parametrize(
    "document",
    [
        b"not a document",
        roster(8).sign([STRANGER]),
        root(2).sign([STRANGER]),
        root(3).sign(ROOT_KEYS),
        Envelope.sign("application/vnd.other+json", b"{}", [ROSTER_KEY]).to_bytes(),
    ],
)
def test_one_bad_document_refuses_all(document):
    now = trusted()
    with pytest.raises(TrustError):
        now.with_documents([roster(2).sign([ROSTER_KEY]), document])
    assert now == trusted()


# --- what the roster says ----------------------------------------------------------------------------


def digest(signer):
    return hashlib.sha256(signer.public_key).digest()


def test_senders_are_found_by_their_key():
    now = trusted().with_roster(roster(2, devices=[HQ_DEVICE, OFFICE_DEVICE]).sign([ROSTER_KEY]))
    assert now.sender(digest(OFFICE_KEY)).office == "office-7"
    assert now.sender(digest(OFFICE_KEY)).active
    assert now.sender(digest(STRANGER)) is None
    assert TrustedSet.start(root().sign(ROOT_KEYS)).sender(digest(HQ_KEY)) is None


@pytest.mark.parametrize("status", [STOLEN, "retired", "something new"])
def test_a_device_that_is_not_active_keeps_its_cuts_and_gets_nothing(status):
    cuts = {"ab" * 16: Cut(4, "cd" * 32)}
    stolen = replace(HQ_DEVICE, status=status, cuts=cuts)
    now = trusted().with_roster(roster(2, devices=[stolen]).sign([ROSTER_KEY]))
    assert now.sender(digest(HQ_KEY)).cuts == cuts
    assert not now.sender(digest(HQ_KEY)).active
    assert now.headquarters() == ()


def test_the_next_roster_replaces_one_device_and_keeps_what_it_does_not_know():
    document = json.loads(Envelope.from_bytes(roster().sign([ROSTER_KEY])).payload)
    document["news"] = {"a": 1}
    document["devices"][0]["colour"] = "green"
    known = Roster.from_payload(json.dumps(document).encode())
    added = known.with_device(OFFICE_DEVICE, issued=NOW, soft_expires=FAR)
    changed = added.with_device(
        replace(OFFICE_DEVICE, status="retired"), issued=NOW, soft_expires=FAR
    )
    written = json.loads(Envelope.from_bytes(changed.sign([ROSTER_KEY])).payload)
    assert (written["version"], written["news"]) == (3, {"a": 1})
    assert written["devices"][0]["colour"] == "green"
    assert [device["status"] for device in written["devices"]] == ["active", "retired"]


@pytest.mark.parametrize(
    "devices",
    [
        [HQ_DEVICE, replace(OFFICE_DEVICE, id="d_hq")],
        [HQ_DEVICE, replace(OFFICE_DEVICE, signing_key=HQ_KEY.public_key)],
        [replace(HQ_DEVICE, age_case="age1nonsense")],
        [replace(HQ_DEVICE, signing_key=b"short")],
        [replace(HQ_DEVICE, id="")],
    ],
)
def test_a_roster_that_contradicts_itself_is_refused(devices):
    with pytest.raises(TrustDocumentError):
        trusted().with_roster(roster(2, devices=devices).sign([ROSTER_KEY]))


@pytest.mark.parametrize("payload_type", [ROOT_TYPE, ROSTER_TYPE])
def test_any_signed_json_is_a_document_or_an_error(payload_type):
    signers = [*ROOT_KEYS, ROSTER_KEY]
    for payload in (b"", b"[]", b"{}", b'{"type":"root","v":1}', b'{"type":"roster","v":1}'):
        document = Envelope.sign(payload_type, payload, signers).to_bytes()
        for attempt in (
            TrustedSet.start, trusted().with_root, trusted().with_roster,
            lambda d: trusted().with_documents([d]),
        ):  # fmt: skip
            with pytest.raises(TrustDocumentError):
                attempt(document)


def test_the_six_words_are_those_of_the_payload_not_of_its_signatures():
    one = TrustedSet.start(root().sign(ROOT_KEYS[:2]))
    two = TrustedSet.start(root().sign(ROOT_KEYS[1:]))
    assert one.root_words() == two.root_words()
    payload = Envelope.from_bytes(one.root_document).payload
    assert matches(" ".join(one.root_words()), "root", payload)
    assert TrustedSet.start(root(2).sign(ROOT_KEYS)).root_words() != one.root_words()
