"""Broken variants of the program: each replaces one rule by a plausible mistake.

A simulation that finds nothing in them would prove nothing. They are planted in the modules where
the rule is called, for the length of a ``with``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from cem_desktop.services import (
    bundle_import,
    epochs,
    feeding,
    field_road,
    guarding,
    import_round,
    purging,
    sync_out,
    use_of_files,
)
from cem_desktop.services.field_taking import FieldSink
from cem_desktop.storage.feeds import Feeds
from cem_desktop.sync import feed as feed_rules
from cem_desktop.sync.feed import Continuation, FeedPosition
from cem_desktop.sync.receipt import FeedState, Receipt, ReceiptOutcome, apply_receipt

Place = tuple[object, str, object]


@contextmanager
def planted(mutant: str) -> Iterator[None]:
    """Break the rule that ``mutant`` names; "" breaks none."""
    places = MUTANTS[mutant]() if mutant else []
    before = [(owner, name, getattr(owner, name)) for owner, name, _ in places]
    try:
        for owner, name, broken in places:
            setattr(owner, name, broken)
        yield
    finally:
        for owner, name, whole in before:
            setattr(owner, name, whole)


def _sent_at_export() -> list[Place]:
    whole = sync_out.SyncOut.export

    def export(self, *arguments):
        exported = whole(self, *arguments)
        with self._context.store.write() as unit:
            feed = unit.feeds.current(feeding.TO_HEADQUARTERS, feeding.STATISTICAL)
            unit.feeds.acknowledge(feed, feed.length, feed.epoch)
        return exported

    return [(sync_out.SyncOut, "export", export)]


def _epoch_ignored() -> list[Place]:
    def broken(own: FeedState, receipt: Receipt) -> ReceiptOutcome:
        return apply_receipt(replace(own, epoch=receipt.epoch), receipt)

    return [(sync_out, "apply_receipt", broken)]


def _head_ignored() -> list[Place]:
    def broken(own: FeedState, receipt: Receipt) -> ReceiptOutcome:
        seq = min(receipt.position.seq, own.length)
        believed = FeedPosition(receipt.position.feed, seq, own.head_at(seq))
        return apply_receipt(own, replace(receipt, position=believed))

    return [(sync_out, "apply_receipt", broken)]


def _epoch_never_raised() -> list[Place]:
    def quiet(*_arguments, **_named) -> None:
        return None

    return [(import_round, "heed", quiet), (guarding, "raise_epoch", quiet)]


def _epoch_by_clock_alone() -> list[Place]:
    whole = epochs.heed

    def deaf(unit, context, office, header, *, gap) -> None:
        header = replace(header, roster=0, start=replace(header.start, epoch=0))
        whole(unit, context, office, header, gap=gap)

    return [(import_round, "heed", deaf)]


def _new_feed_is_empty() -> list[Place]:
    def broken(unit, context):
        return feeding.start_feed(unit, context.stamp())

    return [(sync_out, "begin_again", broken), (guarding, "begin_again", broken)]


def _fork_taken_for_known() -> list[Place]:
    def nothing(_self) -> None:
        return None

    return [(Continuation, "_compare", nothing), (bundle_import._Taking, "_check_known", nothing)]


def _gap_closed_over() -> list[Place]:
    whole = Continuation.__init__

    def begin(self, position, start, *, head_at=feed_rules._no_memory):
        if position is None or start.first > position.seq + 1:
            position = FeedPosition(start.feed, start.first - 1, start.prev)
        whole(self, position, start, head_at=head_at)

    return [(Continuation, "__init__", begin)]


def _acknowledged_one_too_far() -> list[Place]:
    whole = Feeds.acknowledge

    def acknowledge(self, feed, seq, epoch):
        whole(self, feed, min(seq + 1, feed.length), epoch)

    return [(Feeds, "acknowledge", acknowledge)]


def _purged_before_receipt() -> list[Place]:
    def broken(*_arguments) -> bool:
        return True

    return [(purging, "is_covered", broken)]


def _lease_ignored() -> list[Place]:
    def broken(*_arguments) -> bool:
        return False

    return [(use_of_files, "is_locked", broken)]


def _cut_ignored() -> list[Place]:
    whole = FieldSink.resolve

    def broken(self, digest):
        sender = whole(self, digest)
        self._is_active = True
        return sender and replace(sender, active=True)

    return [(FieldSink, "resolve", broken)]


def _road_epoch_never_raised() -> list[Place]:
    def quiet(*_arguments, **_named) -> None:
        return None

    return [(field_road, "begin_epoch", quiet), (field_road, "hear_epoch", quiet)]


MUTANTS: dict[str, Callable[[], list[Place]]] = {
    "what was exported counts as sent": _sent_at_export,
    "headquarters' epoch is ignored": _epoch_ignored,
    "another head at the same place is ignored": _head_ignored,
    "a restored headquarters keeps its epoch": _epoch_never_raised,
    "a restored headquarters asks its clock alone": _epoch_by_clock_alone,
    "a new feed begins empty": _new_feed_is_empty,
    "a second history is taken for the first": _fork_taken_for_known,
    "a gap is closed over": _gap_closed_over,
    "a receipt covers one entry more": _acknowledged_one_too_far,
    "a laptop purges before it has a receipt": _purged_before_receipt,
    "a laptop goes on after the end of a lease": _lease_ignored,
    "what a thief writes after the cut counts": _cut_ignored,
    "an office that was put back tells no laptop": _road_epoch_never_raised,
}
