"""vault.json: what opens, what does not, and what is kept of a newer file."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cem_desktop.crypto.key_slots import (
    StoreKind,
    make_slot,
    open_slot,
)
from cem_desktop.crypto.passphrase import KdfParameters
from cem_desktop.crypto.random_source import SeededRandom
from cem_desktop.crypto.vault import Vault, unlock
from cem_desktop.errors import (
    VaultDamagedError,
    VaultTooNewError,
    WrongPassphraseError,
)

CHEAP = KdfParameters(64, 1, 1)
CASE_KEY, IDENTITY_KEY = b"c" * 32, b"i" * 32
DATABASE = "6b0c2f0e-0000-4000-8000-000000000001"
PHRASE = "plomo leyenda vinagre origen enchufe borrar"


def slot_for(user="u1", login="Rosa", *, identity=True, generation=1, phrase=PHRASE):
    keys = {StoreKind.CASE: CASE_KEY}
    if identity:
        keys[StoreKind.IDENTITY] = IDENTITY_KEY
    return make_slot(
        database=DATABASE,
        user=user,
        login=login,
        roles=("psychology",),
        passphrase=phrase,
        keys=keys,
        generation=generation,
        parameters=CHEAP,
    )


def vault_of(*slots, generation=1):
    return Vault(DATABASE, "office", generation, slots)


def read(data):
    return Vault.from_bytes(data, floor_kib=8)


def test_round_trip_and_unlock():
    vault = read(vault_of(slot_for()).to_bytes())
    slot, opened = unlock(vault, " ROSA ", PHRASE)
    assert slot.user == "u1"
    assert opened.keys == {StoreKind.CASE: CASE_KEY, StoreKind.IDENTITY: IDENTITY_KEY}


def test_without_the_role_there_is_no_identity_key():
    slot = slot_for(identity=False)
    assert open_slot(slot, PHRASE, database=DATABASE).keys == {StoreKind.CASE: CASE_KEY}


@pytest.mark.parametrize(("login", "phrase"), [("Rosa", "otra"), ("nadie", PHRASE), ("", "")])
def test_wrong_passphrase_and_unknown_login_look_the_same(login, phrase):
    with pytest.raises(WrongPassphraseError):
        unlock(vault_of(slot_for()), login, phrase)


@pytest.mark.parametrize(
    "moved",
    [
        {"user": "u2"},
        {"generation": 2},
        {"salt": bytes(16)},
        {"kdf": KdfParameters(72, 1, 1)},
    ],
)
def test_a_wrap_opens_only_where_it_was_made(moved):
    with pytest.raises(WrongPassphraseError):
        open_slot(replace(slot_for(), **moved), PHRASE, database=DATABASE)


def test_a_wrap_of_another_vault_or_kind_does_not_open():
    slot = slot_for()
    with pytest.raises(WrongPassphraseError):
        open_slot(slot, PHRASE, database="another")
    swapped = replace(
        slot,
        wraps={
            StoreKind.CASE: slot.wraps[StoreKind.IDENTITY],
            StoreKind.IDENTITY: slot.wraps[StoreKind.CASE],
        },
    )
    with pytest.raises(WrongPassphraseError):
        open_slot(swapped, PHRASE, database=DATABASE)


@settings(max_examples=60)
@given(position=st.integers(0, 59), bit=st.integers(0, 7))
def test_every_changed_bit_of_a_wrap_is_noticed(position, bit):
    slot = make_slot(
        database=DATABASE, user="u", login="l", roles=(), passphrase="x",
        keys={StoreKind.CASE: CASE_KEY}, parameters=CHEAP, random_source=SeededRandom(b"s"),
    )  # fmt: skip
    wrap = bytearray(slot.wraps[StoreKind.CASE])
    wrap[position] ^= 1 << bit
    with pytest.raises(WrongPassphraseError):
        open_slot(replace(slot, wraps={StoreKind.CASE: bytes(wrap)}), "x", database=DATABASE)


def test_salts_and_nonces_are_fresh():
    first, second = slot_for(), slot_for()
    assert first.salt != second.salt
    assert first.wraps != second.wraps


def test_during_a_rekey_both_generations_stand_and_the_newer_is_used():
    old, new = slot_for(), slot_for(generation=2)
    vault = read(vault_of(old).with_slot(new).to_bytes())
    assert (len(vault.slots), vault.generation) == (2, 2)
    assert unlock(vault, "rosa", PHRASE)[0].generation == 2


def test_a_slot_replaces_the_one_of_the_same_user_and_generation():
    vault = vault_of(slot_for(), slot_for("u2", "Ana")).with_slot(slot_for(phrase="nueva frase"))
    assert len(vault.slots) == 2
    assert unlock(vault, "rosa", "nueva frase")
    with pytest.raises(WrongPassphraseError):
        unlock(vault, "rosa", PHRASE)


def test_no_key_stands_in_the_file():
    data = vault_of(slot_for()).to_bytes()
    for secret in (CASE_KEY, IDENTITY_KEY, PHRASE.encode()):
        assert secret not in data


def changed(change):
    document = json.loads(vault_of(slot_for()).to_bytes())
    change(document)
    return json.dumps(document).encode()


def test_a_newer_major_version_is_refused_with_its_number():
    with pytest.raises(VaultTooNewError) as caught:
        read(changed(lambda v: v.update(version=[2, 0])))
    assert caught.value.details["version"] == "2.0"


def test_a_newer_minor_version_is_read_and_its_fields_are_kept():
    def change(document):
        document["version"] = [1, 7]
        document["card"] = {"kind": "usb"}
        document["slots"][0]["hint"] = "no"

    vault = read(changed(change)).with_slot(slot_for("u2", "Ana"))
    written = json.loads(vault.to_bytes())
    assert written["version"] == [1, 7]
    assert written["card"] == {"kind": "usb"}
    assert written["slots"][0]["hint"] == "no"
    assert unlock(vault, "rosa", PHRASE)


@pytest.mark.parametrize(
    "change",
    [
        lambda v: v.update(format="OTHER"),
        lambda v: v.update(version=[0, 9]),
        lambda v: v.update(version="1.0"),
        lambda v: v.pop("database"),
        lambda v: v.update(generation=0),
        lambda v: v.update(generation=True),
        lambda v: v.update(slots={}),
        lambda v: v["slots"][0].pop("kdf"),
        lambda v: v["slots"][0]["kdf"].update(algorithm="pbkdf2"),
        lambda v: v["slots"][0]["kdf"].update(memory_kib=2**40),
        lambda v: v["slots"][0]["kdf"].update(memory_kib=1),
        lambda v: v["slots"][0]["kdf"].update(passes=10**6),
        lambda v: v["slots"][0]["kdf"].update(salt="AAAA"),
        lambda v: v["slots"][0]["wraps"].update(case="not base64!"),
        lambda v: v["slots"][0]["wraps"].update(other="AAAA"),
        lambda v: v["slots"][0].update(login=""),
        lambda v: v.update(slots=[None]),
    ],
)
def test_a_broken_file_is_told_as_damage(change):
    data = changed(change)
    with pytest.raises(VaultDamagedError):
        read(data)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_vault_or_damage(data):
    with pytest.raises(VaultDamagedError):
        read(data)


def test_every_truncation_is_damage():
    data = vault_of(slot_for()).to_bytes()
    for end in range(len(data)):
        with pytest.raises(VaultDamagedError):
            read(data[:end])


def test_cheap_parameters_are_refused_outside_tests():
    with pytest.raises(VaultDamagedError):
        Vault.from_bytes(vault_of(slot_for()).to_bytes())
