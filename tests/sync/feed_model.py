"""A model of offices, clones and one headquarters that lose, repeat and restore everything.

The rules are the program's own (``check_continuation``, ``apply_receipt``); around them stands the
least of a store. A mutant replaces one rule by a plausible mistake. Used by ``test_feed_histories``.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from cem_desktop.crypto.hash_chain import item_id
from cem_desktop.errors import BundleForkError, BundleGapError
from cem_desktop.sync.feed import FeedPosition, check_continuation
from cem_desktop.sync.header import FeedClass, FeedStart
from cem_desktop.sync.receipt import (
    FeedState,
    Receipt,
    ReceiptAction,
    ReceiptOutcome,
    apply_receipt,
)

Rule = Callable[[FeedState, Receipt], ReceiptOutcome]


def ignoring_the_epoch(own: FeedState, receipt: Receipt) -> ReceiptOutcome:
    return apply_receipt(replace(own, epoch=receipt.epoch), receipt)


def ignoring_the_head(own: FeedState, receipt: Receipt) -> ReceiptOutcome:
    seq = min(receipt.position.seq, own.length)
    believed = FeedPosition(receipt.position.feed, seq, own.head_at(seq))
    return apply_receipt(own, replace(receipt, position=believed))


@dataclass(frozen=True)
class Rules:
    """The rules of a run; the defaults are the program's."""

    on_receipt: Rule = apply_receipt
    sent_at_export: bool = False
    epoch_from_backup: bool = False


@dataclass(frozen=True)
class Parcel:
    """What of a bundle matters here."""

    start: FeedStart
    items: tuple[bytes, ...]


@dataclass
class Office:
    """A store: what was written in it, and its outgoing feed."""

    feed: str
    written: list[bytes] = field(default_factory=list)
    entries: list[bytes] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    acked: int = 0
    epoch: int = 0

    def begin_feed(self, feed: str) -> None:
        self.feed, self.entries, self.heads, self.acked, self.epoch = feed, [], [feed], 0, 0
        for item in self.written:
            self._append(item)

    def write(self, item: bytes) -> None:
        self.written.append(item)
        self._append(item)

    def _append(self, item: bytes) -> None:
        position = FeedPosition(self.feed, len(self.entries), self.heads[-1]).after(item)
        self.entries.append(item)
        self.heads.append(position.head)

    def export(self) -> Parcel:
        start = FeedStart(self.feed, FeedClass.STATISTICAL, self.acked + 1, self.heads[self.acked])
        return Parcel(start, tuple(self.entries[self.acked :]))

    def state(self) -> FeedState:
        return FeedState(
            self.feed, len(self.entries), self.acked, self.epoch, self.heads.__getitem__
        )


@dataclass
class Headquarters:
    """A registry: the items it has, and how far each feed came."""

    epoch: int = 1
    items: set[bytes] = field(default_factory=set)
    heads: dict[str, list[str]] = field(default_factory=dict)

    def take(self, parcel: Parcel) -> Receipt:
        feed = parcel.start.feed
        heads = self.heads.get(feed, [feed])
        position = FeedPosition(feed, len(heads) - 1, heads[-1])
        fork = False
        try:
            after = check_continuation(
                position, parcel.start, parcel.items,
                head_at=lambda seq: heads[seq] if seq < len(heads) else None,
            )  # fmt: skip
        except BundleGapError:
            after = position
        except BundleForkError:
            after, fork = position, True
        else:
            self.items.update(parcel.items)
            moving = position
            for item in parcel.items[position.seq - parcel.start.first + 1 :]:
                moving = moving.after(item)
                heads = [*heads, moving.head]
            assert moving == after
            self.heads[feed] = heads
        return Receipt(self.epoch, after, fork, (), 1, "")


class World:
    """Everything that can happen, as methods; ``settle`` plays fair rounds, ``lost`` judges."""

    def __init__(self, rules: Rules | None = None) -> None:
        self.rules = rules or Rules()
        self.made = 0
        self.epochs = 1
        self.headquarters = Headquarters()
        self.offices: list[Office] = []
        self.parcels: list[Parcel] = []
        self.receipts: list[Receipt] = []
        self.office_backups: list[tuple[int, Office]] = []
        self.registry_backups: list[Headquarters] = []
        self.open_office()

    def _new(self) -> int:
        self.made += 1
        return self.made

    def open_office(self) -> None:
        office = Office("")
        office.begin_feed(f"{self._new():032x}")
        self.offices.append(office)

    def write(self, office: int) -> None:
        self.offices[office].write(item_id(b"%d" % self._new()))

    def export(self, office: int) -> Parcel:
        parcel = self.offices[office].export()
        self.parcels.append(parcel)
        if self.rules.sent_at_export:
            self.offices[office].acked = len(self.offices[office].entries)
        return parcel

    def carry_parcel(self, number: int) -> None:
        """Carry one parcel; it stays on the stick, to be carried again or never."""
        self.receipts.append(self.headquarters.take(self.parcels[number]))

    def carry_receipt(self, number: int, office: int) -> None:
        self._hear(self.offices[office], self.receipts[number])

    def _hear(self, office: Office, receipt: Receipt) -> None:
        outcome = self.rules.on_receipt(office.state(), receipt)
        if outcome.action is ReceiptAction.NEW_FEED:
            office.begin_feed(f"{self._new():032x}")
        else:
            office.acked, office.epoch = outcome.acked, outcome.epoch

    def back_up_office(self, office: int) -> None:
        self.office_backups.append((office, copy.deepcopy(self.offices[office])))

    def restore_office(self, number: int) -> None:
        """Copy the files of a backup back: nothing in the store can know it."""
        office, backup = self.office_backups[number]
        self.offices[office] = copy.deepcopy(backup)

    def clone_office(self, office: int) -> None:
        self.offices.append(copy.deepcopy(self.offices[office]))

    def back_up_registry(self) -> None:
        self.registry_backups.append(copy.deepcopy(self.headquarters))

    def restore_registry(self, number: int) -> None:
        self.headquarters = copy.deepcopy(self.registry_backups[number])
        self.epochs += 1
        restored = self.headquarters.epoch + 1
        self.headquarters.epoch = restored if self.rules.epoch_from_backup else self.epochs

    def settle(self, rounds: int = 6) -> None:
        """From now on everything arrives, in order."""
        for _ in range(rounds):
            for office in self.offices:
                self._hear(office, self.headquarters.take(office.export()))

    def lost(self) -> set[bytes]:
        """Return what stands in some office and not at headquarters."""
        written = {item for office in self.offices for item in office.written}
        return written - self.headquarters.items


def play(rules: Rules, seed: int, steps: int = 60) -> World:
    """Return the world after one random history, settled."""
    chance = random.Random(seed)
    world = World(rules)

    def office() -> int:
        return chance.randrange(len(world.offices))

    def one_of(things: list[object], act: Callable[[int], None]) -> None:
        if things:
            act(chance.randrange(len(things)))

    def clone() -> None:
        if len(world.offices) < 4:
            world.clone_office(office())

    happenings: list[tuple[int, Callable[[], object]]] = [
        (35, lambda: world.write(office())),
        (20, lambda: world.export(office())),
        (17, lambda: one_of(world.parcels, world.carry_parcel)),
        (13, lambda: one_of(world.receipts, lambda n: world.carry_receipt(n, office()))),
        (4, lambda: world.back_up_office(office())),
        (3, lambda: one_of(world.office_backups, world.restore_office)),
        (2, clone),
        (3, world.back_up_registry),
        (3, lambda: one_of(world.registry_backups, world.restore_registry)),
    ]
    weights, acts = zip(*happenings, strict=True)
    for act in chance.choices(acts, weights, k=steps):
        act()
    world.settle()
    return world
