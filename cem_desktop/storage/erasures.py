"""Erasures: bytes dropped, ids and signatures kept, and the signed document that says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, bindparam, delete, func, literal_column, or_, select, update

from cem_desktop.storage import fold, schema
from cem_desktop.storage.official_texts import SENT

# Built once: every look at a file asks for it.
_OF_FILE = (
    select(schema.erasure)
    .where(schema.erasure.c.file == bindparam("of"))
    .order_by(schema.erasure.c.at.desc())
    .limit(1)
)


@dataclass(frozen=True)
class KeptErasure:
    """An erasure as it is kept: the exact bytes of its document, and the signature over them."""

    id: str
    file: str
    at: str
    by: str
    document: bytes
    signature: bytes


class Erasures:
    """The erasures of a unit of work."""

    def __init__(self, connection: Connection) -> None:
        """Work on ``connection``."""
        self._connection = connection

    def add(self, erasure: KeptErasure) -> None:
        """Keep the document of an erasure."""
        self._connection.execute(schema.erasure.insert().values(asdict(erasure)))

    def of_file(self, file: str) -> KeptErasure | None:
        """Return the last erasure of a file, if it was erased."""
        row = self._connection.execute(_OF_FILE, {"of": file}).mappings().one_or_none()
        return KeptErasure(**row) if row else None

    def all(self) -> tuple[KeptErasure, ...]:
        """Return all erasures, the oldest first."""
        statement = select(schema.erasure).order_by(schema.erasure.c.at, schema.erasure.c.id)
        return tuple(KeptErasure(**row) for row in self._connection.execute(statement).mappings())

    def revision_ids(self, record: str) -> tuple[str, ...]:
        """Return the ids of a record's revisions, those without bytes too."""
        table = schema.revision
        statement = (
            select(table.c.id)
            .where(table.c.record == record)
            .order_by(literal_column("revision.rowid"))
        )
        return tuple(self._connection.execute(statement).scalars())

    def without_bytes(self) -> Iterator[str]:
        """Yield the ids of all revisions whose bytes were dropped."""
        table = schema.revision
        statement = select(table.c.id).where(func.length(table.c.body) == 0)
        yield from self._connection.execute(statement).scalars()

    def drafts_of(self, file: str) -> tuple[str, ...]:
        """Return the ids of everybody's drafts about a file."""
        table = schema.draft
        statement = select(table.c.id).where(table.c.file == file).order_by(table.c.id)
        return tuple(self._connection.execute(statement).scalars())

    def attachments_of(self, file: str) -> tuple[str, ...]:
        """Return the ids of the attachments of a file."""
        table = schema.attachment
        statement = select(table.c.id).where(table.c.file == file).order_by(table.c.id)
        return tuple(self._connection.execute(statement).scalars())

    def drop_bytes(self, file: str) -> None:
        """Drop everything that was written about a file; ids, hashes and signatures stay.

        What is left of a record is that it is one, of which ficha, by whom and when.
        """
        record, revision, draft = schema.record, schema.revision, schema.draft
        records = select(record.c.id).where(record.c.file == file)
        for statement in (
            update(revision).where(revision.c.record.in_(records)).values(body=b""),
            update(record)
            .where(record.c.file == file)
            .values(state=fold.pack_state(fold.EMPTY), conflicts=0),
            delete(schema.statement).where(schema.statement.c.file == file),
            delete(schema.review_mark).where(schema.review_mark.c.record.in_(records)),
            delete(schema.official_text).where(
                schema.official_text.c.record.in_(records), schema.official_text.c.state != SENT
            ),
            delete(draft).where(or_(draft.c.file == file, draft.c.record.in_(records))),
            update(schema.attachment)
            .where(schema.attachment.c.file == file)
            .values(key="", name="", thumbnail=None, reason=None),
            update(schema.exceptional_access)
            .where(schema.exceptional_access.c.subject == file)
            .values(reason=""),
            update(schema.blocked_file)
            .where(schema.blocked_file.c.file == file)
            .values(reason="", ended_reason=None),
            delete(schema.case_member).where(schema.case_member.c.file == file),
        ):
            self._connection.execute(statement)

    def drop_retired_entries(self) -> None:
        """Drop the entries of feeds that were given up: nobody asks for them any more."""
        retired = select(schema.feed.c.id).where(schema.feed.c.retired == 1)
        self._connection.execute(
            delete(schema.feed_entry).where(schema.feed_entry.c.feed.in_(retired))
        )
