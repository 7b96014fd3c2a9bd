"""Passphrases: what counts as the same one, what it costs, and which are refused."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cem_desktop.crypto.passphrase import (
    CEILING_KIB,
    FLOOR_KIB,
    KdfParameters,
    calibrate,
    canonical,
    check_strength,
    derive,
    estimate_bits,
    suggest,
)
from cem_desktop.crypto.random_source import SeededRandom, choose_index
from cem_desktop.crypto.word_list import spanish_words, without_accents
from cem_desktop.errors import WeakPassphraseError

CHEAP = KdfParameters(memory_kib=64, passes=1, lanes=1)
SALT = bytes(16)


@pytest.mark.parametrize(
    "typed",
    [
        "montaña río ábaco",
        "montana rio abaco",
        "  montaña   río\tábaco ",
        unicodedata.normalize("NFD", "montaña río ábaco"),
    ],
)
def test_accents_blanks_and_normal_forms_do_not_matter(typed):
    assert derive(typed, SALT, CHEAP) == derive("montaña río ábaco", SALT, CHEAP)


@pytest.mark.parametrize("typed", ["Montaña río ábaco", "montaña río", "montaña ríoábaco"])
def test_case_and_words_matter(typed):
    assert derive(typed, SALT, CHEAP) != derive("montaña río ábaco", SALT, CHEAP)


@given(st.text(max_size=40))
def test_canonical_form_is_stable(text):
    assert canonical(canonical(text)) == canonical(text)


def test_salt_and_parameters_change_the_key():
    keys = {
        derive("una frase", SALT, CHEAP),
        derive("una frase", bytes(15) + b"\1", CHEAP),
        derive("una frase", SALT, KdfParameters(72, 1, 1)),
        derive("una frase", SALT, KdfParameters(64, 2, 1)),
        derive("una frase", SALT, KdfParameters(64, 1, 2)),
    }
    assert len(keys) == 5


@pytest.mark.parametrize(
    "parameters",
    [
        KdfParameters(FLOOR_KIB - 1, 3, 4),
        KdfParameters(CEILING_KIB + 1, 3, 4),
        KdfParameters(FLOOR_KIB, 0, 4),
        KdfParameters(FLOOR_KIB, 17, 4),
        KdfParameters(FLOOR_KIB, 3, 0),
        KdfParameters(FLOOR_KIB, 3, 17),
        KdfParameters(2**40, 3, 4),
    ],
)
def test_absurd_parameters_are_refused(parameters):
    with pytest.raises(ValueError, match="bounds"):
        parameters.check()


def test_the_default_is_within_bounds_and_tests_may_lower_the_floor():
    KdfParameters().check()
    CHEAP.check(floor_kib=8)
    with pytest.raises(ValueError, match="bounds"):
        CHEAP.check()


@pytest.mark.parametrize(
    ("seconds_at_floor", "ram_gib", "expected_mib"),
    [
        (0.175, 16, 256),
        (0.7, 16, 64),
        (5.0, 16, 64),
        (0.01, 16, 1024),
        (0.01, 2, 256),
        (0.1, 1, 128),
    ],
)
def test_calibration_spends_memory_within_floor_and_ceiling(
    seconds_at_floor, ram_gib, expected_mib
):
    found = calibrate(ram_bytes=ram_gib * 2**30, measure=lambda _: seconds_at_floor)
    assert found == KdfParameters(expected_mib * 1024, 3, 4)
    found.check()


def test_a_real_calibration_gives_parameters_that_load():
    calibrate(target_seconds=0.01).check()


def test_suggested_passphrases_are_strong_plain_and_different():
    first, second = suggest(), suggest()
    assert first != second
    listed = {without_accents(word) for word in spanish_words()}
    assert len(first.split()) == 6
    assert set(first.split()) <= listed
    check_strength(first)


def test_a_seed_gives_the_same_suggestion():
    assert suggest(random_source=SeededRandom(b"a")) == suggest(random_source=SeededRandom(b"a"))


def test_choices_are_even():
    random_source = SeededRandom(b"even")
    drawn = [choose_index(3, random_source) for _ in range(3000)]
    assert all(900 < drawn.count(number) < 1100 for number in range(3))


@pytest.mark.parametrize(
    "weak",
    [
        "",
        "contraseña",
        "Password123!",
        "lima2026",
        "987654321 01031985",
        "12345678901234567890",
        "aaaaaaaaaaaaaaaaaaaaaaaa",
        "casa casa casa casa casa casa",
        "yo te amo",
        "qwertyuiopasdfghjkl",
    ],
)
def test_weak_passphrases_are_refused(weak):
    with pytest.raises(WeakPassphraseError) as caught:
        check_strength(weak)
    assert caught.value.details["bits"] < caught.value.details["needed"]


@pytest.mark.parametrize(
    "strong", ["mi perro come pan duro los martes", "xK9#mQ2$vL5@nR8!", "arbol verde 7 rios $ luna"]
)
def test_strong_passphrases_pass(strong):
    check_strength(strong)


def test_the_login_adds_nothing():
    passphrase = "margarita rios margarita sol nube mar"
    assert estimate_bits(passphrase) >= 45
    with pytest.raises(WeakPassphraseError):
        check_strength("margaritarios luna verde sol norte", login="margaritarios luna")
