"""``identity.db``: who she is, under a key of its own.

Its records carry the UUIDs of the records in ``case.db`` that they complete. Whoever writes both
commits here first: a record here without its namesake there is legal and found by a check; the
other way round a coded file would speak of an identity that nobody has.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from sqlalchemy import Connection, delete, or_, select

from cem_desktop.storage import migrations, schema
from cem_desktop.storage.attachments import Attachments
from cem_desktop.storage.drafts import Drafts
from cem_desktop.storage.office import Office
from cem_desktop.storage.records import Records
from cem_desktop.storage.store import Store, Unit, create_store, open_store

FILE_NAME = "identity.db"


class IdentityUnit(Unit):
    """One unit of work on ``identity.db``."""

    def __init__(self, connection: Connection) -> None:
        """Work on ``connection`` until the unit ends."""
        super().__init__(connection)
        self.own = Office(connection)
        self.records = Records(connection)
        self.drafts = Drafts(connection)
        self.attachments = Attachments(connection)

    def drop_file(self, file: str, records: Collection[str]) -> int:
        """Drop every row about a coded file; return how many there were.

        Args:
            file: The file.
            records: Its records in ``case.db``: a draft may name one of them and not the file.
        """
        record, revision, draft = schema.record, schema.revision, schema.draft
        mine = select(record.c.id).where(record.c.file == file)
        known = tuple(records)
        statements = (
            delete(draft).where(
                or_(
                    draft.c.file == file,
                    draft.c.record.in_(mine),
                    draft.c.record.in_(known),
                    draft.c.id.in_(known),
                )
            ),
            delete(revision).where(revision.c.record.in_(mine)),
            delete(record).where(record.c.file == file),
            delete(schema.attachment).where(schema.attachment.c.file == file),
        )
        return sum(self.connection.execute(one).rowcount for one in statements)


IdentityStore = Store[IdentityUnit]


def create_identity_store(folder: Path, key: bytes) -> IdentityStore:
    """Make ``identity.db`` in ``folder``.

    Raises:
        StoreExistsError: There is one already.
    """
    return create_store(folder / FILE_NAME, key, migrations.IDENTITY_STEPS, IdentityUnit)


def open_identity_store(folder: Path, key: bytes) -> IdentityStore:
    """Open ``identity.db`` in ``folder``.

    Raises:
        StoreError: It is missing, damaged or from a newer program.
    """
    return open_store(folder / FILE_NAME, key, migrations.IDENTITY_STEPS, IdentityUnit)
