"""An open workspace: its services, and how it is closed."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from cem_desktop.domain.catalogue import Catalogue
from cem_desktop.domain.roles import WorkspaceKind
from cem_desktop.errors import CemError, StoreError
from cem_desktop.services.attachments import CaseAttachments
from cem_desktop.services.backups import Backups
from cem_desktop.services.bundle_reading import BundleReading
from cem_desktop.services.case_transfer import CaseTransfer
from cem_desktop.services.casework import Casework
from cem_desktop.services.catalogues import load_catalogue
from cem_desktop.services.conflict_desk import ConflictDesk
from cem_desktop.services.context import Context, OfficeProfile
from cem_desktop.services.correspondence import Correspondence
from cem_desktop.services.devices import Devices
from cem_desktop.services.document_printing import DocumentPrinting
from cem_desktop.services.documents import Documents
from cem_desktop.services.enrolment import Enrolment
from cem_desktop.services.exceptional import CaseTeams, Exceptional
from cem_desktop.services.exchange import Exchange
from cem_desktop.services.fichas import Fichas
from cem_desktop.services.field_road import FieldRoad
from cem_desktop.services.form_overlay import lay_over
from cem_desktop.services.guarding import Guarding
from cem_desktop.services.handover import Handover
from cem_desktop.services.headquarters import Headquarters, open_headquarters
from cem_desktop.services.identities import Identities
from cem_desktop.services.identity_answers import IdentityAnswers
from cem_desktop.services.identity_attachments import IdentityAttachments
from cem_desktop.services.identity_erasing import IdentityErasing
from cem_desktop.services.identity_files import IdentityFiles
from cem_desktop.services.identity_sheets import IdentitySheets
from cem_desktop.services.joining import Joining
from cem_desktop.services.law import Law, open_law
from cem_desktop.services.leasing import Leasing
from cem_desktop.services.network_road import NetworkRoad
from cem_desktop.services.official import OfficialTexts
from cem_desktop.services.own_access import OwnAccess
from cem_desktop.services.printing import Printing
from cem_desktop.services.purging import Purging, open_purging
from cem_desktop.services.recording import catch_up, newly_carried
from cem_desktop.services.recovery import Recovery
from cem_desktop.services.rekeying import Rekeying
from cem_desktop.services.replacing import Replacing
from cem_desktop.services.reprojecting import Reprojecting
from cem_desktop.services.reserved_codes import ReservedCodes
from cem_desktop.services.rights_review import RightsReview
from cem_desktop.services.session_pin import SessionPin
from cem_desktop.services.sync_out import SyncOut
from cem_desktop.services.trail import Trail
from cem_desktop.services.transcription import Transcription
from cem_desktop.services.users import Users
from cem_desktop.services.visit_cards import VisitCards
from cem_desktop.storage.office import StaffMember
from cem_desktop.storage.process_lock import ProcessLock


@dataclass(frozen=True)
class Workspace:
    """Everything that a window or a command may ask of an open workspace.

    Attributes:
        folder: Where it is.
        kind: Office, laptop or headquarters.
        office: Which office.
        user: Who works in it.
        catalogue: The dated catalogue.
        casework: The caseload of an office.
        conflicts: What waits to be settled after a merge.
        fichas: Filling fichas.
        identities: The identity vault.
        identity_sheets: The sheets of the identity key, and how many people it takes.
        users: Who works here and what each may do.
        own_access: The present user's passphrase and key file.
        teams: Who works with which file.
        rights_review: The review of everybody's rights every six months.
        exceptional: Files and answers opened with a written reason, and who is shown it.
        pin: The present user's PIN for short absences.
        identity_files: Which file has an identity, and what is left over.
        transcription: Typing in what was filled on paper.
        printing: Fichas on paper.
        documents: Briefs and reports: their versions and filings.
        document_printing: The same on paper, with names put in for one printing.
        handover: The change of coordinator.
        recovery: The recovery kit and the sheets of the identity key.
        attachments: Photographs, scans and PDF of coded files.
        identity_attachments: The same of the identity vault, while it is open.
        reserved_codes: Codes drawn in advance for paper.
        enrolment: Getting to know headquarters.
        devices: The office's laptops and satellites.
        replacing: Another office PC in the place of one before.
        joining: A laptop's getting to know its office.
        leasing: Files on the road: lent, asked back, given back, locked.
        field_road: Bundles between the office and its laptops.
        purging: Borrowed files that leave a laptop.
        bundle_reading: Whatever is on a stick, taken in by whom it concerns.
        exchange: The folder that is exchanged with by itself.
        visit_cards: Who she is, on one laptop, for some hours.
        sync_out: Bundles to headquarters and what comes back.
        official: Text addressed to headquarters, which waits for a confirmation.
        transfers: Cases that go to another office, or come from one.
        correspondence: Letters of headquarters.
        reprojecting: What was told by other rules, told anew.
        network_road: The network: what waits to be sent, and what lies ready to be fetched.
        headquarters: What only headquarters has, else None.
        trail: The audit trail.
        guarding: What notices a restored or copied store.
        law: What the law of personal data asks: clocks, blocking, erasure.
        backups: Backups: made, verified, planned.
    """

    folder: Path
    kind: WorkspaceKind
    office: OfficeProfile
    user: StaffMember
    catalogue: Catalogue
    casework: Casework
    conflicts: ConflictDesk
    fichas: Fichas
    identities: Identities
    identity_sheets: IdentitySheets
    users: Users
    own_access: OwnAccess
    teams: CaseTeams
    exceptional: Exceptional
    rights_review: RightsReview
    pin: SessionPin
    identity_files: IdentityFiles
    transcription: Transcription
    printing: Printing
    documents: Documents
    document_printing: DocumentPrinting
    handover: Handover
    recovery: Recovery
    attachments: CaseAttachments
    identity_attachments: IdentityAttachments
    reserved_codes: ReservedCodes
    enrolment: Enrolment
    devices: Devices
    replacing: Replacing
    joining: Joining
    leasing: Leasing
    field_road: FieldRoad
    purging: Purging
    bundle_reading: BundleReading
    exchange: Exchange
    visit_cards: VisitCards
    sync_out: SyncOut
    official: OfficialTexts
    transfers: CaseTransfer
    correspondence: Correspondence
    reprojecting: Reprojecting
    network_road: NetworkRoad
    headquarters: Headquarters | None
    trail: Trail
    guarding: Guarding
    law: Law
    backups: Backups
    context: Context = field(repr=False)
    _lock: ProcessLock = field(repr=False)

    def on_change(self, listener: Callable[[frozenset[str]], None]) -> None:
        """Call ``listener`` with the names of what changed, after every change that is kept.

        The call comes in the thread that made the change.
        """
        self.context.store.on_commit(listener)
        if self.headquarters is not None:
            self.headquarters.on_change(listener)

    def rest(self) -> None:
        """Leave the store open for the same person's PIN, and close the identity vault."""
        with contextlib.suppress(StoreError):  # closed it is; only the note of it found no room
            self.identities.close()
        self.pin.begin_rest()

    def close(self) -> None:
        """Close the stores and give the workspace back; the keys go with them."""
        with contextlib.ExitStack() as closing:  # each of them, whatever the others do
            closing.callback(self._lock.release)
            closing.callback(self.context.store.close)
            closing.callback(self._renew_guard)
            closing.callback(self._note_leaving)
            if self.headquarters is not None:
                closing.callback(self.headquarters.close)
            closing.callback(self.identities.close)
            closing.callback(self.network_road.close)

    def _note_leaving(self) -> None:
        """Note that the user left, with a seal; a disk that refuses keeps nobody from leaving."""
        with contextlib.suppress(CemError), self.context.store.write() as unit:
            self.context.note(unit, "leave", self.user.id)

    def _renew_guard(self) -> None:
        with contextlib.suppress(CemError):  # an older guard is no alarm; closing goes on
            self.guarding.renew()


def assemble(context: Context, folder: Path, lock: ProcessLock) -> Workspace:
    """Return the services of an opened store.

    Raises:
        StoreError: Headquarters' registry is missing or damaged.
    """
    with context.store.read() as unit:
        lay_over(unit, context.library)
        is_behind = bool(newly_carried(unit, context))
    if is_behind:
        with context.store.write() as unit:
            catch_up(unit, context)
    guarding = Guarding(context, folder)
    guarding.watch()
    catalogue = load_catalogue()
    identities = Identities(context)
    apart = IdentityAnswers(context, identities)
    fichas = Fichas(context, apart)
    rekeying = Rekeying(context, identities, guarding)
    users, recovery = Users(context, identities, rekeying), Recovery(context)
    documents = Documents(context, fichas)
    sync_out = SyncOut(context, guarding)
    attachments = CaseAttachments(context)
    leasing = Leasing(context)
    field_road = FieldRoad(context, guarding, leasing, attachments.folder)
    visit_cards = VisitCards(context, identities)
    visit_cards.sweep()
    bundle_reading = BundleReading(context, sync_out, field_road, visit_cards)
    identity_attachments = IdentityAttachments(context, identities)
    headquarters = None
    if context.kind is WorkspaceKind.HEADQUARTERS:
        headquarters = open_headquarters(context, folder)
    return Workspace(
        folder=folder,
        kind=context.kind,
        office=context.office,
        user=context.user,
        catalogue=catalogue,
        casework=Casework(context, apart),
        conflicts=ConflictDesk(context),
        fichas=fichas,
        identities=identities,
        identity_sheets=IdentitySheets(context, identities, rekeying),
        users=users,
        own_access=OwnAccess(context),
        teams=CaseTeams(context),
        exceptional=Exceptional(context),
        rights_review=RightsReview(context),
        pin=SessionPin(context),
        identity_files=IdentityFiles(context, identities),
        transcription=Transcription(context, fichas),
        printing=Printing(context, fichas),
        documents=documents,
        document_printing=DocumentPrinting(context, documents),
        handover=Handover(context, recovery, users),
        recovery=recovery,
        attachments=attachments,
        identity_attachments=identity_attachments,
        reserved_codes=ReservedCodes(context),
        enrolment=Enrolment(context),
        devices=Devices(context),
        replacing=Replacing(context),
        joining=Joining(context),
        leasing=leasing,
        field_road=field_road,
        bundle_reading=bundle_reading,
        exchange=Exchange(context, bundle_reading, field_road),
        visit_cards=visit_cards,
        purging=open_purging(context, rekeying, functools.partial(attachments.sweep, at_once=True)),
        sync_out=sync_out,
        network_road=NetworkRoad(context, folder, sync_out, field_road, bundle_reading),
        official=OfficialTexts(context),
        transfers=CaseTransfer(context, attachments.folder),
        correspondence=Correspondence(context),
        reprojecting=Reprojecting(context),
        headquarters=headquarters,
        trail=Trail(context, guarding),
        guarding=guarding,
        backups=Backups(context, identities, headquarters, guarding),
        law=open_law(
            context,
            functools.partial(attachments.sweep, at_once=True),
            IdentityErasing(
                context,
                identities,
                functools.partial(identity_attachments.sweep, at_once=True),
            ),
        ),
        context=context,
        _lock=lock,
    )
