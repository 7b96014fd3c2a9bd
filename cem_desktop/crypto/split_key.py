"""One secret, a key of its own for each purpose: HKDF-SHA256 without salt (``docs/formats.md``)."""

from __future__ import annotations

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_SIZE = 32


def split_key(secret: bytes, info: bytes, size: int = KEY_SIZE) -> bytes:
    """Return the key of the purpose ``info``; nothing of ``secret`` or other keys follows from it.

    Args:
        secret: What cannot be guessed; a passphrase only after Argon2id.
        info: Names the purpose, and each another.
        size: Bytes to return.
    """
    return HKDF(algorithm=SHA256(), length=size, salt=None, info=info).derive(secret)
