"""``cem recover``: in with the kit, and rehearsing it, from the command line."""

import json

import pytest
from simulator import FLOOR_KIB, PASSPHRASE
from typer.testing import CliRunner

from cem_desktop.cli.main import application
from cem_desktop.crypto import passphrase as phrases
from cem_desktop.crypto import vault as vaults
from cem_desktop.errors import NotPermittedError, RecoveryWordsError

NEW = "cobre tambor relieve nogal fogata isla"


@pytest.fixture
def run(office, tmp_path, monkeypatch):
    """Runs a command on an office whose kit lies in a file; keys at the tests' cost are let in."""
    monkeypatch.setattr(vaults.KdfParameters.check, "__kwdefaults__", {"floor_kib": FLOOR_KIB})
    monkeypatch.setattr(
        vaults.Vault.from_bytes.__func__, "__kwdefaults__", {"floor_kib": FLOOR_KIB}
    )
    recovery = office.workspace.recovery
    kit = recovery.new_kit()
    recovery.confirm_kit(kit, [kit.words[number - 1] for number in kit.asked])
    office.close()
    files = {}
    for name, text in (("kit", " ".join(kit.words)), ("old", PASSPHRASE), ("new", NEW)):
        files[name] = tmp_path / f"{name}.txt"
        files[name].write_text(text, encoding="utf-8")

    def act(command, *more, words="kit", key="old", option="--passphrase-file"):
        arguments = ["recover", command, "--workspace", str(office.folder), "--login", "equipo"]
        arguments += [option, str(files[key])]
        if words:
            arguments += ["--words-file", str(files[words])]
        return CliRunner().invoke(application, [*arguments, *more])

    assert phrases.FLOOR_KIB > FLOOR_KIB
    return act


def test_a_kit_is_rehearsed_and_used(run):
    assert run("rehearse").exit_code == 0
    state = json.loads(run("state", words="").stdout)
    assert state["kit"]["need"] == "nothing"
    assert state["kit"]["rehearsed"]
    done = run("open", key="new", option="--new-passphrase-file")
    assert done.exit_code == 0, done.output
    assert "Iquitos" in done.stdout
    state = json.loads(run("state", words="", key="new").stdout)
    assert state["kit"]["need"] == "replace_used"


def test_wrong_words_and_unknown_users_are_refused(run):
    assert isinstance(run("rehearse", words="new").exception, RecoveryWordsError)
    refused = run("open", "--login", "nadie", key="new", option="--new-passphrase-file")
    assert isinstance(refused.exception, NotPermittedError)
