"""Acts on leases: one of an office, one of a satellite, and some that no reader takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from cem_desktop.sync.lease import EVERY_FILE, LeaseAct, LeaseEntry

OUT = LeaseEntry(
    lease="7f3e9f3a-0000-4000-8000-00000000000a",
    act=LeaseAct.OUT,
    file="7f3e9f3a-0000-4000-8000-000000000001",
    ends="2026-11-28T04:59:00Z",
    wall="2026-11-23T15:00:00Z",
    code="K7TD94QQ",
    services=("social", "legal"),
    card_until="2026-11-23T23:00:00Z",
    left=1,
)
WHOLE = replace(OUT, file=EVERY_FILE, code=None, services=(), card_until=None, left=0)
LEASES = {"lease-success": OUT, "lease-of-a-satellite": WHOLE}


def leases(vector: Callable[..., Any]) -> Iterator[tuple[str, Any]]:
    """Yield the vectors; ``vector`` makes one of format, expectation, bytes and what is known."""
    for name, entry in LEASES.items():
        yield name, vector("lease", "success", entry.to_bytes(), {})
    good = OUT.to_bytes()
    for name, bad in (
        ("unknown-act", good.replace(b'"out"', b'"keep"')),
        ("wrong-code", good.replace(b"K7TD94QQ", b"K7TD94QW")),
        ("newer", good.replace(b'"v":1', b'"v":2')),
        ("no-instant", good.replace(b"2026-11-28T04:59:00Z", b"28/11/2026")),
    ):
        yield f"lease-{name}", vector("lease", "bundle.tampered", bad, {})
