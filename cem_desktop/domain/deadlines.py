"""Terms of the law: calendar hours from a minute, working days from the day after.

Sources: D.S. 016-2024-JUS articles 34 (48 hours from knowledge) and 69 (answers to requests, in
working days); D.Leg. 713 article 6 with Leyes 31381, 31530, 31788 and 31822 (national holidays).
Holidays of a region, and days on which the State does not work, are told by the office. That a
request may be prolonged once, and not for information, is the rule of the earlier regulation
(D.S. 003-2013-JUS, article 57); no term for portability was read, so it has the shortest of the
other rights over stored data. A lawyer has not confirmed any of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from cem_desktop.domain.period import LIMA

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

INCIDENT_HOURS: Final = 48
RIGHT_DAYS: Mapping[str, int] = MappingProxyType(
    {
        "information": 8,
        "access": 20,
        "rectification": 10,
        "cancellation": 10,
        "opposition": 10,
        "portability": 10,
    }
)
"""Working days in which a request is answered, by its kind."""

NOT_PROLONGED: Final = frozenset({"information"})
_SATURDAY: Final = 5
_MOST_DAYS: Final = 10_000


@dataclass(frozen=True)
class FixedHoliday:
    """A national holiday on the same day of every year.

    Attributes:
        month: Its month.
        day: Its day.
        name: As the law calls it.
        since: The first year in which it was kept; 0 where it is older than the files here.
    """

    month: int
    day: int
    name: str
    since: int = 0


FIXED: Final = (
    FixedHoliday(1, 1, "Año Nuevo"),
    FixedHoliday(5, 1, "Día del Trabajo"),
    FixedHoliday(6, 7, "Batalla de Arica y Día de la Bandera", 2024),
    FixedHoliday(6, 29, "San Pedro y San Pablo"),
    FixedHoliday(7, 23, "Día de la Fuerza Aérea del Perú", 2023),
    FixedHoliday(7, 28, "Fiestas Patrias"),
    FixedHoliday(7, 29, "Fiestas Patrias"),
    FixedHoliday(8, 6, "Batalla de Junín", 2022),
    FixedHoliday(8, 30, "Santa Rosa de Lima"),
    FixedHoliday(10, 8, "Combate de Angamos"),
    FixedHoliday(11, 1, "Todos los Santos"),
    FixedHoliday(12, 8, "Inmaculada Concepción"),
    FixedHoliday(12, 9, "Batalla de Ayacucho", 2022),
    FixedHoliday(12, 25, "Navidad"),
)


def easter(year: int) -> date:
    """Return Easter Sunday of a year of the Gregorian calendar (anonymous algorithm, Meeus)."""
    golden = year % 19
    century, rest = divmod(year, 100)
    leap, odd = divmod(century, 4)
    moon = (8 * century + 13) // 25
    epact = (19 * golden + century - leap - moon + 15) % 30
    rest_leap, rest_odd = divmod(rest, 4)
    week = (32 + 2 * odd + 2 * rest_leap - epact - rest_odd) % 7
    late = (golden + 11 * epact + 19 * week) // 433
    month = (epact + week - 7 * late + 90) // 25
    return date(year, month, (epact + week - 7 * late + 33 * month + 19) % 32)


def national_holidays(year: int) -> Mapping[date, str]:
    """Return the national holidays of a year, as the law stood in it."""
    sunday = easter(year)
    found = {date(year, one.month, one.day): one.name for one in FIXED if one.since <= year}
    found[sunday - timedelta(days=3)] = "Jueves Santo"
    found[sunday - timedelta(days=2)] = "Viernes Santo"
    return dict(sorted(found.items()))


def is_working_day(day: date, own: Collection[date] = ()) -> bool:
    """Tell whether the State works on a day.

    Args:
        day: The day.
        own: Holidays of the region, and other days on which the State does not work.
    """
    return day.weekday() < _SATURDAY and day not in own and day not in national_holidays(day.year)


def after_working_days(start: date, count: int, own: Collection[date] = ()) -> date:
    """Return the last day of a term of working days; the first counted is the one after ``start``.

    Raises:
        ValueError: ``count`` is not at least one, or no such day comes.
    """
    if count < 1:
        raise ValueError("a term has at least one day")
    day = start
    for _step in range(_MOST_DAYS):
        day += timedelta(days=1)
        count -= is_working_day(day, own)
        if not count:
            return day
    raise ValueError("nobody ever works")


def working_days_between(start: date, end: date, own: Collection[date] = ()) -> int:
    """Return how many working days lie after ``start`` up to ``end``; negative backwards."""
    if end < start:
        return -working_days_between(end, start, own)
    days = (start + timedelta(days=step) for step in range(1, (end - start).days + 1))
    return sum(is_working_day(day, own) for day in days)


def answer_by(
    kind: str, received: date, own: Collection[date] = (), *, prolonged: bool = False
) -> date:
    """Return the last day on which a request is answered in time.

    Args:
        kind: Which right, as ``RIGHT_DAYS`` names it.
        received: When the request came.
        own: Holidays of the region.
        prolonged: Whether the term was prolonged once, by as many days; never for information.

    Raises:
        KeyError: No such right.
    """
    days = RIGHT_DAYS[kind]
    if prolonged and kind not in NOT_PROLONGED:
        days *= 2
    return after_working_days(received, days, own)


def incident_limit(known: datetime, hours: int = INCIDENT_HOURS) -> datetime:
    """Return when the notice of an incident is due: calendar hours from the minute of knowledge.

    Args:
        known: The instant, in whatever time zone; seconds do not count.
        hours: How many.

    Raises:
        ValueError: The instant has no time zone.
    """
    if known.tzinfo is None:
        raise ValueError("an instant has a time zone")
    minute = known.astimezone(LIMA).replace(second=0, microsecond=0)
    return minute + timedelta(hours=hours)


def lima_instant(day: date, hour: time) -> datetime:
    """Return the instant of a day and hour as people in Peru write them down."""
    return datetime.combine(day, hour.replace(tzinfo=None), tzinfo=LIMA)


def hours_left(limit: datetime, now: datetime) -> int:
    """Return the whole hours until ``limit``; negative, begun hours included, once it is past."""
    return (limit - now) // timedelta(hours=1)
