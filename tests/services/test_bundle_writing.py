"""Exports of several files: split, stopped, gone on with, and taken in by headquarters."""

from __future__ import annotations

import itertools
import shutil

import pytest
from simulator import add_case

from cem_desktop.errors import CancelledError, DiskFullError
from cem_desktop.services.feeding import STATISTICAL, TO_HEADQUARTERS
from cem_desktop.sync.bundle_room import LEAST


@pytest.fixture
def enrolled(world):
    """An office with many entries that wait, of one case told again and again."""
    place = world.add_office()
    world.enrol(place)
    add_case(place)
    with place.workspace.context.store.write() as unit:
        feed = unit.feeds.current(TO_HEADQUARTERS, STATISTICAL)
        bodies = [one.body for one in unit.feeds.entries(feed, 1)]
        for body in itertools.islice(itertools.cycle(bodies), 1500 - len(bodies)):
            feed = unit.feeds.append(feed, body)
    return place


def export(place, folder, progress=None):
    return place.workspace.sync_out.export(folder, progress, limit=LEAST)


def stop_after(entries):
    def tell(done, _total):
        if done >= entries:
            raise CancelledError

    return tell


def remembered(place):
    with place.workspace.context.store.read() as unit:
        feed = unit.feeds.current(TO_HEADQUARTERS, STATISTICAL)
        return unit.office.setting(f"export.stopped.{feed.id}")


def test_a_long_feed_becomes_several_files_that_headquarters_takes(world, enrolled):
    told = []
    exported = export(enrolled, world.road, lambda done, total: told.append((done, total)))
    assert len(exported.paths) > 3
    assert exported.records == 1500
    assert all(path.stat().st_size <= LEAST for path in exported.paths)
    assert told[-1] == (1500, 1500)
    assert told == sorted(told)
    reports = world.hq.import_bundles(exported.paths)
    assert [one.error for one in reports] == [None] * len(reports)
    world.bring_receipts()
    assert enrolled.workspace.sync_out.status().waiting == 0
    assert remembered(enrolled) is None


def test_headquarters_takes_them_in_any_order_and_from_a_folder(world, enrolled):
    exported = export(enrolled, world.road)
    reports = world.hq.import_bundles(tuple(reversed(exported.paths)))
    assert [one.error for one in reports] == [None] * len(exported.paths)
    assert [one.file for one in reports] == [path.name for path in reversed(exported.paths)]
    world.bring_receipts()
    assert enrolled.workspace.sync_out.status().waiting == 0


def test_one_that_is_missing_stops_what_follows_and_the_next_export_heals(world, enrolled):
    exported = export(enrolled, world.road)
    exported.paths[1].unlink()
    left = (exported.paths[0], *exported.paths[2:])
    reports = world.hq.import_bundles(left)
    assert reports[0].error is None
    assert {one.error.code for one in reports[1:]} == {"bundle.gap"}
    world.bring_receipts()
    assert 0 < enrolled.workspace.sync_out.status().acknowledged < 1500
    world.hq.import_bundles(export(enrolled, world.road).paths)
    world.bring_receipts()
    assert enrolled.workspace.sync_out.status().waiting == 0


def test_what_stood_before_a_stop_is_kept_and_the_export_goes_on_behind_it(world, enrolled):
    with pytest.raises(CancelledError):
        export(enrolled, world.road, stop_after(1000))
    before = sorted(world.road.glob("*.cem"))
    assert len(before) >= 2
    assert list(world.road.glob("*.part")) == []
    exported = export(enrolled, world.road)
    assert set(before) < set(exported.paths)
    assert exported.kept == len(before)
    assert exported.records == 1500
    assert all(one.error is None for one in world.hq.import_bundles(exported.paths))
    world.bring_receipts()
    assert enrolled.workspace.sync_out.status().waiting == 0


@pytest.mark.parametrize("harm", ["gone", "changed", "another_stick"])
def test_a_file_that_is_not_as_it_was_written_is_written_anew(world, enrolled, harm):
    with pytest.raises(CancelledError):
        export(enrolled, world.road, stop_after(1000))
    journeys = enrolled.workspace.sync_out.status().journeys
    first = min(journeys, key=lambda one: one.first_seq).file
    path = world.road / first
    folder = world.road
    if harm == "gone":
        path.unlink()
    elif harm == "changed":
        data = bytearray(path.read_bytes())
        data[5000] ^= 1
        path.write_bytes(bytes(data))
    else:
        folder = world.root / "other"
        folder.mkdir()
    exported = export(enrolled, folder)
    assert exported.kept == 0
    assert exported.records == 1500
    assert path not in exported.paths
    world.hq.import_bundles(exported.paths)
    world.bring_receipts()
    assert enrolled.workspace.sync_out.status().waiting == 0


def test_a_finished_export_is_not_gone_on_with(world, enrolled):
    first, second = export(enrolled, world.road), export(enrolled, world.road)
    assert second.kept == 0
    assert not set(first.paths) & set(second.paths)


def test_a_stick_without_room_for_all_of_it_is_refused_before_anything_is_written(
    world, enrolled, monkeypatch
):
    usage = shutil.disk_usage(world.road)
    most = 16 * 1024 * 1024 + 100_000
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=most))
    with enrolled.workspace.context.store.write() as unit:
        feed = unit.feeds.current(TO_HEADQUARTERS, STATISTICAL)
        text, blobs = unit.feeds.weigh(feed, 1)
    assert (text > 300_000, blobs) == (True, 0)
    with pytest.raises(DiskFullError):
        export(enrolled, world.road)
    assert [one for one in world.road.iterdir() if ".cem" in one.suffixes] == []
    assert enrolled.workspace.sync_out.status().journeys == ()
