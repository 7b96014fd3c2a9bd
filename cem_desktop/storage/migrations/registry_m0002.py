"""Step 2: official texts and letters, counting tokens."""

from __future__ import annotations

from typing import Any

STATEMENTS = (
    """
    CREATE TABLE counted_token (
        office TEXT NOT NULL,
        file TEXT NOT NULL,
        token TEXT NOT NULL,
        PRIMARY KEY (office, file)
    )
    """,
    """
    CREATE TABLE letter (
        id TEXT NOT NULL,
        office TEXT NOT NULL,
        kind TEXT NOT NULL,
        about TEXT,
        body BLOB NOT NULL,
        at TEXT NOT NULL,
        author TEXT NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    """
    CREATE TABLE official_item (
        office TEXT NOT NULL,
        role TEXT NOT NULL,
        record TEXT NOT NULL,
        number INTEGER NOT NULL,
        file TEXT,
        form TEXT NOT NULL,
        body BLOB NOT NULL,
        at TEXT NOT NULL,
        state TEXT NOT NULL,
        PRIMARY KEY (office, role, record, number)
    )
    """,
    """
    CREATE INDEX counted_token_of ON counted_token (token)
    """,
    """
    CREATE INDEX letter_about ON letter (about)
    """,
    """
    CREATE INDEX official_item_of_role ON official_item (role, state)
    """,
)


def upgrade(connection: Any) -> None:
    """Take the step, in the caller's transaction."""
    for statement in STATEMENTS:
        connection.execute(statement)
