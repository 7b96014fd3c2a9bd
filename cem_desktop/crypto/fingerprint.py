"""Six words that stand for a key or document, to be compared by telephone.

66 bits of a SHA-256 with the kind in front, so that the words of a request never stand for a root.
Comparison forgives accents, case, spaces and hyphens, and takes the same time for any answer.
"""

from __future__ import annotations

import hashlib
import hmac

from cem_desktop.crypto.word_list import WORD_BITS, plain_words, spanish_words, without_accents

WORD_COUNT = 6


def fingerprint_words(kind: str, data: bytes) -> tuple[str, ...]:
    """Return the six words of ``data``, which is a thing of ``kind`` (``root``, ``request``)."""
    digest = hashlib.sha256(b"CEMFPR1\0" + kind.encode() + b"\0" + data).digest()
    number = int.from_bytes(digest, "big") >> (len(digest) * 8 - WORD_COUNT * WORD_BITS)
    words = spanish_words()
    last = (1 << WORD_BITS) - 1
    shifts = range((WORD_COUNT - 1) * WORD_BITS, -1, -WORD_BITS)
    return tuple(words[(number >> shift) & last] for shift in shifts)


def matches(typed: str, kind: str, data: bytes) -> bool:
    """Return whether the words that a person typed are those of ``data``."""
    expected = " ".join(without_accents(word) for word in fingerprint_words(kind, data))
    return hmac.compare_digest(" ".join(plain_words(typed)).encode(), expected.encode())
