"""The address of a receiver in the signed rosters, so that nobody else can give one out.

Headquarters' roster has it for the offices. An office's own roster has it for the laptops, and for
each of them a voucher by which headquarters knows that a laptop's parcels may be carried.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from cem_desktop.domain.json_fields import binary
from cem_desktop.domain.network_address import NetworkAddress
from cem_desktop.sync.office_roster import OfficeDevice, OfficeRoster
from cem_desktop.sync.roster import Roster

_NETWORK, _VOUCHER = "network", "voucher"


def address_in(roster: Roster | OfficeRoster | None) -> NetworkAddress | None:
    """Return the receiver that a roster names; None where it names none that is understood."""
    if roster is None or _NETWORK not in roster.extra:
        return None
    try:
        return NetworkAddress.from_json(roster.extra[_NETWORK])
    except ValueError:
        return None


def with_address(roster: Roster, address: NetworkAddress | None) -> Roster:
    """Return a roster of the same version that names this receiver, or none."""
    return replace(roster, extra=_named(roster.extra, address))


def with_office_address(
    roster: OfficeRoster, address: NetworkAddress | None, vouchers: Mapping[str, bytes]
) -> OfficeRoster:
    """Return an office roster of the same version with a receiver and each laptop's voucher."""
    devices = tuple(
        replace(one, extra={**one.extra, _VOUCHER: base64.b64encode(vouchers[one.id]).decode()})
        if one.id in vouchers
        else one
        for one in roster.devices
    )
    return replace(roster, devices=devices, extra=_named(roster.extra, address))


def voucher_of(device: OfficeDevice) -> bytes | None:
    """Return the voucher of a laptop; None where it has none that is understood."""
    try:
        return binary(device.extra[_VOUCHER])
    except (KeyError, ValueError):
        return None


def _named(extra: Mapping[str, Any], address: NetworkAddress | None) -> dict[str, Any]:
    kept = {name: value for name, value in extra.items() if name != _NETWORK}
    return kept if address is None else kept | {_NETWORK: address.to_json()}
