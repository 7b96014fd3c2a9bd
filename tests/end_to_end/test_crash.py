"""``kill -9`` at every statement of a save, an export and an import: before or after, never between.

A forked child opens the real workspace, does the real work and kills itself with SIGKILL at the
n-th statement; the parent opens what is left.
"""

import os
import shutil
import signal
import sys
import time
from pathlib import Path

import pytest
import sqlalchemy
from simulator import FLOOR_KIB, PASSPHRASE, add_case
from sqlalchemy import event

from cem_desktop.services import recording, restoring
from cem_desktop.services.backup_reading import Credential
from cem_desktop.storage import bundle_files, files
from cem_desktop.storage.bundle_files import HashingWriter

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="fork and SIGKILL are of POSIX")

ENOUGH = 400
SURVIVED = 42


def in_child(work, die_at):
    """Run ``work`` in a child that dies at its n-th statement; return whether it survived."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            left = [die_at]

            def count(*_):
                left[0] -= 1
                if left[0] <= 0:
                    os.kill(os.getpid(), signal.SIGKILL)

            event.listen(sqlalchemy.Engine, "before_cursor_execute", count)
            event.listen(sqlalchemy.Engine, "commit", count)
            work(count)
            code = SURVIVED
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return False
    assert os.WEXITSTATUS(status) == SURVIVED
    return True


def check_whole(place):
    """Everything that one edit changes is there, or nothing of it."""
    workspace = place.open()
    context = workspace.context
    rows = workspace.casework.caseload()
    with context.store.read() as unit:
        feed = unit.feeds.current("headquarters", "statistical")
        entries = list(unit.feeds.entries(feed, 1))
        fichas = [unit.records.get(one) for one in unit.records.ids()]
        fichas = [one for one in fichas if one.form != "file"]
        revisions = sum(len(unit.records.revisions(one.id)) for one in fichas)
    assert len(entries) == feed.length == revisions
    assert sum(row.records for row in rows) == len(fichas)
    assert workspace.trail.verify().first_fault is None
    with context.store.write() as unit:
        recording.rebuild(unit, context)
    assert workspace.casework.caseload() == rows
    place.close()
    return len(fichas)


def test_a_save_is_there_or_not(world):
    place = world.add_office()
    add_case(place)
    before = check_whole_after_close(place)

    def work(_count):
        workspace = place.open()
        filling = workspace.fichas.begin("f01", None)
        for path, value in (
            ("arrival/opened_on", "2026-11-02"),
            ("arrival/sex", "woman"),
            ("arrival/age_known", "unknown"),
        ):
            filling.session.answer(path, value)
        ways = filling.session.node("arrival/way").choices
        filling.session.answer("arrival/way", ways[0][0])
        workspace.fichas.save_draft(filling)
        workspace.fichas.close(filling)
        workspace.close()

    seen = set()
    for die_at in range(1, ENOUGH):
        survived = in_child(work, die_at)
        now = check_whole(place)
        assert now - before in (0, 1)
        seen.add(now - before)
        before = now
        if survived:
            break
    assert survived
    assert seen == {0, 1}


def check_whole_after_close(place):
    place.close()
    return check_whole(place)


def test_an_export_is_a_whole_file_or_none_and_nothing_counts_as_sent(world):
    place = world.add_office()
    world.enrol(place)
    add_case(place)
    place.close()
    original = HashingWriter.write

    def work(count):
        def write_and_count(self, data, /):
            count()
            return original(self, data)

        HashingWriter.write = write_and_count
        workspace = place.open()
        workspace.sync_out.export(world.road)
        workspace.close()

    for die_at in range(1, ENOUGH):
        survived = in_child(work, die_at)
        workspace = place.open()
        assert workspace.sync_out.status().waiting == 2
        place.close()
        if survived:
            break
    assert survived
    bundles = bundle_files.bundles_in(world.road)
    assert any(path.suffix == ".part" for path in world.road.iterdir())
    reports = world.hq.import_bundles(bundles)
    assert [one.error for one in reports] == [None] * len(bundles)
    assert sum(one.fresh for one in reports) == 2


def test_an_import_is_there_or_not(world):
    place = world.add_office()
    world.enrol(place)
    for seed in range(3):
        add_case(place, seed=seed)
    exported = place.workspace.sync_out.export(world.road)
    world.headquarters.close()
    pristine = world.root / "pristine"
    world.headquarters.copy_to(pristine)

    def work(_count):
        workspace = world.headquarters.open()
        (report,) = workspace.headquarters.import_bundles([exported.path])
        assert report.error is None
        workspace.close()

    counts = set()
    for die_at in range(1, ENOUGH):
        world.headquarters.restore_from(pristine)
        survived = in_child(work, die_at)
        counts.add(registry_counts(world))
        if survived:
            break
    assert survived
    assert counts == {(0, 0, 0), (1, 6, 3)}
    world.headquarters.open()
    (report,) = world.hq.import_bundles([exported.path])
    assert report.repeated


def registry_counts(world):
    """Bundles, entries and cases that headquarters holds."""
    workspace = world.headquarters.open()
    (state,) = workspace.headquarters.offices()
    cases = workspace.headquarters.statistics.internal(2026).totals.total
    world.headquarters.close()
    return state.bundles, state.records, cases


def test_whoever_is_killed_while_saving_without_end_has_every_save_that_was_acknowledged(world):
    place = world.add_office()
    place.close()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            place.open()
            seed = 0
            while True:
                add_case(place, seed=seed)
                os.write(writing, b".")
                seed += 1
        finally:
            os._exit(1)
    os.close(writing)
    acknowledged = 0
    end = time.monotonic() + 1.5
    while time.monotonic() < end:
        acknowledged += len(os.read(reading, 64))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while more := os.read(reading, 64):
        acknowledged += len(more)
    os.close(reading)
    assert acknowledged > 0
    assert check_whole(place) >= 2 * acknowledged


def count_files_too(count):
    """Let a child die also before each flush and each change of a name."""
    for place, name in ((files, "sync"), (Path, "rename"), (Path, "replace"), (Path, "unlink")):
        original = getattr(place, name)

        def and_count(*values, _original=original, **named):
            count()
            return _original(*values, **named)

        setattr(place, name, and_count)


def test_a_backup_is_whole_or_not_there_and_leaves_nothing_behind(world, tmp_path):
    place = world.add_office()
    add_case(place)
    place.close()
    stick = tmp_path / "stick"
    stick.mkdir()

    def work(count):
        count_files_too(count)
        workspace = place.open()
        workspace.backups.create(stick, lambda _done, _total: count())
        workspace.close()

    died = 0
    for die_at in range(1, ENOUGH):
        survived = in_child(work, die_at)
        died += not survived
        workspace = place.open()
        assert workspace.guarding.notice() is None
        for path in stick.glob("*.cemb"):
            workspace.backups.verify(path)
        place.close()
        assert check_whole(place) == 2
        if survived:
            break
    assert survived
    assert died > 40
    place.open().backups.create(stick)
    assert not [path for path in place.folder.iterdir() if path.name.startswith(".backup")]
    place.close()
    assert len(list(stick.glob("*.part"))) <= died
    for path in stick.glob("*.part"):
        path.unlink()


def test_a_restore_is_the_old_workspace_or_the_restored_one(world, tmp_path):
    place = world.add_office()
    add_case(place)
    stick = tmp_path / "stick"
    stick.mkdir()
    run = place.workspace.backups.create(stick)
    add_case(place, seed=2)
    place.close()
    pristine = tmp_path / "pristine"
    place.copy_to(pristine)
    own = Credential("equipo", PASSPHRASE, floor_kib=FLOOR_KIB)

    def work(count):
        count_files_too(count)
        restoring.restore(stick / run.file, place.folder, own, lambda _done, _total: count())

    seen = []
    for die_at in range(1, ENOUGH):
        if place.folder.exists():
            place.restore_from(pristine)
        survived = in_child(work, die_at)
        seen.append(check_whole(place))
        kept = [one for one in place.folder.parent.iterdir() if "before-restore" in one.name]
        assert bool(kept) is (seen[-1] == 2)
        for one in kept:
            shutil.rmtree(one)
        if survived:
            break
    assert survived
    assert set(seen) == {4, 2}
    assert seen == sorted(seen, reverse=True)
    assert len(seen) > 10
