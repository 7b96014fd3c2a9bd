"""No clear text: after an office's whole day nothing on the disk says what was typed.

The day runs in a process that has a home, a temporary folder and a disk of its own. Then every file
and every name in them is searched for every canary in every shape, the search having first found a
planted one in each; and no file was opened for writing anywhere else.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from clear_text import find, shapes
from day_of_an_office import COLLEAGUE
from simulator import FLOOR_KIB, PASSPHRASE, phrase_of

from cem_desktop import paths
from cem_desktop.crypto.key_slots import StoreKind
from cem_desktop.crypto.vault import unlock
from cem_desktop.errors import StoreError
from cem_desktop.forms.authoring import build
from cem_desktop.services.attached_lists import attached_list
from cem_desktop.services.backup_reading import open_with_key, unpack
from cem_desktop.services.unlock import open_workspace
from cem_desktop.storage import vault_file
from cem_desktop.storage.engine import connect

HERE = Path(__file__).resolve().parent
DAY = "intake,correct,attach,export,window,crash,back_up"
FEWEST = 80
FEWEST_NAMES = 12
MAY_BE_WRITTEN = ("/dev/null", "/dev/tty")


@pytest.fixture(scope="module")
def day(tmp_path_factory):
    build(paths.forms(), attached=attached_list)
    root = tmp_path_factory.mktemp("day")
    done = subprocess.run(
        [sys.executable, "-B", str(HERE / "canary_day.py"), str(root), DAY, "die"],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    told = [line for line in done.stdout.splitlines() if line.startswith("DAY ")]
    assert told, done.stderr[-4000:]
    return root, json.loads(told[0][4:]), done


def test_a_planted_canary_is_found_in_every_shape(tmp_path, day):
    _, told, _ = day
    for canary in told["canaries"][:3]:
        for name, shape in shapes(canary):
            planted = tmp_path / "planted"
            planted.write_bytes(b"before" + shape + b"after")
            assert name in {hit[2] for hit in find(tmp_path, [canary])}


def test_no_canary_stands_in_any_file_or_name(day):
    root, told, _ = day
    assert len(told["canaries"]) >= FEWEST
    assert find(root, [*told["canaries"], PASSPHRASE]) == []


def test_nothing_is_said_on_the_way(day):
    _, told, done = day
    said = done.stderr + "\n".join(
        line for line in done.stdout.splitlines() if not line.startswith("DAY ")
    )
    assert [canary for canary in told["canaries"] if canary in said] == []


def test_nothing_is_written_outside_of_its_own_folders(day):
    root, told, _ = day
    outside = [
        path
        for path in told["written"]
        if not Path(path).is_relative_to(root)
        and path not in MAY_BE_WRITTEN
        and not Path(path).name.startswith(f"{root.name}-outside")  # what comes from outside
    ]
    assert outside == []


def everything(folder, key):
    """All that a key of the case store opens in a folder: every row of every store, every file."""
    found = b""
    for path in sorted(folder.glob("*.db*")):
        if path.suffix in {".db", ".before-4"} or ".db." in path.name:
            try:
                connection = connect(path, key)
            except StoreError:
                continue
            names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            for (table,) in names.fetchall():
                for row in connection.execute(f'SELECT * FROM "{table}"'):
                    found += b"\n".join(
                        part if isinstance(part, bytes) else str(part).encode() for part in row
                    )
            connection.close()
    return found


def test_who_has_disk_backups_and_one_passphrase_without_the_role_finds_no_name(day, tmp_path):
    """A colleague who keeps no identities takes everything that was ever written, and her words."""
    root, told, _ = day
    office = root / "world" / "canarios"
    vault = vault_file.read_vault(office, floor_kib=FLOOR_KIB)
    _slot, secrets = unlock(vault, COLLEAGUE, phrase_of(COLLEAGUE))
    assert set(secrets.keys) == {StoreKind.CASE}
    assert secrets.share is None
    key = secrets.keys[StoreKind.CASE]
    with pytest.raises(StoreError):
        connect(office / "identity.db", key)
    found = everything(office, key)
    for number, path in enumerate(sorted((root / "stick").glob("*.cemb"))):
        unpacked = tmp_path / str(number)
        unpacked.mkdir()
        unpack(open_with_key(path, key), unpacked, lambda _done: None, wanted=lambda _name: True)
        found += everything(unpacked, key)
    assert len(told["names"]) > FEWEST_NAMES
    words = [one for one in told["canaries"] if one not in told["names"]]
    assert sum(one.encode() in found for one in words) > len(words) // 2  # she reads what is coded
    for name in told["names"]:
        assert [shape for shape, data in shapes(name) if data in found] == []


def test_what_was_hunted_for_does_stand_in_the_stores(day):
    """The canaries are there for whoever has the passphrase, so the hunt had something to find."""
    root, told, _ = day
    workspace = open_workspace(
        root / "world" / "canarios", "equipo", PASSPHRASE, floor_kib=FLOOR_KIB
    )
    try:
        with workspace.context.store.read() as unit:
            kept = "\n".join(
                revision.body.decode()
                for record in unit.records.ids()
                for revision in unit.records.revisions(record)
            )
        workspace.identities.open("Prueba", PASSPHRASE)
        with workspace.identities.read() as unit:
            names = "\n".join(
                revision.body.decode()
                for record in unit.records.ids()
                for revision in unit.records.revisions(record)
            )
        drafts = [workspace.fichas.resume(row.id) for row in workspace.fichas.drafts()]
        kept += json.dumps([one.session.draft() for one in drafts], ensure_ascii=False)
    finally:
        workspace.close()
    found = sum(canary in kept for canary in told["canaries"])
    assert found > len(told["canaries"]) // 2
    assert all(name in names for name in told["names"])
