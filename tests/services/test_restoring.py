"""Restoring: looked at first, built whole, the old folder kept, a new feed, nothing doubled."""

import io
import os
import shutil
import struct
from pathlib import Path

import pytest
from simulator import FLOOR_KIB, PASSPHRASE, add_case

from cem_desktop.crypto.guard import GuardFinding
from cem_desktop.errors import (
    BackupDamagedError,
    BackupError,
    CancelledError,
    NotABackupError,
    StoreBusyError,
    WrongPassphraseError,
)
from cem_desktop.services import restoring, unfinished_restore
from cem_desktop.services.backup_reading import Credential, open_with_key
from cem_desktop.services.erasing import ErasureOrder
from cem_desktop.services.rekeying import Typed
from cem_desktop.services.selfcheck_inside import check_workspace
from cem_desktop.services.unlock import open_workspace
from cem_desktop.storage import backup_frame, process_lock
from cem_desktop.storage.process_lock import ProcessLock

OWN = Credential("equipo", PASSPHRASE, floor_kib=FLOOR_KIB)


@pytest.fixture
def backup(office, tmp_path):
    """A backup of an office with two cases, which goes on to a third."""
    stick = tmp_path / "stick"
    stick.mkdir()
    for seed in (1, 2):
        add_case(office, seed=seed)
    run = office.workspace.backups.create(stick)
    add_case(office, seed=3)
    office.close()
    return stick / run.file


def caseload(office, folder):
    workspace = open_workspace(
        folder, "equipo", PASSPHRASE, clock=office.clock, floor_kib=FLOOR_KIB
    )
    try:
        notice = workspace.guarding.notice()
        return len(workspace.casework.caseload()), notice.finding if notice else None
    finally:
        workspace.close()


def test_the_preview_says_what_would_come_and_what_would_be_missing(office, backup):
    before = {path.name: path.stat().st_size for path in office.folder.iterdir()}
    found = restoring.preview(backup, office.folder, OWN)
    assert found.manifest.rows("case_file") == 2
    assert found.occupied
    assert found.same is True
    assert (found.missing.files, found.missing.records, found.missing.revisions) == (1, 2, 3)
    assert {path.name: path.stat().st_size for path in office.folder.iterdir()} == before


def test_a_place_that_is_empty_or_closed_to_us_is_not_compared(world, office, backup, tmp_path):
    empty = restoring.preview(backup, tmp_path / "nowhere" / "new", OWN)
    assert (empty.occupied, empty.same, empty.missing) == (False, None, None)
    other = world.add_office("huaraz", "Ancash")
    other.close()
    assert restoring.preview(backup, other.folder, OWN).same is False
    office.open()
    assert restoring.preview(backup, office.folder, OWN).same is None


def test_it_comes_back_as_it_was_and_the_old_one_is_kept(office, backup):
    restored = restoring.restore(backup, office.folder, OWN, clock=office.clock)
    assert caseload(office, office.folder) == (2, GuardFinding.ABSENT)
    assert restored.aside.name.startswith("iquitos.before-restore-2026")
    assert caseload(office, restored.aside)[0] == 3
    assert not [p for p in office.folder.parent.iterdir() if p.name.startswith(".")]


def test_it_goes_into_a_new_folder(office, backup, tmp_path):
    target = tmp_path / "a" / "b" / "workspace"
    restored = restoring.restore(backup, target, OWN)
    assert restored.aside is None
    assert caseload(office, target)[0] == 2


def test_never_over_a_living_store(office, backup):
    office.open()
    with pytest.raises(StoreBusyError):
        restoring.restore(backup, office.folder, OWN)
    assert len(office.workspace.casework.caseload()) == 3


@pytest.mark.skipif(os.name == "nt", reason="Windows moves no folder of which a file is open")
def test_nobody_comes_in_while_the_folders_change_their_names(office, backup, monkeypatch):
    tried = []
    real = Path.rename

    def rename(path, target):
        if path == office.folder:
            with pytest.raises(StoreBusyError):
                ProcessLock(office.folder)
            tried.append(target)
        return real(path, target)

    monkeypatch.setattr(Path, "rename", rename)
    restored = restoring.restore(backup, office.folder, OWN)
    assert tried == [restored.aside]
    assert caseload(office, office.folder)[0] == 2


def test_whoever_starts_the_program_between_the_names_may_finish_it(office, backup, monkeypatch):
    real = Path.rename

    def rename(path, target):
        if path.name.endswith(unfinished_restore.WHOLE):
            real(path, target)
        return real(path, target)

    monkeypatch.setattr(Path, "rename", rename)
    restored = restoring.restore(backup, office.folder, OWN)
    monkeypatch.undo()
    assert caseload(office, restored.folder)[0] == 2


@pytest.mark.skipif(os.name == "nt", reason="Windows moves no folder of which a file is open")
def test_a_lock_of_a_folder_that_was_moved_away_meanwhile_is_none(office, monkeypatch):
    office.close()
    real = process_lock._lock

    def late(handle):
        office.folder.rename(office.folder.with_name("aside"))
        office.folder.mkdir()
        (office.folder / "workspace.lock").touch()
        real(handle)

    monkeypatch.setattr(process_lock, "_lock", late)
    with pytest.raises(StoreBusyError):
        ProcessLock(office.folder)


def test_who_stops_it_changes_nothing(office, backup):
    def stop(done, total):
        if done * 2 > total:
            raise CancelledError

    with pytest.raises(CancelledError):
        restoring.restore(backup, office.folder, OWN, stop)
    assert caseload(office, office.folder) == (3, None)
    assert not list(office.folder.parent.glob(".*"))


def test_a_wrong_passphrase_is_told_from_damage(office, backup, tmp_path):
    with pytest.raises(WrongPassphraseError):
        restoring.restore(backup, tmp_path / "new", Credential("equipo", "x", floor_kib=FLOOR_KIB))
    data = bytearray(backup.read_bytes())
    data[len(data) // 2] ^= 1
    backup.write_bytes(data)
    with pytest.raises(BackupDamagedError):
        restoring.restore(backup, office.folder, OWN)
    assert caseload(office, office.folder) == (3, None)
    backup.write_bytes(b"CEM" * 100)
    with pytest.raises(NotABackupError):
        restoring.preview(backup, office.folder, OWN)


def test_nothing_is_lost_or_doubled_at_headquarters_after_a_restore(world, tmp_path):
    office = world.add_office()
    world.enrol(office)
    add_case(office, seed=1)
    stick = tmp_path / "stick"
    stick.mkdir()
    run = office.workspace.backups.create(stick)
    add_case(office, seed=2)
    world.carry(office)
    office.close()
    restoring.restore(stick / run.file, office.folder, OWN)
    office.open()
    add_case(office, seed=7)
    assert world.carry(office).error is None
    assert world.hq.statistics.internal(2026).totals.total == 3
    assert office.workspace.sync_out.status().waiting == 0


def test_headquarters_comes_back_whole(world, tmp_path):
    office = world.add_office()
    world.enrol(office)
    add_case(office)
    world.carry(office)
    stick = tmp_path / "stick"
    stick.mkdir()
    run = world.headquarters.workspace.backups.create(stick)
    add_case(office, seed=2)
    world.carry(office)
    world.headquarters.close()
    restoring.restore(stick / run.file, world.headquarters.folder, OWN)
    world.headquarters.open()
    assert world.hq.statistics.internal(2026).totals.total == 1
    assert (world.headquarters.folder / "root-keys" / "root-key-3.age").is_file()
    world.bring_receipts()
    world.carry(office)
    world.carry(office)
    assert world.hq.statistics.internal(2026).totals.total == 2


def test_a_restore_that_was_cut_off_between_the_names_is_finished_at_the_next_start(office, backup):
    restored = restoring.restore(backup, office.folder, OWN)
    waiting = unfinished_restore.whole_name(office.folder, "0123abcd")
    office.folder.rename(waiting)
    assert unfinished_restore.finish(office.folder)
    assert not unfinished_restore.finish(office.folder)
    assert caseload(office, office.folder)[0] == 2
    assert caseload(office, restored.aside)[0] == 3


def test_two_candidates_are_left_alone(office, backup):
    restoring.restore(backup, office.folder, OWN)
    for token in ("0123abcd", "0123abce"):
        shutil.copytree(office.folder, unfinished_restore.whole_name(office.folder, token))
    shutil.rmtree(office.folder)
    assert not unfinished_restore.finish(office.folder)


def crafted(*names, manifest=b"x"):
    """A frame with these names, as nobody but an attacker would write it."""
    body = backup_frame.MAGIC
    for name in names:
        body += b"\1" + bytes([len(name)]) + name + struct.pack(">Q", 3) + b"abc"
    return body + b"\2" + struct.pack(">I", len(manifest)) + manifest + b"\3"


@pytest.mark.parametrize(
    "data",
    [
        crafted(b"vault.json", b"../../evil.json"),
        crafted(b"vault.json", b"case.db", b"case.db"),
        crafted(b"case.db", b"vault.json"),
        crafted(b"vault.json", b"attachments/\xff"),
        crafted(b"vault.json", b"guard.json"),
        crafted(),
        crafted(b"vault.json")[:-1],
        crafted(b"vault.json") + b"\0",
        backup_frame.MAGIC + b"\1\nvault.json" + struct.pack(">Q", 1 << 62) + b"abc",
        backup_frame.MAGIC + b"\1\nvault.json" + struct.pack(">Q", 3) + b"abc\2\xff\xff\xff\xff",
        backup_frame.MAGIC + b"\7",
    ],
)
def test_hostile_frames_are_refused_before_anything_is_written(tmp_path, data):
    path = tmp_path / "evil.cemb"
    path.write_bytes(data)
    with pytest.raises(BackupError):
        restoring.restore(path, tmp_path / "new", OWN)
    assert [one.name for one in tmp_path.iterdir()] == ["evil.cemb"]


def test_a_manifest_of_another_backup_does_not_fit(office, backup, tmp_path):
    """The files of one backup under the manifest of another: both sealed by the same keys."""
    office.open()
    stick = tmp_path / "other"
    stick.mkdir()
    later = stick / office.workspace.backups.create(stick).file
    key = office.workspace.context.store.held_key()
    spliced = io.BytesIO()
    with backup.open("rb") as source:
        frame = backup_frame.read_frame(source)
        writer = backup_frame.FrameWriter(spliced, lambda _n: None)
        for entry in frame.entries:
            source.seek(entry.offset)
            writer.add(entry.name, io.BytesIO(source.read(entry.size)), entry.size)
    writer.finish(open_with_key(later, key).frame.manifest)
    backup.write_bytes(spliced.getvalue())
    with pytest.raises(BackupDamagedError):
        office.workspace.backups.verify(backup)


def test_who_left_since_and_would_come_in_again_is_told_until_the_keys_are_new(world, tmp_path):
    """A backup from before her removal brings her back, with her passphrase of that day."""
    office = world.add_office("claves")
    gone = office.add_user("psico", "psychology")
    stick = tmp_path / "stick"
    stick.mkdir()
    run = office.workspace.backups.create(stick)
    own = office.workspace.user.id
    assert not office.workspace.guarding.are_keys_old()
    office.workspace.users.remove(gone, {own: Typed(PASSPHRASE)})
    office.close()
    assert restoring.preview(stick / run.file, office.folder, OWN).missing.returning == 1
    restoring.restore(stick / run.file, office.folder, OWN)
    office.open()
    workspace = office.workspace
    assert workspace.guarding.are_keys_old()
    workspace.guarding.put_away()
    told = {line.key: line.level for line in check_workspace(workspace)}
    assert told["old_keys"] == "danger"
    workspace.users.remove(gone, {own: Typed(PASSPHRASE)})
    assert not workspace.guarding.are_keys_old()
    told = {line.key: line.level for line in check_workspace(workspace)}
    assert told["old_keys"] == "good"


def test_a_workspace_that_was_only_moved_keeps_its_keys(office, tmp_path):
    office.close()
    moved = office.folder.rename(tmp_path / "elsewhere")
    workspace = open_workspace(moved, "equipo", PASSPHRASE, clock=office.clock, floor_kib=FLOOR_KIB)
    assert workspace.guarding.notice().finding is GuardFinding.MOVED
    assert not workspace.guarding.are_keys_old()
    workspace.close()


def test_what_was_erased_since_and_would_come_back_is_told(world, tmp_path):
    office = world.add_office()
    file = add_case(office)
    add_case(office, seed=2)
    stick = tmp_path / "stick"
    stick.mkdir()
    run = office.workspace.backups.create(stick)
    with office.workspace.context.store.read() as unit:
        code = str(unit.case_files.get(file).code)
    order = ErasureOrder(
        ground="purpose_ended", reason="Terminó el fin.", request=None, typed_code=code
    )
    office.workspace.law.erasing.erase(file, order)
    after = office.workspace.backups.create(stick)
    office.close()
    assert restoring.preview(stick / run.file, office.folder, OWN).missing.revived == 1
    assert restoring.preview(stick / after.file, office.folder, OWN).missing.revived == 0
