"""``cem users list``: who comes in, for scripts."""

import json

import pytest
from simulator import FLOOR_KIB, PASSPHRASE, phrase_of
from typer.testing import CliRunner

from cem_desktop.cli.main import application
from cem_desktop.crypto import vault as vaults
from cem_desktop.errors import NotPermittedError


@pytest.fixture
def run(office, tmp_path, monkeypatch):
    """Runs the command as a user; keys at the tests' cost are let in."""
    monkeypatch.setattr(vaults.KdfParameters.check, "__kwdefaults__", {"floor_kib": FLOOR_KIB})
    monkeypatch.setattr(
        vaults.Vault.from_bytes.__func__, "__kwdefaults__", {"floor_kib": FLOOR_KIB}
    )
    office.add_user("psico", "psychology")
    office.close()

    def invoke(login, words, *more):
        file = tmp_path / login
        file.write_text(words, encoding="utf-8")
        arguments = ["users", "list", "--workspace", str(office.folder), "--login", login]
        return CliRunner().invoke(application, [*arguments, "--passphrase-file", str(file), *more])

    return invoke


def test_it_lists_users_with_roles_and_state(run):
    lines = run("equipo", PASSPHRASE).output.splitlines()
    assert [line.split("\t")[:3] for line in lines][1] == ["psico", "active", "psychology"]
    listed = json.loads(run("equipo", PASSPHRASE, "--json").output)
    assert [one["login"] for one in listed] == ["equipo", "psico"]
    assert "passphrase" not in str(listed)


def test_who_does_not_keep_users_gets_no_list(run):
    assert isinstance(run("psico", phrase_of("psico")).exception, NotPermittedError)
