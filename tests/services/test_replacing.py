"""An office PC is replaced: a backup on another machine takes keys of its own."""

from __future__ import annotations

import pytest
from simulator import add_case

from cem_desktop.errors import NotPermittedError
from cem_desktop.services.device_keys import former_keys
from cem_desktop.services.trust import find_office_trust


@pytest.fixture
def replaced(world, office):
    """An enrolled office with a laptop and a case, put onto another PC."""
    world.enrol(office)
    add_case(office)
    world.carry(office)
    world.join(world.add_laptop(office), office)
    old = office.workspace.context.device.id
    office.workspace.replacing.take_new_keys()
    office.close()
    office.open()
    return office, old


def total(world):
    return world.hq.statistics.internal(2026).totals.total


def test_it_is_a_device_of_its_own_and_enrols_as_one(world, replaced):
    office, old = replaced
    new = office.workspace.context.device.id
    assert new != old
    state = office.workspace.enrolment.state()
    assert (state.enrolled, state.asked) == (False, False)
    assert not office.workspace.sync_out.status().enrolled
    world.enrol(office)
    assert office.workspace.enrolment.state().enrolled
    assert {one.device.id for one in world.hq.devices.all() if not one.is_own} == {old, new}
    world.hq.devices.retire(old)
    add_case(office, seed=2)
    report = world.carry(office)
    assert report.error is None
    assert total(world) == 2
    assert office.workspace.sync_out.status().waiting == 0


def test_before_it_is_enrolled_headquarters_takes_nothing_of_it(world, replaced):
    office, _ = replaced
    exported = office.workspace.sync_out.export(world.road)
    (report,) = world.hq.import_bundles([exported.path])
    assert report.error is not None
    assert total(world) == 1


def test_the_trail_stays_whole_over_both_keys(replaced):
    office, _ = replaced
    assert office.workspace.trail.verify().findings == ()


def test_what_the_old_key_signed_stays_signed(replaced):
    office, _ = replaced
    with office.workspace.context.store.read() as unit:
        (former,) = former_keys(unit)
        trusted = find_office_trust(unit)
    hub = next(one for one in trusted.roster.devices if one.kind == "hub")
    assert (hub.signing_key, hub.status) == (former, "retired")
    assert [one.device.kind for one in office.workspace.devices.all()] == ["laptop"]


def test_a_laptop_compares_its_words_afresh(world, replaced):
    office, _ = replaced
    laptop = world.laptops["laptop"]
    joining, devices = laptop.workspace.joining, office.workspace.devices
    before = joining.state().hub_words
    answer = devices.write_answer(laptop.workspace.context.device.id, world.road)
    joining.accept(answer, " ".join(devices.own_words()))
    assert joining.state().hub_words == devices.own_words() != before
    assert joining.state().active


def test_twice_replaced_names_both(world, replaced):
    office, _ = replaced
    office.workspace.replacing.take_new_keys()
    office.close()
    office.open()
    with office.workspace.context.store.read() as unit:
        trusted = find_office_trust(unit)
        assert len(former_keys(unit)) == 2
    assert [one.kind for one in trusted.roster.devices].count("hub") == 2
    assert office.workspace.trail.verify().findings == ()


def test_without_a_laptop_the_first_one_still_hears_of_the_old_key(world, office):
    office.workspace.replacing.take_new_keys()
    office.close()
    office.open()
    world.join(world.add_laptop(office), office)
    with office.workspace.context.store.read() as unit:
        kinds = [one.kind for one in find_office_trust(unit).roster.devices]
    assert sorted(kinds) == ["hub", "laptop"]


def test_who_keeps_no_devices_takes_no_keys(world, office):
    office.add_user("rosa", "psychology")
    with pytest.raises(NotPermittedError):
        office.as_user("rosa").replacing.take_new_keys()
    with pytest.raises(NotPermittedError):
        world.headquarters.workspace.replacing.take_new_keys()
