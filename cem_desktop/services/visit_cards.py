"""Cards for a visit: who she is and how to reach her safely, on one laptop, for some hours.

Off unless coordination asks for one while lending, and written only while the identity vault is
open: a card is a few answers of F03, sealed in a file of its own, of the class identity, to the
laptop's identity key. The laptop keeps it sealed, opens it in memory, notes every look, and drops
it when its hours are over, or its case has gone.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cem_desktop.crypto import sealing
from cem_desktop.crypto.random_source import system_random
from cem_desktop.domain import strict_json
from cem_desktop.domain.json_fields import INSTANT, UUID, matching, text
from cem_desktop.domain.roles import LEND, WorkspaceKind
from cem_desktop.errors import (
    BundleTamperedError,
    IdentityClosedError,
    RecordMissingError,
    WrongRecipientError,
)
from cem_desktop.services.answer_words import answer_words
from cem_desktop.services.bundle_writing import new_header
from cem_desktop.services.device_keys import find_identity_key
from cem_desktop.services.filling import open_session
from cem_desktop.services.identity_creation import CUSTODY
from cem_desktop.services.identity_files import FORM
from cem_desktop.services.lease_locks import latest_instant, locked_files
from cem_desktop.services.trust import load_office_trust
from cem_desktop.storage import bundle_files
from cem_desktop.storage.feeds import ID_BYTES
from cem_desktop.storage.leases import EVERY_FILE, OUT
from cem_desktop.storage.visit_cards import VisitCard
from cem_desktop.sync.bundle import read_bundle, write_bundle
from cem_desktop.sync.header import BundleHeader, BundleKind, FeedClass, FeedStart
from cem_desktop.sync.records import Record, RecordType

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from cem_desktop.domain.strict_json import JsonValue
    from cem_desktop.services.context import Context
    from cem_desktop.services.identities import Identities
    from cem_desktop.storage.case_store import CaseUnit
    from cem_desktop.storage.leases import Lease
    from cem_desktop.sync.delivery import EndRecord
    from cem_desktop.sync.office_trust import OfficeTrust

_ASKED: Final = (
    "who/names",
    "who/first_surname",
    "who/second_surname",
    "who/called",
    "reach/address",
    "reach/address_known",
)
_PHONES: Final = "reach/phone"
_OF_PHONE: Final = ("number", "of", "safe_hours", "say", "messages")
_VERSION: Final = 1
_MOST_LINES: Final = 100


@dataclass(frozen=True)
class CardView:
    """A card that somebody looks at: questions and answers in words, and until when."""

    lines: tuple[tuple[str, str], ...]
    until: str


@dataclass(frozen=True)
class CardsBrought:
    """How many cards a bundle brought that are kept now."""

    cards: int


class VisitCards:
    """Cards that an office sends, or that a laptop keeps."""

    def __init__(self, context: Context, identities: Identities) -> None:
        """Send from the vault of ``context``'s workspace, or keep in its store."""
        self._context, self._identities = context, identities

    def may_send(self) -> bool:
        """Tell whether the present user may let a card go along: she lends and keeps identities."""
        roles = set(self._context.user.roles)
        return bool(LEND & roles) and CUSTODY in roles

    def due(self, device: str) -> int:
        """Return how many cards go to a laptop, if the vault is open when its bundle is written."""
        with self._context.store.read() as unit:
            return len(self._wanted(unit, device))

    def export(self, device: str, folder: Path) -> Path | None:
        """Write the cards that are due for a laptop into a file of their own; None for no card.

        Raises:
            IdentityClosedError: The vault is closed.
            NotPermittedError: The user does not keep identities.
            DiskFullError: No room; nothing is left behind.
        """
        context = self._context
        context.require(frozenset({CUSTODY}), "send_card", device)
        with context.store.read() as unit:
            wanted, trust = self._wanted(unit, device), load_office_trust(unit)
        known = trust.roster.device(device)
        if not wanted or known is None or known.age_ident is None:
            return None
        if not self._identities.is_open:
            raise IdentityClosedError
        cards = [card for lease in wanted if (card := self._card(lease)) is not None]
        if not cards:
            return None
        header = self._header(trust)
        recipients = [known.age_ident]
        content = [Record(RecordType.LETTER, one) for one in cards]
        path, _size = bundle_files.write_bundle_file(
            folder,
            lambda target: _ignore(
                write_bundle(target, header, content, context.device.signer, recipients)
            ),
        )
        with context.store.write() as unit:
            for lease in wanted:
                context.note(unit, "send_card", lease.file, device=device, lease=lease.id)
        return path

    def receive(self, path: Path) -> CardsBrought:
        """Keep the cards of a bundle of the office, still sealed.

        Raises:
            BundleError: It was refused whole.
            NotPermittedError: This is no laptop.
        """
        context = self._context
        if context.kind is not WorkspaceKind.LAPTOP:
            raise context.deny("receive_card", "")
        with context.store.read() as unit:
            trust, key = load_office_trust(unit), find_identity_key(unit)
        sink = _CardSink()
        with bundle_files.open_bundle_file(path) as source:
            read_bundle(source, [key] if key else [], trust.sender, sink.begin)
        kept = 0
        with context.store.write() as unit:
            for body in sink.cards:
                kept += self._keep(unit, body, key or "")
            unit.touched |= {"leases"}
        return CardsBrought(kept)

    def files(self) -> frozenset[str]:
        """Return the files of which a card lies here; those whose hours are over are dropped."""
        self.sweep()
        with self._context.store.read() as unit:
            return frozenset(one.file for one in unit.cards.all())

    def look(self, file: str) -> CardView:
        """Open the card of a file, in memory; that it was looked at is noted.

        Raises:
            RecordMissingError: None is here, or its hours are over.
            WorkspaceLockedError: The store was closed.
        """
        self.sweep()
        with self._context.store.write() as unit:
            found = next((one for one in unit.cards.all() if one.file == file), None)
            key = find_identity_key(unit)
            if found is None or key is None or file in locked_files(unit, self._context):
                raise RecordMissingError(card=file)
            self._context.note(unit, "view_card", file, lease=found.lease)
        return CardView(_read_card(_opened(found.sealed, key)).lines, found.until)

    def sweep(self) -> int:
        """Drop the cards whose hours are over or whose case has gone; return how many."""
        with self._context.store.read() as unit:
            now, over = latest_instant(unit, self._context), locked_files(unit, self._context)
            ended = [one for one in unit.cards.all() if one.until <= now or one.file in over]
        if ended:
            with self._context.store.write() as unit:
                for one in ended:
                    unit.cards.drop(one.lease)
                    self._context.note(unit, "drop_card", one.file, lease=one.lease)
                unit.touched |= {"leases"}
        return len(ended)

    def _wanted(self, unit: CaseUnit, device: str) -> list[Lease]:
        now = latest_instant(unit, self._context)
        return [
            one
            for one in unit.leases.of_device(device, OUT)
            if one.card_until is not None and one.card_until > now and one.file != EVERY_FILE
        ]

    def _card(self, lease: Lease) -> bytes | None:
        """Return the card of a lease; None where the vault keeps nothing of its file."""
        with self._identities.read() as unit:
            held = [one for one in unit.records.of_file(lease.file) if one.form == FORM]
        if not held:
            return None
        lines = [list(line) for line in self._lines(held[0].state.values())]
        return strict_json.dumps(
            {
                "v": _VERSION,
                "kind": "card",
                "lease": lease.id,
                "file": lease.file,
                "until": lease.card_until,
                "at": self._context.stamp(),
                "lines": lines,
            }
        )

    def _lines(self, answers: Mapping[str, JsonValue]) -> Iterator[tuple[str, str]]:
        """Yield the questions that a visit needs and their answers, in words."""
        definition = self._context.library.definition(FORM)
        session = open_session(definition, self._context.clock, answers=answers, with_identity=True)
        phones = [f"{_PHONES}/{row}/{one}" for row in session.rows(_PHONES) for one in _OF_PHONE]
        for path in (*_ASKED, *phones):
            node = session.node(path)
            if node.question is not None:
                words = answer_words(node.question, node, node.value)
                if words:
                    yield node.label, words

    def _header(self, trust: OfficeTrust) -> BundleHeader:
        feed = system_random(ID_BYTES).hex()
        start = FeedStart(feed, FeedClass.IDENTITY, 1, feed)
        return new_header(self._context, BundleKind.TO_LAPTOP, start, roster=trust.roster.version)

    def _keep(self, unit: CaseUnit, body: bytes, key: str) -> bool:
        """Keep one card, if its case is out to this laptop and its hours are not over."""
        card = _read_card(body)
        lease = unit.leases.find(card.lease)
        now = latest_instant(unit, self._context)
        is_ours = lease is not None and lease.state == OUT and lease.file == card.file
        if not is_ours or card.until <= now:
            return False
        before = next((one for one in unit.cards.all() if one.lease == card.lease), None)
        if before is not None and _read_card(_opened(before.sealed, key)).at >= card.at:
            return False
        sealed = io.BytesIO()
        sealing.seal_stream(io.BytesIO(body), sealed, [sealing.recipient_of(key)])
        unit.cards.put(VisitCard(card.lease, card.file, card.until, sealed.getvalue()))
        self._context.note(unit, "receive_card", card.file, lease=card.lease)
        return True


@dataclass(frozen=True)
class _Card:
    lease: str
    file: str
    until: str
    at: str
    lines: tuple[tuple[str, str], ...]


class _CardSink:
    """Takes the cards of a bundle; they are few and small."""

    def __init__(self) -> None:
        self.cards: list[bytes] = []

    def begin(self, header: BundleHeader) -> _CardSink:
        start = header.start
        if header.kind is not BundleKind.TO_LAPTOP or start is None:
            raise WrongRecipientError(kind=str(header.kind))
        if start.feed_class is not FeedClass.IDENTITY:
            raise WrongRecipientError(feed_class=str(start.feed_class))
        return self

    def record(self, record_type: int, body: bytes, /) -> None:
        if record_type != RecordType.LETTER:
            raise BundleTamperedError(reason="case data among cards")
        self.cards.append(body)

    def end(self, end: EndRecord, /) -> None:
        """The caller keeps them once the whole bundle has been read."""


def _read_card(body: bytes) -> _Card:
    try:
        document = strict_json.loads_object(body)
        if document["kind"] != "card" or len(document["lines"]) > _MOST_LINES:
            raise ValueError("not a card")  # noqa: TRY301  (one error of reading)
        return _Card(
            matching(UUID, document["lease"]),
            matching(UUID, document["file"]),
            matching(INSTANT, document["until"]),
            matching(INSTANT, document["at"]),
            tuple((text(label), text(words)) for label, words in document["lines"]),
        )
    except (ValueError, TypeError, KeyError) as error:
        raise BundleTamperedError(reason="card") from error


def _opened(sealed: bytes, key: str) -> bytes:
    opened = io.BytesIO()
    sealing.open_stream(io.BytesIO(sealed), opened, [key])
    return opened.getvalue()


def _ignore(_summary: object) -> None:
    return None
