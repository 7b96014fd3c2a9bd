"""An office and a laptop that were put back to earlier states: what one forgot, the other tells."""

import contextlib
from datetime import timedelta

import pytest
from field_world import check_out, correct_age, device_of, state_of
from simulator import add_case

from cem_desktop.errors import BundleForkError, BundleGapError
from cem_desktop.services.epochs import ROAD, Epochs

FAIR_EXCHANGES = 4


@pytest.fixture
def laptop(field):
    return field.add_laptop("laptop-1")


@pytest.fixture
def lent(field, office, laptop):
    """Lend a file that stands on the laptop and has no receipt yet."""
    file = add_case(office)
    check_out(field, laptop, file)
    field.to_laptop(laptop)
    return file


@contextlib.contextmanager
def put_back(field, place):
    """Do something, and put the place back to how it was before, its guard too."""
    backup = field.world.root / f"backup-{device_of(place)}"
    place.close()
    place.copy_to(backup)
    place.open()
    yield backup
    place.close()
    place.restore_from(backup)
    place.open()


def office_roster_of(place):
    with place.workspace.context.store.read() as unit:
        return unit.office.trust("office_roster").document


def settle(field, laptop):
    for _ in range(FAIR_EXCHANGES):
        with contextlib.suppress(BundleGapError, BundleForkError):
            field.to_office(laptop)
        field.to_laptop(laptop)


def test_what_the_office_forgot_comes_back_from_a_laptop_that_was_put_back_too(
    field, office, laptop, lent
):
    field.round(laptop)
    with put_back(field, office):
        correct_age(office, lent, 15)
        with put_back(field, laptop):
            correct_age(laptop, lent, 16)
            field.to_office(laptop)
            field.to_laptop(laptop)
        assert field.to_laptop(laptop).begun_again
        told = state_of(laptop, lent)
    settle(field, laptop)
    assert state_of(office, lent) == state_of(laptop, lent) == told


def test_what_the_office_forgot_comes_back_from_a_laptop_that_never_had_a_receipt(
    field, office, laptop, lent
):
    with put_back(field, office):
        correct_age(office, lent, 15)
        field.to_laptop(laptop)
        told = state_of(office, lent)
    settle(field, laptop)
    assert state_of(office, lent) == state_of(laptop, lent) == told


def test_what_a_laptop_forgot_comes_back_from_an_office_that_never_had_a_receipt(
    field, office, laptop
):
    file = add_case(laptop)
    field.to_office(laptop)
    with put_back(field, laptop):
        correct_age(laptop, file, 15)
        field.to_office(laptop)
        told = state_of(office, file)
    settle(field, laptop)
    assert state_of(laptop, file) == state_of(office, file) == told


def test_an_office_that_forgot_a_feed_of_its_own_is_told_all_that_came_by_it(
    field, office, laptop, lent
):
    field.round(laptop)
    with put_back(field, office):
        with put_back(field, laptop):
            correct_age(laptop, lent, 16)
            field.round(laptop)
        field.round(laptop)
        correct_age(office, lent, 15)
        field.to_laptop(laptop)
        told = state_of(office, lent)
    settle(field, laptop)
    assert state_of(office, lent) == state_of(laptop, lent) == told


def test_an_office_that_was_put_back_twice_hears_all_although_its_clock_was_wrong_before(
    field, office, laptop, lent
):
    field.round(laptop)
    with put_back(field, office) as backup:
        correct_age(laptop, lent, 16)
        field.round(laptop)
        told = state_of(laptop, lent)
    office.clock.at += timedelta(days=400)
    settle(field, laptop)
    assert state_of(office, lent) == told
    office.close()
    office.restore_from(backup)
    office.clock.at -= timedelta(days=400)
    office.open()
    settle(field, laptop)
    assert state_of(office, lent) == state_of(laptop, lent) == told


def test_what_a_laptop_forgot_comes_back_although_it_reached_the_office_late(
    field, office, laptop, lent
):
    field.round(laptop)
    with put_back(field, laptop):
        correct_age(laptop, lent, 15)
        first = laptop.workspace.field_road.export("office", field.world.road).path
        correct_age(laptop, lent, 16)
        second = laptop.workspace.field_road.export("office", field.world.road).path
        told = state_of(laptop, lent)
    settle(field, laptop)
    for late in (first, second):
        office.workspace.field_road.receive(late)
        settle(field, laptop)
        assert state_of(laptop, lent) == state_of(office, lent)
    assert state_of(laptop, lent) == told
    assert field.to_laptop(laptop).entries == 0


def test_an_old_bundle_behind_a_gap_begins_one_epoch_however_often_it_is_read(
    field, office, laptop, lent
):
    field.round(laptop)
    with put_back(field, office):
        correct_age(laptop, lent, 16)
        field.round(laptop)
    correct_age(laptop, lent, 17)
    old = laptop.workspace.field_road.export("office", field.world.road).path
    begun = []
    for _ in range(3):
        with pytest.raises(BundleGapError):
            office.workspace.field_road.receive(old)
        with office.workspace.context.store.read() as unit:
            begun.append(Epochs.of(unit, ROAD).own)
        office.clock.at += timedelta(minutes=5)
    assert begun[0] > 1
    assert set(begun) == {begun[0]}
    settle(field, laptop)
    assert state_of(office, lent) == state_of(laptop, lent)


def test_what_was_told_again_is_not_told_for_ever(field, office, laptop, lent):
    field.round(laptop)
    with put_back(field, office):
        correct_age(office, lent, 15)
        field.round(laptop)
    settle(field, laptop)
    for place in (office, laptop):
        (state,) = place.workspace.field_road.states()
        assert state.waiting == 0
    assert field.to_office(laptop).entries == 0
    assert field.to_laptop(laptop).entries == 0


def carry_services(office, laptop, *services):
    office.workspace.devices.change(device_of(laptop), holder="equipo", services=services)


def test_an_office_that_was_put_back_issues_a_roster_that_its_laptops_believe(
    field, office, laptop
):
    with put_back(field, office):
        for services in (("social",), ("legal",), ()):
            carry_services(office, laptop, *services)
        field.round(laptop)
        known = office_roster_of(laptop)
    carry_services(office, laptop, "psychology")
    field.to_laptop(laptop)
    assert office_roster_of(laptop) == known
    field.to_office(laptop)
    field.to_laptop(laptop)
    assert office_roster_of(laptop) == office_roster_of(office) != known


def test_an_office_roster_number_that_was_issued_twice_holds_no_bundle_up(field, office, laptop):
    with put_back(field, office):
        carry_services(office, laptop, "social")
        field.round(laptop)
        known = office_roster_of(laptop)
    carry_services(office, laptop, "legal")
    check_out(field, laptop, file := add_case(office))
    settle(field, laptop)
    assert state_of(laptop, file) == state_of(office, file)
    assert office_roster_of(laptop) == known
    carry_services(office, laptop)
    field.to_laptop(laptop)
    assert office_roster_of(laptop) == office_roster_of(office)
