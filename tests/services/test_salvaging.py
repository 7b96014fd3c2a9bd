"""A damaged workspace salvaged into one that opens, works and says what it lost."""

import random
import shutil
from contextlib import suppress

import pytest
from field_world import check_out, correct_age, state_of
from simulator import FLOOR_KIB, PASSPHRASE, Place, add_case

from cem_desktop.crypto.store_pages import PAGE_SIZE
from cem_desktop.errors import (
    BundleGapError,
    StoreBusyError,
    StoreDamagedError,
    StoreExistsError,
    WrongPassphraseError,
)
from cem_desktop.services import recording
from cem_desktop.services.salvaging import salvage_workspace
from cem_desktop.storage import salvage_pages
from cem_desktop.storage.copying import check_store
from cem_desktop.storage.salvage_pages import Pages

CASES = 12


@pytest.fixture
def filled(office):
    for seed in range(CASES):
        add_case(office, seed=seed)
    key = office.workspace.context.store.held_key()
    office.close()
    return office, key


def pages_with(folder, key, table):
    """Return the leaf pages of a table, by the shape of its rows."""
    pages = Pages(folder / "case.db", key)
    found = []
    for number in range(2, pages.count + 1):
        page = pages.read(number)
        if salvage_pages.page_type(number, page) == salvage_pages.LEAF:
            rows = list(salvage_pages.rows_on(pages, number, page))
            if rows and all(table(row.values) for row in rows):
                found.append(number)
    pages.close()
    return found


def is_revision(values):
    return len(values) == 4 and isinstance(values[3], bytes) and len(values[3]) == 64


def is_secret(values):
    return len(values) == 3 and isinstance(values[0], str) and isinstance(values[1], bytes)


def is_case_file(values):
    return len(values) == 4 and isinstance(values[3], str) and len(values[1]) == 8


def is_record(values):
    return len(values) == 9 and isinstance(values[8], bytes)


def hurt(folder, numbers):
    path = folder / "case.db"
    data = bytearray(path.read_bytes())
    for number in numbers:
        start = (number - 1) * PAGE_SIZE
        data[start : start + PAGE_SIZE] = random.Random(number).randbytes(PAGE_SIZE)
    path.write_bytes(data)


def is_incoming_feed(values):
    return len(values) == 8 and isinstance(values[5], bytes)


def is_feed_entry(values):
    return len(values) == 6 and isinstance(values[1], int) and isinstance(values[5], bytes)


def is_feed(values):
    return len(values) == 9 and isinstance(values[6], bytes)


def salvaged(office, progress=None):
    out = office.folder.with_name("salvaged")
    report = salvage_workspace(
        office.folder, out, "equipo", PASSPHRASE, progress, clock=office.clock,
        floor_kib=FLOOR_KIB,
    )  # fmt: skip
    place = Place(office.folder.parent, office.profile, office.kind)
    place.folder, place.clock = out, office.clock
    return report, place


def rows_of(place):
    workspace = place.open()
    rows = workspace.casework.caseload()
    context = workspace.context
    with context.store.write() as unit:
        recording.rebuild(unit, context)
    assert workspace.casework.caseload() == rows
    place.close()
    return rows


def test_a_whole_workspace_comes_back_whole_and_working(world, filled):
    office, key = filled
    report, place = salvaged(office)
    assert not report.is_loss()
    assert len(rows_of(place)) == CASES
    check_store(place.folder / "case.db", key)
    place.open()
    add_case(place, seed=77)
    assert len(place.workspace.casework.caseload()) == CASES + 1
    assert place.workspace.guarding.notice() is not None
    place.close()


def test_lost_revisions_are_told_and_the_view_beside_them_is_kept(filled):
    office, key = filled
    before = office.open().casework.caseload()
    office.close()
    page = pages_with(office.folder, key, is_revision)[3]
    hurt(office.folder, [page])
    with pytest.raises(StoreDamagedError):
        check_store(office.folder / "case.db", key)
    report, place = salvaged(office)
    assert report.is_loss()
    assert report.incomplete
    workspace = place.open()
    assert workspace.casework.caseload() == before
    for record in report.incomplete:
        with workspace.context.store.read() as unit:
            assert unit.records.get(record).state.values()
    place.close()
    check_store(place.folder / "case.db", key)


@pytest.mark.parametrize("table", [is_record, is_case_file])
def test_what_follows_from_the_revisions_is_made_anew(filled, table):
    office, key = filled
    before = office.open().casework.caseload()
    office.close()
    hurt(office.folder, pages_with(office.folder, key, table))
    report, place = salvaged(office)
    assert not report.incomplete
    assert not report.coded_anew
    after = rows_of(place)
    assert {one.code for one in after} == {one.code for one in before}
    assert sorted(map(repr, after)) == sorted(map(repr, before))


def test_lost_keys_of_the_device_are_made_anew_and_told(filled):
    office, key = filled
    hurt(office.folder, pages_with(office.folder, key, is_secret))
    report, place = salvaged(office)
    assert "device_keys" in report.made_anew
    assert len(rows_of(place)) == CASES


def test_the_first_page_is_made_good_by_the_guard(filled):
    office, _key = filled
    hurt(office.folder, [1])
    with pytest.raises(StoreDamagedError):
        office.open()
    report, place = salvaged(office)
    assert report.stores["case.db"].damaged == 1
    assert len(rows_of(place)) == CASES


@pytest.mark.parametrize("seed", range(6))
def test_any_damaged_pages_leave_a_workspace_that_opens(filled, seed):
    office, key = filled
    chance = random.Random(seed)
    count = (office.folder / "case.db").stat().st_size // PAGE_SIZE
    hurt(office.folder, chance.sample(range(1, count + 1), chance.choice((2, 8, 30))))
    original = (office.folder / "case.db").read_bytes()
    report, place = salvaged(office)
    assert (office.folder / "case.db").read_bytes() == original
    workspace = place.open()
    assert len(workspace.casework.caseload()) <= CASES
    add_case(place, seed=50)
    assert report.is_loss()
    place.close()
    check_store(place.folder / "case.db", key)


def test_never_over_anything_never_a_living_one_never_without_the_passphrase(office, tmp_path):
    with pytest.raises(StoreBusyError):
        salvage_workspace(
            office.folder, tmp_path / "out", "equipo", PASSPHRASE, floor_kib=FLOOR_KIB
        )
    office.close()
    with pytest.raises(WrongPassphraseError):
        salvage_workspace(office.folder, tmp_path / "out", "equipo", "x", floor_kib=FLOOR_KIB)
    with pytest.raises(StoreExistsError):
        salvage_workspace(office.folder, tmp_path, "equipo", PASSPHRASE, floor_kib=FLOOR_KIB)
    assert not (tmp_path / "out").exists()
    assert not list(tmp_path.glob(".*"))


def test_who_stops_it_leaves_nothing(filled):
    office, _key = filled

    def stop(done, _total):
        if done > 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        salvaged(office, stop)
    assert not [one for one in office.folder.parent.iterdir() if "salvaged" in one.name]


def test_headquarters_registry_is_salvaged_too(world):
    office = world.add_office()
    world.enrol(office)
    for seed in range(5):
        add_case(office, seed=seed)
    world.carry(office)
    place = world.headquarters
    place.close()
    path = place.folder / "registry.db"
    data = bytearray(path.read_bytes())
    data[3 * PAGE_SIZE + 100] ^= 1
    path.write_bytes(data)
    out = place.folder.with_name("salvaged")
    report = salvage_workspace(place.folder, out, "equipo", PASSPHRASE, floor_kib=FLOOR_KIB)
    assert report.stores["registry.db"].damaged == 1
    assert (out / "root-keys" / "root-key-1.age").is_file()
    shutil.rmtree(place.folder)
    out.rename(place.folder)
    place.open()
    assert world.hq.statistics.internal(2026).totals.total <= 5


@pytest.fixture
def lent(field, office):
    """A laptop that was worked with and has come home once; its file, its id, its key."""
    laptop = field.add_laptop("laptop-1")
    file = add_case(office)
    check_out(field, laptop, file)
    field.round(laptop)
    correct_age(laptop, file, 15)
    field.round(laptop)
    key = laptop.workspace.context.store.held_key()
    laptop.close()
    return laptop, file, key


@pytest.mark.parametrize("table", [is_incoming_feed, is_feed_entry, is_feed])
def test_a_laptop_goes_on_with_its_office_whatever_of_the_road_was_lost(field, office, lent, table):
    laptop, file, key = lent
    pages = pages_with(laptop.folder, key, table)
    assert pages
    hurt(laptop.folder, pages)
    _report, place = salvaged(laptop)
    check_store(place.folder / "case.db", key)
    place.open()
    with place.workspace.context.store.read() as unit:
        assert {one.destination for one in unit.feeds.living()} == {"office"}
    correct_age(place, file, 14)
    correct_age(office, file, 16)
    with suppress(BundleGapError):  # what was lost of the road is asked for with the next bundle
        field.round(place)
    field.round(place)
    assert state_of(place, file) == state_of(office, file) != {}
    place.close()
