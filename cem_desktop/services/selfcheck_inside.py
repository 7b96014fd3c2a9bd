"""The check of an open workspace: its stores, its trail, its attachments, its copies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
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
from cem_desktop.storage import case_store, identity_store, registry

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


def _stores(workspace: Workspace) -> Iterator[tuple[str, bool]]:
    """Read the pages of each store whose key is at hand; yield its name and if it is whole."""
    yield case_store.FILE_NAME, _is_whole(workspace.context.store.check)
    if workspace.headquarters is not None:
        yield registry.FILE_NAME, _is_whole(workspace.headquarters.check)
    with suppress(IdentityClosedError), workspace.identities.held() as vault:
        yield identity_store.FILE_NAME, _is_whole(vault.check)


def _is_whole(check: Callable[[], object]) -> bool:
    try:
        check()
    except StoreDamagedError:
        return False
    return True


def read_inside(workspace: Workspace, tell: Tell | None = None) -> InsideFacts:
    """Look into an open workspace."""
    context, step = workspace.context, tell or (lambda _done, _all: None)
    stores = tuple(_stores(workspace))
    step(1, _STEPS)
    trail = workspace.trail.verify()
    step(2, _STEPS)
    stock = workspace.attachments.check(lambda _done, _all: step(2, _STEPS))
    lost = len(stock.missing) + len(stock.damaged)
    with suppress(IdentityClosedError):
        apart = workspace.identity_attachments.check(lambda _done, _all: step(2, _STEPS))
        lost += len(apart.missing) + len(apart.damaged)
    step(3, _STEPS)
    backups = workspace.backups.status()
    verified = backups.last_verified
    try:
        orphans: int | None = len(workspace.identity_files.orphans())
    except IdentityClosedError:
        orphans = None
    erased, misfits = workspace.law.erasing.check()
    step(_STEPS, _STEPS)
    return InsideFacts(
        stores=tuple(name for name, _is_whole in stores),
        damaged=tuple(name for name, is_whole in stores if not is_whole),
        trail_fault=trail.first_fault,
        entries=trail.length,
        orphans=orphans,
        attachments=lost,
        erasures=erased,
        erasure_faults=len(misfits),
        are_keys_old=workspace.guarding.are_keys_old(),
        backup=verified.verified if verified else None,
        backup_overdue=backups.overdue,
        kit=str(workspace.recovery.state().kit.need),
        review_due=workspace.rights_review.state().is_due,
        clock_trusted=context.trust_in_clock() == "ok",
    )
