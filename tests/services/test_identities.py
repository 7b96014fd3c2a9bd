"""The identity vault: who opens it, how it closes, and what lies in it without a key."""

from datetime import timedelta

import pytest
from simulator import CUSTODIAN, PASSPHRASE

from cem_desktop.crypto.key_slots import StoreKind, open_slot
from cem_desktop.errors import (
    IdentityClosedError,
    InputError,
    NotPermittedError,
    SecondPersonNeededError,
    StoreExistsError,
    WrongPassphraseError,
)

WHY = "Notificación del juzgado"


def actions(workspace):
    return [entry.action for entry in workspace.trail.latest(6)]


def test_an_office_works_without_a_vault_and_only_a_custodian_makes_one(office):
    identities = office.workspace.identities
    assert (identities.state().exists, identities.state().entitled) == (False, False)
    with pytest.raises(NotPermittedError):
        identities.create(PASSPHRASE)
    with pytest.raises(NotPermittedError):
        identities.open(WHY, PASSPHRASE)


def test_it_opens_with_a_reason_and_the_passphrase_and_both_are_noted(custody):
    identities = custody.workspace.identities
    for reason, words, refusal in (
        ("  ", PASSPHRASE, InputError),
        (WHY, "otra frase", WrongPassphraseError),
    ):
        with pytest.raises(refusal):
            identities.open(reason, words)
        assert not identities.is_open
    identities.open(WHY, PASSPHRASE)
    with identities.write() as unit:
        unit.own.set_setting("probe", "x")
    newest = custody.workspace.trail.latest(2)
    assert [entry.action for entry in newest] == ["identity_open", "identity_denied"]
    assert newest[0].detail["reason"] == WHY
    identities.close()
    assert actions(custody.workspace)[0] == "identity_close"


def test_it_closes_by_itself_five_minutes_after_the_last_use(custody):
    identities = custody.workspace.identities
    identities.open(WHY, PASSPHRASE)
    for _ in range(3):
        custody.clock.at += timedelta(minutes=4)
        with identities.read():
            pass
    custody.clock.at += timedelta(minutes=5)
    with pytest.raises(IdentityClosedError), identities.read():
        pass
    assert actions(custody.workspace)[0] == "identity_close"
    with pytest.raises(IdentityClosedError):
        identities.held_key()


def test_a_clock_put_back_closes_it_too(custody):
    identities = custody.workspace.identities
    identities.open(WHY, PASSPHRASE)
    custody.clock.at -= timedelta(hours=1)
    assert not identities.is_open


def test_there_is_one_vault_and_an_unfinished_one_is_put_aside(world):
    place = world.add_office("puno", "Puno", roles=CUSTODIAN)
    (place.folder / "identity.db").write_bytes(b"a creation that a power cut stopped")
    place.workspace.identities.create(PASSPHRASE)
    assert len(list(place.folder.glob("identity.db.unfinished-*"))) == 1
    with pytest.raises(StoreExistsError):
        place.workspace.identities.create(PASSPHRASE)


def test_with_two_people_neither_slot_holds_the_key(world):
    place = world.add_office("ica", "Ica", roles=CUSTODIAN)
    papers = place.workspace.identities.create(PASSPHRASE, people=2)
    identities = place.workspace.identities
    vault = place.workspace.context.vault.read()
    slot = vault.slot_of("equipo")
    opened = open_slot(slot, PASSPHRASE, database=vault.database)
    assert StoreKind.IDENTITY not in opened.keys
    with pytest.raises(SecondPersonNeededError):
        identities.open(WHY, PASSPHRASE)
    identities.open(WHY, PASSPHRASE, paper_share=papers[2])
    assert identities.is_open
    assert place.workspace.trail.latest(1)[0].detail["with_whom"] == "paper"
    place.close()
    assert not identities.is_open
