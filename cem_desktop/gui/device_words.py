"""What is said of a laptop or further PC: its kind, how it stands, and a short mark."""

from __future__ import annotations

from typing import Final

from cem_desktop.i18n import _

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
