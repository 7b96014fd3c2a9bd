"""A store's key while the store is open, in memory that can be written over.

What remains: the copies that Python's own texts and bytes make on the way to SQLCipher and to a
slot. They are short-lived, and nobody can write over them; the threat model says so.
"""

from __future__ import annotations


class HeldKey:
    """A key that its holder can forget."""

    def __init__(self, key: bytes) -> None:
        """Hold a copy of ``key``."""
        self._bytes = bytearray(key)

    def __repr__(self) -> str:
        """Say nothing of the key."""
        return f"HeldKey(is_gone={self.is_gone})"

    @property
    def is_gone(self) -> bool:
        """Whether it was forgotten."""
        return not self._bytes

    def copy(self) -> bytes:
        """Return the key, for one use; empty where it was forgotten."""
        return bytes(self._bytes)

    def forget(self) -> None:
        """Write zeros over the key, and hold nothing; a second time does nothing."""
        for at in range(len(self._bytes)):
            self._bytes[at] = 0
        self._bytes = bytearray()
