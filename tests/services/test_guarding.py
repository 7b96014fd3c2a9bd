"""A restored, older, moved or cloned store is noticed; a store that only went on is not."""

import os
import shutil

import pytest
from simulator import add_case

from cem_desktop.crypto.guard import Guard, GuardFinding
from cem_desktop.services import guarding
from cem_desktop.services.unlock import open_workspace
from cem_desktop.storage import guard_file


def feed_of(place):
    with place.workspace.context.store.read() as unit:
        return unit.feeds.current("headquarters", "statistical")


def finding_of(place):
    notice = place.workspace.guarding.notice()
    return notice.finding if notice else None


def reopen(place):
    place.close()
    place.open()


def test_a_store_that_only_went_on_is_no_finding(office):
    for seed in range(3):
        add_case(office, seed=seed)
        before = feed_of(office)
        reopen(office)
        assert finding_of(office) is None
        assert feed_of(office).id == before.id


def test_a_guard_that_a_crash_left_behind_the_store_is_no_finding(office):
    behind = (office.folder / "guard.json").read_bytes()
    add_case(office)
    office.close()
    (office.folder / "guard.json").write_bytes(behind)
    office.open()
    assert finding_of(office) is None


def test_a_crash_before_the_first_guard_is_no_finding(tmp_path, world, monkeypatch):
    office = world.add_office()
    with office.workspace.context.store.write() as unit:
        life = unit.office.setting("guard.life")
        unit.office.set_setting("guard.life", life | {"settled": False})
    monkeypatch.setattr(guarding.Guarding, "renew", lambda _self: None)
    office.close()
    (office.folder / "guard.json").unlink()
    monkeypatch.undo()
    office.open()
    assert finding_of(office) is None
    assert (office.folder / "guard.json").exists()


def put_back_case_db(office):
    kept = office.folder.parent / "kept.db"
    office.close()
    shutil.copy(office.folder / "case.db", kept)
    office.open()
    add_case(office, seed=5)
    office.close()
    shutil.copy(kept, office.folder / "case.db")


def take_guard_away(office):
    office.close()
    (office.folder / "guard.json").unlink()


def spoil_guard(office):
    office.close()
    path = office.folder / "guard.json"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def move(office):
    office.close()
    elsewhere = office.folder.with_name("elsewhere")
    office.folder.rename(elsewhere)
    office.folder = elsewhere


@pytest.mark.parametrize(
    ("harm", "finding"),
    [
        (put_back_case_db, GuardFinding.OLDER),
        (take_guard_away, GuardFinding.ABSENT),
        (spoil_guard, GuardFinding.ALTERED),
        (move, GuardFinding.MOVED),
    ],
)
def test_what_is_noticed_begins_a_new_feed_once_and_is_noted(office, harm, finding):
    add_case(office)
    before = feed_of(office)
    harm(office)
    office.open()
    assert finding_of(office) is finding
    after = feed_of(office)
    assert after.id != before.id
    assert after.length == before.length
    acts = [one.action for one in office.workspace.trail.latest(20)]
    assert acts.count("copy_noticed") == 1
    reopen(office)
    assert feed_of(office).id == after.id
    assert finding_of(office) is finding
    office.workspace.guarding.put_away()
    reopen(office)
    assert finding_of(office) is None


def test_a_store_on_another_machine_is_noticed(office, monkeypatch):
    office.close()
    monkeypatch.setattr(guard_file, "machine_name", lambda: "another machine")
    office.open()
    assert finding_of(office) is GuardFinding.MOVED


def test_a_machine_without_a_name_is_no_other_machine(office, monkeypatch):
    office.close()
    monkeypatch.setattr(guard_file, "machine_name", lambda: "")
    office.open()
    assert finding_of(office) is None


def test_a_feed_that_began_again_before_the_guard_knew_is_no_finding(office):
    """As a receipt begins one: the guard still names the feed that was retired."""
    add_case(office)
    office.workspace.guarding.renew()
    behind = (office.folder / "guard.json").read_bytes()
    context = office.workspace.context
    with context.store.write() as unit:
        guarding.begin_again(unit, context)
    office.close()
    (office.folder / "guard.json").write_bytes(behind)
    office.open()
    assert finding_of(office) is None


def test_nothing_is_lost_or_doubled_at_headquarters(world):
    office = world.add_office()
    world.enrol(office)
    add_case(office, seed=1)
    world.carry(office)
    put_back_case_db(office)
    office.open()
    add_case(office, seed=6)
    report = world.carry(office)
    assert report.error is None
    assert world.hq.statistics.internal(2026).totals.total == 2
    assert office.workspace.sync_out.status().waiting == 0


def test_headquarters_put_back_raises_its_epoch(world):
    place = world.headquarters
    place.close()
    place.open()
    with place.workspace.context.store.read() as unit:
        before = unit.office.setting("registry.epoch") or 1
    take_guard_away(place)
    place.open()
    with place.workspace.context.store.read() as unit:
        assert unit.office.setting("registry.epoch") > before


def test_a_disk_that_refuses_leaves_the_older_guard_and_stops_nobody(office):
    behind = (office.folder / "guard.json").read_bytes()
    part = office.folder / "guard.json.part"
    part.mkdir()  # the file cannot be written where a folder stands
    add_case(office)
    office.workspace.guarding.renew()
    assert (office.folder / "guard.json").read_bytes() == behind
    part.rmdir()
    reopen(office)
    assert finding_of(office) is None


def test_the_seal_of_the_trail_travels_in_the_guard(office):
    context = office.workspace.context
    with context.store.write() as unit:
        context.seal(unit)
    with context.store.read() as unit:
        database = unit.office.setting("database")
        seal = unit.audit.newest_checkpoint(database).to_json()
    assert seal["seq"]
    office.workspace.guarding.renew()
    assert office.workspace.guarding.sealed() == seal
    spoil_guard(office)
    office.open()
    renewed = office.workspace.guarding.sealed()
    assert renewed["seq"] > seal["seq"]


def test_the_guard_names_neither_machine_nor_folder_nor_office(office):
    data = (office.folder / "guard.json").read_bytes()
    body = Guard.from_bytes(data, None).to_bytes(b"k" * 32)
    for told in (guard_file.machine_name(), str(office.folder), office.profile.name):
        assert told
        for shown in (data, body):
            assert told.encode() not in shown


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_the_other_copy_of_a_clone_is_noticed_too(office, tmp_path, clock):
    add_case(office)
    office.close()
    clone = tmp_path / "clone"
    shutil.copytree(office.folder, clone)
    office.open()
    assert finding_of(office) is None
    other = open_workspace(clone, "equipo", "laguna viento cobre sendero maiz puente",
                           clock=office.clock, floor_kib=8)  # fmt: skip
    assert other.guarding.notice().finding is GuardFinding.MOVED
    other.close()
