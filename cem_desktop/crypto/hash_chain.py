"""The hash chain under feeds and the audit trail.

``h_0`` is the identity of the chain (16 random bytes), ``h_n = SHA-256(h_(n-1) || item_n)`` where
``item_n`` is the SHA-256 of the n-th entry. Two parties that agree on one head agree on everything
before it, so a head beside a length tells a clone, a restored backup or a removed entry.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

CHAIN_ID_SIZE = 16
ITEM_SIZE = 32


def item_id(body: bytes) -> bytes:
    """Return the identity of an entry: the SHA-256 of its exact bytes."""
    return hashlib.sha256(body).digest()


def link(head: bytes, item: bytes) -> bytes:
    """Return the head after ``item`` is appended to a chain that ends in ``head``.

    Raises:
        ValueError: A head or item of another length, which would let two chains look alike.
    """
    if len(head) not in (CHAIN_ID_SIZE, ITEM_SIZE) or len(item) != ITEM_SIZE:
        raise ValueError("a chain links 16 or 32 bytes with 32")
    return hashlib.sha256(head + item).digest()


def append(head: bytes, body: bytes) -> bytes:
    """Return the head after an entry with the bytes ``body``; ``link`` with its item id."""
    return hashlib.sha256(head + hashlib.sha256(body).digest()).digest()


def extend(head: bytes, items: Iterable[bytes]) -> bytes:
    """Return the head after all ``items`` are appended in their order."""
    for item in items:
        head = link(head, item)
    return head
