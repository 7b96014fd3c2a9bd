"""What tells whether a store holds anything else than it did: sizes and ends of its tables.

It does not move because somebody came in, looked, exported or made a backup. It moves with every
edit, draft, attachment, change of staff, keys or trust, with every loan and letter; at headquarters
with every import.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

_GROWING = (
    "revision",
    "case_file",
    "reserved_code",
    "secret",
    "erasure",
    "file_token",
    "form_version",
    "letter",
    "quarantine",
)
_CHANGING = ("staff", "trust", "blocked_file", "exceptional_access", "lease", "official_text")
_REGISTRY = (
    "arrival",
    "projection",
    "publication",
    "enrolled_office",
    "refusal",
    "official_item",
    "letter",
)


def case_state(connection: Connection) -> str:
    """Return the state of ``case.db``."""
    return "".join(_case_lines(connection))


def registry_state(connection: Connection) -> str:
    """Return the state of ``registry.db``."""
    return "".join(_ends(connection, table) for table in _REGISTRY)


def _case_lines(connection: Connection) -> Iterator[str]:
    for table in _GROWING:
        yield _ends(connection, table)
    for table in _CHANGING:
        rows = connection.exec_driver_sql(f"SELECT * FROM {table} ORDER BY 1")  # noqa: S608
        yield f"{table}:{[tuple(row) for row in rows]};"
    yield _one(connection, "case_member", "count(*), max(since)")
    yield _one(connection, "draft", "count(*), max(updated)")
    yield _one(connection, "attachment", "count(*), max(rowid), count(removed)")


def _ends(connection: Connection, table: str) -> str:
    return _one(connection, table, "count(*), max(rowid)")


def _one(connection: Connection, table: str, what: str) -> str:
    row = connection.exec_driver_sql(f"SELECT {what} FROM {table}").one()  # noqa: S608
    return f"{table}:{tuple(row)};"
