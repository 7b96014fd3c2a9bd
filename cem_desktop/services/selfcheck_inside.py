"""The check of an open workspace: its stores, its trail, its attachments, its copies."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from cem_desktop.domain.roles import READ_TRAIL
from cem_desktop.errors import IdentityClosedError, StoreDamagedError
from cem_desktop.services.selfcheck import (
    CheckLine,
    InsideFacts,
    judge,
    judge_inside,
    read_machine,
)

if TYPE_CHECKING:
    from cem_desktop.services.workspace import Workspace

Tell = Callable[[int, int], None]
_STEPS = 4


def check_workspace(workspace: Workspace, tell: Tell | None = None) -> tuple[CheckLine, ...]:
    """Check machine, folder and the inside of an open workspace; longer than a moment.

    Raises:
        NotPermittedError: The user's roles do not read the trail.
    """
    context = workspace.context
    context.require(READ_TRAIL, "selfcheck", "")
    outside = judge(read_machine(workspace.folder, context.clock))
    inside = judge_inside(read_inside(workspace, tell), context.clock.now())
    lines = (*outside, *inside)
    with context.store.write() as unit:
        found = {line.key: str(line.level) for line in lines if line.level in ("warn", "danger")}
        context.note(unit, "selfcheck", "", findings=len(found), lines=sorted(found))
    return lines


def read_inside(workspace: Workspace, tell: Tell | None = None) -> InsideFacts:
    """Look into an open workspace."""
    context, step = workspace.context, tell or (lambda _done, _all: None)
    damaged = []
    try:
        context.store.check()
    except StoreDamagedError:
        damaged.append(context.store.path.name)
    step(1, _STEPS)
    trail = workspace.trail.verify()
    step(2, _STEPS)
    stock = workspace.attachments.check(lambda _done, _all: step(2, _STEPS))
    step(3, _STEPS)
    backups = workspace.backups.status()
    verified = backups.last_verified
    try:
        orphans: int | None = len(workspace.identity_files.orphans())
    except IdentityClosedError:
        orphans = None
    step(_STEPS, _STEPS)
    return InsideFacts(
        damaged=tuple(damaged),
        trail_fault=trail.first_fault,
        entries=trail.length,
        orphans=orphans,
        attachments=len(stock.missing) + len(stock.damaged),
        backup=verified.verified if verified else None,
        backup_overdue=backups.overdue,
        kit=str(workspace.recovery.state().kit.need),
        review_due=workspace.rights_review.state().is_due,
        clock_trusted=context.trust_in_clock() == "ok",
    )
