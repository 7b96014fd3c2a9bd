"""Coming in with the kit: who may, what is noted, lost vaults, and papers that do not open."""

from datetime import timedelta

import pytest
from simulator import FLOOR_KIB, PASSPHRASE, phrase_of

from cem_desktop.crypto.key_slots import StoreKind
from cem_desktop.crypto.vault import Vault, unlock
from cem_desktop.errors import (
    InputError,
    LoginTakenError,
    NotPermittedError,
    RecoveryWordsError,
    StoreBusyError,
    StoreDamagedError,
    StoreMissingError,
    WeakPassphraseError,
    WrongPassphraseError,
)
from cem_desktop.services.kit_opening import KitOpening
from cem_desktop.services.recovery import PaperNeed
from cem_desktop.services.rekeying import Typed
from cem_desktop.services.unlock import open_workspace
from cem_desktop.storage.office import StaffMember

NEW = "cobre tambor relieve nogal fogata isla"


def made_kit(place):
    recovery = place.workspace.recovery
    kit = recovery.new_kit()
    recovery.confirm_kit(kit, [kit.words[number - 1] for number in kit.asked])
    return " ".join(kit.words)


def opening(place, **more):
    return KitOpening(place.folder, clock=place.clock, floor_kib=FLOOR_KIB, **more)


def enter(place, login, passphrase):
    return open_workspace(place.folder, login, passphrase, clock=place.clock, floor_kib=FLOOR_KIB)


@pytest.fixture
def locked(office):
    """A closed office and the words of its kit."""
    words = made_kit(office)
    office.close()
    return office, words


def test_the_kit_gives_a_keeper_a_new_passphrase_and_asks_for_a_new_kit(locked):
    office, words = locked
    door = opening(office)
    entrance = door.look(words.upper())
    assert (entrance.office, [login for _id, login in entrance.people]) == ("Iquitos", ["equipo"])
    assert words.split()[0] not in repr(entrance)
    office.clock.at += timedelta(minutes=1)
    assert door.give(entrance, entrance.people[0][0], NEW) == "equipo"
    with pytest.raises(WrongPassphraseError):
        enter(office, "equipo", PASSPHRASE)
    workspace = enter(office, "equipo", NEW)
    state = workspace.recovery.state()
    actions = [one.action for one in workspace.trail.latest(5)]
    assert "recovery_kit_used" in actions
    assert state.kit.need is PaperNeed.REPLACE_USED
    workspace.close()


def test_a_new_user_can_be_made_where_nobody_is_left(locked):
    office, words = locked
    door = opening(office)
    entrance = door.look(words)
    for login, refusal in (("x", InputError), ("EQUIPO", LoginTakenError)):
        with pytest.raises(refusal):
            door.give_new(entrance, login, NEW)
    with pytest.raises(WeakPassphraseError):
        door.give_new(entrance, "nueva", "corta")
    door.give_new(entrance, "nueva", NEW)
    workspace = enter(office, "nueva", NEW)
    assert set(workspace.user.roles) == {"coordination", "key_admin"}
    workspace.close()
    enter(office, "equipo", PASSPHRASE).close()


def test_who_does_not_coordinate_is_not_let_in_by_the_kit(world):
    place = world.add_office("tacna", "Tacna")
    with place.workspace.context.store.write() as unit:
        unit.office.add_staff(StaffMember("u-1", "psico", ("psychology",), True, "2026"))
    words = made_kit(place)
    place.close()
    door = opening(place)
    entrance = door.look(words)
    assert [login for _id, login in entrance.people] == ["equipo"]
    before = (place.folder / "vault.json").read_bytes()
    with pytest.raises(NotPermittedError):
        door.give(entrance, "u-1", NEW)
    assert (place.folder / "vault.json").read_bytes() == before


def test_another_offices_kit_and_an_old_one_open_nothing(office, world):
    other = world.add_office("puno", "Puno")
    foreign, old = made_kit(other), made_kit(office)
    office.clock.at += timedelta(hours=1)
    made_kit(office)
    office.close()
    for words, reason in ((foreign, "not_ours"), (old, "replaced")):
        with pytest.raises(RecoveryWordsError) as caught:
            opening(office).look(words)
        assert caught.value.details["reason"] == reason


def test_a_kit_that_new_keys_made_void_is_told_so(office):
    """No newer paper was made, so none is to be looked for."""
    words = made_kit(office)
    mine = {office.workspace.user.id: Typed(PASSPHRASE)}
    office.workspace.users.renew_keys(mine, with_identities=False)
    office.close()
    with pytest.raises(RecoveryWordsError) as caught:
        opening(office).look(words)
    assert caught.value.details["reason"] == "rekeyed"


def test_an_open_workspace_is_left_alone(office):
    words = made_kit(office)
    with pytest.raises(StoreBusyError):
        opening(office).look(words)


@pytest.mark.parametrize("fate", ["lost", "damaged"])
def test_the_copy_before_the_vault_serves_where_the_vault_is_gone(locked, fate):
    office, words = locked
    office.open()
    office.workspace.context.vault.write(office.workspace.context.vault.read())
    with office.workspace.context.store.write() as unit:
        unit.office.add_staff(StaffMember("u-gone", "antes", ("legal",), False, "2026"))
    office.close()
    vault = office.folder / "vault.json"
    vault.unlink() if fate == "lost" else vault.write_bytes(b"{")
    door = opening(office)
    entrance = door.look(words)
    assert entrance.is_from_copy
    door.give(entrance, entrance.people[0][0], NEW)
    copy = (office.folder / "vault.json.bak").read_bytes()
    assert copy.startswith(b'{"format":"CEMVAULT"')
    enter(office, "equipo", NEW).close()


def test_without_any_vault_one_of_a_backup_serves(locked, tmp_path):
    office, words = locked
    kept = tmp_path / "from-a-backup.json"
    kept.write_bytes((office.folder / "vault.json").read_bytes())
    for name in ("vault.json", "vault.json.bak"):
        (office.folder / name).unlink()
    with pytest.raises(StoreMissingError):
        opening(office).look(words)
    door = opening(office, vault_copy=kept)
    entrance = door.look(words)
    door.give(entrance, entrance.people[0][0], NEW)
    enter(office, "equipo", NEW).close()


def test_a_damaged_store_is_told_from_wrong_words(locked):
    office, words = locked
    store = office.folder / "case.db"
    data = bytearray(store.read_bytes())
    data[100] ^= 1
    store.write_bytes(data)
    with pytest.raises(StoreDamagedError):
        opening(office).look(words)


def test_what_changed_since_the_kit_was_typed_is_kept(locked):
    """Between looking and giving, the window waits; a colleague may have come in meanwhile."""
    office, words = locked
    door = opening(office)
    entrance = door.look(words)
    office.open()
    office.add_user("psico", "psychology")
    office.close()
    door.give(entrance, entrance.people[0][0], NEW)
    assert office.open("psico", phrase_of("psico")).user.login == "psico"


def test_a_kit_that_was_replaced_since_it_was_typed_gives_nothing(locked):
    office, words = locked
    door = opening(office)
    entrance = door.look(words)
    office.clock.at += timedelta(hours=1)
    office.open()
    made_kit(office)
    office.close()
    with pytest.raises(RecoveryWordsError) as caught:
        door.give(entrance, entrance.people[0][0], NEW)
    assert caught.value.details["reason"] == "replaced"
    enter(office, "equipo", PASSPHRASE).close()


@pytest.mark.parametrize("fate", ["whole", "damaged"])
def test_the_passphrase_of_before_does_not_open_the_copy_of_the_vault(locked, fate):
    office, words = locked
    office.open()
    office.workspace.context.vault.write(office.workspace.context.vault.read())
    office.close()
    if fate == "damaged":
        (office.folder / "vault.json").write_bytes(b"{")
    door = opening(office)
    entrance = door.look(words)
    door.give(entrance, entrance.people[0][0], NEW)
    copy = Vault.from_bytes((office.folder / "vault.json.bak").read_bytes(), floor_kib=FLOOR_KIB)
    with pytest.raises(WrongPassphraseError):
        unlock(copy, "equipo", PASSPHRASE)
    assert unlock(copy, "equipo", NEW)


def test_the_kit_never_opens_the_identity_vault(world):
    place = world.add_office("ica", "Ica", roles=("coordination", "identity_custody"))
    place.workspace.identities.create(PASSPHRASE)
    words = made_kit(place)
    place.close()
    door = opening(place)
    entrance = door.look(words)
    door.give(entrance, entrance.people[0][0], NEW)
    workspace = enter(place, "equipo", NEW)
    slot = workspace.context.vault.read().slot_of("equipo")
    assert set(slot.wraps) == {StoreKind.CASE}
    assert slot.share is None
    with pytest.raises(NotPermittedError):
        workspace.identities.open("Notificación", NEW)
    workspace.close()
