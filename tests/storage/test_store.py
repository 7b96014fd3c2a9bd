"""The store itself: keys, units, processes, damage, versions, a full disk."""

import secrets
import shutil
import subprocess
import sys

import pytest
import sqlalchemy

from cem_desktop.errors import (
    DiskFullError,
    StoreBusyError,
    StoreDamagedError,
    StoreExistsError,
    StoreMissingError,
    StoreTooNewError,
)
from cem_desktop.storage import migrations, schema
from cem_desktop.storage.case_store import CaseUnit, create_case_store, open_case_store
from cem_desktop.storage.engine import PRAGMAS, connect
from cem_desktop.storage.identity_store import create_identity_store
from cem_desktop.storage.process_lock import ProcessLock
from cem_desktop.storage.registry import create_registry
from cem_desktop.storage.store import open_store

CANARY = "Quebrada-Verde-7719"


@pytest.fixture
def key():
    return secrets.token_bytes(32)


@pytest.fixture
def store(tmp_path, key):
    opened = create_case_store(tmp_path, key)
    yield opened
    opened.close()


def tables_of(connection):
    rows = connection.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {(kind, name): " ".join(sql.split()) for kind, name, sql in rows}


@pytest.mark.parametrize(
    ("metadata", "create"),
    [
        (schema.CASE, create_case_store),
        (schema.IDENTITY, create_identity_store),
        (schema.REGISTRY, create_registry),
    ],
)
def test_the_migrations_give_the_schema(tmp_path, key, metadata, create):
    create(tmp_path, key).close()
    path = next(tmp_path.glob("*.db"))
    migrated = connect(path, key)
    fresh = sqlalchemy.create_engine("sqlite://")
    metadata.create_all(fresh)
    with fresh.connect() as connection:
        expected = tables_of(connection.connection)
    assert tables_of(migrated) == expected
    migrated.close()
    fresh.dispose()


def test_a_unit_that_fails_leaves_nothing(store):
    with pytest.raises(RuntimeError), store.write() as unit:
        unit.office.set_setting("colour", "green")
        raise RuntimeError
    with store.read() as unit:
        assert unit.office.setting("colour") is None


def test_who_listens_is_told_what_was_touched_after_the_commit(store):
    told = []
    store.on_commit(told.append)
    with store.write() as unit:
        unit.touched |= {"records"}
        assert told == []
    assert told == [frozenset({"records"})]


def test_the_key_opens_and_another_does_not(tmp_path, key, store):
    store.close()
    with pytest.raises(StoreDamagedError):
        open_case_store(tmp_path, secrets.token_bytes(32))
    open_case_store(tmp_path, key).close()


def test_a_store_that_is_missing_is_not_made(tmp_path, key):
    with pytest.raises(StoreMissingError):
        open_case_store(tmp_path, key)
    assert not any(tmp_path.iterdir())


def test_an_existing_store_is_never_made_anew(tmp_path, key, store):
    with pytest.raises(StoreExistsError):
        create_case_store(tmp_path, key)


def test_an_unencrypted_database_in_its_place_is_refused_and_left(tmp_path, key):
    import sqlite3

    path = tmp_path / "case.db"
    clear = sqlite3.connect(path)
    clear.execute("CREATE TABLE trap (x)")
    clear.commit()
    clear.close()
    before = path.read_bytes()
    with pytest.raises(StoreDamagedError):
        open_case_store(tmp_path, key)
    assert path.read_bytes() == before


def test_a_newer_store_is_refused_and_left(tmp_path, key, store):
    store.close()
    raw = connect(tmp_path / "case.db", key)
    raw.execute("PRAGMA user_version=99")
    raw.close()
    with pytest.raises(StoreTooNewError) as caught:
        open_case_store(tmp_path, key)
    assert caught.value.details["version"] == 99


def test_a_damaged_page_is_damage_and_never_a_wrong_passphrase(tmp_path, key, store):
    with store.write() as unit:
        for number in range(400):
            unit.office.set_setting(f"name{number}", "x" * 200)
    store.close()
    path = tmp_path / "case.db"
    damaged = bytearray(path.read_bytes())
    for page in range(4096, len(damaged), 4096):
        damaged[page + 100] ^= 1
    path.write_bytes(damaged)
    with pytest.raises(StoreDamagedError):
        opened = open_case_store(tmp_path, key)
        try:
            with opened.read() as unit:
                for number in range(400):
                    unit.office.setting(f"name{number}")
        finally:
            opened.close()


def test_before_a_migration_the_store_is_copied_with_its_key(tmp_path, key, store):
    with store.write() as unit:
        unit.office.set_setting("note", CANARY)
    store.close()
    path = tmp_path / "case.db"

    def later(connection):
        connection.execute("CREATE TABLE later (x)")

    before = len(migrations.CASE_STEPS)
    open_store(path, key, (*migrations.CASE_STEPS, later), CaseUnit).close()
    copy = tmp_path / f"case.db.before-{before + 1}"
    backup = connect(copy, key)
    assert migrations.version_of(backup) == before
    assert backup.execute("SELECT count(*) FROM setting").fetchone() == (1,)
    backup.close()
    assert CANARY.encode() not in copy.read_bytes()


def test_a_migration_that_fails_leaves_the_old_version(tmp_path, key, store):
    store.close()

    def broken(connection):
        connection.execute("CREATE TABLE later (x)")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        open_store(tmp_path / "case.db", key, (*migrations.CASE_STEPS, broken), CaseUnit)
    opened = open_case_store(tmp_path, key)
    opened.close()


def test_every_connection_has_the_pragmas(tmp_path, key, store):
    raw = connect(tmp_path / "case.db", key)
    expected = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
    for name, value in expected.items():
        assert raw.execute(f"PRAGMA {name}").fetchone()[0] == value
    assert len(PRAGMAS) == 7
    raw.close()


def test_one_process_at_a_time(tmp_path):
    lock = ProcessLock(tmp_path)
    child = (
        "import sys; from pathlib import Path\n"
        "from cem_desktop.errors import StoreBusyError\n"
        "from cem_desktop.storage.process_lock import ProcessLock\n"
        "try: ProcessLock(Path(sys.argv[1]))\n"
        "except StoreBusyError: sys.exit(7)\n"
    )
    command = [sys.executable, "-c", child, str(tmp_path)]
    assert subprocess.run(command, check=False).returncode == 7
    lock.release()
    assert subprocess.run(command, check=False).returncode == 0


def test_a_second_opening_in_this_process_is_refused_too(tmp_path):
    lock = ProcessLock(tmp_path)
    with pytest.raises(StoreBusyError):
        ProcessLock(tmp_path)
    lock.release()


def test_nothing_stands_in_clear_in_the_store_nor_beside_it(tmp_path, store):
    with store.write() as unit:
        unit.office.set_setting("note", CANARY)
    for path in tmp_path.iterdir():
        assert CANARY.encode() not in path.read_bytes()


@pytest.fixture
def tiny_disk(tmp_path):
    """A disk of 4 MB, where the system lets us mount one."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    mount = shutil.which("mount")
    command = [mount or "mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)]
    if mount is None or subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("this user may not mount a small disk")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_says_so_and_the_store_stays_whole(tiny_disk, key):
    store = create_case_store(tiny_disk, key)
    with store.write() as unit:
        unit.office.set_setting("kept", "yes")
    with pytest.raises(DiskFullError):
        for number in range(64):
            with store.write() as unit:
                unit.office.set_setting(f"big{number}", "x" * 200_000)
    with store.read() as unit:
        assert unit.office.setting("kept") == "yes"
    store.close()
    again = open_case_store(tiny_disk, key)
    with again.read() as unit:
        assert unit.office.setting("kept") == "yes"
    again.close()
