"""Documents of trust at every byte: cut short or one bit flipped, nothing else is ever believed."""

from __future__ import annotations

import pytest
from test_joining import DOCUMENT, WORDS
from trust_world import (
    HUB_KEY,
    LAPTOP_DEVICE,
    NEW_ROOT_KEYS,
    RECEIPT_KEY,
    ROOT_KEYS,
    ROSTER_KEY,
    office_roster,
    office_trust,
    root,
    roster,
    trusted,
)

from cem_desktop.crypto.signing import Envelope
from cem_desktop.errors import TrustError
from cem_desktop.sync.feed import FeedPosition
from cem_desktop.sync.joining import accept_laptop_answer, write_laptop_answer
from cem_desktop.sync.receipt import Receipt, read_receipt

RECEIPT = Receipt(7, FeedPosition("ab" * 16, 3, "cd" * 32), False, (), 2, "2026-11-23T15:00:00Z")
READERS = {
    "root": (
        root(2, keys=NEW_ROOT_KEYS).sign([*ROOT_KEYS[:2], *NEW_ROOT_KEYS[:2]]),
        lambda data: trusted().with_root(data).root,
    ),
    "roster": (
        roster(2).sign([ROSTER_KEY]),
        lambda data: trusted().with_roster(data).roster,
    ),
    "office roster": (
        office_roster(2).sign(HUB_KEY),
        lambda data: office_trust().with_roster(data).roster,
    ),
    "receipt": (
        RECEIPT.sign(RECEIPT_KEY),
        lambda data: read_receipt(data, trusted().receipt_keys()),
    ),
    "laptop answer": (
        write_laptop_answer(DOCUMENT, office_trust(), None, HUB_KEY),
        lambda data: accept_laptop_answer(data, WORDS, DOCUMENT).office.roster,
    ),
}


def believed(read, data):
    """Return what comes of the bytes, None where they are refused."""
    try:
        return read(data)
    except TrustError:
        return None


@pytest.mark.parametrize("name", READERS)
def test_cut_short_at_every_byte(name):
    document, read = READERS[name]
    assert read(document) is not None
    assert [n for n in range(len(document)) if believed(read, document[:n]) is not None] == []


@pytest.mark.parametrize("name", READERS)
def test_one_bit_flipped_in_every_byte(name):
    """What base64 or an unasked signature lets pass says the very same, or nothing is believed."""
    document, read = READERS[name]
    true = read(document)
    payload = Envelope.from_bytes(document).payload
    for place in range(len(document)):
        flipped = bytearray(document)
        flipped[place] ^= 1 << (place % 8)
        found = believed(read, bytes(flipped))
        if found is not None:
            assert found == true, place
            assert Envelope.from_bytes(bytes(flipped)).payload == payload


@pytest.mark.parametrize("name", READERS)
def test_no_document_passes_for_another(name):
    document, _ = READERS[name]
    for other, (_, read) in READERS.items():
        if other != name:
            assert believed(read, document) is None


def test_the_laptop_is_who_was_asked():
    document, read = READERS["laptop answer"]
    assert read(document).device(LAPTOP_DEVICE.id) == LAPTOP_DEVICE
