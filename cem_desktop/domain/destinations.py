"""Where a feed goes: the names that a store keeps beside its feeds."""

from __future__ import annotations

HEADQUARTERS = "headquarters"
"""From an office to headquarters: coarse facts."""

OFFICE = "office"
"""From a laptop or satellite to the office that enrolled it."""


def headquarters_role(role: str) -> str:
    """Return the destination of text for one role at headquarters."""
    return f"{HEADQUARTERS}/{role}"


def other_office(office: str) -> str:
    """Return the destination of what headquarters or another office sends to an office."""
    return f"{OFFICE}/{office}"
