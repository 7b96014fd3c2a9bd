"""Step 4: the road. An entry's type; feeds that come in; leases, quarantine, reviews, letters."""

from __future__ import annotations

from typing import Any

STATEMENTS = (
    "ALTER TABLE feed_entry RENAME TO feed_entry_before",
    """
    CREATE TABLE feed_entry (
        feed TEXT NOT NULL,
        seq INTEGER NOT NULL,
        item TEXT NOT NULL,
        type INTEGER NOT NULL,
        body BLOB NOT NULL,
        head BLOB NOT NULL,
        PRIMARY KEY (feed, seq),
        FOREIGN KEY(feed) REFERENCES feed (id)
    )
    """,
    """
    INSERT INTO feed_entry (feed, seq, item, type, body, head)
    SELECT feed, seq, item, 2, body, head FROM feed_entry_before
    """,
    "DROP TABLE feed_entry_before",
    """
    CREATE TABLE file_token (
        token BLOB NOT NULL,
        file TEXT NOT NULL,
        PRIMARY KEY (file)
    )
    """,
    """
    CREATE TABLE form_version (
        form TEXT NOT NULL,
        version TEXT NOT NULL,
        xml BLOB NOT NULL,
        sha256 TEXT NOT NULL,
        issued TEXT NOT NULL,
        document BLOB NOT NULL,
        arrived TEXT NOT NULL,
        PRIMARY KEY (form, version)
    )
    """,
    """
    CREATE TABLE incoming_feed (
        feed TEXT NOT NULL,
        device TEXT NOT NULL,
        source TEXT NOT NULL,
        class TEXT NOT NULL,
        seq INTEGER NOT NULL,
        head BLOB NOT NULL,
        fork INTEGER NOT NULL,
        updated TEXT NOT NULL,
        PRIMARY KEY (feed)
    )
    """,
    """
    CREATE TABLE lease (
        id TEXT NOT NULL,
        device TEXT NOT NULL,
        file TEXT NOT NULL,
        began TEXT NOT NULL,
        ends TEXT NOT NULL,
        services BLOB NOT NULL,
        card_until TEXT,
        state TEXT NOT NULL,
        "by" TEXT NOT NULL,
        updated TEXT NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    """
    CREATE TABLE letter (
        id TEXT NOT NULL,
        direction TEXT NOT NULL,
        party TEXT NOT NULL,
        kind TEXT NOT NULL,
        about TEXT,
        at TEXT NOT NULL,
        author TEXT NOT NULL,
        read_by TEXT,
        read_at TEXT,
        body BLOB NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    """
    CREATE TABLE official_text (
        record TEXT NOT NULL,
        number INTEGER NOT NULL,
        addressee TEXT NOT NULL,
        digest TEXT NOT NULL,
        state TEXT NOT NULL,
        "by" TEXT,
        at TEXT,
        PRIMARY KEY (record, number)
    )
    """,
    """
    CREATE TABLE person (
        id TEXT NOT NULL,
        login TEXT NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    """
    CREATE TABLE quarantine (
        feed TEXT NOT NULL,
        seq INTEGER NOT NULL,
        device TEXT NOT NULL,
        type INTEGER NOT NULL,
        body BLOB NOT NULL,
        at TEXT NOT NULL,
        reason TEXT NOT NULL,
        seen_by TEXT,
        seen_at TEXT,
        PRIMARY KEY (feed, seq)
    )
    """,
    """
    CREATE TABLE review_mark (
        record TEXT NOT NULL,
        heads BLOB NOT NULL,
        findings BLOB NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (record)
    )
    """,
    """
    CREATE TABLE visit_card (
        lease TEXT NOT NULL,
        file TEXT NOT NULL,
        until TEXT NOT NULL,
        sealed BLOB NOT NULL,
        PRIMARY KEY (lease)
    )
    """,
    """
    CREATE TABLE incoming_head (
        feed TEXT NOT NULL,
        head BLOB NOT NULL,
        seq INTEGER NOT NULL,
        PRIMARY KEY (feed, seq),
        FOREIGN KEY(feed) REFERENCES incoming_feed (feed)
    )
    """,
    """
    CREATE INDEX record_in_conflict ON record (id) WHERE conflicts > 0
    """,
    """
    CREATE INDEX lease_of_device ON lease (device, file)
    """,
    """
    CREATE INDEX lease_of_file ON lease (file)
    """,
    """
    CREATE INDEX letter_about ON letter (about)
    """,
)


def upgrade(connection: Any) -> None:
    """Take the step, in the caller's transaction."""
    for statement in STATEMENTS:
        connection.execute(statement)
