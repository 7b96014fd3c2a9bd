"""Where an answer was written, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cem_desktop.i18n import _
from cem_desktop.services.writing_devices import DevicePlace

if TYPE_CHECKING:
    from cem_desktop.services.writing_devices import WritingDevice


def say_device(device: WritingDevice) -> str:
    """Return where a device stands, for the end of a line: "laptop of ana"."""
    held = {
        DevicePlace.LAPTOP: _("laptop of {holder}"),
        DevicePlace.SATELLITE: _("second computer, of {holder}"),
    }
    if device.place in held:
        return held[device.place].format(holder=device.holder)
    return {
        DevicePlace.HERE: _("this computer"),
        DevicePlace.OFFICE: _("the centre's computer"),
    }.get(device.place, _("another computer"))


def say_other_device(device: WritingDevice) -> str:
    """Return where another device stands; "" for this one, which goes without saying."""
    return "" if device.place is DevicePlace.HERE else say_device(device)
