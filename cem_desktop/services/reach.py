"""Which coded files the present user reaches: the one question behind lists, reading and writing.

Coordination reaches all of them, and so does everybody who sees files on a laptop: the centre chose
which files it holds. Everybody else reaches those that she opened, those of whose team
she is, and for a day the one for which she broke the glass; or all, where the office says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cem_desktop.domain.roles import Scope, WorkspaceKind, scope_of
from cem_desktop.errors import OutsideTeamError

if TYPE_CHECKING:
    from cem_desktop.services.context import Context
    from cem_desktop.storage.case_store import CaseUnit

WHOLE_OFFICE = "reach.whole_office"
GLASS = "glass"
"""A file outside the team, opened for a day."""
GLASS_RESERVED = "glass_reserved"
"""The reserved answers of other services in a file, opened for a day."""


def files_reached(unit: CaseUnit, context: Context) -> frozenset[str] | None:
    """Return the ids of the files that the present user reaches; None for all of them."""
    whole = unit.office.setting(WHOLE_OFFICE) is True
    whole = whole or context.kind is WorkspaceKind.LAPTOP
    scope = scope_of(context.user.roles, whole_office=whole)
    if scope is Scope.OFFICE:
        return None
    if scope is Scope.NONE:
        return frozenset()
    return unit.teams.files_of(context.user.id) | _behind_glass(unit, context, GLASS)


def reaches(unit: CaseUnit, context: Context, file: str) -> bool:
    """Tell whether the present user reaches a file."""
    reached = files_reached(unit, context)
    return reached is None or file in reached


def reads_reserved(context: Context, file: str | None) -> bool:
    """Tell whether she opened the reserved answers of other services in a file, by the glass."""
    if file is None:
        return False
    with context.store.read() as unit:
        return file in _behind_glass(unit, context, GLASS_RESERVED)


def check_reach(context: Context, file: str) -> None:
    """Go on only if the present user reaches a file; a denied try is noted.

    Raises:
        OutsideTeamError: She does not.
    """
    with context.store.read() as unit:
        if reaches(unit, context, file):
            return
    context.deny("outside_team", file)
    raise OutsideTeamError(file=file)


def _behind_glass(unit: CaseUnit, context: Context, kind: str) -> frozenset[str]:
    now = max(context.stamp(), context.known_at)
    return frozenset(
        one.subject
        for one in unit.exceptions.all(kind)
        if one.user == context.user.id and one.at <= now < one.until
    )
