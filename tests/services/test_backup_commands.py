"""``cem backup`` and ``cem salvage`` as a script uses them."""

import json

import pytest
from simulator import PASSPHRASE, START
from typer.testing import CliRunner

from cem_desktop.cli.main import application
from cem_desktop.crypto.passphrase import KdfParameters
from cem_desktop.crypto.store_pages import PAGE_SIZE
from cem_desktop.domain.period import SetClock
from cem_desktop.domain.roles import WorkspaceKind
from cem_desktop.services.context import OfficeProfile
from cem_desktop.services.setup import NewWorkspace, create_workspace

LEAST = KdfParameters(memory_kib=64 * 1024, passes=1, lanes=4)


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "workspace"
    new = NewWorkspace(
        WorkspaceKind.OFFICE, OfficeProfile("iquitos", "Iquitos", "Loreto", ""), "equipo",
        ("coordination",), PASSPHRASE,
    )  # fmt: skip
    create_workspace(made, new, clock=SetClock(START), parameters=LEAST)
    return made


@pytest.fixture
def run(tmp_path):
    secret = tmp_path / "passphrase.txt"
    secret.write_text(PASSPHRASE)

    def invoke(*arguments):
        known = ["--login", "equipo", "--passphrase-file", str(secret)]
        return CliRunner().invoke(application, ["backup", *map(str, arguments), *known])

    return invoke


def test_create_verify_preview_and_restore(tmp_path, folder, run):
    stick = tmp_path / "stick"
    stick.mkdir()
    made = run("create", stick, "--workspace", folder, "--json")
    assert made.exit_code == 0, made.output
    file = stick / json.loads(made.stdout)["file"]
    assert file.is_file()
    verified = run("verify", file, "--workspace", folder, "--json")
    assert json.loads(verified.stdout)["lacking"] == 0
    assert json.loads(verified.stdout)["missing"] == {
        "files": 0,
        "records": 0,
        "revisions": 0,
        "revived": 0,
        "returning": 0,
    }
    shown = run("restore", file, tmp_path / "new", "--preview", "--json")
    assert json.loads(shown.stdout)["users"] == 1
    assert not (tmp_path / "new").exists()
    restored = run("restore", file, folder, "--json")
    assert json.loads(restored.stdout)["aside"].startswith(f"{folder}.before-restore-")
    assert (folder / "case.db").is_file()


def test_a_damaged_backup_is_refused(tmp_path, folder, run):
    stick = tmp_path / "stick"
    stick.mkdir()
    file = stick / json.loads(run("create", stick, "--workspace", folder, "--json").stdout)["file"]
    data = bytearray(file.read_bytes())
    data[-5000] ^= 1
    file.write_bytes(data)
    refused = run("verify", file, "--workspace", folder)
    assert refused.exception.code == "backup.damaged"


def test_a_cloud_folder_needs_a_word(tmp_path, folder, run):
    place = tmp_path / "Dropbox"
    place.mkdir()
    refused = run("create", place, "--workspace", folder)
    assert refused.exception.code == "backup.place_synced"
    assert run("create", place, "--workspace", folder, "--even-if-synced").exit_code == 0


def test_salvage_tells_what_was_lost_and_leaves_the_original(tmp_path, folder):
    path = folder / "case.db"
    data = bytearray(path.read_bytes())
    pages = len(data) // PAGE_SIZE
    data[(pages - 1) * PAGE_SIZE + 50] ^= 1
    path.write_bytes(data)
    secret = tmp_path / "passphrase.txt"
    secret.write_text(PASSPHRASE)
    out = tmp_path / "out"
    arguments = ["salvage", str(folder), str(out), "--login", "equipo",
                 "--passphrase-file", str(secret)]  # fmt: skip
    done = CliRunner().invoke(application, arguments)
    assert done.exit_code == 3, done.output
    assert f"1 of {pages}" in done.output or f"1 de {pages}" in done.output
    assert (out / "case.db").is_file()
    assert path.read_bytes() == data
    again = CliRunner().invoke(application, [*arguments, "--json"])
    assert again.exception.code == "store.exists"
