"""``case.db``: the store of coded files, and of everything a workspace knows of itself."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection

from cem_desktop.storage import migrations
from cem_desktop.storage.attachments import Attachments
from cem_desktop.storage.audit_trail import AuditTrail
from cem_desktop.storage.backup_runs import BackupRuns
from cem_desktop.storage.blocks import Blocks
from cem_desktop.storage.case_files import CaseFiles
from cem_desktop.storage.drafts import Drafts
from cem_desktop.storage.erasures import Erasures
from cem_desktop.storage.exceptional_access import ExceptionalAccesses
from cem_desktop.storage.feeds import Feeds
from cem_desktop.storage.form_versions import FormVersions
from cem_desktop.storage.incoming import IncomingFeeds
from cem_desktop.storage.leases import Leases
from cem_desktop.storage.letters import Letters
from cem_desktop.storage.office import Office
from cem_desktop.storage.official_texts import OfficialTexts
from cem_desktop.storage.purges import Purges
from cem_desktop.storage.quarantine import Quarantine
from cem_desktop.storage.records import Records
from cem_desktop.storage.reserved_codes import ReservedCodes
from cem_desktop.storage.reviews import Reviews
from cem_desktop.storage.store import Store, Unit, create_store, open_store
from cem_desktop.storage.teams import Teams
from cem_desktop.storage.tokens import Tokens
from cem_desktop.storage.visit_cards import VisitCards

FILE_NAME = "case.db"


class CaseUnit(Unit):
    """One unit of work on ``case.db``."""

    def __init__(self, connection: Connection) -> None:
        """Work on ``connection`` until the unit ends."""
        super().__init__(connection)
        self.office = Office(connection)
        self.case_files = CaseFiles(connection)
        self.records = Records(connection)
        self.drafts = Drafts(connection)
        self.attachments = Attachments(connection)
        self.feeds = Feeds(connection)
        self.incoming = IncomingFeeds(connection)
        self.leases = Leases(connection)
        self.quarantine = Quarantine(connection)
        self.reviews = Reviews(connection)
        self.officials = OfficialTexts(connection)
        self.letters = Letters(connection)
        self.tokens = Tokens(connection)
        self.form_versions = FormVersions(connection)
        self.reserved_codes = ReservedCodes(connection)
        self.blocks = Blocks(connection)
        self.erasures = Erasures(connection)
        self.cards = VisitCards(connection)
        self.purges = Purges(connection)
        self.audit = AuditTrail(connection)
        self.backups = BackupRuns(connection)
        self.teams = Teams(connection)
        self.exceptions = ExceptionalAccesses(connection)


CaseStore = Store[CaseUnit]


def create_case_store(folder: Path, key: bytes) -> CaseStore:
    """Make ``case.db`` in ``folder``.

    Raises:
        StoreExistsError: There is one already.
    """
    return create_store(folder / FILE_NAME, key, migrations.CASE_STEPS, CaseUnit)


def open_case_store(folder: Path, key: bytes) -> CaseStore:
    """Open ``case.db`` in ``folder``.

    Raises:
        StoreError: It is missing, damaged or from a newer program.
    """
    return open_store(folder / FILE_NAME, key, migrations.CASE_STEPS, CaseUnit)
