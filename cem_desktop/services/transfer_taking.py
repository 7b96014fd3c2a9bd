"""A bundle between two offices, read whole: the letter, and the case where it is to be kept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cem_desktop.crypto import hash_chain
from cem_desktop.domain.json_fields import UUID, matching
from cem_desktop.domain.letters import LetterKind
from cem_desktop.errors import BundleTamperedError, UnknownSenderError, WrongRecipientError
from cem_desktop.services.attachment_road import AttachmentTaker
from cem_desktop.services.lending import fan_out_attachment
from cem_desktop.services.taking_in import read_signed, take_revisions
from cem_desktop.storage.incoming import IncomingFeed
from cem_desktop.sync.blobs import read_begin
from cem_desktop.sync.feed import Continuation, FeedPosition
from cem_desktop.sync.header import BundleKind, FeedClass
from cem_desktop.sync.letter import Letter
from cem_desktop.sync.office_trust import OfficeTrust
from cem_desktop.sync.records import RecordType

if TYPE_CHECKING:
    from cem_desktop.services.context import Context
    from cem_desktop.storage.attachment_folder import AttachmentFolder
    from cem_desktop.storage.case_store import CaseUnit
    from cem_desktop.storage.records import SignedRevision
    from cem_desktop.sync.delivery import EndRecord
    from cem_desktop.sync.header import BundleHeader
    from cem_desktop.sync.roster import Device
    from cem_desktop.sync.trusted_set import TrustedSet

_TOKEN = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class TransferOffer:
    """What another office hands over, as a whole verified bundle says.

    Attributes:
        letter: What they write.
        office: Who gives.
        file: The file's id.
        revisions: How many signed steps it has.
        attachments: How many attachments.
        is_here: It was accepted here already.
    """

    letter: Letter
    office: str
    file: str
    revisions: int
    attachments: int
    is_here: bool


class TransferSink:
    """Takes the records of one bundle; only ``keep`` writes anything."""

    def __init__(
        self,
        unit: CaseUnit,
        context: Context,
        trusted: TrustedSet,
        folder: AttachmentFolder,
        *,
        keep: bool,
    ) -> None:
        """Read within ``unit`` what an office that ``trusted`` names has sent."""
        self._unit, self._context, self._trusted, self._keep = unit, context, trusted, keep
        self._folder = folder
        self._letter: Letter | None = None
        self._revisions: list[SignedRevision] = []
        self._laptops: OfficeTrust | None = None
        self._taker: AttachmentTaker | None = None
        self._sender: Device | None = None
        self._attachments = 0

    def begin(self, header: BundleHeader) -> TransferSink:
        """Go on only with a bundle of case data of another office."""
        start = header.start
        kinds = header.kind is BundleKind.BETWEEN_OFFICES
        if not kinds or start is None or start.feed_class is not FeedClass.CASE:
            raise WrongRecipientError(kind=str(header.kind))
        self._sender = self._trusted.roster.device(header.sender) if self._trusted.roster else None
        if self._sender is None or self._sender.office == self._context.office.id:
            raise UnknownSenderError(device=header.sender)
        known = self._unit.incoming.position(start.feed)
        self._known = known is not None
        position = FeedPosition(start.feed, known.seq, known.head.hex()) if known else None
        self._continuation = Continuation(position, start)
        self._feed = start.feed
        if self._keep:
            self._taker = AttachmentTaker(
                self._unit,
                self._unit.office,
                self._folder,
                self._context.stamp(),
                is_erased=lambda file: self._unit.erasures.of_file(file) is not None,
                pass_on=lambda _entry, begin: fan_out_attachment(
                    self._unit, self._context, begin.id
                ),
            )
        return self

    def record(self, record_type: int, body: bytes, /) -> None:
        """Take one verified record."""
        if record_type == RecordType.TRUST_DOCUMENT:
            assert self._sender is not None
            self._laptops = OfficeTrust.start(body, self._sender.signing_key)
            return
        is_news = False
        if record_type in {RecordType.LETTER, RecordType.REVISION, RecordType.BLOB_BEGIN}:
            is_news = self._continuation.accept(hash_chain.item_id(body))
        if record_type == RecordType.LETTER and self._letter is None:
            self._letter = Letter.from_bytes(body)
        elif record_type == RecordType.REVISION:
            self._revisions.append(read_signed(body))
        elif record_type in {RecordType.BLOB_BEGIN, RecordType.BLOB_CHUNK}:
            if record_type == RecordType.BLOB_BEGIN:
                self._attachments += 1
                if read_begin(body).file != self._file():
                    raise BundleTamperedError(reason="attachment of another file")
            if self._taker is not None:
                self._taker.record(record_type, body, is_news=is_news)
        elif record_type != RecordType.LETTER:
            raise BundleTamperedError(reason="record_type")

    def end(self, end: EndRecord, /) -> None:
        """The caller keeps anything only once the whole bundle has been read."""

    def finish(self, end: EndRecord) -> TransferOffer:
        """Return what came; keep the case where it is to be kept.

        Raises:
            BundleTamperedError: Revisions of another file, or not all that the letter announces.
        """
        after = self._continuation.finish(end)
        file = self._file()
        assert self._letter is not None
        assert self._sender is not None
        if any(one.content.file != file for one in self._revisions):
            raise BundleTamperedError(reason="revision of another file")
        if self._keep:
            if self._letter.kind is not LetterKind.TRANSFER:
                raise WrongRecipientError(kind=str(self._letter.kind))
            self._take(file)
            self._unit.incoming.put(
                IncomingFeed(
                    self._feed, self._sender.id, f"office/{self._sender.office}",
                    str(FeedClass.CASE), after.seq, bytes.fromhex(after.head), fork=False,
                    updated=self._context.stamp(),
                )
            )  # fmt: skip
        return TransferOffer(
            self._letter,
            self._sender.office,
            file,
            len(self._revisions),
            self._attachments,
            is_here=self._known,
        )

    def _take(self, file: str) -> None:
        """Keep token, revisions and attachments; facts, index and projection follow."""
        content = self._letter.content if self._letter else None
        assert isinstance(content, dict)
        try:
            token = matching(_TOKEN, content.get("token"))
        except ValueError as error:
            raise BundleTamperedError(reason="transfer") from error
        if content.get("revisions") != len(self._revisions) and not self._known:
            raise BundleTamperedError(reason="transfer")
        self._unit.tokens.put(file, token)
        take_revisions(self._unit, self._context, self._revisions, self._key_of, came_from="")
        if self._taker is not None:
            self._taker.finish()

    def _key_of(self, device: str) -> bytes | None:
        """Return the key of a device of any office, or of a laptop of the giving one."""
        known = self._trusted.roster.device(device) if self._trusted.roster else None
        if known is not None:
            return known.signing_key
        laptop = self._laptops.roster.device(device) if self._laptops else None
        return laptop.signing_key if laptop is not None else None

    def _file(self) -> str:
        content = self._letter.content if self._letter else None
        try:
            return matching(UUID, content.get("file") if isinstance(content, dict) else None)
        except ValueError as error:
            raise BundleTamperedError(reason="transfer") from error
