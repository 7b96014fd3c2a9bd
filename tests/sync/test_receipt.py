"""Receipts: what is believed, and what the writer does then."""

from __future__ import annotations

from dataclasses import replace

import pytest
from bundle_world import FEED, HQ_SIGNER, STRANGER, head_after
from hypothesis import given
from hypothesis import strategies as st

from cem_desktop.crypto.random_source import SeededRandom
from cem_desktop.crypto.signing import Envelope, Signer, Verifier
from cem_desktop.errors import TrustDocumentError
from cem_desktop.sync.feed import FeedPosition
from cem_desktop.sync.receipt import (
    RECEIPT_TYPE,
    FeedState,
    Receipt,
    ReceiptAction,
    Refusal,
    apply_receipt,
    read_receipt,
)

KEYS = {HQ_SIGNER.key_id: HQ_SIGNER.verifier}
BODIES = [b"%d" % number for number in range(1, 11)]
HEADS = [head_after(BODIES[:number]) for number in range(11)]


def receipt(seq, *, epoch=1, head=None, feed=FEED, fork=False, refused=()):
    position = FeedPosition(feed, seq, head or HEADS[seq])
    return Receipt(epoch, position, fork, tuple(refused), 812, "2026-11-23T15:00:00Z")


def own(length=10, acked=0, epoch=1):
    return FeedState(FEED, length, acked, epoch, lambda seq: HEADS[seq])


@given(
    st.integers(0, 10), st.integers(0, 99), st.booleans(),
    st.lists(st.builds(Refusal, st.just("b"), st.just("bundle.gap"), st.none() | st.integers(1, 9))),
)  # fmt: skip
def test_round_trip(seq, epoch, fork, refused):
    given_receipt = receipt(seq, epoch=epoch, fork=fork, refused=refused)
    assert read_receipt(given_receipt.sign(HQ_SIGNER), KEYS) == given_receipt


def test_only_headquarters_signs_receipts():
    with pytest.raises(TrustDocumentError):
        read_receipt(receipt(3).sign(STRANGER), KEYS)


def test_as_many_must_sign_as_the_root_asks():
    second = Signer.generate(SeededRandom(b"second"))
    keys = KEYS | {second.key_id: Verifier(second.public_key)}
    payload = Envelope.from_bytes(receipt(3).sign(HQ_SIGNER)).payload
    both = Envelope.sign(RECEIPT_TYPE, payload, [HQ_SIGNER, second]).to_bytes()
    assert read_receipt(both, keys, threshold=2) == receipt(3)
    for document in (receipt(3).sign(HQ_SIGNER), receipt(3).sign(second)):
        with pytest.raises(TrustDocumentError):
            read_receipt(document, keys, threshold=2)


def test_every_changed_byte_is_refused():
    data = receipt(3).sign(HQ_SIGNER)
    for position in range(len(data)):
        changed = bytearray(data)
        changed[position] ^= 1
        with pytest.raises(TrustDocumentError):
            read_receipt(bytes(changed), KEYS)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b'"type":"receipt"', b'"type":"roster"'),
        (b'"v":1', b'"v":0'),
        (b'"epoch":1', b'"epoch":-1'),
        (b'"epoch":1', b'"epoch":true'),
        (b'"seq":3', b'"seq":0'),
        (b'"seq":3', b'"seq":"3"'),
        (b'"fork":false', b'"fork":0'),
        (b'"refused":[]', b'"refused":[1]'),
        (b'"refused":[]', b'"refused":null'),
        (b'"refused":[]', b'"refused":[{"bundle":"b","code":"c","want":"x"}]'),
        (FEED.encode(), b"short"),
        (b'"roster":812', b'"roster":812,"roster":813'),
    ],
)
def test_signed_nonsense_is_refused(before, after):
    payload = Envelope.from_bytes(receipt(3).sign(HQ_SIGNER)).payload
    assert before in payload
    nonsense = Envelope.sign(RECEIPT_TYPE, payload.replace(before, after), [HQ_SIGNER])
    with pytest.raises(TrustDocumentError):
        read_receipt(nonsense.to_bytes(), KEYS)


def test_fields_of_a_newer_receipt_are_passed_over():
    payload = Envelope.from_bytes(receipt(3).sign(HQ_SIGNER)).payload
    newer = payload.replace(b'"v":1', b'"v":2,"news":[1]')
    document = Envelope.sign(RECEIPT_TYPE, newer, [HQ_SIGNER]).to_bytes()
    assert read_receipt(document, KEYS) == receipt(3)


@pytest.mark.parametrize(
    ("state", "given_receipt", "action", "acked", "epoch", "alarm"),
    [
        (own(), receipt(7), ReceiptAction.ACKNOWLEDGED, 7, 1, False),
        (own(acked=7), receipt(7), ReceiptAction.UNCHANGED, 7, 1, False),
        (own(acked=7), receipt(3), ReceiptAction.UNCHANGED, 7, 1, False),
        (own(epoch=0), receipt(0), ReceiptAction.UNCHANGED, 0, 1, False),
        # headquarters was restored
        (own(acked=7), receipt(3, epoch=2), ReceiptAction.RESEND, 3, 2, False),
        (own(acked=7), receipt(0, epoch=2), ReceiptAction.RESEND, 0, 2, False),
        (own(acked=3, epoch=2), receipt(9), ReceiptAction.IGNORED, 3, 2, False),
        # this store was restored, or cloned
        (own(length=4), receipt(7), ReceiptAction.NEW_FEED, 0, 1, True),
        (own(), receipt(7, head=HEADS[6]), ReceiptAction.NEW_FEED, 0, 1, True),
        (own(length=4, epoch=2), receipt(7), ReceiptAction.NEW_FEED, 0, 2, True),
        # the other clone, whose history headquarters kept
        (own(), receipt(7, fork=True), ReceiptAction.ACKNOWLEDGED, 7, 1, True),
        # a feed given up
        (own(), receipt(0, feed="cd" * 16, head="cd" * 16), ReceiptAction.IGNORED, 0, 1, False),
    ],
)
def test_the_writers_rules(state, given_receipt, action, acked, epoch, alarm):
    outcome = apply_receipt(state, given_receipt)
    assert (outcome.action, outcome.acked, outcome.epoch, outcome.alarm) == (
        action, acked, epoch, alarm,
    )  # fmt: skip


@given(st.permutations([receipt(seq, epoch=epoch) for epoch in (1, 2) for seq in (2, 5, 5, 8)]))
def test_receipts_of_one_epoch_may_come_in_any_order(arriving):
    state = own(epoch=0)
    for one in arriving:
        outcome = apply_receipt(state, one)
        state = replace(state, acked=outcome.acked, epoch=outcome.epoch)
    assert (state.epoch, state.acked) == (2, 8)
