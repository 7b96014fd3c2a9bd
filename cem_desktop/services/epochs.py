"""Epochs: by which life of its registry headquarters speaks, where earlier ones are forgotten.

A headquarters that was put back to an earlier state has forgotten the receipts and rosters that it
issued since, and no clock of its own can tell it. Its offices can: the signed header of a bundle
states the epoch of the last receipt that was believed, and the roster's version.
"""

from __future__ import annotations

from dataclasses import dataclass

from cem_desktop.services.context import Context
from cem_desktop.services.roster_keeping import put_on_roster
from cem_desktop.services.trust import load_trust
from cem_desktop.storage.case_store import CaseUnit
from cem_desktop.sync.header import BundleHeader

EPOCH = "registry.epoch"
FIRST_EPOCH = 1
_OF_OFFICES = "registry.epochs"
_MOST = 2**52
_ROSTERS_SKIPPED = 1000
_ROSTERS_BELIEVED = 1_000_000


@dataclass(frozen=True)
class Epochs:
    """The registry's epoch, and the higher ones that single offices have heard of.

    They are kept apart, so that an office that states an absurd one harms nobody but itself.
    """

    registry: int
    offices: dict[str, int]

    @classmethod
    def of(cls, unit: CaseUnit) -> Epochs:
        """Return what is kept."""
        registry = int(unit.office.setting(EPOCH) or FIRST_EPOCH)
        return cls(registry, dict(unit.office.setting(_OF_OFFICES) or {}))

    def of_office(self, office: str) -> int:
        """Return the epoch of a receipt for ``office``."""
        return max(self.registry, self.offices.get(office, 0))


def raise_epoch(unit: CaseUnit, context: Context) -> None:
    """Begin a new epoch: this registry was put back to an earlier state.

    An office began after what we acknowledged, and we do not have it; or the guard says so. Under a
    higher epoch offices believe a lower acknowledgement and send again. Rosters may have been
    issued after that state too; their numbers are passed over.
    """
    after = max(Epochs.of(unit).registry + 1, int(context.clock.now().timestamp()))
    unit.office.set_setting(EPOCH, after)
    _pass_over_rosters(unit, context, _ROSTERS_SKIPPED)
    context.note(unit, "epoch", str(after))


def heed(unit: CaseUnit, context: Context, office: str, header: BundleHeader, *, gap: bool) -> None:
    """Learn from a verified header what this headquarters has said and forgotten.

    Args:
        unit: Where epochs are kept.
        context: Headquarters.
        office: Whose bundle it is.
        header: What the office's device signed.
        gap: The bundle begins after what is here: something that was acknowledged is gone.
    """
    if gap:
        raise_epoch(unit, context)
    told = min(header.start.epoch if header.start else 0, _MOST)
    epochs = Epochs.of(unit)
    wanted = told + 1 if gap else told
    if wanted > epochs.of_office(office):
        unit.office.set_setting(_OF_OFFICES, epochs.offices | {office: wanted})
    roster = load_trust(unit).roster
    behind = header.roster - roster.version if roster else 0
    if 0 < behind <= _ROSTERS_BELIEVED:
        _pass_over_rosters(unit, context, behind)


def _pass_over_rosters(unit: CaseUnit, context: Context, skipped: int) -> None:
    roster = load_trust(unit).roster
    own = roster.device(context.device.id) if roster else None
    if own is not None:
        put_on_roster(unit, context, own, skipped=skipped)
