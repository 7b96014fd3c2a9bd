"""The PIN of a session: how it is chosen, judged, counted and kept."""

import pytest
from simulator import PASSPHRASE

from cem_desktop.errors import WeakPinError, WrongPassphraseError, WrongPinError
from cem_desktop.services.session_pin import TRIES

PIN = "4071"


@pytest.fixture
def pin(office):
    service = office.workspace.pin
    service.choose(PASSPHRASE, PIN)
    return service


def actions(office):
    with office.workspace.context.store.read() as unit:
        return [entry.action for entry in unit.audit.latest(20)]


def test_there_is_none_until_it_was_chosen_with_the_passphrase(office):
    service = office.workspace.pin
    assert not service.is_set()
    with pytest.raises(WrongPassphraseError):
        service.choose("otra frase que no es", PIN)
    assert not service.is_set()
    service.choose(PASSPHRASE, PIN)
    assert service.is_set()


@pytest.mark.parametrize(("digits", "reason"), [("12", "form"), ("1234", "trivial")])
def test_a_weak_pin_is_refused(office, digits, reason):
    with pytest.raises(WeakPinError) as caught:
        office.workspace.pin.choose(PASSPHRASE, digits)
    assert caught.value.details["reason"] == reason
    assert not office.workspace.pin.is_set()


def test_the_right_one_passes_and_gives_the_tries_back(office, pin):
    pin.begin_rest()
    for _ in range(2):
        with pytest.raises(WrongPinError):
            pin.check("9999")
    pin.check(PIN)
    with pytest.raises(WrongPinError) as caught:
        pin.check("9999")
    assert caught.value.details["left"] == TRIES - 1
    assert {"pin_chosen", "session_rest", "pin_wrong", "session_back"} <= set(actions(office))


def test_after_three_wrong_ones_even_the_right_one_is_wrong(pin):
    pin.begin_rest()
    lefts = []
    for _ in range(TRIES):
        with pytest.raises(WrongPinError) as caught:
            pin.check("9999")
        lefts.append(caught.value.details["left"])
    assert lefts == [2, 1, 0]
    with pytest.raises(WrongPinError):
        pin.check(PIN)


def test_a_removed_pin_opens_nothing(pin):
    pin.remove()
    assert not pin.is_set()
    with pytest.raises(WrongPinError):
        pin.check(PIN)


def test_it_is_kept_as_a_hash_inside_the_store_and_nowhere_beside(office, pin):
    with office.workspace.context.store.read() as unit:
        kept = unit.office.setting(f"pin.{office.workspace.user.id}")
    assert PIN not in str(kept)
    assert "pin" not in (office.folder / "vault.json").read_text()


def test_a_rest_closes_the_identity_vault(world):
    place = world.add_office("piura", "Piura", roles=("coordination", "identity_custody"))
    identities = place.workspace.identities
    identities.create(PASSPHRASE)
    identities.open("llamar a su familia", PASSPHRASE)
    place.workspace.rest()
    assert not identities.is_open
