"""A workspace that leads elsewhere, and two programs at one store."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from simulator import FLOOR_KIB, PASSPHRASE, Place

from cem_desktop.domain.roles import WorkspaceKind
from cem_desktop.errors import StoreBusyError, WorkspaceLinkedError
from cem_desktop.services.context import OfficeProfile
from cem_desktop.services.unlock import open_workspace

TESTS = str(Path(__file__).resolve().parent.parent)
FILES = ("case.db", "vault.json", "workspace.lock")
CHILD = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from simulator import FLOOR_KIB, PASSPHRASE
from cem_desktop.errors import StoreBusyError
from cem_desktop.services.unlock import open_workspace
try:
    open_workspace(Path(sys.argv[1]), "equipo", PASSPHRASE, floor_kib=FLOOR_KIB).close()
except StoreBusyError:
    sys.exit(7)
"""


@pytest.fixture
def place(tmp_path):
    made = Place(tmp_path, OfficeProfile("iquitos", "Iquitos", "Loreto", ""), WorkspaceKind.OFFICE)
    made.create()
    made.close()
    yield made
    made.close()


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def refused(folder):
    with pytest.raises(WorkspaceLinkedError) as caught:
        open_workspace(folder, "equipo", PASSPHRASE, floor_kib=FLOOR_KIB)
    return caught.value.details["file"]


def test_symlinked_data_folder(place, tmp_path):
    link = tmp_path / "shortcut"
    link.symlink_to(place.folder, target_is_directory=True)
    before = contents(place.folder)
    assert refused(link) == "shortcut"
    assert contents(place.folder) == before
    place.open()


@pytest.mark.parametrize("name", FILES)
def test_symlinked_file(place, tmp_path, name):
    elsewhere = tmp_path / "elsewhere"
    (place.folder / name).rename(elsewhere)
    (place.folder / name).symlink_to(elsewhere)
    before = elsewhere.read_bytes()
    assert refused(place.folder) == name
    assert elsewhere.read_bytes() == before


@pytest.mark.parametrize("name", FILES)
def test_a_file_with_a_second_name_elsewhere(place, tmp_path, name):
    os.link(place.folder / name, tmp_path / "second_name")
    assert refused(place.folder) == name
    (tmp_path / "second_name").unlink()
    place.open()


@pytest.mark.parametrize("name", ["attempts.json", "reserve.bin", "vault.json.bak", "case.db-wal"])
def test_a_link_that_would_have_another_file_written_over(place, tmp_path, name):
    victim = tmp_path / "victim"
    victim.write_bytes(b"of somebody else")
    (place.folder / name).unlink(missing_ok=True)
    (place.folder / name).symlink_to(victim)
    assert refused(place.folder) == name
    assert victim.read_bytes() == b"of somebody else"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
def test_a_pipe_in_the_place_of_the_vault_hangs_nobody(place):
    (place.folder / "vault.json").unlink()
    os.mkfifo(place.folder / "vault.json")
    assert refused(place.folder) == "vault.json"


def test_other_links_in_the_folder_are_nobodys_business(place, tmp_path):
    (place.folder / "notes").symlink_to(tmp_path)
    assert place.open().user.login == "equipo"


def test_two_processes(place):
    command = [sys.executable, "-c", CHILD, str(place.folder), TESTS]
    place.open()
    assert subprocess.run(command, check=False).returncode == 7
    with pytest.raises(StoreBusyError):
        open_workspace(place.folder, "equipo", PASSPHRASE, floor_kib=FLOOR_KIB)
    place.close()
    assert subprocess.run(command, check=False).returncode == 0


def test_two_processes_by_two_names_of_one_folder(place):
    command = [
        sys.executable,
        "-c",
        CHILD,
        str(place.folder / ".." / place.folder.name),
        TESTS,
    ]
    place.open()
    assert subprocess.run(command, check=False).returncode == 7


def test_a_process_that_was_killed_leaves_nothing_locked(place):
    child = CHILD.replace(".close()", "; import os; os.kill(os.getpid(), 9)")
    command = [sys.executable, "-c", child, str(place.folder), TESTS]
    assert subprocess.run(command, check=False).returncode == -9
    place.open()
