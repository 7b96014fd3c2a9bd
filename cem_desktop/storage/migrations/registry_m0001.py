"""First schema of registry.db."""

from __future__ import annotations

from typing import Any

STATEMENTS = (
    """
    CREATE TABLE arrival (
        office TEXT NOT NULL,
        bundle TEXT NOT NULL,
        at TEXT NOT NULL,
        feed TEXT,
        first_seq INTEGER NOT NULL,
        last_seq INTEGER NOT NULL,
        records INTEGER NOT NULL,
        fresh INTEGER NOT NULL,
        head BLOB NOT NULL,
        PRIMARY KEY (office, bundle)
    )
    """,
    """
    CREATE TABLE counted_case (
        office TEXT NOT NULL,
        file TEXT NOT NULL,
        opened TEXT,
        sex TEXT,
        age_group TEXT,
        unsettled INTEGER NOT NULL,
        PRIMARY KEY (office, file)
    )
    """,
    """
    CREATE TABLE counted_record (
        office TEXT NOT NULL,
        record TEXT NOT NULL,
        file TEXT,
        form TEXT NOT NULL,
        state BLOB NOT NULL,
        PRIMARY KEY (office, record)
    )
    """,
    """
    CREATE TABLE enrolled_office (
        office TEXT NOT NULL,
        name TEXT NOT NULL,
        department TEXT NOT NULL,
        ubigeo TEXT NOT NULL,
        enrolled TEXT NOT NULL,
        PRIMARY KEY (office)
    )
    """,
    """
    CREATE TABLE position (
        office TEXT NOT NULL,
        feed TEXT NOT NULL,
        device TEXT NOT NULL,
        seq INTEGER NOT NULL,
        head BLOB NOT NULL,
        fork INTEGER NOT NULL,
        updated TEXT NOT NULL,
        PRIMARY KEY (office, feed)
    )
    """,
    """
    CREATE TABLE projection (
        office TEXT NOT NULL,
        revision TEXT NOT NULL,
        pv INTEGER NOT NULL,
        record TEXT NOT NULL,
        file TEXT,
        form TEXT NOT NULL,
        body BLOB NOT NULL,
        PRIMARY KEY (office, revision)
    )
    """,
    """
    CREATE TABLE publication (
        seq INTEGER NOT NULL,
        family TEXT NOT NULL,
        at TEXT NOT NULL,
        edition BLOB NOT NULL,
        PRIMARY KEY (seq)
    )
    """,
    """
    CREATE TABLE refusal (
        office TEXT NOT NULL,
        bundle TEXT NOT NULL,
        feed TEXT NOT NULL,
        at TEXT NOT NULL,
        code TEXT NOT NULL,
        want INTEGER NOT NULL,
        PRIMARY KEY (office, bundle)
    )
    """,
    """
    CREATE INDEX counted_record_of_file ON counted_record (office, file, record)
    """,
    """
    CREATE INDEX projection_of_record ON projection (office, record, revision)
    """,
)


def upgrade(connection: Any) -> None:
    """Create all tables."""
    for statement in STATEMENTS:
        connection.execute(statement)
