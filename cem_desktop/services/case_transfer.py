"""A case goes to another office: given, looked at, accepted or refused, and then out of use here.

Each hand-over is a feed of its own between the two offices: a letter that says what comes, then
every revision of the file as it was signed, and its attachments. It is sealed to the devices of the
other office alone. Nothing changes at the giving office until the other's acceptance has come back;
then the file is blocked here, and the other is told. Who she is does not travel: the identity vault
is no part of it.

A random counting token travels with the file, so that headquarters counts one person once.
"""

from __future__ import annotations

import secrets
from functools import partial
from typing import TYPE_CHECKING

from cem_desktop.crypto.random_source import system_random
from cem_desktop.domain.destinations import other_office
from cem_desktop.domain.letters import LetterKind
from cem_desktop.domain.roles import KEEP_DATA
from cem_desktop.errors import (
    FileLentError,
    InputError,
    TransferStateError,
)
from cem_desktop.services.attachment_lending import attachment_entries
from cem_desktop.services.attachment_road import AttachmentGiver
from cem_desktop.services.bundle_writing import FeedSource, header_under, journey_out, write_feed
from cem_desktop.services.device_keys import age_identities
from cem_desktop.services.feeding import project_anew
from cem_desktop.services.guarding import mark_keys_old
from cem_desktop.services.lending import CASE
from cem_desktop.services.letter_writing import new_letter
from cem_desktop.services.transfer_taking import TransferOffer, TransferSink
from cem_desktop.services.trust import load_trust
from cem_desktop.services.use_of_files import check_in_use
from cem_desktop.storage import bundle_files
from cem_desktop.storage.attachment_folder import AttachmentFolder
from cem_desktop.storage.blocks import Block
from cem_desktop.storage.feeds import BLOB_BEGIN, ID_BYTES
from cem_desktop.storage.letters import IN, OUT, KeptLetter
from cem_desktop.sync.bundle import read_bundle
from cem_desktop.sync.header import BundleKind
from cem_desktop.sync.letter import Letter
from cem_desktop.sync.records import Record, RecordType
from cem_desktop.sync.sender import OFFICE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from cem_desktop.services.bundle_writing import WrittenBundle
    from cem_desktop.services.context import Context
    from cem_desktop.storage.case_store import CaseUnit
    from cem_desktop.storage.feeds import Feed
    from cem_desktop.sync.roster import Device
    from cem_desktop.sync.trusted_set import TrustedSet

_TOKEN_BYTES = 16
_ROLE = "coordination"
_TRANSFER = "transfer"
_ANSWERS = {
    LetterKind.TRANSFER_ACCEPTED: LetterKind.TRANSFER,
    LetterKind.TRANSFER_REFUSED: LetterKind.TRANSFER,
    LetterKind.TRANSFER_REMOVED: LetterKind.TRANSFER_ACCEPTED,
}
"""What each of them answers; nothing else is heard."""


class CaseTransfer:
    """Hand-overs of this office, both ways."""

    def __init__(self, context: Context, folder: AttachmentFolder) -> None:
        """Work on the store of ``context``, whose attachments lie in ``folder``."""
        self._context, self._folder = context, folder

    @property
    def may_transfer(self) -> bool:
        """Tell whether the present user may hand a case over or take one on."""
        return bool(KEEP_DATA & set(self._context.user.roles))

    def offices(self) -> tuple[str, ...]:
        """Return the other offices that headquarters has enrolled.

        Raises:
            NotEnrolledError: Headquarters is not known yet.
        """
        with self._context.store.read() as unit:
            return tuple(sorted({one.office for one in _others(load_trust(unit), self._context)}))

    def code_of(self, file: str) -> str:
        """Return the code of a file as people read it."""
        with self._context.store.read() as unit:
            return str(unit.case_files.get(file).code)

    def give(
        self,
        file: str,
        office: str,
        text: str,
        folder: Path,
        progress: Callable[[int, int], None] | None = None,
    ) -> tuple[Path, ...]:
        """Seal a case for another office; here nothing changes until it accepts.

        Args:
            file: The file.
            office: To whom.
            text: What the other should know first; without names.
            folder: A stick or shared folder.
            progress: Told entries written and entries in all; may raise to stop.

        Raises:
            NotPermittedError: The user is not coordination.
            InputError: No words, or an office that is not enrolled.
            FileLentError: It is out on a laptop; that must come back first.
            FileBlockedError: It is out of use.
            DiskFullError: No room.
        """
        self._context.require(KEEP_DATA, "transfer", file)
        if not text.strip():
            raise InputError(missing="text")
        with self._context.store.write() as unit:
            check_in_use(unit, file)
            if not any(one.office == office for one in _others(load_trust(unit), self._context)):
                raise InputError(missing="office")
            if any(lease.file == file for lease in unit.leases.of_file(file)):
                raise FileLentError(file=file)
            self._begin(unit, file, office, text.strip())
        return self._write(file, office, folder, progress)

    def look(self, path: Path) -> TransferOffer:
        """Read a hand-over whole and say what it is; nothing is kept.

        Raises:
            NotPermittedError: The user is not coordination.
            BundleError: It was refused whole.
        """
        self._context.require(KEEP_DATA, "take_transfer", "")
        with self._context.store.read() as unit:
            return self._read(unit, path, keep=False)

    def accept(self, path: Path, folder: Path) -> tuple[Path, ...]:
        """Take a case on, and write the acceptance for the office that gave it.

        Raises:
            NotPermittedError: The user is not coordination.
            BundleError: It was refused whole; nothing of it was kept.
        """
        self._context.require(KEEP_DATA, "take_transfer", "")
        with self._folder.at_rest(), self._context.store.write() as unit:
            offer = self._read(unit, path, keep=True)
            self._take_back(unit, offer.file)
            self._reply(unit, offer, LetterKind.TRANSFER_ACCEPTED, "")
            self._context.note(
                unit, "transfer_in", offer.file, office=offer.office, revisions=offer.revisions
            )
            unit.touched |= {"case_files", "records", "letters"}
        return self._write(offer.file, offer.office, folder, None)

    def refuse(self, path: Path, reason: str, folder: Path) -> tuple[Path, ...]:
        """Say that a case is not taken on, and why; nothing of it is kept.

        Raises:
            NotPermittedError: The user is not coordination.
            InputError: No reason.
            BundleError: It was refused whole.
        """
        self._context.require(KEEP_DATA, "take_transfer", "")
        if not reason.strip():
            raise InputError(missing="reason")
        with self._context.store.write() as unit:
            offer = self._read(unit, path, keep=False)
            if offer.is_here:
                raise TransferStateError(file=offer.file)
            self._reply(unit, offer, LetterKind.TRANSFER_REFUSED, reason.strip())
            self._context.note(unit, "transfer_refused", offer.file, office=offer.office)
        return self._write(offer.file, offer.office, folder, None)

    def hear(self, path: Path, folder: Path | None = None) -> LetterKind:
        """Take in what the other office answers; after an acceptance the file is out of use here.

        Then a removal receipt is written for the other office, which files it when it hears it, and
        the keys of this store are due for renewal, so that no earlier copy of it opens with keys of
        today.

        Args:
            path: The other office's bundle.
            folder: Where the removal receipt goes; only an acceptance needs it.

        Raises:
            NotPermittedError: The user is not coordination.
            BundleError: It was refused whole.
            TransferStateError: It answers nothing that was written from here.
            InputError: An acceptance, and no folder for the removal receipt.
        """
        self._context.require(KEEP_DATA, "take_transfer", "")
        with self._context.store.write() as unit:
            offer = self._read(unit, path, keep=False)
            kind = offer.letter.kind
            if not _answers_ours(unit, offer):
                raise TransferStateError(file=offer.file)
            if kind is LetterKind.TRANSFER_ACCEPTED and folder is None:
                raise InputError(missing="folder")
            if self._keep_letter(unit, offer, offer.letter):
                self._heed(unit, offer)
            unit.touched |= {"case_files", "letters"}
        if kind is LetterKind.TRANSFER_ACCEPTED and folder is not None:
            self._write(offer.file, offer.office, folder, None)
        return kind

    def _heed(self, unit: CaseUnit, offer: TransferOffer) -> None:
        """Do what an answer that is news asks for."""
        if offer.letter.kind is LetterKind.TRANSFER_ACCEPTED:
            self._remove(unit, offer)
        elif offer.letter.kind is LetterKind.TRANSFER_REMOVED:
            self._context.note(unit, "transfer_removed", offer.file, office=offer.office)
        else:
            feed = unit.feeds.find(_destination(offer.office, offer.file), CASE)
            if feed is not None:
                unit.feeds.retire(feed)
            self._context.note(unit, "transfer_refused", offer.file, office=offer.office)

    def _begin(self, unit: CaseUnit, file: str, office: str, text: str) -> None:
        """Begin the feed of a hand-over: the letter, the revisions, the attachments."""
        unit.tokens.put(file, secrets.token_hex(_TOKEN_BYTES))
        project_anew(unit, self._context, file)
        revisions = [
            one.id
            for record in unit.records.of_file(file)
            for one in unit.records.revisions(record.id)
        ]
        attached = tuple(attachment_entries(unit, self._context, file, None))
        letter = self._letter(
            LetterKind.TRANSFER,
            text,
            {
                "file": file,
                "token": unit.tokens.of_file(file),
                "revisions": len(revisions),
                "attachments": len(attached),
            },
        )
        feed = unit.feeds.start(
            system_random(ID_BYTES), _destination(office, file), CASE, self._context.stamp()
        )
        feed = unit.feeds.append(feed, letter.to_bytes(), RecordType.LETTER)
        for revision in revisions:
            feed = unit.feeds.append_revision(feed, revision)
        for entry in attached:
            feed = unit.feeds.append(feed, entry, BLOB_BEGIN)
        self._keep_own(unit, office, letter, file)
        self._context.note(unit, "transfer_out", file, office=office, revisions=len(revisions))
        unit.touched |= {"feeds", "letters"}

    def _reply(self, unit: CaseUnit, offer: TransferOffer, kind: LetterKind, text: str) -> None:
        """Append an answer to the feed to the other office; an answer given once stays."""
        destination = _destination(offer.office, offer.file)
        answered = {Letter.from_bytes(one.body).answers for one in unit.letters.all(OUT)}
        if offer.letter.id in answered:
            return
        letter = self._letter(kind, text, {"file": offer.file}, offer.letter.id)
        feed = unit.feeds.start(system_random(ID_BYTES), destination, CASE, self._context.stamp())
        unit.feeds.append(feed, letter.to_bytes(), RecordType.LETTER)
        self._keep_letter(unit, offer, offer.letter)
        self._keep_own(unit, offer.office, letter, offer.file)

    def _take_back(self, unit: CaseUnit, file: str) -> None:
        """Bring a file into use again that was once given away from here."""
        block = unit.blocks.of_file(file)
        if block is not None and block.reason.startswith(f"{_TRANSFER}: "):
            unit.blocks.end(file, self._context.stamp(), self._context.user.id, _TRANSFER)

    def _remove(self, unit: CaseUnit, offer: TransferOffer) -> None:
        """Take the file out of use here, and tell the other office."""
        now, by = self._context.stamp(), self._context.user.id
        if unit.blocks.of_file(offer.file) is None:
            unit.blocks.add(Block(offer.file, now, by, f"{_TRANSFER}: {offer.office}", None))
        letter = self._letter(
            LetterKind.TRANSFER_REMOVED, "", {"file": offer.file}, offer.letter.id
        )
        destination = _destination(offer.office, offer.file)
        feed = unit.feeds.start(system_random(ID_BYTES), destination, CASE, now)
        unit.feeds.append(feed, letter.to_bytes(), RecordType.LETTER)
        self._keep_own(unit, offer.office, letter, offer.file)
        mark_keys_old(unit, self._context)
        self._context.note(unit, "transfer_done", offer.file, office=offer.office)

    def _letter(
        self,
        kind: LetterKind,
        text: str,
        content: dict[str, str | int | None],
        answers: str | None = None,
    ) -> Letter:
        return new_letter(self._context, kind, _ROLE, text, answers=answers, content=dict(content))

    def _keep_own(self, unit: CaseUnit, office: str, letter: Letter, file: str) -> None:
        unit.letters.add(
            KeptLetter(
                letter.id, OUT, office, str(letter.kind), file, letter.to_bytes(), letter.at,
                letter.author,
            )
        )  # fmt: skip

    def _keep_letter(self, unit: CaseUnit, offer: TransferOffer, letter: Letter) -> bool:
        """Keep what came, as read by who took it in; say whether it was news."""
        return unit.letters.add(
            KeptLetter(
                letter.id, IN, offer.office, str(letter.kind), offer.file, letter.to_bytes(),
                letter.at, letter.author, self._context.user.id, self._context.stamp(),
            )
        )  # fmt: skip

    def _read(self, unit: CaseUnit, path: Path, *, keep: bool) -> TransferOffer:
        trusted = load_trust(unit)
        sink = TransferSink(unit, self._context, trusted, self._folder, keep=keep)
        with bundle_files.open_bundle_file(path) as source:
            end = read_bundle(source, age_identities(unit), trusted.sender, sink.begin)
        return sink.finish(end)

    def _write(
        self,
        file: str,
        office: str,
        folder: Path,
        progress: Callable[[int, int], None] | None,
    ) -> tuple[Path, ...]:
        with self._context.store.read() as unit:
            trusted = load_trust(unit)
            feed = unit.feeds.current(_destination(office, file), CASE)
            recipients = [
                one.age_case for one in _others(trusted, self._context) if one.office == office
            ]
            roster = unit.office.trust("office_roster")
            source = FeedSource(
                unit,
                feed,
                tuple(recipients),
                partial(header_under, trusted, self._context, BundleKind.BETWEEN_OFFICES),
                AttachmentGiver(unit, unit.office, self._folder),
                lambda: _front(roster.document if roster else None),
            )
            written = write_feed(
                self._context, folder, source, lambda one: self._keep_journey(feed, one), progress
            )
        return tuple(one.path for one in written)

    def _keep_journey(self, feed: Feed, one: WrittenBundle) -> None:
        journey = journey_out(self._context, _TRANSFER, feed, one)
        with self._context.store.write() as unit:
            unit.office.add_journey(journey)
            self._context.note(unit, "export", one.bundle, records=one.entries)


def _front(roster: bytes | None) -> Iterator[Record]:
    """Yield the office roster: by it the other office knows the laptops that signed revisions."""
    if roster is not None:
        yield Record(RecordType.TRUST_DOCUMENT, roster)


def _answers_ours(unit: CaseUnit, offer: TransferOffer) -> bool:
    """Tell whether a letter answers one that went from here to this office about this file."""
    own = unit.letters.get(offer.letter.answers or "")
    return (
        own is not None
        and (own.direction, own.party, own.about) == (OUT, offer.office, offer.file)
        and own.kind == _ANSWERS.get(offer.letter.kind)
    )


def _destination(office: str, file: str) -> str:
    return f"{other_office(office)}/{file}"


def _others(trusted: TrustedSet, context: Context) -> list[Device]:
    devices = trusted.roster.devices if trusted.roster else ()
    own = context.office.id
    return [one for one in devices if one.is_active and one.role == OFFICE and one.office != own]
