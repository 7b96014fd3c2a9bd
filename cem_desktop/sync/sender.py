"""What a bundle's reader learns from a roster about the key that signed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

OFFICE = "office"
HEADQUARTERS = "headquarters"
LAPTOP = "laptop"


@dataclass(frozen=True)
class Cut:
    """The last entry of a feed that a retired or stolen device may still bring."""

    seq: int
    head: str


@dataclass(frozen=True)
class SenderKey:
    """What the roster says of a signing key.

    Attributes:
        device: The device that holds it.
        office: Its office.
        role: ``office``, ``headquarters`` or, by an office's own roster, ``laptop``.
        public_key: Ed25519, 32 bytes.
        active: Whether the device may go on; if not, only its feeds up to ``cuts`` count.
        cuts: By feed.
    """

    device: str
    office: str
    role: str
    public_key: bytes
    active: bool = True
    cuts: Mapping[str, Cut] = field(default_factory=dict)


ResolveSender = Callable[[bytes], SenderKey | None]
"""Finds an enrolled key by the SHA-256 of its public key; ``None`` when there is none."""
