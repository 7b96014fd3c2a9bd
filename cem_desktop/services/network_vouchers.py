"""Which receiver this device may speak to, and how an office lets its laptops use it too."""

from __future__ import annotations

from dataclasses import dataclass

from cem_desktop.domain.network_address import NetworkAddress
from cem_desktop.domain.roles import WorkspaceKind
from cem_desktop.services.context import Context
from cem_desktop.services.trust import find_office_trust, find_trust, keep_office_trust
from cem_desktop.storage.case_store import CaseUnit
from cem_desktop.sync.published_address import address_in, voucher_of, with_office_address
from cem_desktop.transport.pass_document import write_voucher


@dataclass(frozen=True)
class Network:
    """A receiver, and what this device shows it.

    Attributes:
        address: From a signed roster.
        voucher: Of the office, for a laptop; None for a device that headquarters enrolled.
    """

    address: NetworkAddress
    voucher: bytes | None = None


def find_network(unit: CaseUnit, context: Context) -> Network | None:
    """Return the receiver that this device may speak to; None where no roster names one."""
    if context.kind is not WorkspaceKind.LAPTOP:
        trusted = find_trust(unit)
        address = address_in(trusted.roster) if trusted else None
        return None if address is None else Network(address)
    office = find_office_trust(unit)
    own = office.roster.device(context.device.id) if office else None
    address = address_in(office.roster) if office else None
    voucher = voucher_of(own) if own else None
    return None if address is None or voucher is None else Network(address, voucher)


def share_network(unit: CaseUnit, context: Context) -> bool:
    """Name headquarters' receiver in the office's own roster, with a voucher for each laptop.

    The hub does this; its laptops hear of it with the next bundle. True where there was news.
    """
    office, trusted = find_office_trust(unit), find_trust(unit)
    if office is None:
        return False
    address = address_in(trusted.roster) if trusted else None
    lacking = {
        one.id: write_voucher(context.device.signer, one.id, one.signing_key)
        for one in office.roster.active()
        if voucher_of(one) is None
    }
    if address == address_in(office.roster) and (address is None or not lacking):
        return False
    roster = office.roster.next_version(
        issued=context.stamp(), soft_expires=office.roster.soft_expires
    )
    named = with_office_address(roster, address, lacking if address else {})
    keep_office_trust(unit, office.with_roster(named.sign(context.device.signer)))
    return True
