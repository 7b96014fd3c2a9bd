"""Step 4 on a store of the version before it, with a feed under way in it."""

import secrets

from cem_desktop.crypto import hash_chain
from cem_desktop.storage import migrations
from cem_desktop.storage.case_store import CaseUnit, open_case_store
from cem_desktop.storage.engine import connect
from cem_desktop.storage.feeds import PROJECTION
from cem_desktop.storage.store import create_store

FEED = "0a" * 16
BODY = b'{"v":1}'


def test_a_feed_of_the_version_before_goes_on_where_it_was(tmp_path):
    key = secrets.token_bytes(32)
    create_store(tmp_path / "case.db", key, migrations.CASE_STEPS[:3], CaseUnit).close()
    item = hash_chain.item_id(BODY)
    head = hash_chain.link(bytes.fromhex(FEED), item)
    raw = connect(tmp_path / "case.db", key)
    raw.execute(
        "INSERT INTO feed VALUES (?, 'headquarters', 'statistical', 't0', 0, 1, ?, 0, 0)",
        (FEED, head),
    )
    raw.execute("INSERT INTO feed_entry VALUES (?, 1, ?, ?, ?)", (FEED, item.hex(), BODY, head))
    raw.commit()
    raw.close()

    store = open_case_store(tmp_path, key)
    with store.write() as unit:
        feed = unit.feeds.current("headquarters", "statistical")
        after = unit.feeds.append(feed, BODY)
        entries = list(unit.feeds.entries(after, 1))
    assert [(one.seq, one.type, one.body) for one in entries] == [
        (1, PROJECTION, BODY),
        (2, PROJECTION, BODY),
    ]
    assert (feed.head, after.length) == (head, 2)
    store.close()
    assert (tmp_path / "case.db.before-4").exists()


def test_a_revision_in_a_feed_travels_whole_and_is_kept_once(tmp_path):
    key = secrets.token_bytes(32)
    store = create_store(tmp_path / "case.db", key, migrations.CASE_STEPS, CaseUnit)
    with store.write() as unit:
        unit.connection.exec_driver_sql(
            "INSERT INTO record VALUES ('r', NULL, 'f', '1', 'a', 't', 't', 0, x'7b7d')"
        )
        unit.connection.exec_driver_sql(
            "INSERT INTO revision VALUES (?, 'r', ?, ?)", ("ab" * 32, b"{}", bytes(64))
        )
        feed = unit.feeds.start(bytes(16), "d_1", "case", "t")
        feed = unit.feeds.append_revision(feed, "ab" * 32)
        (entry,) = unit.feeds.entries(feed, 1)
        kept = unit.connection.exec_driver_sql("SELECT body FROM feed_entry").scalar_one()
    assert entry.body == bytes(64) + b"{}"
    assert kept == bytes.fromhex("ab" * 32)
    assert feed.head == hash_chain.append(bytes(16), entry.body)
    store.close()
