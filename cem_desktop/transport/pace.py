"""How fast, how much, how often: chunks by measured speed, waits that grow, the day's bytes."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from cem_desktop.errors import BudgetSpentError, MeteredLineError

SMALLEST_CHUNK = 256 * 1024
LARGEST_CHUNK = 1024 * 1024
_CHUNK_SECONDS = 15
_SMOOTHING = 0.5
_CHANCE = random.SystemRandom()
_FIRST_WAIT, _LONGEST_WAIT = 1.0, 120.0


class Speedometer:
    """Bytes a second of what was acknowledged, the newest weighing most; and so the next chunk.

    A line that breaks gets shorter chunks at once, and longer ones again as they come through.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        """Begin without a measurement."""
        self._now = now
        self._begun = now()
        self._longest = LARGEST_CHUNK
        self.speed = 0.0

    def begin(self) -> None:
        """Begin a chunk."""
        self._begun = self._now()

    def end(self, size: int) -> None:
        """Count a chunk that was acknowledged."""
        measured = size / max(1e-3, self._now() - self._begun)
        known = self.speed or measured
        self.speed = _SMOOTHING * measured + (1 - _SMOOTHING) * known
        self._longest = min(LARGEST_CHUNK, 2 * self._longest)

    def broke(self) -> None:
        """Hear that a chunk did not come through."""
        self._longest = max(SMALLEST_CHUNK, self.chunk() // 2)

    def chunk(self) -> int:
        """Return how long the next chunk should be."""
        return int(min(self._longest, max(SMALLEST_CHUNK, self.speed * _CHUNK_SECONDS)))


class BackOff:
    """Waits between tries: each about twice as long as the one before, none quite alike.

    The jitter keeps four hundred offices from coming back in the same second.
    """

    def __init__(
        self,
        tries: int = 8,
        chance: Callable[[], float] = _CHANCE.random,
        first: float = _FIRST_WAIT,
    ) -> None:
        """Allow so many tries in a row that bring nothing forward."""
        self._tries = tries
        self._chance = chance
        self._first = first
        self._failed = 0

    def forward(self) -> None:
        """Begin anew: something came forward."""
        self._failed = 0

    def next_wait(self) -> float | None:
        """Return the seconds before the next try; None when it is enough."""
        self._failed += 1
        if self._failed >= self._tries:
            return None
        longest = min(_LONGEST_WAIT, self._first * 2.0 ** (self._failed - 1))
        return longest * (0.5 + self._chance() / 2)


@dataclass
class Limits:
    """What a person allows, asked again before every chunk.

    Attributes:
        left: Bytes that may still pass today; None where nobody set a limit.
        is_metered: Whether the line is paid by the byte at this moment.
        on_bytes: Told of every byte that passed, so that the day's sum is kept.
    """

    left: int | None = None
    is_metered: Callable[[], bool] = lambda: False
    on_bytes: Callable[[int], None] = lambda _count: None

    def allow(self, wanted: int) -> int:
        """Return how many of ``wanted`` bytes may go now.

        Raises:
            MeteredLineError: None, while the line is metered.
            BudgetSpentError: None, today.
        """
        if self.is_metered():
            raise MeteredLineError
        if self.left is None:
            return wanted
        if self.left <= 0:
            raise BudgetSpentError
        return min(wanted, self.left)

    def spend(self, count: int) -> None:
        """Count bytes that passed."""
        if self.left is not None:
            self.left -= count
        self.on_bytes(count)
