"""A salvaged ``case.db`` made to fit together again: what hangs loose is adopted or dropped."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from cem_desktop.domain.revision import revision_id, unpack
from cem_desktop.storage import schema
from cem_desktop.storage.records import Records


class Mending:
    """Mends what a salvage wrote, in one unit of work."""

    def __init__(self, connection: Connection) -> None:
        """Work on ``connection``."""
        self._connection = connection
        self._records = Records(connection)

    def drop_unreadable_revisions(self) -> int:
        """Remove revisions whose bytes are not those that their id names; return how many.

        An erased one has no bytes, and stays.
        """
        table = schema.revision
        found = self._connection.execute(select(table.c.id, table.c.body)).all()
        bad = [row.id for row in found if row.body and not _is_revision(row.id, row.body)]
        for identifier in bad:
            self._connection.execute(delete(table).where(table.c.id == identifier))
        return len(bad)

    def adopt_revisions(self) -> int:
        """Make a record for all revisions whose own is lost; return how many records."""
        revision, record = schema.revision, schema.record
        orphans = (
            select(revision.c.record)
            .where(revision.c.record.not_in(select(record.c.id)))
            .distinct()
        )
        found = tuple(self._connection.execute(orphans).scalars())
        for identifier in found:
            kept = [one for one in self._records.revisions(identifier) if one.body]
            self._connection.execute(delete(revision).where(revision.c.record == identifier))
            for signed in kept:
                self._records.add(signed, signed.content)
        return len(found)

    def incomplete(self) -> frozenset[str]:
        """Return the records that lack revisions: all of them, or one that another builds on."""
        table = schema.revision
        named: dict[str, set[str]] = {identifier: set() for identifier in self._records.ids()}
        held: set[str] = set()
        whole: set[str] = set()
        for row in self._connection.execute(select(table.c.id, table.c.record, table.c.body)):
            held.add(row.id)
            whole.add(row.record)
            if row.body:
                named.setdefault(row.record, set()).update(unpack(row.body).parents)
        return frozenset(
            record for record, parents in named.items() if record not in whole or parents - held
        )

    def files_without_row(self) -> tuple[str, ...]:
        """Return the coded files that records speak of and that have no row of their own."""
        record, file = schema.record, schema.case_file
        statement = (
            select(record.c.file)
            .where(record.c.file.is_not(None), record.c.file.not_in(select(file.c.id)))
            .distinct()
        )
        return tuple(str(one) for one in self._connection.execute(statement).scalars())

    def drop_loose_ends(self) -> dict[str, int]:
        """Remove rows that refer to rows which are lost; return how many of each table."""
        dropped = {}
        for child, column, parent in (
            (schema.statement, "record", schema.record.c.id),
            (schema.case_index, "file", schema.case_file.c.id),
            (schema.case_member, "file", schema.case_file.c.id),
            (schema.blocked_file, "file", schema.case_file.c.id),
            (schema.review_mark, "record", schema.record.c.id),
            (schema.official_text, "record", schema.record.c.id),
            (schema.file_token, "file", schema.case_file.c.id),
            (schema.visit_card, "lease", schema.lease.c.id),
            (schema.feed_entry, "feed", schema.feed.c.id),
            (schema.incoming_head, "feed", schema.incoming_feed.c.feed),
        ):
            loose = delete(child).where(child.c[column].not_in(select(parent)))
            count = self._connection.execute(loose).rowcount
            if count:
                dropped[child.name] = count
        return dropped


def _is_revision(identifier: str, body: bytes) -> bool:
    if revision_id(body) != identifier:
        return False
    try:
        unpack(body)
    except ValueError:
        return False
    return True
