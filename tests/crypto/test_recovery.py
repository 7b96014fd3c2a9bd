"""The paper kit and the shares: what opens, what does not, and what a mistake is called."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cem_desktop.crypto.key_slots import StoreKind, make_slot, open_slot
from cem_desktop.crypto.passphrase import KdfParameters
from cem_desktop.crypto.recovery import (
    PAPER_SHARES,
    SHARE_WORDS,
    SHARES,
    RecoveryKind,
    combine,
    kit_qr_text,
    kit_words,
    new_secret,
    open_entry,
    read_kit,
    seal_entry,
    share_number,
    split,
)
from cem_desktop.crypto.word_list import spanish_words, without_accents
from cem_desktop.errors import KeyFileMissingError, RecoveryWordsError, WrongPassphraseError

DATABASE = "6b0c2f0e-0000-4000-8000-000000000001"
KEY = b"c" * 32
CHEAP = KdfParameters(64, 1, 1)
MADE = "2026-11-24T15:00:00Z"


def entry_for(secret, kind=RecoveryKind.KIT, generation=1, database=DATABASE):
    return seal_entry(kind, secret, KEY, database=database, generation=generation, made=MADE)


@settings(max_examples=50)
@given(st.binary(min_size=16, max_size=16))
def test_the_words_and_the_code_of_a_kit_give_its_secret_back(secret):
    words = kit_words(secret)
    assert len(words) == 12
    for typed in (
        " ".join(words),
        " ".join(without_accents(word).upper() for word in words),
        kit_qr_text(secret, DATABASE),
    ):
        assert read_kit(typed) == secret


@settings(max_examples=50)
@given(st.binary(min_size=16, max_size=16), st.integers(0, 11), st.sampled_from(spanish_words()))
def test_a_wrong_word_is_noticed_or_opens_nothing(secret, place, word):
    words = list(kit_words(secret))
    if words[place] == word:
        return
    words[place] = word
    with pytest.raises(RecoveryWordsError) as caught:
        open_entry(entry_for(secret), read_kit(" ".join(words)), database=DATABASE)
    assert caught.value.details["reason"] in {"checksum", "not_ours"}


def test_mistakes_in_a_kit_have_their_names():
    words = list(kit_words(new_secret()))
    with pytest.raises(RecoveryWordsError) as caught:
        read_kit(" ".join(words[:11]))
    assert caught.value.details == {"reason": "count", "count": 11, "wanted": 12}
    words[4] = "zzzz"
    with pytest.raises(RecoveryWordsError) as caught:
        read_kit(" ".join(words))
    assert caught.value.details == {"reason": "unknown", "word": 5}


@pytest.mark.parametrize("moved", ["database", "generation", "kind"])
def test_an_entry_opens_only_where_it_was_made(moved):
    secret = new_secret()
    entry = {
        "database": lambda: entry_for(secret, database="another"),
        "generation": lambda: entry_for(secret, generation=2),
        "kind": lambda: entry_for(secret, RecoveryKind.SHARES),
    }[moved]()
    as_expected = type(entry)(RecoveryKind.KIT, 1, MADE, entry.wrap)
    with pytest.raises(RecoveryWordsError):
        open_entry(as_expected, secret, database=DATABASE)


def test_any_two_shares_give_the_secret_and_one_alone_does_not():
    secret = new_secret()
    shares = split(secret)
    assert len(shares) == SHARES > PAPER_SHARES
    assert {len(share.split()) for share in shares} == {SHARE_WORDS}
    assert [share_number(share) for share in shares] == list(range(1, SHARES + 1))
    for pair in itertools.combinations(shares[:5], 2):
        assert combine(pair) == secret
    for alone in ([shares[0]], [shares[0], shares[0]], [shares[0], shares[0].upper()]):
        with pytest.raises(RecoveryWordsError):
            combine(alone)


def test_shares_of_two_secrets_do_not_mix():
    with pytest.raises(RecoveryWordsError) as caught:
        combine([split(new_secret())[0], split(new_secret())[1]])
    assert caught.value.details["reason"] == "apart"


def test_a_share_with_a_mistake_says_so():
    first, second = split(new_secret())[:2]
    words = first.split()
    words[3] = "academic" if words[3] != "academic" else "acid"
    with pytest.raises(RecoveryWordsError) as caught:
        combine([" ".join(words), second])
    assert caught.value.details["reason"] == "share"


def slot_with(**more):
    return make_slot(
        database=DATABASE, user="u1", login="Rosa", roles=("psychology",), passphrase="seis palabras",
        keys={StoreKind.CASE: KEY}, parameters=CHEAP, **more,
    )  # fmt: skip


def test_a_key_file_is_needed_beside_the_passphrase_not_instead_of_it():
    slot = slot_with(key_file=b"f" * 64)
    opened = open_slot(slot, "seis palabras", database=DATABASE, key_file=b"f" * 64)
    assert opened.keys == {StoreKind.CASE: KEY}
    with pytest.raises(KeyFileMissingError):
        open_slot(slot, "seis palabras", database=DATABASE)
    for words, file in (("seis palabras", b"g" * 64), ("otra", b"f" * 64)):
        with pytest.raises(WrongPassphraseError):
            open_slot(slot, words, database=DATABASE, key_file=file)


def test_a_share_in_a_slot_opens_with_the_passphrase():
    share = split(new_secret())[5]
    slot = slot_with(share=share, before={StoreKind.CASE: b"o" * 32})
    opened = open_slot(slot, "seis palabras", database=DATABASE)
    assert (opened.share, opened.before) == (share, {StoreKind.CASE: b"o" * 32})
    assert StoreKind.IDENTITY not in opened.keys


def test_the_key_before_cannot_take_the_place_of_the_key():
    slot = slot_with(before={StoreKind.CASE: b"o" * 32})
    swapped = type(slot)(**{**vars(slot), "wraps": slot.before, "before": slot.wraps})
    with pytest.raises(WrongPassphraseError):
        open_slot(swapped, "seis palabras", database=DATABASE)
