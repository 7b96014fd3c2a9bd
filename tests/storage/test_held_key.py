"""A store's key goes from memory when the store closes, as far as this program holds it."""

import secrets
import subprocess
import sys

import pytest
from simulator import Place

from cem_desktop.domain.roles import WorkspaceKind
from cem_desktop.errors import WorkspaceLockedError
from cem_desktop.services.context import OfficeProfile
from cem_desktop.storage.case_store import create_case_store
from cem_desktop.storage.held_key import HeldKey


def test_a_key_that_was_forgotten_is_written_over():
    key = secrets.token_bytes(32)
    held = HeldKey(key)
    memory = held._bytes
    assert held.copy() == key
    held.forget()
    held.forget()
    assert memory == bytearray(32)
    assert held.is_gone
    assert held.copy() == b""


def test_it_never_shows_itself():
    key = secrets.token_bytes(32)
    assert key.hex() not in repr(HeldKey(key))
    assert repr(key) not in repr(HeldKey(key))


def test_a_closed_store_has_zeros_where_its_key_was(tmp_path):
    key = secrets.token_bytes(32)
    store = create_case_store(tmp_path, key)
    memory = store._key._bytes
    store.close()
    assert memory == bytearray(32)
    with pytest.raises(WorkspaceLockedError):
        store.held_key()


def test_a_renewed_key_takes_the_old_ones_place_in_memory_too(tmp_path):
    store = create_case_store(tmp_path, secrets.token_bytes(32))
    memory = store._key._bytes
    new = secrets.token_bytes(32)
    store.renew_key(new)
    assert memory == bytearray(32)
    assert store.held_key() == new
    store.close()


WIPED = """
import sys
from pathlib import Path
from cem_desktop.storage.engine import connect, wipe_memory
folder, key = Path(sys.argv[1]), bytes(range(32))
def state(name):
    connection = connect(folder / name, key)
    return int(connection.execute("PRAGMA cipher_memory_security").fetchone()[0])
before = state("one.db")
wipe_memory()
sys.exit(10 * before + state("two.db"))
"""


def test_sqlcipher_wipes_its_memory_once_it_is_told_to(tmp_path):
    command = [sys.executable, "-c", WIPED, str(tmp_path)]
    assert subprocess.run(command, check=False).returncode == 1


def test_an_office_tells_it_to(tmp_path):
    place = Place(tmp_path, OfficeProfile("iquitos", "Iquitos", "Loreto", ""), WorkspaceKind.OFFICE)
    with place.create().context.store.read() as unit:
        pragma = unit.connection.exec_driver_sql("PRAGMA cipher_memory_security")
        assert int(pragma.scalar_one()) == 1
    place.close()
