"""A headquarters that was put back cannot know what it once said; the offices tell it."""

import contextlib
from datetime import timedelta

import pytest
from field_world import check_out, correct_age, state_of
from simulator import START, add_case

from cem_desktop.errors import BundleForkError, BundleGapError


@pytest.fixture
def enrolled(world, office):
    world.enrol(office)
    return office


@pytest.fixture
def backup(world, enrolled):
    """Headquarters as it was before anything arrived."""
    kept = world.root / "backup"
    world.headquarters.close()
    world.headquarters.copy_to(kept)
    world.headquarters.open()
    return kept


def put_back(world, backup):
    world.headquarters.close()
    world.headquarters.restore_from(backup)
    world.headquarters.open()


def waiting(office):
    return office.workspace.sync_out.status().waiting


def test_an_epoch_given_under_a_clock_in_the_future_is_overcome(world, enrolled, backup):
    """The clock stood in 2099 when headquarters was put back the first time, and was then set."""
    add_case(enrolled, seed=1)
    world.carry(enrolled)
    world.headquarters.clock.at = START + timedelta(days=73 * 365)
    put_back(world, backup)
    for _ in range(2):
        world.carry(enrolled)
    assert waiting(enrolled) == 0
    world.headquarters.clock.at = START
    put_back(world, backup)
    for _ in range(2):
        world.carry(enrolled)
    assert waiting(enrolled) == 0
    assert world.hq.statistics.internal(2026).totals.total == 1


def test_a_clock_that_stands_still_gives_no_epoch_for_ever(world, enrolled, backup):
    """A dead battery starts every morning at the same second."""
    add_case(enrolled, seed=1)
    world.carry(enrolled)
    for _ in range(4):
        put_back(world, backup)
        for _ in range(2):
            world.carry(enrolled)
        assert waiting(enrolled) == 0
        assert world.hq.statistics.internal(2026).totals.total == 1


def test_receipts_of_a_forgotten_epoch_are_heard_also_without_a_gap(world, enrolled, backup):
    """An office that heard of a higher epoch, and of nothing acknowledged, still listens."""
    add_case(enrolled, seed=1)
    put_back(world, backup)
    with world.headquarters.workspace.context.store.write() as unit:
        unit.office.set_setting("registry.epoch", 4_000_000_000)
    world.carry(enrolled)
    put_back(world, backup)
    with enrolled.workspace.context.store.write() as unit:
        feed = unit.feeds.current("headquarters", "statistical")
        assert feed.epoch == 4_000_000_000
        unit.feeds.acknowledge(feed, 0, feed.epoch)
    world.carry(enrolled)
    assert waiting(enrolled) == 0


def test_an_office_that_states_an_absurd_epoch_harms_only_itself(world, enrolled):
    other = world.add_office("piura", "Piura")
    world.enrol(other)
    add_case(enrolled, seed=1)
    add_case(other, seed=2)
    with other.workspace.context.store.write() as unit:
        feed = unit.feeds.current("headquarters", "statistical")
        unit.feeds.acknowledge(feed, 0, 2**53 - 1)
    world.carry(other)
    world.carry(enrolled)
    assert waiting(enrolled) == 0
    with enrolled.workspace.context.store.read() as unit:
        assert unit.feeds.current("headquarters", "statistical").epoch < 2**40


def test_a_roster_that_was_forgotten_is_passed_over(world, enrolled, backup):
    """Offices refuse an answer whose roster is older than theirs; the next one is newer."""
    for _ in range(3):
        world.headquarters.clock.at += timedelta(days=200)
        world.carry(enrolled)
    known = roster_of(enrolled)
    put_back(world, backup)
    assert roster_of(world.headquarters) < known
    add_case(enrolled, seed=1)
    world.carry(enrolled)
    assert waiting(enrolled) == 0
    assert roster_of(enrolled) > known


def test_headquarters_put_back_twice_issues_no_roster_number_twice(world, enrolled, backup):
    """It has forgotten the first of its later lives too; an office has a roster of that one."""
    for seed in (1, 2):
        add_case(enrolled, seed=seed)
        for _ in range(2):
            world.carry(enrolled)
        assert waiting(enrolled) == 0
        assert roster_of(enrolled) == roster_of(world.headquarters)
        world.headquarters.clock.at += timedelta(days=1)
        put_back(world, backup)
    for _ in range(2):
        world.carry(enrolled)
    assert waiting(enrolled) == 0
    assert roster_of(enrolled) == roster_of(world.headquarters)


def test_a_roster_number_that_was_issued_twice_holds_no_receipt_up(world, enrolled):
    """Put back and told by nobody yet, it issues the next number, and an office has another."""
    add_case(enrolled, seed=1)
    world.carry(enrolled)
    world.headquarters.close()
    world.headquarters.copy_to(earlier := world.root / "earlier")
    world.headquarters.open()
    world.headquarters.clock.at += timedelta(days=200)
    world.carry(enrolled)
    known = document_of(enrolled)
    put_back(world, earlier)
    world.headquarters.clock.at += timedelta(days=1)
    world.bring_receipts()
    assert roster_of(world.headquarters) == roster_of(enrolled)
    assert document_of(world.headquarters) != document_of(enrolled) == known
    add_case(enrolled, seed=2)
    world.carry(enrolled)
    assert waiting(enrolled) == 0
    assert document_of(enrolled) == known
    world.headquarters.clock.at += timedelta(days=200)
    world.carry(enrolled)
    assert document_of(enrolled) == document_of(world.headquarters) != known


def roster_of(place):
    with place.workspace.context.store.read() as unit:
        return unit.office.trust("roster").version


def document_of(place):
    with place.workspace.context.store.read() as unit:
        return unit.office.trust("roster").document


def put_office_back(place, backup):
    place.close()
    place.restore_from(backup)
    place.open()


def carry_both_ways(field, laptop, rounds):
    for _ in range(rounds):
        for carry in (field.to_office, field.to_laptop):
            with contextlib.suppress(BundleGapError, BundleForkError):
                carry(laptop)


def test_an_office_whose_clock_stood_in_the_future_hears_its_laptops_again(field, office):
    laptop = field.add_laptop("laptop-1")
    file = add_case(office)
    check_out(field, laptop, file)
    field.round(laptop)
    office.close()
    office.copy_to(backup := field.world.root / "office-backup")
    office.open()
    correct_age(laptop, file, 15)
    field.round(laptop)
    office.clock.at = START + timedelta(days=73 * 365)
    put_office_back(office, backup)
    carry_both_ways(field, laptop, 4)
    assert state_of(laptop, file) == state_of(office, file)
    office.clock.at = START
    put_office_back(office, backup)
    carry_both_ways(field, laptop, 4)
    assert state_of(laptop, file) == state_of(office, file)
    (state,) = laptop.workspace.field_road.states()
    assert state.waiting == 0
