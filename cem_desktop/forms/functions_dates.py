"""Dates of the ODK function library; the clock is injected."""

from __future__ import annotations

import math
from datetime import date, datetime

from cem_desktop.forms.environment import Context
from cem_desktop.forms.functions import Function
from cem_desktop.forms.moments import Moment, from_days, midnight, parse_moment, parse_time
from cem_desktop.forms.xpath_values import INVALID_DATE, Value, to_text

_SOME_DAY = date(2000, 1, 1)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def moment_of(context: Context, value: Value) -> Moment | None:
    """Return a value as a moment: the text of a date or an instant, or a day number."""
    if isinstance(value, Moment):
        return value
    zone = context.environment.zone
    if isinstance(value, bool):
        return None
    if isinstance(value, float):
        return from_days(value, zone)
    text = to_text(value)
    return parse_moment(text, zone)


def _date(context: Context, value: Value) -> Value:
    if not isinstance(value, Moment | float | bool) and not to_text(value):
        return ""
    found = moment_of(context, value)
    return found if found is not None else INVALID_DATE


def _today(context: Context) -> Value:
    environment = context.environment
    return midnight(environment.clock.now().astimezone(environment.zone).date(), environment.zone)


def _now(context: Context) -> Value:
    environment = context.environment
    return Moment(environment.clock.now().astimezone(environment.zone), whole=False)


def _decimal_date_time(context: Context, value: Value) -> Value:
    found = moment_of(context, value)
    return found.days if found is not None else math.nan


def _decimal_time(context: Context, value: Value) -> Value:
    found = parse_time(to_text(value))
    if found is None:
        return math.nan
    if found.tzinfo is not None:
        here = datetime.combine(_SOME_DAY, found).astimezone(context.environment.zone)
        found = here.timetz()
    seconds = found.hour * 3600 + found.minute * 60 + found.second + found.microsecond / 1e6
    return seconds / 86_400


def _format(context: Context, value: Value, pattern: Value) -> Value:
    if isinstance(value, float):  # other ODK engines write a day number only through date()
        return ""
    found = moment_of(context, value)
    return format_moment(found.instant, to_text(pattern)) if found is not None else ""


def format_moment(when: datetime, pattern: str) -> str:
    """Write an instant by ODK's directives (ODK XForms, ``format-date-time``)."""
    directives = {
        "Y": f"{when.year:04d}",
        "y": f"{when.year % 100:02d}",
        "m": f"{when.month:02d}",
        "n": str(when.month),
        "b": _MONTHS[when.month - 1],
        "d": f"{when.day:02d}",
        "e": str(when.day),
        "H": f"{when.hour:02d}",
        "h": str(when.hour),
        "M": f"{when.minute:02d}",
        "S": f"{when.second:02d}",
        "3": f"{when.microsecond // 1000:03d}",
        "a": _WEEKDAYS[when.weekday()],
        "%": "%",
    }
    parts = pattern.split("%")
    written = [parts[0]]
    place = 1
    while place < len(parts):
        part = parts[place]
        if not part and place + 1 < len(parts):
            written.append("%" + parts[place + 1])
            place += 2
            continue
        written.append(directives.get(part[:1], f"%{part[:1]}") + part[1:])
        place += 1
    return "".join(written)


DATES: dict[str, Function] = {
    "date": Function(1, 1, _date),
    "date-time": Function(1, 1, _date),
    "today": Function(0, 0, _today),
    "now": Function(0, 0, _now),
    "decimal-date-time": Function(1, 1, _decimal_date_time),
    "decimal-time": Function(1, 1, _decimal_time),
    "format-date": Function(2, 2, _format),
    "format-date-time": Function(2, 2, _format),
}
