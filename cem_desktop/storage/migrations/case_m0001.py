"""First schema of case.db."""

from __future__ import annotations

from typing import Any

STATEMENTS = (
    """
    CREATE TABLE audit (
        seq INTEGER NOT NULL,
        entry BLOB NOT NULL,
        head BLOB NOT NULL,
        PRIMARY KEY (seq)
    )
    """,
    """
    CREATE TABLE case_file (
        id TEXT NOT NULL,
        code TEXT NOT NULL,
        created TEXT NOT NULL,
        author TEXT NOT NULL,
        PRIMARY KEY (id),
        UNIQUE (code)
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
        PRIMARY KEY (id)
    )
    """,
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
    CREATE TABLE journey (
        bundle TEXT NOT NULL,
        direction TEXT NOT NULL,
        kind TEXT NOT NULL,
        file TEXT NOT NULL,
        at TEXT NOT NULL,
        feed TEXT,
        first_seq INTEGER NOT NULL,
        last_seq INTEGER NOT NULL,
        records INTEGER NOT NULL,
        size INTEGER NOT NULL,
        PRIMARY KEY (bundle)
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
    CREATE TABLE staff (
        id TEXT NOT NULL,
        login TEXT NOT NULL,
        roles BLOB NOT NULL,
        active INTEGER NOT NULL,
        created TEXT NOT NULL,
        PRIMARY KEY (id),
        UNIQUE (login)
    )
    """,
    """
    CREATE TABLE trust (
        name TEXT NOT NULL,
        version INTEGER NOT NULL,
        document BLOB NOT NULL,
        PRIMARY KEY (name)
    )
    """,
    """
    CREATE TABLE case_index (
        file TEXT NOT NULL,
        code TEXT NOT NULL,
        alias TEXT,
        alias_folded TEXT,
        stage TEXT NOT NULL,
        risk TEXT,
        minor TEXT NOT NULL,
        sex TEXT,
        age_group TEXT,
        admission TEXT NOT NULL,
        opened_on TEXT,
        last_contact_on TEXT,
        next_on TEXT,
        open_conflicts INTEGER NOT NULL,
        records INTEGER NOT NULL,
        PRIMARY KEY (file),
        FOREIGN KEY(file) REFERENCES case_file (id)
    )
    """,
    """
    CREATE TABLE feed_entry (
        feed TEXT NOT NULL,
        seq INTEGER NOT NULL,
        item TEXT NOT NULL,
        body BLOB NOT NULL,
        head BLOB NOT NULL,
        PRIMARY KEY (feed, seq),
        FOREIGN KEY(feed) REFERENCES feed (id)
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
    CREATE TABLE statement (
        record TEXT NOT NULL,
        path TEXT NOT NULL,
        fact TEXT NOT NULL,
        file TEXT,
        form TEXT NOT NULL,
        value BLOB NOT NULL,
        day TEXT,
        "conflict" INTEGER NOT NULL,
        PRIMARY KEY (record, path),
        FOREIGN KEY(record) REFERENCES record (id)
    )
    """,
    """
    CREATE INDEX record_of_file ON record (file)
    """,
    """
    CREATE INDEX revision_of_record ON revision (record)
    """,
    """
    CREATE INDEX statement_of_file ON statement (file)
    """,
)


def upgrade(connection: Any) -> None:
    """Create all tables."""
    for statement in STATEMENTS:
        connection.execute(statement)
