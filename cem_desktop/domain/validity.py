"""Periods in which an entry of a catalogue holds; an open end is a date nobody has read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

_BEFORE_ALL, _AFTER_ALL = "0", "99999999"


@dataclass(frozen=True)
class Validity:
    """From the first day to the last, both included; ``None`` leaves that end open."""

    first: date | None = None
    last: date | None = None

    def holds(self, on: date) -> bool:
        """Tell whether the entry holds on a day."""
        after = self.first is None or self.first <= on
        return after and (self.last is None or on <= self.last)

    @property
    def numbers(self) -> tuple[str, str]:
        """Return both ends as numbers like 20210330, by which a ficha can compare days.

        An open end is a number before, or after, every day.
        """
        first = self.first.strftime("%Y%m%d") if self.first else _BEFORE_ALL
        last = self.last.strftime("%Y%m%d") if self.last else _AFTER_ALL
        return first, last


def parse_validity(first: str, last: str) -> Validity:
    """Return the period written in two cells, each an ISO date or empty."""
    return Validity(
        date.fromisoformat(first) if first else None, date.fromisoformat(last) if last else None
    )
