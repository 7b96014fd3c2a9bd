"""Enrolment: request, comparison by telephone, answer, and everybody who might come in between."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import replace

import pytest
from bundle_world import HQ_RECIPIENT, OTHER_IDENTITY
from trust_world import (
    FAR,
    HQ_DEVICE,
    NEW_ROOT_KEYS,
    NOW,
    OFFICE_KEY,
    ROOT_KEYS,
    ROSTER_KEY,
    STRANGER,
    root,
    roster,
    trusted,
)

from cem_desktop.crypto import sealing
from cem_desktop.crypto.signing import Envelope
from cem_desktop.errors import FingerprintMismatchError, TrustDocumentError
from cem_desktop.sync.enrolment import (
    REQUEST_TYPE,
    EnrolmentRequest,
    accept_answer,
    check_request_words,
    device_id,
    read_request,
    request_words,
    write_answer,
)
from cem_desktop.sync.trusted_set import TrustedSet

REQUEST = EnrolmentRequest(
    office="office-7",
    signing_key=OFFICE_KEY.public_key,
    age_case=sealing.recipient_of(OTHER_IDENTITY),
    app="0.1.0",
    wall=NOW,
)
DOCUMENT = REQUEST.sign(OFFICE_KEY)


def enrolled(request=REQUEST):
    now = trusted()
    after = now.roster.with_device(request.as_device(), issued=NOW, soft_expires=FAR)
    return now.with_roster(after.sign([ROSTER_KEY]))


def words(trusted_set):
    return " ".join(trusted_set.root_words())


def test_the_whole_way():
    assert read_request(DOCUMENT) == REQUEST
    check_request_words(DOCUMENT, " ".join(request_words(DOCUMENT)))
    headquarters = enrolled()
    answer = write_answer(DOCUMENT, headquarters)
    office = accept_answer(answer, words(headquarters).upper(), DOCUMENT)
    assert office == headquarters
    assert office.headquarters() == (HQ_DEVICE,)
    own = office.sender(hashlib.sha256(OFFICE_KEY.public_key).digest())
    assert (own.device, own.office) == (device_id(OFFICE_KEY.public_key), "office-7")


def test_a_request_with_a_recipient_for_identities():
    request = replace(REQUEST, age_ident=HQ_RECIPIENT)
    document = request.sign(OFFICE_KEY)
    assert read_request(document) == request
    assert request.as_device().age_ident == HQ_RECIPIENT


def test_a_device_signs_only_for_itself():
    with pytest.raises(ValueError, match="itself"):
        REQUEST.sign(STRANGER)


def test_a_request_signed_by_another_key_is_refused():
    payload = Envelope.from_bytes(DOCUMENT).payload
    with pytest.raises(TrustDocumentError):
        read_request(Envelope.sign(REQUEST_TYPE, payload, [STRANGER]).to_bytes())


def test_every_changed_byte_of_a_request_is_refused_or_has_other_words():
    for position in range(0, len(DOCUMENT), 3):
        changed = bytearray(DOCUMENT)
        changed[position] ^= 1
        with pytest.raises(TrustDocumentError):
            read_request(bytes(changed))


@pytest.mark.parametrize(
    "change",
    [
        {"type": "other"}, {"v": 2}, {"device": "d_0000000000000000"}, {"office": "../7"},
        {"office": ""}, {"age_case": "age1x"}, {"age_ident": "age1x"}, {"sig": "00"},
        {"sig": "zz"}, {"app": None}, {"wall": 3},
    ],
)  # fmt: skip
def test_a_request_that_is_none(change):
    payload = json.dumps(json.loads(Envelope.from_bytes(DOCUMENT).payload) | change).encode()
    with pytest.raises(TrustDocumentError):
        read_request(Envelope.sign(REQUEST_TYPE, payload, [OFFICE_KEY]).to_bytes())


def test_a_swapped_request_has_other_words():
    """Somebody puts a request with keys of their own, for the same office, on the stick."""
    forged = replace(REQUEST, signing_key=STRANGER.public_key).sign(STRANGER)
    heard = " ".join(request_words(DOCUMENT))
    with pytest.raises(FingerprintMismatchError):
        check_request_words(forged, heard)


def test_headquarters_answers_only_a_device_on_its_roster():
    with pytest.raises(TrustDocumentError, match="not on the roster"):
        write_answer(DOCUMENT, trusted())
    for other in (
        replace(REQUEST.as_device(), office="office-8"),
        replace(REQUEST.as_device(), age_case=HQ_RECIPIENT),
    ):
        on_it = trusted().with_roster(roster(2, devices=[HQ_DEVICE, other]).sign([ROSTER_KEY]))
        with pytest.raises(TrustDocumentError, match="not on the roster"):
            write_answer(DOCUMENT, on_it)
    retired = replace(REQUEST.as_device(), status="retired")
    on_it = trusted().with_roster(roster(2, devices=[HQ_DEVICE, retired]).sign([ROSTER_KEY]))
    with pytest.raises(TrustDocumentError, match="not active"):
        write_answer(DOCUMENT, on_it)


@pytest.mark.parametrize("typed", ["", "casa", "uno dos tres cuatro cinco seis"])
def test_wrong_words_are_refused(typed):
    with pytest.raises(FingerprintMismatchError):
        accept_answer(write_answer(DOCUMENT, enrolled()), typed, DOCUMENT)


def test_the_words_of_the_request_are_not_those_of_the_root():
    with pytest.raises(FingerprintMismatchError):
        accept_answer(
            write_answer(DOCUMENT, enrolled()), " ".join(request_words(DOCUMENT)), DOCUMENT
        )


def test_a_false_headquarters_has_other_words():
    """A perfect answer, from somebody who founded a root of their own."""
    false = TrustedSet.start(root(keys=NEW_ROOT_KEYS, roster=STRANGER).sign(NEW_ROOT_KEYS))
    false = false.with_roster(roster(devices=[HQ_DEVICE, REQUEST.as_device()]).sign([STRANGER]))
    answer = write_answer(DOCUMENT, false)
    with pytest.raises(FingerprintMismatchError):
        accept_answer(answer, words(enrolled()), DOCUMENT)


def test_an_answer_to_another_request_is_refused():
    again = replace(REQUEST, wall="2026-11-24T15:00:00Z").sign(OFFICE_KEY)
    answer = write_answer(again, enrolled())
    with pytest.raises(TrustDocumentError, match="another request"):
        accept_answer(answer, words(enrolled()), DOCUMENT)


def test_a_roster_without_headquarters_is_refused():
    alone = trusted().with_roster(roster(2, devices=[REQUEST.as_device()]).sign([ROSTER_KEY]))
    answer = write_answer(DOCUMENT, alone)
    with pytest.raises(TrustDocumentError, match="no headquarters"):
        accept_answer(answer, words(alone), DOCUMENT)


def test_a_roster_of_somebody_else_in_the_answer_is_refused():
    answer = json.loads(write_answer(DOCUMENT, enrolled()))
    forged = roster(9, devices=[HQ_DEVICE, REQUEST.as_device()]).sign([STRANGER])
    answer["roster"] = base64.b64encode(forged).decode()
    with pytest.raises(TrustDocumentError):
        accept_answer(json.dumps(answer).encode(), words(enrolled()), DOCUMENT)


@pytest.mark.parametrize(
    "devices",
    [
        [HQ_DEVICE],
        [HQ_DEVICE, replace(REQUEST.as_device(), office="office-8")],
        [HQ_DEVICE, replace(REQUEST.as_device(), age_case=HQ_RECIPIENT)],
        [HQ_DEVICE, replace(REQUEST.as_device(), status="stolen")],
    ],
)
def test_a_true_roster_that_does_not_name_this_device_is_refused(devices):
    answer = json.loads(write_answer(DOCUMENT, enrolled()))
    other = roster(9, devices=devices).sign([ROSTER_KEY])
    answer["roster"] = base64.b64encode(other).decode()
    with pytest.raises(TrustDocumentError):
        accept_answer(json.dumps(answer).encode(), words(enrolled()), DOCUMENT)


def test_a_root_signed_by_too_few_in_the_answer_is_refused():
    answer = json.loads(write_answer(DOCUMENT, enrolled()))
    answer["root"] = base64.b64encode(root().sign(ROOT_KEYS[:1])).decode()
    with pytest.raises(TrustDocumentError):
        accept_answer(json.dumps(answer).encode(), words(enrolled()), DOCUMENT)


@pytest.mark.parametrize(
    "answer",
    [
        b"", b"{}", b"[]", b'{"format":"CEMANSWER","v":2}', b'{"format":"CEMANSWER","v":1}',
        b'{"format":"CEMANSWER","v":1,"request":"x","root":"!","roster":""}', DOCUMENT,
    ],
)  # fmt: skip
def test_what_is_no_answer(answer):
    with pytest.raises(TrustDocumentError):
        accept_answer(answer, "x", DOCUMENT)


def test_the_files_hold_no_secret():
    answer = write_answer(DOCUMENT, enrolled())
    for secret in (OFFICE_KEY.seed, OTHER_IDENTITY.encode(), ROSTER_KEY.seed):
        for document in (DOCUMENT, answer):
            assert secret not in document
            assert secret.hex().encode() not in document
            assert base64.b64encode(secret)[:-4] not in document
