"""Periods in which an entry of a catalogue holds; an open end is a date nobody has read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Validity:
    """From the first day to the last, both included; ``None`` leaves that end open."""

    first: date | None = None
    last: date | None = None

    def holds(self, on: date) -> bool:
        """Tell whether the entry holds on a day."""
        after = self.first is None or self.first <= on
        return after and (self.last is None or on <= self.last)


def parse_validity(first: str, last: str) -> Validity:
    """Return the period written in two cells, each an ISO date or empty."""
    return Validity(
        date.fromisoformat(first) if first else None, date.fromisoformat(last) if last else None
    )
