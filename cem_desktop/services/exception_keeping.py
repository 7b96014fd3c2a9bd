"""One door to an exceptional access: its row, and the count to headquarters of a coordinator's own.

The office is shown everybody's but hers, so hers is counted where somebody stands above her: a
record of F38 says of what kind and when, and goes the way of every record of the office.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Final

from cem_desktop.domain import period
from cem_desktop.domain.roles import KEEP_TEAMS
from cem_desktop.services.recording import Edit, Recorder
from cem_desktop.storage.exceptional_access import ExceptionalAccess

if TYPE_CHECKING:
    from datetime import timedelta

    from cem_desktop.services.context import Context
    from cem_desktop.storage.case_store import CaseUnit

FORM: Final = "f38"
EMERGENCY: Final = "identity_emergency"


def keep_exception(
    context: Context, unit: CaseUnit, kind: str, subject: str, reason: str, lasting: timedelta
) -> None:
    """Keep an exceptional access of the present user, and count a coordinator's own."""
    now = context.clock.now()
    access = ExceptionalAccess(
        id=str(uuid.uuid4()),
        kind=kind,
        user=context.user.id,
        subject=subject,
        reason=reason,
        at=period.stamp_of(now),
        until=period.stamp_of(now + lasting),
    )
    unit.exceptions.add(access)
    unit.touched |= {"exceptions"}
    if KEEP_TEAMS & set(context.user.roles):  # she marks everybody's as seen but her own
        definition = context.library.definition(FORM)
        edit = Edit(
            file=None,
            record=None,
            form=f"{definition.form_id}@{definition.version}",
            fields={"access/kind": kind, "access/on": period.today(context.clock).isoformat()},
            parents=(),
            why="edit",
        )
        Recorder(context).record(unit, edit, definition)
