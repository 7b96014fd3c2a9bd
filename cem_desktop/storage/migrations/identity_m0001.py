"""First schema of identity.db."""

from __future__ import annotations

from typing import Any

STATEMENTS = (
    """
    CREATE TABLE attachment (
        id TEXT NOT NULL,
        file TEXT,
        record TEXT,
        blob TEXT NOT NULL,
        "key" TEXT NOT NULL,
        name TEXT NOT NULL,
        kind TEXT NOT NULL,
        size INTEGER NOT NULL,
        sha256 TEXT NOT NULL,
        thumbnail BLOB,
        added TEXT NOT NULL,
        author TEXT NOT NULL,
        pages INTEGER NOT NULL,
        removed TEXT,
        removed_by TEXT,
        reason TEXT,
        PRIMARY KEY (id)
    )
    """,
    """
    CREATE TABLE draft (
        id TEXT NOT NULL,
        author TEXT NOT NULL,
        file TEXT,
        record TEXT,
        form TEXT NOT NULL,
        version TEXT NOT NULL,
        heads BLOB NOT NULL,
        answers BLOB NOT NULL,
        language TEXT NOT NULL,
        created TEXT NOT NULL,
        updated TEXT NOT NULL,
        paper BLOB,
        PRIMARY KEY (id)
    )
    """,
    """
    CREATE TABLE record (
        id TEXT NOT NULL,
        file TEXT,
        form TEXT NOT NULL,
        version TEXT NOT NULL,
        author TEXT NOT NULL,
        created TEXT NOT NULL,
        updated TEXT NOT NULL,
        conflicts INTEGER NOT NULL,
        state BLOB NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    """
    CREATE TABLE secret (
        name TEXT NOT NULL,
        value BLOB NOT NULL,
        created TEXT NOT NULL,
        PRIMARY KEY (name)
    )
    """,
    """
    CREATE TABLE setting (
        name TEXT NOT NULL,
        value BLOB NOT NULL,
        PRIMARY KEY (name)
    )
    """,
    """
    CREATE TABLE revision (
        id TEXT NOT NULL,
        record TEXT NOT NULL,
        body BLOB NOT NULL,
        signature BLOB NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY(record) REFERENCES record (id)
    )
    """,
    """
    CREATE INDEX attachment_of_blob ON attachment (blob)
    """,
    """
    CREATE INDEX attachment_of_file ON attachment (file)
    """,
    """
    CREATE INDEX record_of_file ON record (file)
    """,
    """
    CREATE INDEX revision_of_record ON revision (record)
    """,
)


def upgrade(connection: Any) -> None:
    """Create all tables."""
    for statement in STATEMENTS:
        connection.execute(statement)
