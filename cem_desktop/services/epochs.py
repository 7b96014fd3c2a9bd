"""Epochs: by which of its lives a receiver speaks, where the earlier ones are forgotten.

A headquarters that was put back to an earlier state has forgotten the receipts and rosters that it
issued since, and no clock of its own can tell it. Its offices can: the signed header of a bundle
states the epoch of the last receipt that was believed, and the roster's version. The same holds
between an office and its laptops.
"""

from __future__ import annotations

from dataclasses import dataclass

from cem_desktop.services.context import Context
from cem_desktop.services.roster_keeping import put_on_roster
from cem_desktop.services.roster_numbers import numbers_passed_over
from cem_desktop.services.trust import load_trust
from cem_desktop.storage.case_store import CaseUnit
from cem_desktop.sync.header import BundleHeader, FeedStart

REGISTRY = "registry"
ROAD = "road"
FIRST_EPOCH = 1
_MOST = 2**52
_ROSTERS_BELIEVED = 1_000_000


@dataclass(frozen=True)
class Epochs:
    """The receiver's own epoch, and the higher ones that single senders have heard of.

    They are kept apart, so that one that states an absurd epoch harms nobody but itself.
    """

    own: int
    heard: dict[str, int]

    @classmethod
    def of(cls, unit: CaseUnit, way: str = REGISTRY) -> Epochs:
        """Return what is kept of a way: from offices to the registry, or of the office's road."""
        own = int(unit.office.setting(f"{way}.epoch") or FIRST_EPOCH)
        return cls(own, dict(unit.office.setting(f"{way}.epochs") or {}))

    def towards(self, sender: str) -> int:
        """Return the epoch of a receipt for ``sender``: an office, or a device of the road."""
        return max(self.own, self.heard.get(sender, 0))


def begin_epoch(unit: CaseUnit, context: Context, way: str) -> None:
    """Begin a new epoch of a way: this store was put back to an earlier state.

    Somebody began after what was acknowledged here, and it is not here; or the guard says so. Under
    a higher epoch the others believe a lower acknowledgement and send again.
    """
    after = max(Epochs.of(unit, way).own + 1, int(context.clock.now().timestamp()))
    unit.office.set_setting(f"{way}.epoch", after)
    if way == REGISTRY:
        context.note(unit, "epoch", str(after))
    else:
        context.note(unit, "road_epoch", str(after))


def is_fresh_gap(unit: CaseUnit, sender: str, start: FeedStart | None, way: str) -> bool:
    """Tell whether a gap says that this store was put back since its last epoch began.

    One whose sender had not heard of that epoch yet says nothing new, and will be made good once it
    has: so a bundle that lies on a stick and is read again and again begins one epoch and no more.
    """
    told = min(start.epoch if start else 0, _MOST)
    return Epochs.of(unit, way).towards(sender) <= max(told, FIRST_EPOCH)


def hear_epoch(
    unit: CaseUnit, sender: str, start: FeedStart | None, way: str, *, gap: bool
) -> None:
    """Speak to a sender by an epoch that it believes, a higher one where something is missing."""
    told = min(start.epoch if start else 0, _MOST)
    epochs = Epochs.of(unit, way)
    wanted = told + 1 if gap else told
    if wanted > epochs.towards(sender):
        unit.office.set_setting(f"{way}.epochs", epochs.heard | {sender: wanted})


def raise_epoch(unit: CaseUnit, context: Context) -> None:
    """Begin a new epoch of the registry.

    Rosters may have been issued after the earlier state too; their numbers are passed over.
    """
    begin_epoch(unit, context, REGISTRY)
    _pass_over_rosters(unit, context, numbers_passed_over())


def heed(unit: CaseUnit, context: Context, office: str, header: BundleHeader, *, gap: bool) -> None:
    """Learn from a verified header what this headquarters has said and forgotten.

    Args:
        unit: Where epochs are kept.
        context: Headquarters.
        office: Whose bundle it is.
        header: What the office's device signed.
        gap: The bundle begins after what is here: something that was acknowledged is gone.
    """
    if gap and is_fresh_gap(unit, office, header.start, REGISTRY):
        raise_epoch(unit, context)
    hear_epoch(unit, office, header.start, REGISTRY, gap=gap)
    roster = load_trust(unit).roster
    behind = header.roster - roster.version if roster else 0
    if 0 < behind <= _ROSTERS_BELIEVED:
        _pass_over_rosters(unit, context, behind + numbers_passed_over())


def _pass_over_rosters(unit: CaseUnit, context: Context, skipped: int) -> None:
    roster = load_trust(unit).roster
    own = roster.device(context.device.id) if roster else None
    if own is not None:
        put_on_roster(unit, context, own, skipped=skipped)
