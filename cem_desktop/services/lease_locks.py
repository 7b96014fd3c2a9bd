"""Which files a laptop has locked: by the later of its clock and what the office signed.

A clock that was put back unlocks nothing, for what the office signed last counts beside it; one
that jumped ahead locks, and never purges.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cem_desktop.domain.roles import WorkspaceKind
from cem_desktop.storage.leases import EVERY_FILE, OUT, RETURNED

if TYPE_CHECKING:
    from cem_desktop.services.context import Context
    from cem_desktop.storage.case_store import CaseUnit

SIGNED: Final = "road.signed"


def signed_instant(unit: CaseUnit) -> str:
    """Return the last instant that the office signed, as this laptop has heard; "" before any."""
    return str(unit.office.setting(SIGNED) or "")


def latest_instant(unit: CaseUnit, context: Context) -> str:
    """Return the later of this clock and the last instant that the office signed."""
    return max(context.stamp(), signed_instant(unit))


def hear_instant(unit: CaseUnit, instant: str, *, in_order: bool) -> None:
    """Remember an instant that the office signed.

    Args:
        unit: The unit that takes in what it came with.
        instant: The office's clock.
        in_order: It stands in a new entry of the office's feed, so nobody can have put an older one
            in its place: it counts even where it is earlier, for an office may have mended a clock
            that ran ahead. Else only a later one counts.
    """
    if in_order or instant > signed_instant(unit):
        unit.office.set_setting(SIGNED, instant)


def locked_files(unit: CaseUnit, context: Context) -> frozenset[str]:
    """Return the files that a laptop has locked: given back, or their time is over.

    A satellite's lease is over for all of its files at once. A file without any lease was opened
    here, and is not locked.
    """
    if context.kind is not WorkspaceKind.LAPTOP:
        return frozenset()
    now = latest_instant(unit, context)
    held = [one for one in unit.leases.all(None) if one.state in {OUT, RETURNED}]
    going_on = {one.file for one in held if one.state == OUT and one.ends > now}
    if EVERY_FILE in going_on:  # but a single file may have been asked back, as by an erasure
        return frozenset(one.file for one in held if one.state == RETURNED) - going_on
    over = {one.file for one in held} - going_on
    if EVERY_FILE in over:
        return frozenset(unit.case_files.ids()) - going_on
    return frozenset(over)


def has_left(unit: CaseUnit, context: Context, file: str) -> bool:
    """Tell whether a file has left this laptop, and was not lent to it again since.

    What the office still says of it, because it has not heard of the purge yet, is not kept: it
    would come back without a lease that locks it and lets it go.
    """
    if context.kind is not WorkspaceKind.LAPTOP:
        return False
    leases = unit.leases.of_file(file, None)
    return bool(leases) and not any(one.state in {OUT, RETURNED} for one in leases)


def is_locked(context: Context, file: str) -> bool:
    """Tell whether this laptop has locked a file."""
    if context.kind is not WorkspaceKind.LAPTOP:
        return False
    with context.store.read() as unit:
        return file in locked_files(unit, context)
