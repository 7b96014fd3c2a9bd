"""Where random bytes come from: the operating system, or a seed in tests and golden vectors."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass

RandomSource = Callable[[int], bytes]

system_random: RandomSource = os.urandom


@dataclass
class SeededRandom:
    """Repeatable bytes for golden vectors: SHA-256 of seed and counter. Never for real keys."""

    seed: bytes
    drawn: int = 0

    def __call__(self, size: int) -> bytes:
        """Return the next ``size`` bytes."""
        stream = b""
        while len(stream) < size:
            stream += hashlib.sha256(self.seed + self.drawn.to_bytes(8, "big")).digest()
            self.drawn += 1
        return stream[:size]


def choose_index(count: int, random_source: RandomSource) -> int:
    """Return an even choice among ``count`` (at most 65,536), without modulo bias."""
    ceiling = 65536 - 65536 % count
    while True:
        number = int.from_bytes(random_source(2), "big")
        if number < ceiling:
            return number % count
