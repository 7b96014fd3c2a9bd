"""Review marks: records whose merged answers nobody saw together, and what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, delete, literal_column, or_, select
from sqlalchemy.dialects.sqlite import insert as upsert

from cem_desktop.domain import strict_json
from cem_desktop.domain.strict_json import JsonValue
from cem_desktop.storage import schema


@dataclass(frozen=True)
class ReviewMark:
    """That a person should look at a record.

    Attributes:
        record: Which.
        at: Since when.
        heads: The last revisions whose combination it is about.
        findings: What does not fit, as ``services.reviewing`` writes it.
    """

    record: str
    at: str
    heads: tuple[str, ...]
    findings: tuple[JsonValue, ...]


@dataclass(frozen=True)
class Unsettled:
    """A record with fields in conflict, or with a review mark."""

    record: str
    file: str | None
    form: str
    version: str
    updated: str


class Reviews:
    """The review marks of a unit of work."""

    def __init__(self, connection: Connection) -> None:
        """Work on ``connection``."""
        self._connection = connection

    def put(self, mark: ReviewMark) -> None:
        """Mark a record, in place of an earlier mark."""
        values = {
            "record": mark.record,
            "at": mark.at,
            "heads": strict_json.dumps(list(mark.heads)),
            "findings": strict_json.dumps(list(mark.findings)),
        }
        statement = upsert(schema.review_mark).values(values)
        self._connection.execute(
            statement.on_conflict_do_update(index_elements=["record"], set_=values)
        )

    def find(self, record: str) -> ReviewMark | None:
        """Return the mark of a record, if it has one."""
        table = schema.review_mark
        found = self._list(select(table).where(table.c.record == record))
        return found[0] if found else None

    def all(self) -> tuple[ReviewMark, ...]:
        """Return all marks, oldest first."""
        table = schema.review_mark
        return self._list(select(table).order_by(table.c.at, table.c.record))

    def unsettled(self) -> tuple[Unsettled, ...]:
        """Return the records that wait for somebody, those changed first before the others.

        What belongs to a blocked or erased file is not in use and not among them.
        """
        record, mark = schema.record, schema.review_mark
        blocked, erased = schema.blocked_file, schema.erasure
        aside = select(blocked.c.file).where(blocked.c.ended.is_(None)).union(select(erased.c.file))
        # Two questions, and not one with "or": each has an index, for this runs after every edit.
        disputed = select(record.c.id).where(record.c.conflicts > literal_column("0"))
        statement = (
            select(record.c.id, record.c.file, record.c.form, record.c.version, record.c.updated)
            .where(record.c.id.in_(disputed.union(select(mark.c.record))))
            .where(or_(record.c.file.is_(None), record.c.file.not_in(aside)))
            .order_by(record.c.updated, record.c.id)
        )
        return tuple(Unsettled(*row) for row in self._connection.execute(statement))

    def drop(self, record: str) -> None:
        """Take the mark off a record; without one nothing happens."""
        table = schema.review_mark
        self._connection.execute(delete(table).where(table.c.record == record))

    def _list(self, statement: Select[Any]) -> tuple[ReviewMark, ...]:
        rows = self._connection.execute(statement)
        return tuple(
            ReviewMark(
                row.record,
                row.at,
                tuple(strict_json.loads(row.heads)),
                tuple(strict_json.loads(row.findings)),
            )
            for row in rows
        )
