"""Acts on leases as entries of a feed, and a lease with all that goes along with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cem_desktop.services.lending import left_behind, lend_everything, lend_file, road_feed
from cem_desktop.storage.leases import EVERY_FILE
from cem_desktop.sync.lease import LeaseAct, LeaseEntry
from cem_desktop.sync.records import RecordType

if TYPE_CHECKING:
    from cem_desktop.services.context import Context
    from cem_desktop.storage.case_store import CaseUnit
    from cem_desktop.storage.feeds import Feed
    from cem_desktop.storage.leases import Lease

LEFT: Final = "lease.left."


def lend_again(unit: CaseUnit, context: Context, lease: Lease) -> int:
    """Append a lease and all that goes along with it; return how many records stay behind."""
    now = context.stamp()
    feed, left = road_feed(unit, lease.device, now), 0
    if lease.file != EVERY_FILE:
        left = left_behind(unit, context, lease.file, lease.services)
    feed = append_act(unit, feed, LeaseAct.OUT, lease, now, left)
    if lease.file == EVERY_FILE:
        lend_everything(unit, context, feed, lease)
    else:
        lend_file(unit, context, feed, lease.file, lease)
    return left


def append_act(
    unit: CaseUnit, feed: Feed, act: LeaseAct, lease: Lease, now: str, left: int = 0
) -> Feed:
    """Append an act on a lease to a feed, in its place among the revisions."""
    code = None
    if lease.file != EVERY_FILE and unit.case_files.ids_among({lease.file}):
        code = unit.case_files.get(lease.file).code.symbols
    entry = LeaseEntry(
        lease=lease.id,
        act=act,
        file=lease.file,
        ends=lease.ends,
        wall=now,
        code=code,
        services=lease.services,
        card_until=lease.card_until,
        left=left,
    )
    return unit.feeds.append(feed, entry.to_bytes(), RecordType.LEASE)


def keep_left(unit: CaseUnit, lease: str, left: int) -> None:
    """Keep how many records of a lease stayed behind."""
    if left:
        unit.office.set_setting(LEFT + lease, left)
