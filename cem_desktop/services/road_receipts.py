"""Receipts between an office and its laptops: who has how much of which feed, and what follows.

The same document and the same rules as headquarters' receipts; each device signs its own. A receipt
for a feed that was given up still counts for a bundle that was kept of it (``purging``).
"""

from __future__ import annotations

import contextlib
import uuid
from dataclasses import replace
from typing import TYPE_CHECKING

from cem_desktop.crypto.random_source import system_random
from cem_desktop.domain.destinations import OFFICE
from cem_desktop.errors import RecordMissingError
from cem_desktop.services.epochs import FIRST_EPOCH, ROAD, Epochs, begin_epoch
from cem_desktop.services.feeding import own_state
from cem_desktop.services.lease_acts import append_act, lend_again
from cem_desktop.services.lending import CASE, road_feed
from cem_desktop.services.taking_in import read_signed
from cem_desktop.storage.feeds import ID_BYTES, REVISION
from cem_desktop.storage.leases import RETURNED
from cem_desktop.sync.blobs import read_begin
from cem_desktop.sync.feed import FeedPosition
from cem_desktop.sync.lease import LeaseAct
from cem_desktop.sync.receipt import (
    Receipt,
    ReceiptAction,
    ReceiptOutcome,
    apply_receipt,
)
from cem_desktop.sync.records import RecordType

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from cem_desktop.services.context import Context
    from cem_desktop.storage.case_store import CaseUnit
    from cem_desktop.storage.feeds import Feed


def receipts_for(unit: CaseUnit, context: Context, device: str, roster: int) -> Iterator[bytes]:
    """Yield a signed receipt for every feed of a device that is known here."""
    for one in unit.incoming.all():
        if one.device != device:
            continue
        receipt = Receipt(
            epoch=Epochs.of(unit, ROAD).towards(device),
            position=FeedPosition(one.feed, one.seq, one.head.hex()),
            fork=one.fork,
            refused=(),
            roster=roster,
            issued=context.stamp(),
        )
        yield receipt.sign(context.device.signer)


def hear_receipt(
    unit: CaseUnit, context: Context, receipt: Receipt, destination: str, kind: str
) -> ReceiptOutcome:
    """Apply a verified receipt to the living feed to a destination; begin it again if need be.

    One for a feed that was never begun here, or never was that long, as far as this store knows,
    says that the store was put back: what it forgot has to be told to it (``FORGOTTEN``).
    """
    feed = unit.feeds.find(destination, kind)
    if feed is None or feed.id != receipt.position.feed:
        action = ReceiptAction.IGNORED
        if _has_forgotten(unit, context, receipt.position, destination, kind):
            action = ReceiptAction.FORGOTTEN
            unit.touched |= {"feeds"}
        return ReceiptOutcome(action, 0, 0, alarm=receipt.fork)
    outcome = apply_receipt(own_state(unit, feed), receipt)
    if outcome.action is ReceiptAction.NEW_FEED:
        begin_epoch(unit, context, ROAD)
        unit.feeds.acknowledge(feed, receipt.position.seq, feed.epoch)
        begin_road_again(unit, context, feed)
    elif max(feed.epoch, FIRST_EPOCH) < receipt.epoch:
        tell_everything(unit, context, feed, receipt.epoch)
    elif outcome.action is not ReceiptAction.IGNORED:
        unit.feeds.acknowledge(feed, outcome.acked, outcome.epoch)
    context.note(unit, "road_receipt", receipt.position.feed, outcome=str(outcome.action))
    unit.touched |= {"feeds"}
    return outcome


def _has_forgotten(
    unit: CaseUnit, context: Context, told: FeedPosition, destination: str, kind: str
) -> bool:
    """Tell whether the other side has something of a feed that was given up, and this store not."""
    if unit.feeds.learn_forgotten(told.feed, destination, kind, context.stamp()):
        begin_epoch(unit, context, ROAD)
        return True
    return unit.feeds.learn_longer(told.feed, told.seq, bytes.fromhex(told.head))


def tell_everything(unit: CaseUnit, context: Context, old: Feed, epoch: int) -> Feed:
    """Begin a new feed with all that the other side is to have, which was put back in time.

    Among it is what the other side wrote itself and lost. It knows by the ids what is news. The
    feed remembers the ``epoch`` that the other side speaks by now: once is enough.
    """
    fresh = _begin(unit, context, old, epoch)
    for entry in unit.feeds.entries(old, 1, passes_over=True):
        if entry.type in {REVISION, RecordType.LEASE} and old.destination != OFFICE:
            continue
        if entry.type != REVISION:
            fresh = unit.feeds.append(fresh, entry.body, entry.type)
    if old.destination == OFFICE:
        for revision in unit.records.revision_ids():
            with contextlib.suppress(RecordMissingError):  # its bytes were dropped by an erasure
                fresh = unit.feeds.append_revision(fresh, revision)
    else:
        for lease in unit.leases.of_device(old.destination):
            lend_again(unit, context, lease)
    unit.touched |= {"feeds"}
    return unit.feeds.current(old.destination, old.kind)


def begin_road_again(
    unit: CaseUnit, context: Context, old: Feed, without: Collection[str] = ()
) -> Feed:
    """Begin a new feed that carries what an old one told, byte for byte, in its order.

    Whoever reads it knows what is here already by the ids inside. The epoch of the reader goes
    over to it: a higher one still says that the reader was put back, and has to be told more than
    was ever told to it.

    Args:
        unit: The unit.
        context: The workspace.
        old: The feed to give up.
        without: Coded files whose revisions are left out. Those whose bytes are gone are anyhow.
    """
    fresh = _begin(unit, context, old, old.epoch)
    for entry in unit.feeds.entries(old, 1, passes_over=True):
        if entry.type == RecordType.BLOB_BEGIN and read_begin(entry.body).file in without:
            continue
        if entry.type != REVISION:
            fresh = unit.feeds.append(fresh, entry.body, entry.type)
            continue
        signed = read_signed(entry.body)
        if signed.content.file not in without:
            fresh = unit.feeds.append_revision(fresh, signed.id)
    unit.touched |= {"feeds"}
    return fresh


def _begin(unit: CaseUnit, context: Context, old: Feed, epoch: int) -> Feed:
    identifier = system_random(ID_BYTES)
    return unit.feeds.start(identifier, old.destination, old.kind, context.stamp(), epoch=epoch)


def withdraw_from_road(unit: CaseUnit, context: Context, file: str) -> None:
    """Let nothing more of a file go out, and ask it back from every laptop that holds it.

    Its bytes are not sent again; what a laptop still brings of it is not kept here.
    """
    now = context.stamp()
    for feed in unit.feeds.living():
        if feed.kind == CASE and feed.destination != OFFICE:
            begin_road_again(unit, context, feed, {file})
    for lease in unit.leases.of_file(file):
        known = lease.file == file
        ended = replace(lease, ends=now, updated=now, file=file)
        if known:
            unit.leases.put(ended)
        else:  # a satellite: only this file of it is asked back
            ended = replace(ended, id=str(uuid.uuid4()), began=now, state=RETURNED)
            unit.leases.put(ended)
        append_act(unit, road_feed(unit, lease.device, now), LeaseAct.RECALL, ended, now)
    unit.touched |= {"leases", "feeds"}
