"""Torn images of the log of a store, and what may come of them: a state that was committed.

A power cut leaves the write-ahead log cut off, with zeros or garbage where the disk had not written
yet, or with a bit that fell over. Whatever it is, the store opens as it was after some commit.
"""

from __future__ import annotations

import hashlib
import random
import shutil
from pathlib import Path

from cem_desktop.storage.case_store import create_case_store, open_case_store
from cem_desktop.storage.engine import connect

KEY = bytes(range(32))
TABLES = ("setting", "secret", "audit", "draft")
KINDS = ("cut off", "zeros", "garbage tail", "bit", "sector", "longer")
SECTOR = 512


def state_of(path: Path) -> str:
    """Return the digest of all rows, after both integrity checks."""
    connection = connect(path, KEY)
    try:
        assert connection.execute("PRAGMA cipher_integrity_check").fetchall() == []
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        digest = hashlib.sha256()
        for table in TABLES:
            for row in connection.execute(f"SELECT * FROM {table} ORDER BY 1"):
                digest.update(repr(row).encode())
        return digest.hexdigest()
    finally:
        connection.close()


def make_images(folder: Path, commits: int = 40) -> tuple[Path, list[str]]:
    """Make a store that was killed with all its commits in the log; return it and its states."""
    living, image, copied = folder / "living", folder / "image", folder / "copied"
    for place in (living, image, copied):
        place.mkdir()
    create_case_store(living, KEY).close()
    chance = random.Random(5)
    hold = connect(living / "case.db", KEY)
    hold.execute("PRAGMA wal_autocheckpoint=0")
    hold.execute("BEGIN")
    hold.execute("SELECT count(*) FROM setting").fetchone()  # keeps the log from being emptied
    store = open_case_store(living, KEY)
    states = []

    def remember() -> None:
        for name in ("case.db", "case.db-wal"):
            shutil.copy(living / name, copied / name)
        states.append(state_of(copied / "case.db"))

    with store.write() as unit:
        unit.office.set_setting("begin", 0)
    remember()
    for number in range(commits):
        with store.write() as unit:
            unit.office.set_setting(f"s{number}", chance.randbytes(chance.randrange(4000)).hex())
            unit.office.set_setting("counter", number)
            unit.audit.note("2026-11-24T12:00:00Z", "u-1", "save", f"r{number}")
        remember()
    for name in ("case.db", "case.db-wal"):
        shutil.copy(living / name, image / name)
    store.close()
    hold.close()
    empty = folder / "empty"
    empty.mkdir()
    shutil.copy(image / "case.db", empty / "case.db")
    states.insert(0, state_of(empty / "case.db"))
    return image, states


def tear(log: bytes, kind: str, chance: random.Random) -> bytes:
    """Return a torn log."""
    at = chance.randrange(len(log))
    if kind == "cut off":
        return log[:at]
    if kind == "zeros":
        return log[:at] + bytes(len(log) - at)
    if kind == "garbage tail":
        return log[:at] + chance.randbytes(len(log) - at)
    if kind == "longer":
        return log + chance.randbytes(chance.randrange(1, 20_000))
    data = bytearray(log)
    if kind == "bit":
        data[at] ^= 1 << chance.randrange(8)
    else:
        begin = at // SECTOR * SECTOR
        data[begin : begin + SECTOR] = chance.randbytes(SECTOR)
    return bytes(data[: len(log)])


def try_torn(image: Path, states: list[str], folder: Path, kind: str, chance: random.Random) -> int:
    """Open one torn image; return how many commits came back. Raises where that is none of them."""
    log = (image / "case.db-wal").read_bytes()
    for left in folder.iterdir():
        left.unlink()
    shutil.copy(image / "case.db", folder / "case.db")
    (folder / "case.db-wal").write_bytes(tear(log, kind, chance))
    return states.index(state_of(folder / "case.db"))
