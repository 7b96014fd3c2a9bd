"""Attacks with what opened a workspace once and was taken back: papers, passphrases, custody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from simulator import FLOOR_KIB, PASSPHRASE, add_case

from cem_desktop.crypto.key_slots import StoreKind, open_slot
from cem_desktop.crypto.vault import Vault
from cem_desktop.errors import (
    NotPermittedError,
    RecordMissingError,
    RecoveryWordsError,
    SecondPersonNeededError,
    WorkspaceLockedError,
    WrongPassphraseError,
)
from cem_desktop.services.identities import SecondPerson
from cem_desktop.services.kit_opening import KitOpening
from cem_desktop.services.rekeying import Typed

OTHER = "tambor nube cereza faro molino jardin"
NEW = "cobre tambor relieve nogal fogata isla"
WHY = "Notificación del juzgado"


def made_kit(place):
    recovery = place.workspace.recovery
    kit = recovery.new_kit()
    recovery.confirm_kit(kit, [kit.words[number - 1] for number in kit.asked])
    return " ".join(kit.words)


def copy_before(place):
    """The copy of the vault that lies beside it, as whoever has the disk reads it."""
    data = (place.folder / "vault.json.bak").read_bytes()
    return Vault.from_bytes(data, floor_kib=FLOOR_KIB)


def give_custody(place, login="custodia", people=1):
    """Add a colleague who keeps identities too, with a passphrase of her own."""
    users = place.workspace.users
    users.add(login, ("psychology",), OTHER)
    user = place.user(login).id
    place.workspace.identities.open(WHY, PASSPHRASE)
    users.give_custody(user, Typed(OTHER))
    if people > 1:
        everybody = place.workspace.identity_sheets.everybody()
        typed = {one: Typed(PASSPHRASE if who == "equipo" else OTHER) for one, who, _ in everybody}
        place.workspace.identity_sheets.change_people(people, typed)
    place.workspace.identities.close()
    return user


def test_a_kit_that_was_replaced_does_not_open_the_copy_of_the_vault(office):
    """Whoever finds the old paper takes the vault file away and lets its copy serve."""
    old = made_kit(office)
    office.clock.at += timedelta(days=1)
    made_kit(office)
    office.close()
    (office.folder / "vault.json").unlink()
    door = KitOpening(office.folder, clock=office.clock, floor_kib=FLOOR_KIB)
    with pytest.raises(RecoveryWordsError):
        door.look(old)


def test_a_passphrase_that_was_changed_does_not_open_the_copy_of_the_vault(office):
    office.workspace.own_access.change_passphrase(PASSPHRASE, NEW)
    vault = copy_before(office)
    with pytest.raises(WrongPassphraseError):
        open_slot(vault.slot_of("equipo"), PASSPHRASE, database=vault.database)


def test_a_passphrase_that_a_colleague_knew_does_not_open_the_copy_of_the_vault(office):
    given = office.workspace.users.add("psico", ("psychology",))
    office.close()
    office.open("psico", given, new_passphrase=OTHER)
    vault = copy_before(office)
    with pytest.raises(WrongPassphraseError):
        open_slot(vault.slot_of("psico"), given, database=vault.database)


def test_a_passphrase_that_was_given_anew_does_not_leave_the_old_one_in_the_copy(office):
    office.workspace.users.add("psico", ("psychology",), OTHER)
    office.workspace.users.reissue(office.user("psico").id)
    vault = copy_before(office)
    with pytest.raises(WrongPassphraseError):
        open_slot(vault.slot_of("psico"), OTHER, database=vault.database)


def test_a_key_file_is_needed_for_the_copy_of_the_vault_too(office, tmp_path):
    office.workspace.own_access.begin_key_file(PASSPHRASE, tmp_path / "llave.key")
    assert copy_before(office).slot_of("equipo").factor is not None


def test_custody_that_was_taken_is_not_left_in_the_copy_of_the_vault(custody):
    user = give_custody(custody)
    custody.workspace.users.take_custody(user)
    slot = copy_before(custody).slot_of_user(user)
    assert StoreKind.IDENTITY not in slot.wraps
    assert slot.share is None


def test_who_lost_custody_opens_nothing_with_a_vault_from_before(custody):
    """A power cut, or her own hand, leaves the slot of before beside a store that knows better."""
    user = give_custody(custody)
    before = (custody.folder / "vault.json").read_bytes()
    custody.workspace.users.take_custody(user)
    custody.close()
    (custody.folder / "vault.json").write_bytes(before)
    custody.open("custodia", OTHER)
    with pytest.raises(NotPermittedError):
        custody.workspace.identities.open(WHY, OTHER)
    assert not custody.workspace.identities.is_open
    custody.as_user("equipo")
    assert "identity_denied" in [one.action for one in custody.workspace.trail.latest(5)]


def test_somebody_suspended_is_no_second_person(custody):
    give_custody(custody, "tercera")
    user = give_custody(custody, people=2)
    custody.workspace.users.suspend(user)
    with pytest.raises(SecondPersonNeededError):
        custody.workspace.identities.open(WHY, PASSPHRASE, second=SecondPerson("custodia", OTHER))


def test_who_was_removed_gets_no_slot_back(custody):
    user = give_custody(custody)
    users = custody.workspace.users
    custody.workspace.identities.open(WHY, PASSPHRASE)
    users.remove(user, {custody.workspace.user.id: Typed(PASSPHRASE)})
    for act in (users.reissue, users.give_custody, users.call_back):
        with pytest.raises(RecordMissingError):
            act(user)
    assert custody.workspace.context.vault.read().slot_of_user(user) is None


def test_a_fault_while_it_closes_does_not_leave_the_vault_open(custody):
    """Not only the house's errors: nothing that fails at the door keeps the key in memory."""
    vault = custody.workspace.identities

    faults = [ValueError("something nobody thought of")]

    def fail(_store):
        if faults:
            raise faults.pop()

    vault.watch(opened=lambda _store: None, closing=fail)
    vault.open(WHY, PASSPHRASE)
    with vault.held() as store:
        pass
    with pytest.raises(ValueError, match="nobody thought of"):
        vault.close()
    assert not vault.is_open
    with pytest.raises(WorkspaceLockedError):
        store.held_key()


def test_only_places_of_a_reached_file_are_told(office):
    """Which fichas a file of another team has is not told either."""
    file = add_case(office)
    office.workspace.teams.set_whole_office(whole=False)
    office.workspace.users.add("psico", ("psychology",), OTHER)
    office.close()
    office.open("psico", OTHER)
    assert office.workspace.attachments.places(file) == ()
