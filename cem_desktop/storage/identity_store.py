"""``identity.db``: who she is, under a key of its own.

Its records carry the UUIDs of the records in ``case.db`` that they complete. Whoever writes both
commits here first: a record here without its namesake there is legal and found by a check; the
other way round a coded file would speak of an identity that nobody has.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection

from cem_desktop.storage import migrations
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
