"""Step 3: teams, exceptional access, the trail's seals, attachments, blocks, erasures, backups."""

from __future__ import annotations

from typing import Any

STATEMENTS = (
    """
    CREATE TABLE audit_checkpoint (
        seq INTEGER NOT NULL,
        head BLOB NOT NULL,
        at TEXT NOT NULL,
        device TEXT NOT NULL,
        signature BLOB NOT NULL,
        PRIMARY KEY (seq)
    )
    """,
    """
    CREATE TABLE case_member (
        file TEXT NOT NULL,
        user TEXT NOT NULL,
        since TEXT NOT NULL,
        "by" TEXT NOT NULL,
        PRIMARY KEY (file, user),
        FOREIGN KEY(file) REFERENCES case_file (id)
    )
    """,
    """
    CREATE TABLE exceptional_access (
        id TEXT NOT NULL,
        kind TEXT NOT NULL,
        user TEXT NOT NULL,
        subject TEXT NOT NULL,
        reason TEXT NOT NULL,
        at TEXT NOT NULL,
        until TEXT NOT NULL,
        seen_by TEXT,
        seen_at TEXT,
        PRIMARY KEY (id)
    )
    """,
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
    CREATE TABLE blocked_file (
        file TEXT NOT NULL,
        since TEXT NOT NULL,
        "by" TEXT NOT NULL,
        reason TEXT NOT NULL,
        until TEXT,
        ended TEXT,
        ended_by TEXT,
        ended_reason TEXT,
        PRIMARY KEY (file, since),
        FOREIGN KEY(file) REFERENCES case_file (id)
    )
    """,
    """
    CREATE TABLE erasure (
        id TEXT NOT NULL,
        file TEXT NOT NULL,
        at TEXT NOT NULL,
        "by" TEXT NOT NULL,
        document BLOB NOT NULL,
        signature BLOB NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    """
    CREATE TABLE backup_run (
        id TEXT NOT NULL,
        at TEXT NOT NULL,
        "by" TEXT NOT NULL,
        file TEXT NOT NULL,
        size INTEGER NOT NULL,
        counts BLOB NOT NULL,
        mark TEXT NOT NULL,
        verified TEXT,
        lacking INTEGER NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    """
    CREATE INDEX attachment_of_file ON attachment (file)
    """,
    """
    CREATE INDEX attachment_of_blob ON attachment (blob)
    """,
)


def upgrade(connection: Any) -> None:
    """Take the step, in the caller's transaction."""
    for statement in STATEMENTS:
        connection.execute(statement)
