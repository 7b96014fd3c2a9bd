"""Roster numbers that are passed over, by a store that was put back to an earlier state.

It has forgotten which numbers it issued since, and what one party states is only what that one has
heard of. A fixed step would lead to the same numbers each time that the same state is put back;
with one that nobody can foresee no number is issued twice.
"""

from __future__ import annotations

from cem_desktop.crypto.random_source import choose_index, system_random

_LEAST = 1000
_SPREAD = 50_000


def numbers_passed_over() -> int:
    """Return how many numbers to pass over now."""
    return _LEAST + choose_index(_SPREAD, system_random)
