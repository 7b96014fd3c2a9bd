"""Attachments between an office and its laptops: there, back, on to the others, in many files."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest
from field_world import check_out, device_of
from PIL import Image
from simulator import PASSPHRASE, add_case

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "cleaning"))

import hostile_files as made

from cem_desktop.errors import BundleTruncatedError
from cem_desktop.sync.bundle_room import LEAST

REASON = "Era de otra persona"


def untold(_done, _total):
    """Tell nobody."""


@pytest.fixture
def laptop(field):
    return field.add_laptop("laptop-1")


@pytest.fixture
def other(field):
    return field.add_laptop("laptop-2")


def photo(folder, number, side=0):
    path = folder / f"IMG {number:04}.png"
    if not side:
        path.write_bytes(made.png())
        return path
    with Image.effect_noise((side, side), 90 + number) as noise:
        noise.save(path)
    return path


def add(place, source, file):
    return place.workspace.attachments.add(source, file, None, "", untold).id


def held(place, file):
    """Return what hangs on a file, opened; and whether it was taken off."""
    found = {}
    for line in place.workspace.attachments.of_file(file):
        opened = place.workspace.attachments.open(line.id)
        found[line.id] = (opened.data, line.removed is not None, line.reason)
    return found


def test_a_photograph_goes_out_another_comes_back_and_on_to_the_other_laptop(
    field, office, laptop, other, tmp_path
):
    file = add_case(office)
    first = add(office, photo(tmp_path, 1), file)
    for place in (laptop, other):
        check_out(field, place, file)
    field.round()
    second = add(laptop, photo(tmp_path, 2, side=40), file)
    field.round()
    assert set(held(office, file)) == {first, second}
    assert held(laptop, file) == held(other, file) == held(office, file)
    other.workspace.attachments.take_off(second, REASON)
    field.round()
    assert held(laptop, file)[second][1:] == (True, REASON)
    assert held(laptop, file) == held(other, file) == held(office, file)
    for place in (office, laptop, other):
        assert place.workspace.attachments.check(untold).is_sound


def test_a_photograph_that_comes_after_the_purge_is_not_kept(field, office, laptop, tmp_path):
    file = add_case(office)
    check_out(field, laptop, file)
    field.round(laptop)
    laptop.workspace.leasing.check_in([file])
    field.to_office(laptop)
    field.to_laptop(laptop)
    laptop.workspace.purging.purge([file], PASSPHRASE)
    with office.workspace.context.store.write() as unit:  # as one that was put back would
        for lease in unit.leases.of_device(device_of(laptop), None):
            unit.leases.put(replace(lease, state="out"))
    add(office, photo(tmp_path, 1), file)
    taken = field.to_laptop(laptop).attachments
    assert (taken.fresh, taken.erased) == ([], 1)
    assert [one for one in (laptop.folder / "attachments").rglob("*") if one.is_file()] == []


def test_many_pictures_go_in_many_files_in_any_order(field, office, laptop, tmp_path):
    file = add_case(office)
    added = {add(office, photo(tmp_path, n, side=150), file) for n in range(8)}
    check_out(field, laptop, file)
    road = office.workspace.field_road
    written = road.export(device_of(laptop), field.world.road, limit=LEAST)
    assert len(written.paths) > 3
    assert all(path.stat().st_size <= LEAST for path in written.paths)
    taken = laptop.workspace.bundle_reading.take_in_all(tuple(reversed(written.paths)))
    assert [one.error for one in taken] == [None] * len(written.paths)
    assert set(held(laptop, file)) == added
    field.round()
    (state,) = office.workspace.field_road.states()
    assert state.waiting == 0


def test_a_picture_that_the_disk_lost_stops_nothing(field, office, laptop, tmp_path):
    file = add_case(office)
    lost = add(office, photo(tmp_path, 1), file)
    (path,) = (office.folder / "attachments" / "case").glob("*/*/*")
    path.unlink()
    kept = add(office, photo(tmp_path, 2, side=40), file)
    check_out(field, laptop, file)
    field.round()
    assert set(held(laptop, file)) == {kept}
    assert lost not in held(laptop, file)
    (state,) = office.workspace.field_road.states()
    assert state.waiting == 0


def test_a_cut_bundle_leaves_no_row_and_its_pictures_are_swept(field, office, laptop, tmp_path):
    file = add_case(office)
    added = {add(office, photo(tmp_path, n, side=150), file) for n in range(3)}
    check_out(field, laptop, file)
    path = office.workspace.field_road.export(device_of(laptop), field.world.road).path
    data = path.read_bytes()
    path.write_bytes(data[:-100])
    workspace = laptop.workspace
    with pytest.raises(BundleTruncatedError):
        workspace.field_road.receive(path)
    with workspace.context.store.read() as unit:
        assert not any(unit.attachments.knows(one) for one in added)
    workspace.attachments.sweep(at_once=True)
    assert [one for one in (laptop.folder / "attachments").rglob("*") if one.is_file()] == []
    path.write_bytes(data)
    workspace.field_road.receive(path)
    assert set(held(laptop, file)) == added
