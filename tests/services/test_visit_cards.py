"""A card with who she is: off by default, sealed apart, for some hours, on one laptop."""

from datetime import timedelta

import pytest
from field_world import in_days
from simulator import CUSTODIAN, PASSPHRASE, add_case

from cem_desktop.errors import IdentityClosedError, NotPermittedError, RecordMissingError

NAME, STREET = "Nieves Invent Canario", "Jirón Inventado 12"


@pytest.fixture
def office(world):
    place = world.add_office(roles=CUSTODIAN)
    place.workspace.identities.create(PASSPHRASE)
    return place


@pytest.fixture
def laptop(world, office):
    place = world.add_laptop(office)
    world.join(place, office)
    return place


@pytest.fixture
def file(office):
    """A case whose identity is kept."""
    found = add_case(office)
    workspace = office.workspace
    workspace.identities.open("Registro", PASSPHRASE)
    filling = workspace.fichas.begin("f03", found)
    filling.session.answer("who/names", NAME)
    filling.session.answer("reach/address", STREET)
    row = filling.session.add_row("reach/phone")
    filling.session.answer(f"reach/phone/{row}/number", "999 000 111")
    workspace.fichas.close(filling)
    return found


def lend(office, laptop, file, hours):
    laptop.clock.at = office.clock.at
    device = laptop.workspace.context.device.id
    office.workspace.leasing.check_out(device, [file], in_days(office, 5), hours)
    return device


def carry(office, laptop, device, folder):
    office.workspace.field_road.export(device, folder)
    card = office.workspace.visit_cards.export(device, folder)
    laptop.workspace.bundle_reading.on_stick(folder)
    return card


def test_no_card_goes_along_by_itself(office, laptop, file, stick):
    device = lend(office, laptop, file, None)
    assert office.workspace.visit_cards.due(device) == 0
    assert carry(office, laptop, device, stick) is None
    assert laptop.workspace.visit_cards.files() == frozenset()


def test_a_card_says_who_she_is_and_is_dropped_when_its_hours_are_over(office, laptop, file, stick):
    device = lend(office, laptop, file, 8)
    card = carry(office, laptop, device, stick)
    assert card is not None
    assert NAME.encode() not in card.read_bytes()
    cards = laptop.workspace.visit_cards
    assert cards.files() == {file}
    words = dict(cards.look(file).lines)
    assert {NAME, STREET, "999 000 111"} <= set(words.values())
    with laptop.workspace.context.store.read() as unit:
        assert all(NAME.encode() not in one.sealed for one in unit.cards.all())
        assert [one.action for one in unit.audit.latest(1)] == ["view_card"]
    laptop.clock.at += timedelta(hours=9)
    with pytest.raises(RecordMissingError):
        cards.look(file)
    with laptop.workspace.context.store.read() as unit:
        assert unit.cards.all() == ()
    laptop.workspace.bundle_reading.on_stick(stick)  # an old stick brings it back to nobody
    assert cards.files() == frozenset()


def test_a_clock_put_back_keeps_no_card_alive(office, laptop, file, stick):
    device = lend(office, laptop, file, 2)
    carry(office, laptop, device, stick)
    office.clock.at += timedelta(hours=3)
    office.workspace.field_road.export(device, stick)
    laptop.workspace.bundle_reading.on_stick(stick)
    assert laptop.clock.at < office.clock.at
    assert laptop.workspace.visit_cards.files() == frozenset()


def test_a_card_goes_with_its_case(office, laptop, file, stick):
    device = lend(office, laptop, file, 48)
    carry(office, laptop, device, stick)
    laptop.workspace.leasing.check_in([file])
    with pytest.raises(RecordMissingError):
        laptop.workspace.visit_cards.look(file)
    with laptop.workspace.context.store.read() as unit:
        assert unit.cards.all() == ()


def test_a_closed_vault_and_other_roles_send_no_card(office, laptop, file, stick):
    device = lend(office, laptop, file, 8)
    office.workspace.identities.close()
    with pytest.raises(IdentityClosedError):
        office.workspace.visit_cards.export(device, stick)
    assert office.workspace.visit_cards.due(device) == 1
    office.add_user("trabajo", "social")
    office.as_user("trabajo")
    assert not office.workspace.visit_cards.may_send()
    with pytest.raises(NotPermittedError):
        office.workspace.visit_cards.export(device, stick)


def test_the_card_is_sealed_to_one_laptop(world, office, laptop, file, stick):
    other = world.add_laptop(office, "other")
    world.join(other, office)
    device = lend(office, laptop, file, 8)
    office.workspace.visit_cards.export(device, stick)
    taken = other.workspace.bundle_reading.on_stick(stick)
    assert all(one.is_for_others for one in taken)
    assert other.workspace.visit_cards.files() == frozenset()
