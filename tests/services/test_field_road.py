"""An office and its laptops: lent, worked with, given back; lost, repeated, forked, forged."""

import contextlib
from datetime import timedelta

import pytest
from field_world import AGE, check_out, correct_age, device_of, in_days, state_of
from simulator import add_case

from cem_desktop.errors import (
    BundleError,
    BundleForkError,
    BundleGapError,
    DeviceInactiveError,
    InputError,
    LeaseEndedError,
    LeaseMissingError,
    NotPermittedError,
    UnknownSenderError,
    WrongRecipientError,
)
from cem_desktop.services.erasing import ErasureOrder
from cem_desktop.services.exposure import exposed_cases
from cem_desktop.sync.sender import Cut


@pytest.fixture
def laptop(field):
    return field.add_laptop("laptop-1")


def record_of(place, file):
    return next(one for one, held in state_of(place, file).items() if held[0] == "f01")


def codes(place):
    return {row.code for row in place.workspace.casework.caseload()}


def test_a_lent_file_stands_on_the_laptop_as_at_the_office(field, office, laptop):
    lent, other = add_case(office, seed=1), add_case(office, seed=2)
    (row,) = check_out(field, laptop, lent)
    assert row.code in codes(office)
    delivered = field.to_laptop(laptop)
    assert (delivered.leases, delivered.taken.fresh) == (1, 3)
    assert state_of(laptop, lent) == state_of(office, lent)
    assert codes(laptop) == {row.code}
    assert state_of(laptop, other) == {}
    (held,) = laptop.workspace.leasing.held()
    assert (held.code, held.state, held.is_over) == (row.code, "out", False)


def test_days_of_work_alone_come_home_and_count_once(world, field, office, laptop):
    world.enrol(office)
    file = add_case(office)
    check_out(field, laptop, file)
    field.to_laptop(laptop)
    field.pass_time(days=2)
    correct_age(laptop, file, 15)
    delivered = field.to_office(laptop)
    assert (delivered.taken.fresh, delivered.taken.conflicts) == (1, 0)
    assert state_of(office, file) == state_of(laptop, file)
    field.to_laptop(laptop)
    (state,) = laptop.workspace.field_road.states()
    assert (state.waiting, state.acknowledged) == (0, 1)
    world.carry(office)
    assert world.hq.statistics.internal(2026).totals.total == 1


def test_an_edit_at_the_office_reaches_the_laptop_that_holds_the_file(field, office, laptop):
    file = add_case(office)
    check_out(field, laptop, file)
    field.to_laptop(laptop)
    record = correct_age(office, file, 15)
    assert field.to_laptop(laptop).taken.records == {record}
    assert state_of(laptop, file) == state_of(office, file)


def test_the_names_of_those_who_wrote_come_along(field, office, laptop):
    office.add_user("psico", "psychology")
    file = add_case(office)
    check_out(field, laptop, file)
    field.to_laptop(laptop)
    with laptop.workspace.context.store.read() as unit:
        assert "psico" in unit.office.logins().values()


def test_a_file_opened_on_the_road_is_lent_to_the_laptop_that_opened_it(field, office):
    laptop = field.add_laptop("laptop-a", roles=("admission", "social", "coordination"))
    file = add_case(laptop)
    delivered = field.to_office(laptop)
    assert delivered.taken.files == {file}
    (row,) = office.workspace.leasing.open_leases()
    assert (row.file, row.device, row.state) == (file, device_of(laptop), "out")
    correct_age(office, file, 16)
    field.to_laptop(laptop)
    assert state_of(laptop, file) == state_of(office, file)


def test_lost_repeated_and_late_bundles_change_nothing(field, office, laptop):
    file = add_case(office)
    check_out(field, laptop, file)
    road = office.workspace.field_road
    first = road.export(device_of(laptop), field.world.road)
    first.path.rename(late := first.path.with_name("late.cem"))
    correct_age(office, file, 15)
    field.to_laptop(laptop)
    before = state_of(laptop, file)
    for _ in range(2):
        assert laptop.workspace.field_road.receive(late).repeated
    assert state_of(laptop, file) == before == state_of(office, file)


def test_a_bundle_for_another_laptop_or_the_wrong_way_is_refused(field, office, laptop):
    other = field.add_laptop("laptop-2")
    check_out(field, laptop, add_case(office))
    theirs = office.workspace.field_road.export(device_of(laptop), field.world.road)
    with pytest.raises(WrongRecipientError):
        other.workspace.field_road.receive(theirs.path)
    with pytest.raises(WrongRecipientError):
        office.workspace.field_road.receive(theirs.path)


def test_every_truncation_of_a_field_bundle_is_refused_whole(field, office, laptop):
    file = add_case(office)
    check_out(field, laptop, file)
    written = office.workspace.field_road.export(device_of(laptop), field.world.road)
    data = written.path.read_bytes()
    short = field.world.road / "short.cem"
    for length in range(0, len(data), 1499):
        short.write_bytes(data[:length])
        with pytest.raises(BundleError):
            laptop.workspace.field_road.receive(short)
    assert state_of(laptop, file) == {}


def test_a_laptop_put_back_to_an_earlier_state_loses_nothing(field, office, laptop):
    file = add_case(office)
    check_out(field, laptop, file)
    field.to_laptop(laptop)
    laptop.close()
    laptop.copy_to(backup := field.world.root / "backup")
    laptop.open()
    correct_age(laptop, file, 15)
    field.to_office(laptop)
    laptop.close()
    laptop.restore_from(backup)
    laptop.open()
    correct_age(laptop, file, 16)
    with pytest.raises(BundleForkError):
        field.to_office(laptop)
    assert field.to_laptop(laptop).begun_again
    field.round(laptop)
    assert state_of(laptop, file) == state_of(office, file)
    assert len(state_of(office, file)[record_of(office, file)][2][AGE]) == 2


def test_two_histories_under_one_feed_raise_the_alarm_until_a_person_puts_it_away(
    field, office, laptop
):
    """A laptop is cloned, and both are used: what each wrote is kept."""
    file = add_case(office)
    check_out(field, laptop, file)
    field.to_laptop(laptop)
    laptop.close()
    laptop.copy_to(clone := field.world.root / "clone")
    laptop.open()
    correct_age(laptop, file, 15)
    field.to_office(laptop)
    laptop.close()
    laptop.restore_from(clone)
    laptop.open()
    correct_age(laptop, file, 16)
    correct_age(laptop, file, 17)
    with pytest.raises(BundleForkError):
        field.to_office(laptop)
    (state,) = office.workspace.field_road.states()
    assert state.fork
    assert field.to_laptop(laptop).alarm
    field.to_office(laptop)
    assert {15, 17} == {
        one.value for one in state_of(office, file)[record_of(office, file)][2][AGE]
    }
    office.workspace.field_road.acknowledge_alarm(device_of(laptop))
    (state,) = office.workspace.field_road.states()
    assert not state.fork


def test_an_office_restored_from_last_week_hears_everything_again(field, office, laptop):
    file = add_case(office)
    check_out(field, laptop, file)
    field.to_laptop(laptop)
    office.close()
    office.copy_to(backup := field.world.root / "backup")
    office.open()
    correct_age(laptop, file, 15)
    field.round(laptop)
    office.close()
    office.restore_from(backup)
    office.open()
    correct_age(laptop, file, 16)
    for _ in range(3):
        with contextlib.suppress(BundleGapError, BundleForkError):
            field.to_office(laptop)
        field.to_laptop(laptop)
    assert state_of(laptop, file) == state_of(office, file)


def test_a_laptop_that_is_not_active_gets_nothing_and_brings_only_into_quarantine(
    field, office, laptop
):
    file = add_case(office)
    check_out(field, laptop, file)
    field.to_laptop(laptop)
    correct_age(laptop, file, 15)
    field.change(laptop, status="stolen")
    with pytest.raises(DeviceInactiveError):
        office.workspace.field_road.export(device_of(laptop), field.world.road)
    with pytest.raises(DeviceInactiveError):
        check_out(field, laptop, file)
    before = state_of(office, file)
    delivered = field.to_office(laptop)
    assert (delivered.quarantined, delivered.taken.fresh) == (1, 0)
    assert state_of(office, file) == before
    with office.workspace.context.store.read() as unit:
        (held,) = unit.quarantine.entries(device_of(laptop))
        assert held.seen_at is None
        (exposed,) = exposed_cases(unit, device_of(laptop))
    assert exposed.file == file


def test_before_the_cut_too_only_the_history_that_the_office_knew_counts(field, office, laptop):
    """Who has a stolen laptop's key can write other entries under the numbers before its cut."""
    file = add_case(office)
    check_out(field, laptop, file)
    field.to_laptop(laptop)
    for age in (15, 16):
        correct_age(laptop, file, age)
    with laptop.workspace.context.store.read() as unit:
        feed = unit.feeds.find("office", "case")
    assert feed.length == 2
    field.change(laptop, status="stolen", cuts={feed.id: Cut(2, "0" * 64)})
    before = state_of(office, file)
    with pytest.raises(UnknownSenderError):
        field.to_office(laptop)
    assert state_of(office, file) == before


@pytest.mark.parametrize("erased_first", [True, False])
def test_of_an_erased_file_nothing_is_left_in_the_quarantine_either(
    field, office, laptop, erased_first
):
    file, other = add_case(office), add_case(office, seed=2)
    check_out(field, laptop, file)
    check_out(field, laptop, other)
    field.to_laptop(laptop)
    correct_age(laptop, file, 15)
    correct_age(laptop, other, 15)
    field.change(laptop, status="stolen")
    with office.workspace.context.store.read() as unit:
        code = str(unit.case_files.get(file).code)
    order = ErasureOrder("purpose_ended", "No queda motivo para guardarlo.", None, code)
    if erased_first:
        office.workspace.law.erasing.erase(file, order)
        field.to_office(laptop)
    else:
        field.to_office(laptop)
        office.workspace.law.erasing.erase(file, order)
    with office.workspace.context.store.read() as unit:
        bodies = [one.body for one in unit.quarantine.entries()]
    assert len(bodies) == 2
    assert not any(file.encode() in body for body in bodies)
    assert any(other.encode() in body for body in bodies)


def test_a_lease_that_is_over_locks_the_file_and_an_extension_opens_it(field, office, laptop):
    file = add_case(office)
    (row,) = check_out(field, laptop, file, days=2)
    field.to_laptop(laptop)
    field.pass_time(days=3)
    assert laptop.workspace.leasing.locked() == {file}
    with pytest.raises(LeaseEndedError):
        laptop.workspace.casework.case(file)
    with pytest.raises(LeaseEndedError):
        laptop.workspace.fichas.begin("f22", file)
    office.workspace.leasing.extend(row.lease, in_days(office, 4))
    field.to_laptop(laptop)
    assert laptop.workspace.leasing.locked() == frozenset()
    assert laptop.workspace.casework.case(file).row.code == row.code


def test_a_clock_that_was_put_back_unlocks_nothing(field, office, laptop):
    file = add_case(office)
    check_out(field, laptop, file, days=2)
    field.to_laptop(laptop)
    field.pass_time(days=3)
    field.to_laptop(laptop)  # the office signs an instant after the end
    laptop.clock.at -= timedelta(days=365)
    assert laptop.workspace.leasing.locked() == {file}


def test_a_recalled_file_is_locked_when_the_laptop_hears_of_it(field, office, laptop):
    file = add_case(office)
    (row,) = check_out(field, laptop, file)
    field.to_laptop(laptop)
    field.pass_time(hours=1)
    office.workspace.leasing.recall(row.lease)
    assert laptop.workspace.leasing.locked() == frozenset()
    field.to_laptop(laptop)
    assert laptop.workspace.leasing.locked() == {file}


def test_what_is_given_back_is_locked_here_and_told_at_the_office(field, office, laptop):
    file = add_case(office)
    check_out(field, laptop, file)
    field.to_laptop(laptop)
    laptop.workspace.leasing.check_in([file])
    assert laptop.workspace.leasing.locked() == {file}
    field.to_office(laptop)
    (row,) = office.workspace.leasing.open_leases()
    assert row.state == "returned"
    with pytest.raises(LeaseMissingError):
        office.workspace.leasing.extend(row.lease, in_days(office, 3))
    correct_age(office, file, 15)
    (state,) = office.workspace.field_road.states()
    assert (state.waiting, state.acknowledged) == (0, 4)  # nothing more goes out


def test_terms_and_roles_are_checked(field, office, laptop):
    file = add_case(office)
    for days in (-1, 0, 90):
        with pytest.raises(InputError):
            check_out(field, laptop, file, days=days)
    office.add_user("llaves", "key_admin")
    office.as_user("llaves")
    with pytest.raises(NotPermittedError):
        check_out(field, laptop, file)


def test_a_satellite_holds_every_file_also_those_that_come_later(field, office):
    satellite = field.add_laptop("satellite", ("social", "legal"), "satellite")
    first = add_case(office, seed=1)
    check_out(field, satellite, "*")
    field.to_laptop(satellite)
    second = add_case(office, seed=2)
    field.to_laptop(satellite)
    for file in (first, second):
        assert state_of(satellite, file) == state_of(office, file)
    field.pass_time(days=6)
    assert satellite.workspace.leasing.locked() == {first, second}


def test_one_act_takes_in_what_is_on_the_stick_whoever_it_comes_from(world, field, office, laptop):
    world.enrol(office)
    file = add_case(office)
    check_out(field, laptop, file)
    field.to_laptop(laptop)
    correct_age(laptop, file, 15)
    world.hq.import_bundles([office.workspace.sync_out.export(world.road).path])
    stick = world.root / "stick"
    stick.mkdir()
    laptop.workspace.field_road.export("office", stick)
    world.hq.write_receipts(stick)
    office.workspace.field_road.export(device_of(laptop), stick)  # our own, for somebody else
    (stick / "holiday.cem").write_bytes(b"no bundle at all")
    taken = office.workspace.bundle_reading.on_stick(stick)
    kinds = sorted(str(one.kind) for one in taken if one.brought)
    assert kinds == ["hq>office", "laptop>office"]
    assert [one.path.name for one in taken if one.error] == ["holiday.cem"]
    assert sum(one.is_for_others for one in taken) == 1
    assert state_of(office, file) == state_of(laptop, file)
