"""Golden vectors of the network: passes of an office and of a laptop, and addresses in rosters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from bundle_world import OFFICE_SIGNER, STRANGER
from trust_world import LAPTOP_KEY, ROSTER_KEY, roster

from cem_desktop.domain.network_address import NetworkAddress
from cem_desktop.sync.published_address import with_address
from cem_desktop.transport.pass_document import Parcel, write_pass, write_voucher

PIN, CHALLENGE = "3a" * 32, "5c" * 32
PARCEL = Parcel(1_000_003, "7e" * 32)
ADDRESS = NetworkAddress("sede.example", 8443, PIN)


def networks(vector: Callable[..., Any]) -> Iterator[tuple[str, Any]]:
    """Yield each vector; ``vector`` makes one."""
    known = {"pin": PIN, "key": OFFICE_SIGNER.public_key.hex()}
    sent = {"length": str(PARCEL.length), "sha256": PARCEL.sha256, "to": PARCEL.to}

    def made(expect: str, text: str, **more: str) -> Any:
        return vector("network-pass", expect, text.encode(), known | more)

    send = write_pass(OFFICE_SIGNER, PIN, CHALLENGE, PARCEL)
    yield "network-pass-success", made("success", send, challenge=CHALLENGE, **sent)
    fetch = write_pass(OFFICE_SIGNER, PIN, CHALLENGE)
    yield "network-pass-to-fetch", made("success", fetch, challenge=CHALLENGE)
    device = f"d_{LAPTOP_KEY.key_id[:16]}"
    voucher = write_voucher(OFFICE_SIGNER, device, LAPTOP_KEY.public_key)
    laptop = write_pass(LAPTOP_KEY, PIN, CHALLENGE, None, voucher)
    yield (
        "network-pass-of-a-laptop",
        made("success", laptop, challenge=CHALLENGE, device=device),
    )
    other = write_voucher(OFFICE_SIGNER, device, STRANGER.public_key)
    refused = {
        "other-receiver": write_pass(OFFICE_SIGNER, "4b" * 32, CHALLENGE, PARCEL),
        "wrong-key": write_pass(STRANGER, PIN, CHALLENGE, PARCEL),
        "voucher-of-another": write_pass(LAPTOP_KEY, PIN, CHALLENGE, None, other),
    }
    for name, text in refused.items():
        yield f"network-pass-{name}", made("trust.document", text)
    named = with_address(roster(2), ADDRESS).sign([ROSTER_KEY])
    yield "roster-with-an-address", vector("roster", "success", named, {"after": "root-success"})
