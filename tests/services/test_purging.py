"""Borrowed files leave a laptop only when nothing of them can be lost, and then without a trace."""

import shutil
import sys
from datetime import timedelta
from pathlib import Path

import pytest
import raw_pages
from field_world import check_out, correct_age, device_of, state_of
from simulator import FLOOR_KIB, PASSPHRASE, add_case

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "cleaning"))

import hostile_files

from cem_desktop.errors import (
    LeaseDraftsError,
    LeaseUncoveredError,
    NotPermittedError,
    RecordMissingError,
    WrongPassphraseError,
)
from cem_desktop.services.backup_reading import Credential
from cem_desktop.services.erasing import ErasureOrder
from cem_desktop.services.lease_acts import lend_again
from cem_desktop.services.purging import KEPT_FOLDER
from cem_desktop.services.restoring import restore
from cem_desktop.services.salvaging import salvage_workspace
from cem_desktop.storage.letters import KeptLetter


@pytest.fixture
def laptop(field):
    return field.add_laptop("laptop-1")


@pytest.fixture
def lent(field, office, laptop):
    """A file that is out for two days, and was worked with."""
    file = add_case(office)
    check_out(field, laptop, file, days=2)
    field.to_laptop(laptop)
    correct_age(laptop, file, 15)
    return file


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "IMG 0001.jpg"
    path.write_bytes(hostile_files.jpeg())
    return path


def plan(place):
    return place.workspace.purging.plan()


def purge(place, *files, words=PASSPHRASE):
    return place.workspace.purging.purge(files, words)


def test_nothing_goes_before_its_end(field, laptop, lent):
    field.round(laptop)
    assert plan(laptop).files == ()
    with pytest.raises(NotPermittedError):
        purge(laptop, lent)
    assert state_of(laptop, lent)


def test_what_was_given_back_goes_once_the_office_has_it(field, office, laptop, lent):
    laptop.workspace.leasing.check_in([lent])
    assert plan(laptop).uncovered == (lent,)
    with pytest.raises(LeaseUncoveredError):
        purge(laptop, lent)
    field.to_office(laptop)
    assert plan(laptop).uncovered == (lent,)  # carried, and no receipt yet
    field.to_laptop(laptop)
    assert plan(laptop).files == (lent,)
    done = purge(laptop, lent)
    assert (done.files, done.is_finished) == (1, True)
    assert state_of(laptop, lent) == {}
    with pytest.raises(RecordMissingError):
        laptop.workspace.casework.case(lent)
    assert laptop.workspace.leasing.held() == ()
    field.round(laptop)
    assert office.workspace.leasing.open_leases() == ()
    with office.workspace.context.store.read() as unit:
        (lease,) = unit.leases.of_device(device_of(laptop), "purged")
    assert lease.file == lent


def test_a_clock_that_jumped_locks_and_never_purges(field, laptop, lent):
    field.round(laptop)
    laptop.clock.at += timedelta(days=3650)
    assert laptop.workspace.leasing.locked() == {lent}
    assert (plan(laptop).files, plan(laptop).uncertain) == ((), (lent,))
    with pytest.raises(NotPermittedError):
        purge(laptop, lent)
    laptop.clock.at -= timedelta(days=3650)
    assert laptop.workspace.leasing.locked() == frozenset()


def test_the_end_is_certain_once_the_office_signed_a_later_instant(field, laptop, lent):
    field.pass_time(days=3)
    assert plan(laptop).uncertain == (lent,)
    field.round(laptop)
    assert plan(laptop).files == (lent,)


def test_a_blockade_of_three_days_loses_nothing(field, office, laptop, lent):
    """No road home: what is sealed and kept lets the file go, and comes home later."""
    laptop.workspace.leasing.check_in([lent])
    laptop.workspace.field_road.keep_sealed()
    assert plan(laptop).files == (lent,)
    kept = list((laptop.folder / KEPT_FOLDER).iterdir())
    before = state_of(laptop, lent)
    purge(laptop, lent)
    assert state_of(laptop, lent) == {}
    field.pass_time(days=3)
    assert state_of(office, lent) != before
    field.to_office(laptop)
    assert state_of(office, lent) == before
    assert list((laptop.folder / KEPT_FOLDER).iterdir()) == kept
    field.to_laptop(laptop)
    assert list((laptop.folder / KEPT_FOLDER).iterdir()) == []


def test_what_was_kept_comes_back_to_a_laptop_that_got_the_file_again_before_it_came_home(
    field, office, laptop, lent
):
    laptop.workspace.leasing.check_in([lent])
    laptop.workspace.field_road.keep_sealed()
    (kept,) = (laptop.folder / KEPT_FOLDER).iterdir()
    before = state_of(laptop, lent)
    purge(laptop, lent)
    first = laptop.workspace.field_road.export("office", field.world.road).path
    office.workspace.field_road.receive(first)
    check_out(field, laptop, lent)
    office.workspace.field_road.receive(kept)
    field.to_laptop(laptop)
    field.round(laptop)
    assert state_of(laptop, lent) == state_of(office, lent) == before


def test_what_a_laptop_wrote_in_a_file_that_it_got_again_is_not_told_to_it(
    field, office, laptop, lent
):
    laptop.workspace.leasing.check_in([lent])
    field.round(laptop)
    purge(laptop, lent)
    field.round(laptop)
    check_out(field, laptop, lent)
    field.round(laptop)
    correct_age(laptop, lent, 17)
    field.to_office(laptop)
    assert field.to_laptop(laptop).entries == 0
    assert state_of(laptop, lent) == state_of(office, lent)


def test_what_the_office_wrote_before_it_heard_of_the_purge_does_not_bring_the_file_back(
    field, office, laptop, lent
):
    laptop.workspace.leasing.check_in([lent])
    field.round(laptop)
    purge(laptop, lent)
    with office.workspace.context.store.write() as unit:  # as one that was put back would
        for lease in unit.leases.of_file(lent, None):
            lend_again(unit, office.workspace.context, lease)
    assert field.to_laptop(laptop).taken.fresh == 0
    assert state_of(laptop, lent) == {}


def test_an_edit_at_the_office_before_it_heard_of_the_purge_stays_there(
    field, office, laptop, lent
):
    field.round(laptop)
    field.pass_time(days=3)
    field.to_laptop(laptop)
    purge(laptop, lent)
    correct_age(office, lent, 18)
    field.to_laptop(laptop)
    assert state_of(laptop, lent) == {}
    with laptop.workspace.context.store.read() as unit:
        assert unit.records.of_file(lent) == ()
    field.to_office(laptop)
    assert len(check_out(field, laptop, lent)) == 1
    field.to_laptop(laptop)
    assert state_of(laptop, lent) == state_of(office, lent)


def test_a_kept_bundle_that_was_changed_stands_for_nothing(laptop, lent):
    laptop.workspace.leasing.check_in([lent])
    laptop.workspace.field_road.keep_sealed()
    (kept,) = (laptop.folder / KEPT_FOLDER).iterdir()
    data = bytearray(kept.read_bytes())
    data[-1] ^= 1
    kept.write_bytes(data)
    assert plan(laptop).uncovered == (lent,)
    kept.unlink()
    assert plan(laptop).uncovered == (lent,)


def test_what_was_written_after_the_kept_bundle_is_not_covered_by_it(laptop, lent):
    laptop.workspace.field_road.keep_sealed()
    correct_age(laptop, lent, 16)
    laptop.workspace.leasing.check_in([lent])
    assert plan(laptop).uncovered == (lent,)


def test_a_draft_is_closed_first_though_the_file_is_locked(field, laptop, lent):
    filling = laptop.workspace.fichas.begin("f22", lent)
    laptop.workspace.fichas.save_draft(filling)
    laptop.workspace.leasing.check_in([lent])
    field.round(laptop)
    assert plan(laptop).with_drafts == (lent,)
    with pytest.raises(LeaseDraftsError):
        purge(laptop, lent)
    assert laptop.workspace.fichas.resume(filling.draft).file == lent
    laptop.workspace.fichas.discard(filling.draft)
    assert plan(laptop).files == (lent,)


def test_a_wrong_passphrase_changes_nothing(field, laptop, lent):
    laptop.workspace.leasing.check_in([lent])
    field.round(laptop)
    with pytest.raises(WrongPassphraseError):
        purge(laptop, lent, words="otra frase que no es la suya")
    assert plan(laptop).files == (lent,)


def test_a_file_can_go_out_again_after_its_purge(field, office, laptop, lent):
    laptop.workspace.leasing.check_in([lent])
    field.round(laptop)
    purge(laptop, lent)
    field.round(laptop)
    check_out(field, laptop, lent)
    field.to_laptop(laptop)
    assert state_of(laptop, lent) == state_of(office, lent)
    correct_age(laptop, lent, 17)
    field.round(laptop)
    assert state_of(laptop, lent) == state_of(office, lent)


def test_the_keys_are_new_and_nothing_of_it_stands_in_the_store(field, office, laptop, lent):
    laptop.workspace.leasing.check_in([lent])
    field.round(laptop)
    generation = laptop.workspace.context.vault.read().generation
    purge(laptop, lent)
    assert laptop.workspace.context.vault.read().generation == generation + 1
    key = laptop.workspace.context.store.held_key()
    laptop.close()
    laptop.open()
    assert laptop.workspace.context.store.held_key() == key
    with laptop.workspace.context.store.read() as unit:
        for table in ("revision", "record", "statement", "case_index", "case_file", "draft"):
            count = unit.connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()
            assert count == 0, table
        notes = [one for one in unit.audit.latest(20) if one.action == "purge"]
    assert [one.subject for one in notes] == [lent]


def test_no_page_of_the_store_holds_what_hung_on_it_or_was_written_about_it(
    field, laptop, lent, photo
):
    name, said = "Fotografía zarigüeya", "Se autoriza zarigüeya"
    laptop.workspace.attachments.add(photo, lent, None, name, lambda _done, _total: None)
    context = laptop.workspace.context
    with context.store.write() as unit:
        about = unit.records.of_file(lent)[0].id
        unit.letters.add(
            KeptLetter("l1", "in", "headquarters", "note", about, said.encode(), "t", "")
        )
    laptop.workspace.leasing.check_in([lent])
    field.round(laptop)
    for phrase in (name, said):
        assert raw_pages.holds(context.store.path, context.store.held_key(), phrase)
    purge(laptop, lent)
    for phrase in (name, said):
        assert not raw_pages.holds(context.store.path, context.store.held_key(), phrase), phrase


def test_one_of_two_goes_and_the_other_is_worked_with_on(field, office, laptop, lent):
    other = add_case(office, seed=7)
    check_out(field, laptop, other)
    field.to_laptop(laptop)
    laptop.workspace.leasing.check_in([lent])
    field.round(laptop)
    purge(laptop, lent)
    correct_age(laptop, other, 14)
    field.round(laptop)
    assert state_of(laptop, other) == state_of(office, other)
    assert state_of(laptop, lent) == {}


@pytest.mark.parametrize("kind", ["laptop", "satellite"])
def test_an_erased_file_is_asked_back_and_leaves_the_laptop(field, office, kind):
    place = field.add_laptop("other", kind=kind)
    file, kept = add_case(office, seed=1), add_case(office, seed=2)
    check_out(field, place, *(["*"] if kind == "satellite" else [file, kept]))
    field.to_laptop(place)
    field.to_office(place)
    correct_age(office, file, 15)
    with office.workspace.context.store.read() as unit:
        code = str(unit.case_files.get(file).code)
    order = ErasureOrder("purpose_ended", "Prueba.", None, code)
    field.pass_time(hours=1)
    office.workspace.law.erasing.erase(file, order)
    correct_age(place, file, 16)
    field.round(place)
    assert state_of(office, kept) == state_of(place, kept)
    assert all(not held[2] for held in state_of(office, file).values())
    assert place.workspace.leasing.locked() == {file}
    assert plan(place).files == (file,)
    purge(place, file)
    assert state_of(place, file) == {}
    field.round(place)
    assert state_of(office, kept) == state_of(place, kept)
    assert place.workspace.leasing.locked() == frozenset()


@pytest.mark.parametrize("way", ["backup", "salvage"])
def test_what_lies_in_a_kept_bundle_alone_comes_back_with_the_laptop(
    field, office, laptop, lent, stick, way
):
    laptop.workspace.leasing.check_in([lent])
    laptop.workspace.field_road.keep_sealed()
    written = state_of(laptop, lent)
    purge(laptop, lent)
    out = laptop.folder.with_name("put-back")
    if way == "backup":
        run = laptop.workspace.backups.create(stick)
        laptop.close()
        restore(stick / run.file, out, Credential("equipo", PASSPHRASE, floor_kib=FLOOR_KIB))
    else:
        laptop.close()
        salvage_workspace(laptop.folder, out, "equipo", PASSPHRASE, floor_kib=FLOOR_KIB)
    shutil.rmtree(laptop.folder)
    laptop.folder = out
    laptop.open()
    field.to_office(laptop)
    assert state_of(office, lent) == written
