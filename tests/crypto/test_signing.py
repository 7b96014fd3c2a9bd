"""Ed25519 and DSSE: what holds, what does not."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cem_desktop.crypto.random_source import SeededRandom
from cem_desktop.crypto.signing import Envelope, Signer, Verifier, key_id, pae
from cem_desktop.errors import TrustDocumentError

KIND = "application/vnd.example+json"
ONE, TWO, THREE = (Signer.generate(SeededRandom(bytes([n]))) for n in range(3))


def keys(*signers):
    return {signer.key_id: signer.verifier for signer in signers}


def test_rfc_8032_first_vector():
    seed = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    signer = Signer(seed)
    assert signer.public_key.hex() == (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    )
    assert signer.sign(b"").hex() == (
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
    )


def test_pae_as_the_dsse_specification_writes_it():
    assert pae("http://example.com/HelloWorld", b"hello world") == (
        b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    )


def test_key_id_is_the_digest_of_the_public_key():
    assert ONE.key_id == key_id(ONE.public_key) == Verifier(ONE.public_key).key_id
    assert len(ONE.key_id) == 64


@given(st.binary(max_size=64), st.integers(0, 63), st.integers(0, 7))
def test_a_changed_signature_or_message_does_not_hold(message, position, bit):
    signature = bytearray(ONE.sign(message))
    assert ONE.verifier.holds(bytes(signature), message)
    assert not ONE.verifier.holds(bytes(signature), message + b"x")
    signature[position] ^= 1 << bit
    assert not ONE.verifier.holds(bytes(signature), message)


def test_round_trip_keeps_the_exact_bytes():
    payload = b'{ "b" : 1,\n "a": "\xc3\xb1" }'
    envelope = Envelope.from_bytes(Envelope.sign(KIND, payload, [ONE]).to_bytes())
    assert envelope.verify(KIND, keys(ONE)) == payload


def test_threshold_counts_different_keys():
    envelope = Envelope.sign(KIND, b"x", [ONE, TWO])
    assert envelope.verify(KIND, keys(ONE, TWO, THREE), threshold=2) == b"x"
    with pytest.raises(TrustDocumentError) as caught:
        envelope.verify(KIND, keys(ONE, TWO, THREE), threshold=3)
    assert caught.value.details == {"reason": "signature", "held": 2, "needed": 3}


def test_the_same_key_twice_counts_once():
    envelope = Envelope.sign(KIND, b"x", [ONE, ONE])
    with pytest.raises(TrustDocumentError):
        envelope.verify(KIND, keys(ONE, TWO), threshold=2)


def test_the_same_key_under_two_ids_counts_once():
    envelope = Envelope.sign(KIND, b"x", [ONE])
    doubled = Envelope.from_bytes(
        envelope.to_bytes().replace(
            b'"signatures":[',
            b'"signatures":[{"keyid":"alias","sig":"%b"},'
            % base64.b64encode(envelope.signatures[0].value),
        )
    )
    with pytest.raises(TrustDocumentError):
        doubled.verify(KIND, keys(ONE) | {"alias": ONE.verifier}, threshold=2)


def test_a_threshold_of_zero_still_asks_for_one():
    with pytest.raises(TrustDocumentError):
        Envelope(KIND, b"x", ()).verify(KIND, keys(ONE), threshold=0)


def test_an_unknown_key_does_not_count_and_does_not_harm():
    envelope = Envelope.sign(KIND, b"x", [TWO, ONE])
    assert envelope.verify(KIND, keys(ONE)) == b"x"
    with pytest.raises(TrustDocumentError):
        Envelope.sign(KIND, b"x", [TWO]).verify(KIND, keys(ONE))


def test_a_signature_claimed_for_another_key_does_not_hold():
    data = Envelope.sign(KIND, b"x", [TWO]).to_bytes()
    claimed = Envelope.from_bytes(data.replace(TWO.key_id.encode(), ONE.key_id.encode()))
    with pytest.raises(TrustDocumentError):
        claimed.verify(KIND, keys(ONE, TWO))


def test_a_document_of_another_type_is_refused():
    envelope = Envelope.sign("application/vnd.other+json", b"x", [ONE])
    with pytest.raises(TrustDocumentError):
        envelope.verify(KIND, keys(ONE))
    relabelled = Envelope(KIND, envelope.payload, envelope.signatures)
    with pytest.raises(TrustDocumentError):
        relabelled.verify(KIND, keys(ONE))


def test_every_changed_byte_is_refused_or_says_the_same():
    data = Envelope.sign(KIND, b"payload", [ONE]).to_bytes()
    for position in range(len(data)):
        changed = bytearray(data)
        changed[position] ^= 1
        try:
            payload = Envelope.from_bytes(bytes(changed)).verify(KIND, keys(ONE))
        except TrustDocumentError:
            continue
        pytest.fail(f"byte {position} changed nothing: {payload!r}")


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"[]",
        b"null",
        b"{}",
        json.dumps({"payloadType": KIND, "payload": "!", "signatures": []}).encode(),
        json.dumps({"payloadType": KIND, "payload": "", "signatures": [{}]}).encode(),
        json.dumps({"payloadType": KIND, "payload": "", "signatures": [7]}).encode(),
        json.dumps(
            {"payloadType": KIND, "payload": "", "signatures": [{"keyid": "a", "sig": "AAAA"}]}
        ).encode(),
        json.dumps({"payloadType": 1, "payload": "", "signatures": []}).encode(),
    ],
)
def test_what_is_no_envelope_is_refused(document):
    with pytest.raises(TrustDocumentError):
        Envelope.from_bytes(document)
