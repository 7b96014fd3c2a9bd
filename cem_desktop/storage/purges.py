"""Borrowed files taken off a laptop: rows and bytes go; whoever lent them has them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, or_, select, update

from cem_desktop.storage import schema


@dataclass(frozen=True)
class Dropped:
    """What a purge took away: the ids of the records, and how many revisions they had."""

    records: tuple[str, ...]
    revisions: int


class Purges:
    """Purges in a unit of work."""

    def __init__(self, connection: Connection) -> None:
        """Work on ``connection``."""
        self._connection = connection

    def drop(self, file: str) -> Dropped:
        """Drop every row about a coded file; nothing of it is left but what the trail keeps.

        ``secure_delete`` overwrites the rows; the store's file is written anew afterwards.
        """
        record, revision, draft = schema.record, schema.revision, schema.draft
        of_file = select(record.c.id).where(record.c.file == file)
        ids = tuple(self._connection.execute(of_file.order_by(record.c.id)).scalars())
        counted = select(func.count()).where(revision.c.record.in_(of_file))
        dropped = Dropped(ids, self._connection.execute(counted).scalar_one())
        for statement in (
            delete(draft).where(or_(draft.c.file == file, draft.c.record.in_(of_file))),
            delete(schema.statement).where(schema.statement.c.record.in_(of_file)),
            delete(schema.review_mark).where(schema.review_mark.c.record.in_(of_file)),
            delete(schema.official_text).where(schema.official_text.c.record.in_(of_file)),
            delete(schema.letter).where(schema.letter.c.about.in_(of_file)),
            delete(revision).where(revision.c.record.in_(of_file)),
            delete(record).where(record.c.file == file),
            delete(schema.attachment).where(schema.attachment.c.file == file),
            delete(schema.case_member).where(schema.case_member.c.file == file),
            delete(schema.blocked_file).where(schema.blocked_file.c.file == file),
            delete(schema.file_token).where(schema.file_token.c.file == file),
            delete(schema.exceptional_access).where(schema.exceptional_access.c.subject == file),
            delete(schema.visit_card).where(schema.visit_card.c.file == file),
            delete(schema.case_index).where(schema.case_index.c.file == file),
            delete(schema.case_file).where(schema.case_file.c.id == file),
        ):
            self._connection.execute(statement)
        return dropped

    def empty_retired_entries(self) -> None:
        """Drop the bytes of entries of feeds that were given up: nobody asks for them any more.

        What hung on a file is named in them. Their heads stay: a receipt may still cover a bundle
        that was kept of such a feed.
        """
        retired = select(schema.feed.c.id).where(schema.feed.c.retired == 1)
        entry = schema.feed_entry
        self._connection.execute(update(entry).where(entry.c.feed.in_(retired)).values(body=b""))
