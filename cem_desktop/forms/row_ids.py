"""Identifiers of rows that sort in the order in which the rows were made.

A record's answers travel as a mapping that is sorted by path. With identifiers that begin with
the time (UUID version 7, RFC 9562 section 5.7) the rows come back in the order a person made them.
"""

from __future__ import annotations

import secrets
import uuid

from cem_desktop.domain.period import Clock

_COUNTER_BITS = 12
_RANDOM_BITS = 62


class OrderedIds:
    """Makes identifiers, each greater than the one before, by a clock that may stand still."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = 0

    def __call__(self) -> str:
        """Return the next identifier."""
        milliseconds = int(self._clock.now().timestamp() * 1000)
        self._last = max(milliseconds << _COUNTER_BITS, self._last + 1)
        moment, counter = self._last >> _COUNTER_BITS, self._last & ((1 << _COUNTER_BITS) - 1)
        number = (moment & ((1 << 48) - 1)) << 80 | 0x7 << 76 | counter << 64 | 0b10 << 62
        return str(uuid.UUID(int=number | secrets.randbits(_RANDOM_BITS)))
