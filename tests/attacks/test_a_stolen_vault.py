"""Attacks on the files of a workspace by somebody who holds the disk, named one by one.

Each attack is refused with the words of what happened, nothing is made anew, overwritten or
deleted, and whoever has the right passphrase still comes in once the file is put back.
"""

from __future__ import annotations

import json
import secrets
import shutil
import sqlite3

import pytest
from simulator import CUSTODIAN, FLOOR_KIB, PASSPHRASE, add_case, phrase_of

from cem_desktop.crypto.key_slots import StoreKind
from cem_desktop.errors import (
    SecondPersonNeededError,
    StoreDamagedError,
    VaultDamagedError,
    WrongPassphraseError,
)
from cem_desktop.services.rekeying import Typed
from cem_desktop.services.unlock import open_workspace


@pytest.fixture
def office(world):
    place = world.add_office("attacked")
    add_case(place)
    place.close()
    return place


def enter(place, passphrase=PASSPHRASE, login="equipo"):
    return open_workspace(place.folder, login, passphrase, clock=place.clock, floor_kib=FLOOR_KIB)


def refused(place, error, **who):
    """The attack is refused as ``error``; not one byte of the folder is other than before."""
    before = contents(place.folder)
    with pytest.raises(error) as caught:
        enter(place, **who)
    after = contents(place.folder)
    assert {name: after[name] for name in before} == before
    return caught.value


def contents(folder):
    kept = ("vault.json", "vault.json.bak", "case.db", "identity.db")
    return {name: (folder / name).read_bytes() for name in kept if (folder / name).exists()}


def still_there(place):
    with_case = enter(place)
    try:
        return len(with_case.casework.caseload())
    finally:
        with_case.close()


def change_vault(place, change):
    path = place.folder / "vault.json"
    good = path.read_bytes()
    document = json.loads(good)
    change(document)
    path.write_text(json.dumps(document))
    return lambda: path.write_bytes(good)


def test_a_vault_copied_from_another_office_opens_nothing(world, office):
    other = world.add_office("other")
    other.close()
    own = (office.folder / "vault.json").read_bytes()
    shutil.copy(other.folder / "vault.json", office.folder / "vault.json")
    error = refused(office, StoreDamagedError)
    assert error.details["file"] == "case.db"
    (office.folder / "vault.json").write_bytes(own)
    assert still_there(office) == 1


def test_a_slot_copied_from_another_office_opens_nothing(world, office):
    """The attacker knows a passphrase of the other office and gives its slot this database."""
    other = world.add_office("other")
    other.close()
    theirs = json.loads((other.folder / "vault.json").read_bytes())["slots"]
    put_back = change_vault(office, lambda vault: vault.update(slots=theirs))
    refused(office, WrongPassphraseError)
    put_back()
    assert still_there(office) == 1


@pytest.mark.parametrize("field", ["user", "generation", "salt"])
def test_a_slot_whose_owner_or_salt_is_swapped_does_not_open(office, field):
    def change(vault):
        slot = vault["slots"][0]
        if field == "user":
            slot["user"] = "u-000000000000"
        elif field == "generation":
            slot["generation"] = 2
        else:
            slot["kdf"]["salt"] = "AAAAAAAAAAAAAAAAAAAAAA=="

    put_back = change_vault(office, change)
    refused(office, WrongPassphraseError)
    put_back()
    assert still_there(office) == 1


@pytest.mark.parametrize(
    "parameters",
    [
        {"memory_kib": 2**31},
        {"memory_kib": 1},
        {"passes": 10**9},
        {"lanes": 2**20},
        {"passes": 0},
        {"memory_kib": -5},
        {"memory_kib": 1e9},
    ],
)
def test_tampered_parameters_neither_exhaust_the_machine_nor_weaken_the_slot(office, parameters):
    """Refused before Argon2id runs: no denial of service, no cheap guess."""
    put_back = change_vault(office, lambda vault: vault["slots"][0]["kdf"].update(parameters))
    refused(office, VaultDamagedError)
    put_back()
    assert still_there(office) == 1


def test_parameters_within_bounds_but_not_the_slots_own_do_not_open(office):
    put_back = change_vault(office, lambda vault: vault["slots"][0]["kdf"].update(memory_kib=128))
    refused(office, WrongPassphraseError)
    put_back()
    assert still_there(office) == 1


def test_a_replaced_header_is_damage_and_never_a_wrong_passphrase(office):
    path = office.folder / "case.db"
    good = path.read_bytes()
    path.write_bytes(secrets.token_bytes(16) + good[16:])
    refused(office, StoreDamagedError)
    path.write_bytes(good)
    assert still_there(office) == 1


def test_a_plain_database_dropped_in_is_refused_and_left_alone(office):
    path = office.folder / "case.db"
    good = path.read_bytes()
    path.unlink()
    with sqlite3.connect(path) as plain:
        plain.execute("CREATE TABLE staff (id TEXT)")
    plain.close()
    error = refused(office, StoreDamagedError)
    assert error.details["reason"] == "clear_text"
    path.write_bytes(good)
    assert still_there(office) == 1


def test_a_store_of_another_office_dropped_in_does_not_open(world, office):
    other = world.add_office("other")
    other.close()
    path = office.folder / "case.db"
    good = path.read_bytes()
    shutil.copy(other.folder / "case.db", path)
    refused(office, StoreDamagedError)
    path.write_bytes(good)
    assert still_there(office) == 1


def test_a_wrong_passphrase_is_told_from_damage(office):
    """Each fault has its own word, also when both are there: the passphrase is judged first."""
    path = office.folder / "case.db"
    good = path.read_bytes()
    refused(office, WrongPassphraseError, passphrase="laguna viento cobre sendero maiz fuente")
    path.write_bytes(good[:4096] + secrets.token_bytes(64) + good[4160:])
    refused(office, WrongPassphraseError, passphrase="laguna viento cobre sendero maiz fuente")
    path.write_bytes(secrets.token_bytes(64) + good[64:])
    refused(office, StoreDamagedError)
    path.write_bytes(good)
    assert still_there(office) == 1


def test_a_second_slot_for_a_known_login_made_by_a_stranger_opens_no_store(office):
    """A stranger adds a slot of her own making: it opens, with her key, and the store does not."""
    from simulator import CHEAP

    from cem_desktop.crypto.key_slots import StoreKind, make_slot
    from cem_desktop.crypto.vault import Vault

    path = office.folder / "vault.json"
    good = path.read_bytes()
    vault = Vault.from_bytes(good, floor_kib=FLOOR_KIB)
    forged = make_slot(
        database=vault.database, user="u-ffffffffffff", login="visita", roles=("coordination",),
        passphrase="lo que ella quiera", keys={StoreKind.CASE: secrets.token_bytes(32)},
        parameters=CHEAP,
    )  # fmt: skip
    path.write_bytes(vault.with_slot(forged).to_bytes())
    refused(office, StoreDamagedError, login="visita", passphrase="lo que ella quiera")
    path.write_bytes(good)
    assert still_there(office) == 1


def test_an_edited_number_of_people_gives_no_custodian_the_whole_key(world):
    """Where two people open identities, the file says so by its slots, not only by a number."""
    place = world.add_office("dos", roles=CUSTODIAN)
    papers = place.workspace.identities.create(PASSPHRASE, people=2)
    place.add_user("psico", "psychology")
    path = place.folder / "vault.json"
    document = json.loads(path.read_bytes())
    assert document["people"] == 2
    del document["people"]
    path.write_text(json.dumps(document))
    identities = place.workspace.identities
    with pytest.raises(SecondPersonNeededError):
        identities.open("Prueba", PASSPHRASE)
    identities.open("Prueba", PASSPHRASE, paper_share=papers[0])
    place.workspace.users.give_custody(place.user("psico").id, Typed(phrase_of("psico")))
    vault = place.workspace.context.vault.read()
    slot = vault.slot_of("psico")
    assert slot.share is not None
    assert StoreKind.IDENTITY not in slot.wraps
    assert vault.people == 2


def test_a_slot_whose_wrap_was_taken_out_is_damage(office):
    put_back = change_vault(office, lambda vault: vault["slots"][0].update(wraps={}))
    refused(office, VaultDamagedError)
    put_back()
    assert still_there(office) == 1
