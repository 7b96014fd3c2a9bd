"""Dates as people say them: «hace 3 días», «mañana 09:00», «24 nov 2026».

The exact date belongs on hover and in print (``exact``). Dates are of Peru's time zone.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from cem_desktop.domain.period import LIMA
from cem_desktop.i18n import _, ngettext

_HOUR: Final = 3600
_FEW_DAYS: Final = 7


def month_names() -> tuple[str, ...]:
    """Return the short names of the months, January first."""
    return tuple(_("jan feb mar apr may jun jul aug sep oct nov dec").split())


def say_day(day: date, today: date) -> str:
    """Return a day as people say it: today, 3 days ago, tomorrow, 12 nov, 12 nov 2025."""
    away = (day - today).days
    near = {0: _("today"), -1: _("yesterday"), 1: _("tomorrow")}
    if away in near:
        return near[away]
    if -_FEW_DAYS <= away < 0:
        return ngettext("{count} day ago", "{count} days ago", -away).format(count=-away)
    if 0 < away <= _FEW_DAYS:
        return ngettext("in {count} day", "in {count} days", away).format(count=away)
    if day.year == today.year:
        return _("{day} {month}").format(day=day.day, month=month_names()[day.month - 1])
    return exact_day(day)


def say_instant(at: datetime, now: datetime) -> str:
    """Return an instant as people say it: just now, 5 minutes ago, today 15:00, tomorrow 09:00."""
    at, now = at.astimezone(LIMA), now.astimezone(LIMA)
    past = (now - at).total_seconds()
    if 0 <= past < _HOUR:
        minutes = int(past // 60)
        if minutes == 0:
            return _("just now")
        return ngettext("{count} minute ago", "{count} minutes ago", minutes).format(count=minutes)
    spoken = say_day(at.date(), now.date())
    if abs(at.date() - now.date()) <= timedelta(days=1):
        return _("{day} {time}").format(day=spoken, time=f"{at:%H:%M}")
    return spoken


def exact_day(day: date) -> str:
    """Return a day as it is printed: 24 nov 2026."""
    month = month_names()[day.month - 1]
    return _("{day} {month} {year}").format(day=day.day, month=month, year=day.year)


def exact(at: datetime) -> str:
    """Return an instant as it is printed, in Peru's time: 24 nov 2026, 09:00."""
    at = at.astimezone(LIMA)
    return _("{day}, {time}").format(day=exact_day(at.date()), time=f"{at:%H:%M}")
