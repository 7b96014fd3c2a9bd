"""Step 2: feeds of identities, for the visit card and for a case that is handed over."""

from __future__ import annotations

from typing import Any

STATEMENTS = (
    """
    CREATE TABLE feed (
        id TEXT NOT NULL,
        destination TEXT NOT NULL,
        class TEXT NOT NULL,
        created TEXT NOT NULL,
        retired INTEGER NOT NULL,
        length INTEGER NOT NULL,
        head BLOB NOT NULL,
        acked INTEGER NOT NULL,
        epoch INTEGER NOT NULL,
        PRIMARY KEY (id)
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
)


def upgrade(connection: Any) -> None:
    """Take the step, in the caller's transaction."""
    for statement in STATEMENTS:
        connection.execute(statement)
