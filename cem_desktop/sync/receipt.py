"""Receipts: headquarters says how far it has a feed, and the writer's rules on hearing it.

A receipt is cumulative, so it may be lost, repeated or overtaken without harm. Nothing is "sent"
because it was exported; only a receipt moves the acknowledgement.

The writer's rules (``apply_receipt``):

1. Headquarters has more than this feed ever had here, or another head at the same place: this store
   was restored from a backup or cloned. Begin a new feed and send everything again; headquarters
   knows what it has by its ids.
2. In the same epoch the acknowledgement only grows. A higher epoch means that headquarters itself
   was restored: believe its lower number and send again what it lost.
3. A fork is an alarm: two histories under one feed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cem_desktop.crypto.signing import Envelope, Signer, Verifier
from cem_desktop.domain import strict_json
from cem_desktop.domain.json_fields import count, matching, text
from cem_desktop.errors import TrustDocumentError
from cem_desktop.sync.feed import FeedPosition

RECEIPT_TYPE = "application/vnd.cem.receipt+json"
VERSION = 1
_FEED = re.compile(r"[0-9a-f]{32}")
_HEAD = re.compile(r"[0-9a-f]{32}|[0-9a-f]{64}")


@dataclass(frozen=True)
class Refusal:
    """A bundle that headquarters could not take: its UUID, the error's code, the entry wanted."""

    bundle: str
    code: str
    want: int | None = None


@dataclass(frozen=True)
class Receipt:
    """How far headquarters has a feed.

    Attributes:
        epoch: Which life of headquarters' registry says so; grows when it is restored.
        position: The feed, and number and head of the last entry there.
        fork: Two histories arrived under this feed; the first was kept.
        refused: Bundles of this feed that were refused since the last receipt.
        roster: The roster version at headquarters.
        issued: When, by headquarters' clock.
    """

    epoch: int
    position: FeedPosition
    fork: bool
    refused: tuple[Refusal, ...]
    roster: int
    issued: str

    def sign(self, signer: Signer) -> bytes:
        """Return the envelope that travels, signed by headquarters' receipt key."""
        payload = {
            "type": "receipt",
            "v": VERSION,
            "epoch": self.epoch,
            "feed": self.position.feed,
            "seq": self.position.seq,
            "head": self.position.head,
            "fork": self.fork,
            "refused": [_refusal_to_dict(refusal) for refusal in self.refused],
            "roster": self.roster,
            "issued": self.issued,
        }
        return Envelope.sign(RECEIPT_TYPE, strict_json.dumps(payload), [signer]).to_bytes()


def read_receipt(data: bytes, keys: Mapping[str, Verifier], *, threshold: int = 1) -> Receipt:
    """Return the receipt in an envelope, once its signature holds.

    Args:
        data: The envelope.
        keys: The keys of the role ``receipts`` in the trusted root.
        threshold: How many of them must have signed.

    Raises:
        TrustDocumentError: Not a receipt, or not signed by headquarters.
    """
    payload = Envelope.from_bytes(data).verify(RECEIPT_TYPE, keys, threshold=threshold)
    try:
        return _receipt(strict_json.loads_object(payload))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise TrustDocumentError(reason="receipt") from error


class ReceiptAction(StrEnum):
    """What the writer does on hearing a receipt."""

    ACKNOWLEDGED = "acknowledged"
    UNCHANGED = "unchanged"
    RESEND = "resend"
    NEW_FEED = "new feed"
    FORGOTTEN = "forgotten"
    IGNORED = "ignored"


@dataclass(frozen=True)
class FeedState:
    """What the writer knows of its own feed.

    Attributes:
        feed: Its identity.
        length: The number of its last entry.
        acked: The last entry that headquarters has acknowledged.
        epoch: Of the last receipt that was believed; 0 before the first.
        head_at: The head after entry n, for n from 0 to ``length``.
    """

    feed: str
    length: int
    acked: int
    epoch: int
    head_at: Callable[[int], str]


@dataclass(frozen=True)
class ReceiptOutcome:
    """What to keep after a receipt.

    Attributes:
        action: What happened.
        acked: The acknowledgement from now on.
        epoch: The epoch from now on.
        alarm: Headquarters saw a fork, or this store is behind itself: tell the coordinator.
    """

    action: ReceiptAction
    acked: int
    epoch: int
    alarm: bool = False


def apply_receipt(own: FeedState, receipt: Receipt) -> ReceiptOutcome:
    """Decide what a verified receipt means for the feed ``own``.

    A receipt of another feed is ignored: it speaks of one that this store has given up.
    """
    position = receipt.position
    if position.feed != own.feed:
        return ReceiptOutcome(ReceiptAction.IGNORED, own.acked, own.epoch)
    if position.seq > own.length or own.head_at(position.seq) != position.head:
        return ReceiptOutcome(ReceiptAction.NEW_FEED, own.acked, own.epoch, alarm=True)
    if receipt.epoch < own.epoch:
        return ReceiptOutcome(ReceiptAction.IGNORED, own.acked, own.epoch, receipt.fork)
    if receipt.epoch > own.epoch:
        action = _compare(position.seq, own.acked)
        return ReceiptOutcome(action, position.seq, receipt.epoch, receipt.fork)
    acked = max(own.acked, position.seq)
    return ReceiptOutcome(_compare(acked, own.acked), acked, own.epoch, receipt.fork)


def _compare(acked: int, before: int) -> ReceiptAction:
    if acked > before:
        return ReceiptAction.ACKNOWLEDGED
    return ReceiptAction.UNCHANGED if acked == before else ReceiptAction.RESEND


def _refusal_to_dict(refusal: Refusal) -> dict[str, Any]:
    document: dict[str, Any] = {"bundle": refusal.bundle, "code": refusal.code}
    return document if refusal.want is None else document | {"want": refusal.want}


def _receipt(document: dict[str, Any]) -> Receipt:
    if document["type"] != "receipt" or count(document["v"]) < VERSION:
        raise ValueError("not a receipt")
    feed, head = matching(_FEED, document["feed"]), matching(_HEAD, document["head"])
    seq = count(document["seq"])
    if (seq == 0) != (head == feed):
        raise ValueError("not a position")
    if not isinstance(document["fork"], bool):
        raise ValueError("not a truth value")  # noqa: TRY004  (one error of reading)
    return Receipt(
        epoch=count(document["epoch"]),
        position=FeedPosition(feed, seq, head),
        fork=document["fork"],
        refused=tuple(_refusal(entry) for entry in document["refused"]),
        roster=count(document["roster"]),
        issued=text(document["issued"]),
    )


def _refusal(entry: dict[str, Any]) -> Refusal:
    want = entry.get("want")
    return Refusal(
        text(entry["bundle"]), text(entry["code"]), None if want is None else count(want)
    )
