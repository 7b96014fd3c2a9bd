"""Challenges of a receiver: it alone says how old one is, so wrong clocks elsewhere do no harm.

A challenge carries the receiver's own steady clock under a MAC; nothing is kept for one that was
given out, so asking for many fills no memory. One that opened an upload is remembered until it is
too old, and opens no second one. With the process its key goes, and with it every challenge.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import struct
import time
from collections.abc import Callable

LIFE = 15 * 60
"""Seconds that a challenge is good for."""
_STAMP = struct.Struct(">Q")
_RANDOM, _MAC = 8, 16  # 8 + 8 + 16 bytes are 64 hex digits


class Challenges:
    """Gives out challenges and knows its own."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        """Begin with a key of this process alone."""
        self._key = secrets.token_bytes(32)
        self._now = now
        self._used: dict[str, float] = {}

    def issue(self) -> str:
        """Return a new challenge: 64 hex digits."""
        body = _STAMP.pack(int(self._now())) + secrets.token_bytes(_RANDOM)
        return (body + self._mac(body)).hex()

    def holds(self, challenge: str) -> bool:
        """Tell whether a challenge is ours and not too old."""
        data = bytes.fromhex(challenge)
        body, mac = data[:-_MAC], data[-_MAC:]
        if not hmac.compare_digest(self._mac(body), mac):
            return False
        (stamp,) = _STAMP.unpack(body[: _STAMP.size])
        return self._now() - int(stamp) <= LIFE

    def use(self, challenge: str) -> bool:
        """Use a challenge up; False when it was used before."""
        now = self._now()
        self._used = {one: at for one, at in self._used.items() if now - at <= LIFE + 1}
        if challenge in self._used:
            return False
        self._used[challenge] = now
        return True

    def _mac(self, body: bytes) -> bytes:
        return hmac.new(self._key, body, hashlib.sha256).digest()[:_MAC]
