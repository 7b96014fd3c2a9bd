"""Time as the house sees it: an injected clock, and periods of the calendar.

Peru keeps UTC-5 all year; dates that people read are of that zone, instants that are stored are
UTC in ISO 8601 with a ``Z``. No clock ever decides which edit wins.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Protocol

LIMA = timezone(timedelta(hours=-5), "PET")


class Clock(Protocol):
    """Whatever tells the time."""

    def now(self) -> datetime:
        """Return the current instant, with a time zone."""
        ...


class SystemClock:
    """The computer's clock."""

    def now(self) -> datetime:
        """Return the current instant in UTC."""
        return datetime.now(UTC)


@dataclass
class SetClock:
    """A clock that stands where it is put: for tests, the demonstration and recorded traces."""

    at: datetime

    def now(self) -> datetime:
        """Return the instant it was set to."""
        return self.at


def today(clock: Clock) -> date:
    """Return the date in Peru."""
    return clock.now().astimezone(LIMA).date()


def stamp(clock: Clock) -> str:
    """Return the current instant as it is stored: UTC, whole seconds, ``...Z``."""
    return stamp_of(clock.now())


def stamp_of(instant: datetime) -> str:
    """Return an instant as it is stored: UTC, whole seconds, ``...Z``."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def parse_stamp(text: str) -> datetime:
    """Return the instant that ``stamp`` wrote.

    Raises:
        ValueError: The text is no such instant.
    """
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
