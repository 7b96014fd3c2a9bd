"""Where an answer was written: here, at the office, or on a laptop that it gave somebody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from cem_desktop.services.context import Context
from cem_desktop.services.trust import find_office_trust
from cem_desktop.storage.case_store import CaseUnit
from cem_desktop.sync.office_roster import OfficeDevice


class DevicePlace(StrEnum):
    """What a device is to the one at which somebody reads."""

    HERE = "here"
    OFFICE = "office"
    LAPTOP = "laptop"
    SATELLITE = "satellite"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True)
class WritingDevice:
    """A device: what it is from here, and who holds it ("" where nobody is named)."""

    place: DevicePlace
    holder: str = ""


def writing_devices(unit: CaseUnit, context: Context) -> Callable[[str], WritingDevice]:
    """Return what tells, by its id, where a device stands."""
    known = {context.device.id: WritingDevice(DevicePlace.HERE)}
    trusted = find_office_trust(unit)
    if trusted is not None:
        roster = trusted.roster
        known = {
            roster.hub: WritingDevice(DevicePlace.OFFICE),
            **{one.id: WritingDevice(_place_of(one), one.holder) for one in roster.devices},
            **known,
        }
    return lambda device: known.get(device, WritingDevice(DevicePlace.ELSEWHERE))


def _place_of(device: OfficeDevice) -> DevicePlace:
    return DevicePlace.SATELLITE if device.holds_every_case else DevicePlace.LAPTOP
