"""Salvage of a damaged store: every row comes back but those on the damaged pages."""

import random
import shutil
import sqlite3
from itertools import permutations

import pytest

from cem_desktop.crypto.store_pages import PAGE_SIZE
from cem_desktop.errors import StoreDamagedError
from cem_desktop.storage import migrations, salvage_pages
from cem_desktop.storage.case_store import create_case_store
from cem_desktop.storage.engine import connect
from cem_desktop.storage.salvage import _tables, salvage_store
from cem_desktop.storage.salvage_pages import LEAF, Pages

KEY = bytes(range(32))
TABLES = ("revision", "statement", "audit", "setting", "feed_entry")
SIZES = (300, 1700, 9000)


def fill(connection, first, last):
    chance = random.Random(first)
    for number in range(first, last):
        body = chance.randbytes(chance.choice(SIZES))
        name = f"{number:064x}"
        connection.execute("INSERT INTO revision VALUES (?,?,?,?)", (name, "r", body, body[:64]))
        connection.execute(
            "INSERT INTO statement VALUES (?,?,'f',NULL,'f01@1',?,NULL,0)", (name, "p", body[:90])
        )
        connection.execute("INSERT INTO audit VALUES (?,?,?)", (number + 1, body[:150], body[:32]))
        connection.execute(
            "INSERT INTO feed_entry VALUES ('f',?,?,2,?,?)", (number, name, body[:200], body[:32])
        )
        if number % 20 == 0:
            connection.execute("INSERT INTO setting VALUES (?,?)", (name, body[:40]))


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A closed store with thousands of rows."""
    folder = tmp_path_factory.mktemp("whole")
    create_case_store(folder, KEY).close()
    connection = connect(folder / "case.db", KEY)
    connection.execute("PRAGMA foreign_keys=OFF")
    connection.execute("BEGIN")
    fill(connection, 0, 2500)
    connection.execute("COMMIT")
    connection.close()
    return folder / "case.db"


def all_rows(path):
    connection = connect(path, KEY)
    try:
        return {
            table: {row[0]: row[1:] for row in connection.execute(f"SELECT rowid, * FROM {table}")}
            for table in TABLES
        }
    finally:
        connection.close()


def pages_of_rows(path):
    """Return which pages each row of the whole store needs, by the values of the row."""
    read = []

    class Watched(Pages):
        def read(self, number):
            read.append(number)
            return super().read(number)

    pages = Watched(path, KEY)
    needed = {}
    for number in range(1, pages.count + 1):
        page = pages.read(number)
        if salvage_pages.page_type(number, page) != LEAF:
            continue
        read.clear()
        for row in salvage_pages.rows_on(pages, number, page):
            needed.setdefault((row.rowid, row.values), set()).update({number, *read})
            read.clear()
    pages.close()
    return needed


def damage(path, numbers, chance):
    data = bytearray(path.read_bytes())
    for number in numbers:
        start = (number - 1) * PAGE_SIZE
        at = start + chance.randrange(PAGE_SIZE)
        data[at] ^= 1 + chance.randrange(255)
    path.write_bytes(data)


def salvaged(damaged, folder, salts=()):
    target = folder / "new.db"
    report = salvage_store(damaged, KEY, target, migrations.CASE_STEPS, lambda _d, _a: None, salts)
    return report, all_rows(target)


def stored(table, rowid, values):
    """Return a row as it stands on its page: the number of an audit entry is the row's own."""
    return (rowid, (None, *values[1:])) if table == "audit" else (rowid, values)


def test_a_whole_store_comes_back_whole(tmp_path, whole):
    report, rows = salvaged(whole, tmp_path)
    assert rows == all_rows(whole)
    assert (report.damaged, report.unknown) == (0, 0)
    assert sum(one.rows for one in report.tables.values()) == sum(map(len, rows.values()))


@pytest.mark.parametrize("seed", range(12))
def test_every_row_comes_back_but_those_on_damaged_pages(tmp_path, whole, seed):
    chance = random.Random(seed)
    damaged = tmp_path / "case.db"
    shutil.copy(whole, damaged)
    before = damaged.read_bytes()
    count = len(before) // PAGE_SIZE
    bad = set(chance.sample(range(2, count + 1), chance.choice((1, 3, 20, 120))))
    damage(damaged, bad, chance)
    hurt = damaged.read_bytes()
    report, rows = salvaged(damaged, tmp_path)
    assert damaged.read_bytes() == hurt
    assert report.damaged == len(bad)
    needed = pages_of_rows(whole)
    for table, held in all_rows(whole).items():
        expected = {
            rowid: values
            for rowid, values in held.items()
            if not needed[stored(table, rowid, values)] & bad
        }
        assert rows[table] == expected
    assert report.unknown == 0


def test_the_pages_inside_the_tree_may_all_be_lost(tmp_path, whole):
    damaged = tmp_path / "case.db"
    shutil.copy(whole, damaged)
    pages = Pages(whole, KEY)
    inside = [
        number
        for number in range(2, pages.count + 1)
        if salvage_pages.page_type(number, pages.read(number)) == salvage_pages.INTERIOR
    ]
    pages.close()
    assert len(inside) >= 5
    damage(damaged, inside, random.Random(1))
    _report, rows = salvaged(damaged, tmp_path)
    assert rows == all_rows(whole)


def test_the_first_page_may_be_lost_where_the_guard_kept_its_clear_bytes(tmp_path, whole):
    damaged = tmp_path / "case.db"
    data = bytearray(whole.read_bytes())
    salt = bytes(data[:16])
    data[:PAGE_SIZE] = bytes(PAGE_SIZE)
    damaged.write_bytes(data)
    report, rows = salvaged(damaged, tmp_path, (salt,))
    assert rows == all_rows(whole)
    assert report.damaged == 1


def test_without_them_nothing_is_guessed(tmp_path, whole):
    damaged = tmp_path / "case.db"
    damaged.write_bytes(bytes(PAGE_SIZE) + whole.read_bytes()[PAGE_SIZE:])
    with pytest.raises(StoreDamagedError):
        salvaged(damaged, tmp_path)


def test_another_key_reads_nothing(tmp_path, whole):
    with pytest.raises(StoreDamagedError):
        salvage_store(
            whole, bytes(32), tmp_path / "new.db", migrations.CASE_STEPS, lambda _d, _a: None
        )


@pytest.mark.parametrize("part", [0.9, 0.5, 0.1])
def test_what_a_cut_off_file_still_has_comes_back(tmp_path, whole, part):
    damaged = tmp_path / "case.db"
    size = int(whole.stat().st_size * part) - 77
    damaged.write_bytes(whole.read_bytes()[:size])
    last = size // PAGE_SIZE
    _report, rows = salvaged(damaged, tmp_path)
    needed = pages_of_rows(whole)
    for table, held in all_rows(whole).items():
        assert rows[table] == {
            rowid: values
            for rowid, values in held.items()
            if max(needed[stored(table, rowid, values)]) <= last
        }


@pytest.fixture
def logged(tmp_path, whole):
    """A store that was killed: what was committed last stands in its log alone."""
    folder = tmp_path / "logged"
    folder.mkdir()
    shutil.copy(whole, folder / "case.db")
    connection = connect(folder / "case.db", KEY)
    connection.execute("PRAGMA foreign_keys=OFF")
    connection.execute("PRAGMA wal_autocheckpoint=0")
    states = [all_rows(whole)]
    for first in (3000, 3100, 3200):
        connection.execute("BEGIN")
        fill(connection, first, first + 50)
        connection.execute("COMMIT")
        copied = tmp_path / f"copy-{first}"
        copied.mkdir()
        for name in ("case.db", "case.db-wal"):
            shutil.copy(folder / name, copied / name)
        states.append(all_rows(copied / "case.db"))
    image = tmp_path / "image"
    image.mkdir()
    for name in ("case.db", "case.db-wal"):
        shutil.copy(folder / name, image / name)
    connection.close()
    return image / "case.db", states


def test_whole_commits_in_the_log_come_back(tmp_path, logged):
    path, states = logged
    _report, rows = salvaged(path, tmp_path)
    assert rows == states[-1]


@pytest.mark.parametrize("seed", range(8))
def test_a_damaged_log_gives_the_commits_before_the_damage(tmp_path, logged, seed):
    path, states = logged
    log = path.with_name("case.db-wal")
    data = bytearray(log.read_bytes())
    data[random.Random(seed).randrange(len(data))] ^= 4
    log.write_bytes(data)
    _report, rows = salvaged(path, tmp_path)
    assert rows in states


def test_hostile_pages_end_and_break_nothing():
    """Pages that point at themselves, outside, or nowhere; overflow in a ring."""

    class Made:
        count = 3

        def __init__(self, page):
            self.page = page

        def read(self, number):
            return self.page if number == 3 else None

    chance = random.Random(7)
    for _ in range(3000):
        page = bytearray(chance.randbytes(PAGE_SIZE - 80))
        page[0] = chance.choice((LEAF, salvage_pages.INTERIOR))
        page[3:5] = chance.randrange(40).to_bytes(2, "big")
        page[0:4] = page[0:1] + b"\0\0\3"
        list(salvage_pages.rows_on(Made(bytes(page)), 3, bytes(page)))
        try:
            salvage_pages.children(3, bytes(page))
        except ValueError:
            continue


ALIKE = {
    "case": {
        frozenset({"case_file", "case_member"}),
        frozenset({"case_file", "blocked_file"}),
        frozenset({"case_member", "blocked_file"}),
        frozenset({"blocked_file", "exceptional_access"}),
    },
    "identity": set(),
    "registry": {frozenset({"counted_case", "refusal"})},
}
"""Tables of earlier steps whose rows may look alike; their stray pages stay unknown."""


def alike(one, other):
    """Tell whether a row of one table can look like a row of the other."""
    shared = []
    for at in range(len(one.columns)):
        values = [None, "a", b"a", 1]
        for table in (one, other):
            if at >= len(table.columns):
                return False
            if at == table.alias:
                values = [None]
            else:
                values = [
                    value
                    for value in values
                    if (value is None and not table.needed[at]) or type(value) is table.kinds[at]
                ]
        if not values:
            return False
        shared.append(values[0])
    return one.fits(tuple(shared)) and other.fits(tuple(shared))


@pytest.mark.parametrize(
    ("kind", "steps"),
    [
        ("case", migrations.CASE_STEPS),
        ("identity", migrations.IDENTITY_STEPS),
        ("registry", migrations.REGISTRY_STEPS),
    ],
)
def test_rows_of_every_two_tables_differ_in_shape(kind, steps):
    connection = sqlite3.connect(":memory:")
    for step in steps:
        step(connection)
    tables = _tables(connection)
    connection.close()
    assert all(alike(one, one) for one in tables.values())
    found = {
        frozenset({one.name, other.name})
        for one, other in permutations(tables.values(), 2)
        if alike(one, other)
    }
    assert found == ALIKE[kind]
