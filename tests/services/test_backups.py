"""Backups: one encrypted file, consistent, read back, counted; the weekly question; what stays."""

import shutil
from datetime import timedelta
from types import SimpleNamespace

import pytest
from clear_text import shapes
from simulator import CUSTODIAN, FLOOR_KIB, PASSPHRASE, add_case

from cem_desktop.errors import (
    BackupDamagedError,
    BackupOtherKeysError,
    BackupPlaceInsideError,
    BackupPlaceMissingError,
    BackupPlaceSyncedError,
    CancelledError,
    CemError,
    DiskFullError,
    NotABackupError,
    NotPermittedError,
    WrongPassphraseError,
)
from cem_desktop.services.backup_reading import Credential, Verified, open_backup
from cem_desktop.services.backups import Schedule
from cem_desktop.services.rekeying import Typed
from cem_desktop.storage import backup_files, backup_frame
from cem_desktop.storage.leases import OUT, Lease
from cem_desktop.storage.letters import KeptLetter

OWN = Credential("equipo", PASSPHRASE, floor_kib=FLOOR_KIB)


@pytest.fixture
def backups(office):
    return office.workspace.backups


def made_in(stick, backups):
    run = backups.create(stick)
    return stick / run.file


def test_a_backup_is_one_file_with_a_random_name_that_was_counted(office, backups, stick):
    add_case(office)
    run = backups.create(stick)
    assert [path.name for path in stick.iterdir()] == [run.file]
    assert backup_files.is_own_name(run.file)
    assert run.verified is not None
    assert run.counts["case_file"] == 1
    assert run.counts["revision"] == 3
    manifest = open_backup(stick / run.file, OWN).manifest
    assert manifest.office.id == office.profile.id
    assert manifest.rows("case_file") == 1
    assert backups.verify(stick / run.file) == Verified(manifest, ())
    assert not list(office.folder.glob(".backup-*"))


def test_nothing_in_it_is_in_clear(office, backups, stick):
    add_case(office)
    with office.workspace.context.store.read() as unit:
        told = [one.code.symbols for one in map(unit.case_files.get, unit.case_files.ids())]
    data = made_in(stick, backups).read_bytes()
    assert b"equipo" in data  # the login stands in the vault, as it does on the disk
    for word in (*told, office.profile.name, PASSPHRASE, "victim.sex", "revision"):
        for _name, shape in shapes(word):
            assert shape not in data


def test_what_is_written_while_it_is_made_is_in_it_whole_or_not_at_all(office, backups, stick):
    add_case(office)
    seeds = iter(range(10, 13))

    def busy(_done, _total):
        seed = next(seeds, None)
        if seed is not None:
            add_case(office, seed=seed)

    run = backups.create(stick, busy)
    assert run.counts["revision"] == 3 * run.counts["case_file"]
    assert backups.status().changed


def test_whoever_may_not_makes_none(world, stick):
    place = world.add_office("jauja", roles=("psychology",))
    with pytest.raises(NotPermittedError):
        place.workspace.backups.create(stick)
    assert not list(stick.iterdir())


@pytest.mark.parametrize(
    ("where", "error"),
    [("gone", BackupPlaceMissingError), ("OneDrive", BackupPlaceSyncedError)],
)
def test_places_that_are_not_fit(backups, stick, where, error):
    place = stick / where
    if where == "OneDrive":
        place.mkdir()
    with pytest.raises(error):
        backups.create(place)
    with pytest.raises(error):
        backups.plan(Schedule(str(place)))


def test_who_knows_of_the_cloud_may_all_the_same(backups, stick):
    place = stick / "OneDrive - CEM"
    place.mkdir()
    assert backups.create(place, synced_is_known=True).verified


def test_no_backup_inside_the_workspace(office, backups):
    inside = office.folder / "mine"
    inside.mkdir()
    with pytest.raises(BackupPlaceInsideError):
        backups.create(inside)


def test_a_full_disk_is_seen_before_anything_is_written(backups, stick, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _p: SimpleNamespace(free=1000))
    with pytest.raises(DiskFullError):
        backups.create(stick)
    assert not list(stick.iterdir())


@pytest.mark.parametrize("at", range(1, 12, 2))
def test_who_stops_it_leaves_nothing(office, backups, stick, at):
    left = [at]

    def stop(_done, _total):
        left[0] -= 1
        if not left[0]:
            raise CancelledError

    with pytest.raises(CancelledError):
        while True:
            backups.create(stick, stop)
            shutil.rmtree(stick)
            stick.mkdir()
    assert not list(stick.iterdir())
    assert not list(office.folder.glob(".backup-*"))


def test_no_changed_and_no_missing_byte_passes(office, backups, stick):
    path = made_in(stick, backups)
    data = path.read_bytes()
    places = {*range(40), *range(0, len(data), 1531), *range(len(data) - 40, len(data))}
    target = stick / "changed.cemb"
    for place in sorted(places):
        changed = bytearray(data)
        changed[place] ^= 0x10
        target.write_bytes(changed)
        with pytest.raises(CemError) as caught:
            backups.verify(target)
        assert isinstance(caught.value, (BackupDamagedError, NotABackupError))
    for size in sorted(places):
        target.write_bytes(data[:size])
        with pytest.raises((BackupDamagedError, NotABackupError)):
            backups.verify(target)
    target.write_bytes(data + b"\0")
    with pytest.raises(BackupDamagedError):
        backups.verify(target)


def test_a_backup_that_went_bad_is_not_counted_as_verified_any_more(backups, stick):
    path = made_in(stick, backups)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(BackupDamagedError):
        backups.verify(path)
    assert backups.status().last_verified is None


def test_another_workspace_cannot_open_it(world, backups, stick):
    path = made_in(stick, backups)
    other = world.add_office("huaraz", "Ancash")
    with pytest.raises(BackupDamagedError):
        other.workspace.backups.verify(path)
    with pytest.raises(WrongPassphraseError):
        open_backup(path, Credential("equipo", "otra frase", floor_kib=FLOOR_KIB))


def test_the_newest_stay_and_files_of_others_are_never_touched(office, backups, stick):
    strangers = [stick / "0123456789abcdef.cemb", stick / "carta.txt"]
    for path in strangers:
        path.write_bytes(b"theirs")
    backups.plan(Schedule(str(stick), keep=2))
    runs = []
    for _ in range(4):
        office.clock.at += timedelta(days=1)
        runs.append(backups.create(stick))
    left = {path.name for path in stick.iterdir()}
    assert left == {one.file for one in runs[2:]} | {path.name for path in strangers}
    assert {one.file for one in backups.status().runs} == {one.file for one in runs[2:]}


def test_a_backup_that_fails_removes_no_older_one(office, backups, stick, monkeypatch):
    backups.plan(Schedule(str(stick), keep=1))
    first = backups.create(stick)
    office.clock.at += timedelta(days=1)

    def lying(_part):
        raise BackupDamagedError(reason="stick")

    real = backup_files.write_backup
    monkeypatch.setattr(
        backup_files, "write_backup", lambda path, write, _verify: real(path, write, lying)
    )
    with pytest.raises(BackupDamagedError):
        backups.create(stick)
    assert [path.name for path in stick.iterdir()] == [first.file]


def test_a_week_without_a_verified_backup_is_told_unless_nothing_changed(office, backups, stick):
    assert not backups.status().overdue
    office.clock.at += timedelta(days=7)
    assert backups.status().overdue
    backups.create(stick)
    assert not backups.status().overdue
    office.clock.at += timedelta(days=30)
    assert not backups.status().changed
    assert not backups.status().overdue
    at = office.clock.at
    add_case(office, seed=3)
    office.clock.at = at
    assert backups.status().overdue


def test_another_in_the_place_of_a_colleague_is_a_change(office, backups, stick):
    """The team is as large as before, and not the same."""
    file = add_case(office)
    psico, legal = (office.add_user(login, login) for login in ("psychology", "legal"))
    office.workspace.teams.assign(file, frozenset({psico}))
    backups.create(stick)
    office.clock.at += timedelta(minutes=1)
    office.workspace.teams.assign(file, frozenset())
    office.workspace.teams.assign(file, frozenset({legal}))
    assert backups.status().changed


def test_a_letter_that_came_and_a_file_that_is_lent_are_changes(office, backups, stick):
    file, store = add_case(office), office.workspace.context.store
    backups.create(stick)
    with store.write() as unit:
        unit.letters.add(KeptLetter("l1", "in", "headquarters", "note", None, b"{}", "t", ""))
    assert backups.status().changed
    office.clock.at += timedelta(minutes=1)
    backups.create(stick)
    assert not backups.status().changed
    with store.write() as unit:
        unit.leases.put(Lease("x", "d_1", file, "t", "t", (), None, OUT, "u", "t"))
    assert backups.status().changed


def test_coming_in_looking_and_exporting_change_nothing_for_the_backup(world, stick):
    office = world.add_office()
    world.enrol(office)
    add_case(office)
    office.workspace.backups.create(stick)
    office.close()
    office.open()
    office.workspace.casework.caseload()
    office.workspace.sync_out.export(world.road)
    assert not office.workspace.backups.status().changed


def test_the_schedule_runs_when_it_is_due_and_the_stick_is_there(office, stick):
    backups = office.workspace.backups
    backups.plan(Schedule(str(stick), days=1, keep=3))
    first = backups.run_if_due()
    assert first is not None
    assert backups.run_if_due() is None
    at = office.clock.at
    add_case(office)
    office.clock.at = at + timedelta(hours=2)
    assert backups.run_if_due() is None
    office.clock.at = at + timedelta(days=1)
    away = stick.rename(stick.with_name("away"))
    assert backups.run_if_due() is None
    status = backups.status()
    assert status.due
    assert not status.is_place_there
    away.rename(stick)
    assert backups.run_if_due() is not None


def test_the_schedule_runs_whoever_works(world, stick):
    """A psychologist's session makes the backup that the coordination planned."""
    office = world.add_office()
    office.workspace.backups.plan(Schedule(str(stick), days=1))
    context = office.workspace.context
    object.__setattr__(context, "user", type(context.user)("u-x", "x", ("psychology",), True, ""))
    assert office.workspace.backups.run_if_due() is not None


def test_headquarters_takes_its_registry_and_root_keys_along(world, stick):
    office = world.add_office()
    world.enrol(office)
    add_case(office)
    world.carry(office)
    backups = world.headquarters.workspace.backups
    run = backups.create(stick)
    backup = open_backup(stick / run.file, OWN)
    names = [one.name for one in backup.frame.entries]
    assert {"case.db", "registry.db", "vault.json", "root-keys/root-key-1.age"} <= set(names)
    assert backup.manifest.stores["registry.db"].counts["arrival"] == 1
    assert not backups.status().changed
    add_case(office, seed=2)
    world.carry(office)
    assert backups.status().changed


def test_attachments_go_along_as_they_lie_and_unfinished_ones_do_not(office, backups, stick):
    folder = office.folder / "attachments" / "ab"
    folder.mkdir(parents=True)
    (folder / "abcdef0123.bin").write_bytes(b"sealed" * 1000)
    (folder / "abcdef0124.part").write_bytes(b"half")
    (folder / "link").symlink_to("/etc/hostname")
    run = backups.create(stick)
    backup = open_backup(stick / run.file, OWN)
    names = [one.name for one in backup.frame.entries if one.name.startswith("attachments")]
    assert names == ["attachments/ab/abcdef0123.bin"]


@pytest.mark.parametrize(
    "name",
    [
        "../vault.json", "/etc/passwd", "attachments/../case.db", "attachments/", "case.db/x",
        "attachments\\x", "C:/x", "guard.json", "attachments/con.txt", "attachments/NUL",
        "attachments/a/b/c/d/e", "workspace.lock", "case.db-wal", "root-keys/..", "attachments/.x", "",
    ],
)  # fmt: skip
def test_names_that_no_backup_holds(name):
    assert not backup_frame.is_name(name)


def test_a_backup_from_before_the_keys_were_changed_is_told_from_a_damaged_one(world, stick):
    """It opens with what opened the workspace then, and the run stays verified."""
    office = world.add_office("claves", roles=CUSTODIAN)
    office.workspace.identities.create(PASSPHRASE)
    leaving = office.add_user("psico", "psychology")
    run = office.workspace.backups.create(stick)
    before = office.workspace.context.store.held_key()
    office.workspace.identities.open("porque se va", PASSPHRASE)
    own = office.workspace.user.id
    office.workspace.users.remove(leaving, {own: Typed(PASSPHRASE)})
    assert office.workspace.context.store.held_key() != before
    with pytest.raises(BackupOtherKeysError):
        office.workspace.backups.verify(stick / run.file)
    assert office.workspace.backups.status().last_verified.file == run.file
    assert open_backup(stick / run.file, OWN).case_key == before
    assert office.workspace.backups.create(stick).verified
