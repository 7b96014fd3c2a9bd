"""Headquarters takes a centre's PC off: replaced or stolen; what lies beyond is no longer taken."""

from __future__ import annotations

import pytest
from simulator import Place, add_case

from cem_desktop.errors import (
    DeviceGoneError,
    NotPermittedError,
    RecordMissingError,
)


@pytest.fixture
def enrolled(world, office):
    world.enrol(office)
    add_case(office)
    world.carry(office)
    return office


def device_of(place):
    return place.workspace.context.device.id


def total(world):
    return world.hq.statistics.internal(2026).totals.total


def replacement(world, office):
    place = Place(world.root, office.profile, office.kind, "new-pc")
    place.clock.at = office.clock.at
    place.create()
    world.laptops["new-pc"] = place
    return place


def test_the_list_of_devices(world, enrolled):
    own, pc = sorted(world.hq.devices.all(), key=lambda one: not one.is_own)
    assert (own.is_own, own.entries, own.last_heard) == (True, 0, None)
    assert (pc.device.id, pc.device.office) == (device_of(enrolled), "iquitos")
    assert pc.entries > 0
    assert pc.last_heard is not None


def test_a_stolen_pc_counts_up_to_its_cut(world, enrolled):
    first = enrolled.workspace.sync_out.export(world.road)
    gone = world.hq.devices.report_stolen(device_of(enrolled))
    (cut,) = gone.cuts.values()
    assert (gone.status, cut.seq) == (
        "stolen",
        enrolled.workspace.sync_out.status().acknowledged,
    )
    add_case(enrolled, seed=2)
    later = enrolled.workspace.sync_out.export(world.road)
    before = total(world)
    reports = world.hq.import_bundles([first.path, later.path])
    assert total(world) == before
    assert not any(one.fresh for one in reports)


def test_what_a_stolen_pc_brings_later_is_kept_apart_and_heeded_by_nobody(world, enrolled):
    device = device_of(enrolled)
    world.hq.devices.report_stolen(device)
    before = {one.device.id: one.quarantined for one in world.hq.devices.all()}
    add_case(enrolled, seed=2)
    later = enrolled.workspace.sync_out.export(world.road)
    (report,) = world.hq.import_bundles([later.path])
    (again,) = world.hq.import_bundles([later.path])
    after = {one.device.id: one.quarantined for one in world.hq.devices.all()}
    assert before[device] == 0
    assert after[device] == later.records == len(report.held) == len(again.held)
    assert total(world) == 1


def test_a_gap_in_what_a_stolen_pc_brings_begins_no_epoch(world, enrolled):
    add_case(enrolled, seed=2)
    add_case(enrolled, seed=3)
    with enrolled.workspace.context.store.write() as unit:
        feed = unit.feeds.current("headquarters", "statistical")
        unit.feeds.acknowledge(feed, feed.length - 1, feed.epoch)
    late = enrolled.workspace.sync_out.export(world.road)
    world.hq.devices.report_stolen(device_of(enrolled))
    roster = world.hq.devices.all()
    (report,) = world.hq.import_bundles([late.path])
    assert report.fresh == 0
    assert report.error is not None
    assert world.hq.devices.all() == roster
    with world.headquarters.workspace.context.store.read() as unit:
        assert unit.office.setting("registry.epoch") is None


def test_nothing_more_is_sealed_to_a_stolen_pc(world, enrolled):
    world.hq.devices.report_stolen(device_of(enrolled))
    assert world.hq.write_receipts(world.road, "iquitos") == ()


def test_a_replaced_pc_and_the_one_in_its_place(world, enrolled):
    place = replacement(world, enrolled)
    world.enrol(place)
    old, new = device_of(enrolled), device_of(place)
    world.hq.devices.retire(old)
    add_case(place, seed=3)
    exported = place.workspace.sync_out.export(world.road)
    (report,) = world.hq.import_bundles([exported.path])
    assert report.error is None
    assert total(world) == 2
    states = {one.device.id: one.device.status for one in world.hq.devices.all()}
    assert (states[old], states[new]) == ("retired", "active")


def test_a_pc_of_which_nothing_ever_came_brings_nothing(world, office):
    world.enrol(office)
    add_case(office)
    exported = office.workspace.sync_out.export(world.road)
    world.hq.devices.retire(device_of(office))
    (report,) = world.hq.import_bundles([exported.path])
    assert (report.records, report.fresh) == (0, 0)
    assert len(report.held) == exported.records
    assert total(world) == 0


def test_what_cannot_be_taken_off(world, enrolled):
    devices = world.hq.devices
    with pytest.raises(RecordMissingError):
        devices.retire("d_nobody")
    with pytest.raises(RecordMissingError):
        devices.report_stolen(device_of(world.headquarters))
    devices.retire(device_of(enrolled))
    with pytest.raises(DeviceGoneError):
        devices.retire(device_of(enrolled))
    cut = devices.report_stolen(device_of(enrolled)).cuts
    assert cut
    with pytest.raises(DeviceGoneError):
        devices.report_stolen(device_of(enrolled))


def test_who_enrols_no_office_takes_none_off(world, enrolled):
    device = device_of(enrolled)
    world.headquarters.add_user("cifras", "hq_statistics")
    world.headquarters.as_user("cifras")
    with pytest.raises(NotPermittedError):
        world.hq.devices.retire(device)
