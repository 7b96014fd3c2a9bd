"""Headquarters' feeds of letters, one an office: written with the letter, moved by its receipts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cem_desktop.crypto.random_source import system_random
from cem_desktop.crypto.signing import Verifier, key_id
from cem_desktop.domain.destinations import OFFICE, other_office
from cem_desktop.services.feeding import own_state
from cem_desktop.storage.feeds import ID_BYTES, Feed
from cem_desktop.sync.header import FeedClass, FeedStart
from cem_desktop.sync.receipt import ReceiptAction, apply_receipt, read_receipt
from cem_desktop.sync.records import Record, RecordType

if TYPE_CHECKING:
    from cem_desktop.services.bundle_import import ImportReport
    from cem_desktop.services.context import Context
    from cem_desktop.storage.case_store import CaseUnit
    from cem_desktop.sync.letter import Letter

_OFFICIAL = str(FeedClass.OFFICIAL)


def append_letter(unit: CaseUnit, context: Context, office: str, letter: Letter) -> None:
    """Append a letter to the feed to an office; the first one begins it."""
    feed = _find(unit, office) or _start(unit, context, office)
    unit.feeds.append(feed, letter.to_bytes(), RecordType.LETTER)


def letter_feed(unit: CaseUnit, office: str) -> FeedStart | None:
    """Return where the next bundle to an office continues its feed, None where it has none."""
    feed = _find(unit, office)
    previous = unit.feeds.head_at(feed, feed.acked) if feed else None
    if feed is None or previous is None:
        return None
    return FeedStart(feed.id, FeedClass.OFFICIAL, feed.acked + 1, previous.hex(), feed.epoch)


def letter_mark(unit: CaseUnit, office: str) -> list[str | int]:
    """Return what changes when another letter waits for an office, or one was acknowledged."""
    feed = _find(unit, office)
    return [feed.id, feed.acked, feed.length] if feed else []


def letters_to(unit: CaseUnit, office: str) -> Iterator[Record]:
    """Yield the letters that no receipt of the office has covered."""
    feed = _find(unit, office)
    if feed is not None:
        for entry in unit.feeds.entries(feed, feed.acked + 1):
            yield Record(entry.type, entry.body)


def offices_written_to(unit: CaseUnit) -> tuple[str, ...]:
    """Return the offices for which letters wait."""
    begins = f"{OFFICE}/"
    return tuple(
        feed.destination.removeprefix(begins)
        for feed in unit.feeds.living()
        if feed.destination.startswith(begins) and feed.kind == _OFFICIAL and feed.waiting
    )


def take_receipts(unit: CaseUnit, context: Context, report: ImportReport) -> None:
    """Move the acknowledgement of the letters to an office by the receipts that it sent.

    Where the office has more than stands here, this store was put back to an earlier state: the
    letters go again under a new feed, and the office knows what it has by their ids.

    Raises:
        TrustDocumentError: A receipt that the office's device did not sign.
    """
    for document in report.receipts:
        receipt = read_receipt(document, {key_id(report.key): Verifier(report.key)})
        feed = _find(unit, report.office)
        if feed is None:
            continue
        outcome = apply_receipt(own_state(unit, feed), receipt)
        if outcome.action is ReceiptAction.NEW_FEED:
            _begin_again(unit, context, report.office, feed)
        elif outcome.action is not ReceiptAction.IGNORED:
            unit.feeds.acknowledge(feed, outcome.acked, outcome.epoch)
        if outcome.action is not ReceiptAction.UNCHANGED:
            context.note(unit, "receipt", receipt.position.feed, outcome=str(outcome.action))


def _begin_again(unit: CaseUnit, context: Context, office: str, old: Feed) -> None:
    feed = _start(unit, context, office)
    for entry in unit.feeds.entries(old, 1):
        feed = unit.feeds.append(feed, entry.body, entry.type)


def _find(unit: CaseUnit, office: str) -> Feed | None:
    return unit.feeds.find(other_office(office), _OFFICIAL)


def _start(unit: CaseUnit, context: Context, office: str) -> Feed:
    identifier = system_random(ID_BYTES)
    return unit.feeds.start(identifier, other_office(office), _OFFICIAL, context.stamp())
