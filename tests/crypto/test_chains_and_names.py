"""Hash chains, pseudonyms, fingerprints."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cem_desktop.crypto import fingerprint, hash_chain
from cem_desktop.crypto.pseudonyms import PseudonymDomain, pseudonym
from cem_desktop.crypto.word_list import spanish_words, without_accents

KEY, OTHER_KEY = bytes(32), b"k" * 32
items = st.lists(st.binary(min_size=1, max_size=8), max_size=6)


def head_of(chain_id, bodies):
    return hash_chain.extend(chain_id, [hash_chain.item_id(body) for body in bodies])


def test_a_link_is_one_sha_256():
    assert hash_chain.link(b"a" * 16, b"b" * 32) == hashlib.sha256(b"a" * 16 + b"b" * 32).digest()


@given(items, items)
def test_equal_heads_mean_equal_histories(one, two):
    assert (head_of(bytes(16), one) == head_of(bytes(16), two)) == (one == two)


@given(items)
def test_appending_is_linking_the_item_id(bodies):
    head = bytes(16)
    for body in bodies:
        head = hash_chain.append(head, body)
    assert head == head_of(bytes(16), bodies)


@pytest.mark.parametrize(("head", "item"), [(b"a" * 15, b"b" * 32), (b"a" * 16, b"b" * 31)])
def test_lengths_are_checked(head, item):
    with pytest.raises(ValueError, match="16 or 32"):
        hash_chain.link(head, item)


def test_pseudonyms_depend_on_key_domain_and_identity():
    names = {
        pseudonym(key, domain, identity)
        for key in (KEY, OTHER_KEY)
        for domain in PseudonymDomain
        for identity in ("a", "b")
    }
    assert len(names) == 2 * len(PseudonymDomain) * 2
    assert all(len(bytes.fromhex(name)) == 16 for name in names)


def test_a_pseudonym_stays_the_same():
    assert pseudonym(KEY, PseudonymDomain.FILE, "a") == "6df66ee4bb2140454927354340db0f9f"


def test_a_short_key_is_refused():
    with pytest.raises(ValueError, match="32 bytes"):
        pseudonym(b"short", PseudonymDomain.FILE, "a")


def test_the_list_can_be_typed_without_accents():
    plain = {without_accents(word) for word in spanish_words()}
    assert len(plain) == len(spanish_words()) == 2048
    assert all(word.isascii() and word.islower() for word in plain)


@given(st.binary(max_size=40))
def test_words_are_recognised_however_they_are_typed(data):
    words = fingerprint.fingerprint_words("root", data)
    assert len(words) == 6
    for typed in (
        " ".join(words),
        "-".join(words).upper(),
        "  ".join(without_accents(word) for word in words) + "\n",
        ", ".join(word.capitalize() for word in words),
    ):
        assert fingerprint.matches(typed, "root", data)


@given(st.binary(max_size=40), st.integers(0, 5))
def test_one_other_word_or_order_is_noticed(data, place):
    words = list(fingerprint.fingerprint_words("root", data))
    listed = spanish_words()
    other = listed[(listed.index(words[place]) + 1) % 2048]
    assert not fingerprint.matches(
        " ".join([*words[:place], other, *words[place + 1 :]]), "root", data
    )
    assert not fingerprint.matches(" ".join(words[:5]), "root", data)
    assert not fingerprint.matches("", "root", data)
    if words[::-1] != words:
        assert not fingerprint.matches(" ".join(reversed(words)), "root", data)


def test_the_kind_is_part_of_the_words():
    assert fingerprint.fingerprint_words("root", b"x") != fingerprint.fingerprint_words(
        "request", b"x"
    )


def test_words_are_the_first_66_bits():
    digest = hashlib.sha256(b"CEMFPR1\0root\0x").digest()
    number = int.from_bytes(digest, "big") >> 190
    indices = [(number >> shift) & 2047 for shift in (55, 44, 33, 22, 11, 0)]
    assert fingerprint.fingerprint_words("root", b"x") == tuple(spanish_words()[i] for i in indices)
