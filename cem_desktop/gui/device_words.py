"""What is said of a laptop or further PC: its kind, how it stands, and a short mark."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cem_desktop.domain.period import parse_stamp
from cem_desktop.gui.human_dates import exact, say_instant
from cem_desktop.gui.widgets.read_table import TableCell
from cem_desktop.i18n import _

if TYPE_CHECKING:
    from datetime import datetime

    from cem_desktop.services.devices import DeviceState

_MARK: Final = 4


def kind_words(kind: str) -> str:
    """Return what kind of device it is, in words."""
    return {"laptop": _("laptop"), "satellite": _("further PC")}.get(kind, kind)


def status_words(status: str) -> str:
    """Return how it stands with a device, in words."""
    return {
        "active": _("in use"),
        "retired": _("off the list"),
        "stolen": _("stolen or lost"),
    }.get(status, status)


def mark_of(device: str) -> str:
    """Return the last digits of a device's id, which tell two of one person apart."""
    return device[-_MARK:].upper()


def device_words(state: DeviceState) -> str:
    """Return whose a laptop is, with its mark, for one person may have had two."""
    device = state.device
    said = _("Satellite of {login} · {id}") if device.holds_every_case else _("{login} · {id}")
    return said.format(login=device.holder, id=mark_of(device.id))


def heard_cell(stamp: str | None, now: datetime) -> TableCell:
    """Return when a device was last heard of."""
    if not stamp:
        return TableCell(_("never"))
    at = parse_stamp(stamp)
    return TableCell(say_instant(at, now), exact(at))
