"""Step 2: codes reserved for paper, and what a draft knows of the paper that it is typed from."""

from __future__ import annotations

from typing import Any

STATEMENTS = (
    """
    CREATE TABLE reserved_code (
        code TEXT NOT NULL,
        reserved TEXT NOT NULL,
        author TEXT NOT NULL,
        PRIMARY KEY (code)
    )
    """,
    "ALTER TABLE draft ADD COLUMN paper BLOB",
)


def upgrade(connection: Any) -> None:
    """Take the step, in the caller's transaction."""
    for statement in STATEMENTS:
        connection.execute(statement)
