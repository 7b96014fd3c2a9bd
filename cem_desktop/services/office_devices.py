"""Headquarters' roster of office PCs: who is on it, and how a PC is taken off.

A PC that was replaced, given back or stolen keeps its place on the roster with a cut: of each of
its feeds counts what the registry holds already. The PC that takes its place is enrolled as a
device of its own; keys are never copied.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from cem_desktop.domain.roles import APPROVE
from cem_desktop.errors import DeviceGoneError, RecordMissingError
from cem_desktop.services.context import HEADQUARTERS, Context
from cem_desktop.services.roster_keeping import put_on_roster
from cem_desktop.services.trust import load_trust
from cem_desktop.storage.case_store import CaseUnit
from cem_desktop.storage.registry import RegistryStore
from cem_desktop.sync.roster import RETIRED, STOLEN, Device
from cem_desktop.sync.sender import Cut


@dataclass(frozen=True)
class OfficeDeviceState:
    """A device of the roster as headquarters sees it.

    Attributes:
        device: Its entry.
        last_heard: When something of it last arrived, None when nothing did.
        entries: How many entries of its feeds are held.
        is_own: It is headquarters' own.
        quarantined: Entries beyond its cut that are kept apart.
    """

    device: Device
    last_heard: str | None
    entries: int
    is_own: bool
    quarantined: int = 0


class OfficeDevices:
    """The devices of all offices."""

    def __init__(self, context: Context, registry: RegistryStore) -> None:
        """Keep the roster of ``context``'s headquarters."""
        self._context = context
        self._registry = registry

    def all(self) -> tuple[OfficeDeviceState, ...]:
        """Return all devices of the roster, by office, those that go on first."""
        with self._context.store.read() as unit, self._registry.read() as registry:
            trusted = load_trust(unit)
            positions = registry.registry.positions()
            held = unit.quarantine.entries()
            devices = trusted.roster.devices if trusted.roster else ()
            states = [
                OfficeDeviceState(
                    device=device,
                    last_heard=max(
                        (one.updated for one in positions if one.device == device.id), default=None
                    ),
                    entries=sum(one.seq for one in positions if one.device == device.id),
                    is_own=device.office == HEADQUARTERS.id,
                    quarantined=sum(one.device == device.id for one in held),
                )
                for device in devices
            ]
        return tuple(sorted(states, key=lambda one: (one.device.office, not one.device.is_active)))

    def retire(self, device: str) -> Device:
        """Take a PC off that was replaced or given back.

        Raises:
            RecordMissingError: No such device, or headquarters' own.
            DeviceGoneError: It is off already.
            NotPermittedError: The user's roles enrol no office.
        """
        return self._take_off(device, RETIRED, "retire_office_device")

    def report_stolen(self, device: str) -> Device:
        """Cut off a PC that was stolen; a retired one may still be reported.

        Raises:
            RecordMissingError: No such device, or headquarters' own.
            DeviceGoneError: It was reported already.
            NotPermittedError: The user's roles enrol no office.
        """
        return self._take_off(device, STOLEN, "report_office_stolen")

    def _take_off(self, device: str, status: str, act: str) -> Device:
        self._context.require(APPROVE, act, device)
        with self._registry.read() as registry:
            cuts = {
                one.feed: Cut(one.seq, one.head.hex())
                for one in registry.registry.positions()
                if one.device == device and one.seq
            }
        with self._context.store.write() as unit:
            known = self._known(unit, device)
            if known.status == STOLEN or (status == RETIRED and not known.is_active):
                raise DeviceGoneError(device=device)
            gone = replace(known, status=status, cuts=cuts if known.is_active else known.cuts)
            put_on_roster(unit, self._context, gone)
            self._context.note(unit, act, device, office=known.office, feeds=len(gone.cuts))
            unit.touched |= {"devices"}
        return gone

    def _known(self, unit: CaseUnit, device: str) -> Device:
        roster = load_trust(unit).roster
        known = roster.device(device) if roster else None
        if known is None or known.office == HEADQUARTERS.id:
            raise RecordMissingError(device=device)
        return known
