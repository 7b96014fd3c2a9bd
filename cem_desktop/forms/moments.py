"""Dates, times of day and instants as XPath sees them: a text that also has a day number.

The ODK XForms specification counts days from 1970-01-01T00:00Z; a date without a time is its
local midnight, so day numbers of dates carry the zone's fraction and differences stay whole.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = timedelta(days=1)
_DATE = re.compile(r"(-?\d{4})-(\d{1,2})-(\d{1,2})$")
_INSTANT = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?"
    r"\s*(Z|[+-]\d{2}(?::?\d{2})?)?$"
)
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?$")
_JAVASCRIPT = re.compile(
    r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT([+-]\d{4})"
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant; ``whole`` says that only its date was given."""

    instant: datetime
    whole: bool

    @property
    def days(self) -> float:
        """Return days since the epoch, with their fraction."""
        return (self.instant - _EPOCH) / _DAY

    @property
    def text(self) -> str:
        """Return the ISO form: a date, or an instant with milliseconds and zone."""
        if self.whole:
            return self.instant.date().isoformat()
        return self.instant.isoformat(timespec="milliseconds")


def _zone(text: str | None, zone: tzinfo) -> tzinfo:
    if not text:
        return zone
    if text == "Z":
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return (
        datetime.strptime(
            f"{text[0]}{int(offset.total_seconds()) // 3600:02d}{digits[2:]}", "%z"
        ).tzinfo
        or zone
    )


def _microseconds(text: str | None) -> int:
    return int((text or "0").ljust(6, "0")[:6])


def parse_date(text: str) -> date | None:
    """Return the date of ``YYYY-M-D``, or None."""
    match = _DATE.match(text)
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def parse_moment(text: str, zone: tzinfo) -> Moment | None:
    """Return what a text says: a date (its midnight in ``zone``) or an instant, else None."""
    text = text.strip()
    if not text or len(text) > _LONGEST:
        return None
    day = parse_date(text)
    if day is not None:
        return Moment(datetime.combine(day, time(), tzinfo=zone), whole=True)
    try:
        return _parse_instant(text, zone)
    except (ValueError, OverflowError):
        return None


def _parse_instant(text: str, zone: tzinfo) -> Moment | None:
    match = _INSTANT.match(text)
    if match is not None:
        year, month, day, hour, minute = (int(match[index]) for index in range(1, 6))
        micro = _microseconds(match[7])
        offset = _zone(match[8], zone)
        second = int(match[6] or 0)
        when = datetime(year, month, day, hour, minute, second, micro, tzinfo=offset)
        return Moment(when.astimezone(zone), whole=False)
    match = _JAVASCRIPT.match(text)
    if match is None or match[1] not in _MONTHS:
        return None
    when = datetime(
        int(match[3]),
        _MONTHS.index(match[1]) + 1,
        int(match[2]),
        int(match[4]),
        int(match[5]),
        int(match[6]),
        tzinfo=_zone(match[7], zone),
    )
    return Moment(when.astimezone(zone), whole=False)


def from_days(days: float, zone: tzinfo) -> Moment | None:
    """Return the instant of a day number; a date where it is midnight in the zone.

    None stands for what lies outside the calendar.
    """
    if math.isnan(days) or math.isinf(days):
        return None
    try:
        instant = (_EPOCH + timedelta(milliseconds=round(days * 86_400_000))).astimezone(zone)
        return Moment(instant, whole=instant.time() == time())
    except OverflowError:
        return None


def midnight(day: date, zone: tzinfo) -> Moment:
    """Return a date as the moment of its local midnight."""
    return Moment(datetime.combine(day, time(), tzinfo=zone), whole=True)


def parse_time(text: str) -> time | None:
    """Return the time of day of ``HH:MM[:SS[.mmm]][zone]``, or None."""
    match = _TIME.match(text.strip())
    if match is None or len(text) > _LONGEST:
        return None
    try:
        found = time(int(match[1]), int(match[2]), int(match[3] or 0), _microseconds(match[4]))
        return found.replace(tzinfo=_zone(match[5], UTC)) if match[5] else found
    except ValueError:
        return None
