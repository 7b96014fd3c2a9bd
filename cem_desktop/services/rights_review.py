"""The review of everybody's rights, every six months (D.S. 016-2024-JUS, article 46)."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from cem_desktop.domain.period import LIMA, parse_stamp
from cem_desktop.domain.roles import REVIEW_RIGHTS

if TYPE_CHECKING:
    from cem_desktop.services.context import Context

_SETTING: Final = "rights.reviewed"
_MONTHS: Final = 6
_YEAR: Final = 12
_SOON: Final = timedelta(days=14)


@dataclass(frozen=True)
class ReviewState:
    """When everybody's rights were looked through last, and when they must be again.

    Attributes:
        last: The day, None where they never were.
        by: The login of who did it, or "".
        due: The day by which they must be.
        is_due: Whether that day is over.
        is_soon: Whether it comes within two weeks, or is over.
    """

    last: date | None
    by: str
    due: date
    is_due: bool
    is_soon: bool


class RightsReview:
    """Keeps the review of rights."""

    def __init__(self, context: Context) -> None:
        """Work in the workspace of ``context``."""
        self._context = context

    def may_review(self) -> bool:
        """Tell whether the present user reviews rights."""
        return bool(REVIEW_RIGHTS & set(self._context.user.roles))

    def state(self) -> ReviewState:
        """Return when it was done and is due: six months after the last, or after the beginning."""
        with self._context.store.read() as unit:
            kept = unit.office.setting(_SETTING)
            staff = unit.office.staff()
        logins = {one.id: one.login for one in staff}
        since = _day(kept["at"] if kept else min(one.created for one in staff))
        due = months_after(since, _MONTHS)
        today = self._context.clock.now().astimezone(LIMA).date()
        return ReviewState(
            last=since if kept else None,
            by=logins.get(kept["by"], "") if kept else "",
            due=due,
            is_due=today > due,
            is_soon=today > due - _SOON,
        )

    def reviewed(self) -> None:
        """Say that everybody's rights were looked through today.

        Raises:
            NotPermittedError: The user does not review rights.
        """
        context = self._context
        context.require(REVIEW_RIGHTS, "rights_review", "")
        with context.store.write() as unit:
            unit.office.set_setting(_SETTING, {"at": context.stamp(), "by": context.user.id})
            context.note(unit, "rights_review", "", users=len(unit.office.staff()))
            unit.touched |= {"staff"}


def months_after(day: date, months: int) -> date:
    """Return the same day of a later month, or its last day where it has no such day."""
    years, month = divmod(day.month - 1 + months, _YEAR)
    last = calendar.monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last))


def _day(stamp: str) -> date:
    return parse_stamp(stamp).astimezone(LIMA).date()
