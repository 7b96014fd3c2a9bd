"""Keyed pseudonyms: what stands for a file, record or revision at headquarters.

The same case has the same pseudonym in every projection of an office, so its fichas join there;
without the office's projection key nobody can go back, nor test a guess. Domains are separated: a
record and a revision with equal ids do not get equal pseudonyms.
"""

from __future__ import annotations

import hashlib
import hmac
from enum import StrEnum

PSEUDONYM_BYTES = 16  # 128 bits: no two of 60 million records meet by chance


class PseudonymDomain(StrEnum):
    """What kind of thing a pseudonym stands for."""

    FILE = "file"
    RECORD = "record"
    REVISION = "revision"
    ROW = "row"


def pseudonym(key: bytes, domain: PseudonymDomain, identity: str) -> str:
    """Return 32 hex digits that stand for ``identity``, keyed by the office's projection key.

    Raises:
        ValueError: A projection key that is not 32 bytes.
    """
    if len(key) != hashlib.sha256().digest_size:
        raise ValueError("a projection key has 32 bytes")
    message = b"CEMPSN1\0" + domain.encode() + b"\0" + identity.encode()
    return hmac.new(key, message, hashlib.sha256).digest()[:PSEUDONYM_BYTES].hex()
