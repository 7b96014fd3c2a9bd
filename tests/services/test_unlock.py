"""Opening a workspace: the right passphrase, the wrong one, damage, newer programs."""

import json

import pytest
from simulator import FLOOR_KIB, PASSPHRASE

from cem_desktop.errors import (
    FolderNotWritableError,
    StoreBusyError,
    StoreDamagedError,
    StoreExistsError,
    StoreMissingError,
    VaultDamagedError,
    VaultTooNewError,
    WeakPassphraseError,
    WrongPassphraseError,
)
from cem_desktop.services.setup import NewWorkspace, create_workspace, suggest_passphrase
from cem_desktop.services.unlock import open_workspace


def test_the_passphrase_opens_whatever_its_accents_and_the_logins_capitals(office):
    office.close()
    workspace = open_workspace(
        office.folder, " EQUIPO ", PASSPHRASE.replace("maiz", "maíz"), floor_kib=FLOOR_KIB
    )
    assert workspace.user.login == "equipo"
    workspace.close()


@pytest.mark.parametrize(
    ("login", "passphrase"), [("equipo", "otra frase cualquiera"), ("nadie", PASSPHRASE)]
)
def test_a_wrong_login_or_passphrase_is_told_and_nothing_changes(office, login, passphrase):
    office.close()
    before = {path.name: path.read_bytes() for path in office.folder.glob("vault.json*")}
    with pytest.raises(WrongPassphraseError):
        open_workspace(office.folder, login, passphrase, floor_kib=FLOOR_KIB)
    assert {path.name: path.read_bytes() for path in office.folder.glob("vault.json*")} == before
    office.open()


def test_a_second_process_is_refused(office):
    with pytest.raises(StoreBusyError):
        open_workspace(office.folder, "equipo", PASSPHRASE, floor_kib=FLOOR_KIB)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda text: text[:-20], VaultDamagedError),
        (lambda text: text.replace('"argon2id"', '"md5"'), VaultDamagedError),
        (lambda text: text.replace('"passes":1', '"passes":9999999'), VaultDamagedError),
        (lambda text: text.replace('"version":[1,1]', '"version":[2,0]'), VaultTooNewError),
    ],
)
def test_a_vault_that_is_damaged_or_newer(office, change, error):
    office.close()
    path = office.folder / "vault.json"
    text = path.read_text()
    path.write_text(change(text))
    assert path.read_text() != text
    with pytest.raises(error):
        office.open()
    path.write_text(text)
    office.open()


def test_a_slot_of_another_office_does_not_open_this_one(world, office):
    other = world.add_office("piura", "Piura")
    for place in (office, other):
        place.close()
    stolen = json.loads((other.folder / "vault.json").read_text())
    path = office.folder / "vault.json"
    vault = json.loads(path.read_text())
    vault["slots"] = stolen["slots"]
    path.write_text(json.dumps(vault))
    with pytest.raises(WrongPassphraseError):
        office.open()


def test_missing_files_are_told_and_never_made_anew(office, tmp_path):
    office.close()
    (office.folder / "case.db").rename(tmp_path / "case.db")
    with pytest.raises(StoreMissingError):
        office.open()
    assert not (office.folder / "case.db").exists()
    (tmp_path / "case.db").rename(office.folder / "case.db")
    office.open()


def test_a_damaged_store_is_damage_not_a_wrong_passphrase(office):
    office.close()
    path = office.folder / "case.db"
    data = bytearray(path.read_bytes())
    data[100] ^= 1
    path.write_bytes(data)
    with pytest.raises(StoreDamagedError):
        office.open()
    assert path.read_bytes() == bytes(data)


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises((FolderNotWritableError, StoreMissingError)):
        open_workspace(tmp_path / "nowhere", "equipo", PASSPHRASE)


def test_a_new_workspace_never_takes_the_place_of_anything(office):
    new = NewWorkspace(office.kind, office.profile, "otra", office.roles, PASSPHRASE)
    with pytest.raises(StoreExistsError):
        create_workspace(office.folder, new)


def test_a_weak_passphrase_is_refused_before_anything_is_made(tmp_path, office):
    new = NewWorkspace(office.kind, office.profile, "otra", office.roles, "clave123")
    with pytest.raises(WeakPassphraseError):
        create_workspace(tmp_path / "new", new)
    assert not (tmp_path / "new").exists()


def test_a_suggested_passphrase_is_strong_and_typed_without_accents():
    words = suggest_passphrase().split()
    assert len(words) == 6
    assert all(word.isascii() and word.islower() for word in words)


def test_the_folder_names_nobody_and_the_vault_holds_no_key(office):
    names = {path.name for path in office.folder.iterdir()}
    assert names <= {
        "attempts.json",
        "reserve.bin",
        "case.db",
        "case.db-wal",
        "case.db-shm",
        "guard.json",
        "vault.json",
        "vault.json.bak",
        "workspace.lock",
    }
    vault = json.loads((office.folder / "vault.json").read_text())
    assert PASSPHRASE not in json.dumps(vault)
