"""Errors of files on the road."""

from __future__ import annotations

from cem_desktop.errors.base import CemError


class LeaseError(CemError):
    """Something with a file that is lent, or with the laptop that holds it."""

    code = "lease"


class DeviceInactiveError(LeaseError):
    """The office has no such laptop, or it is retired or reported as stolen."""

    code = "lease.device_inactive"


class LeaseMissingError(LeaseError):
    """The file is not out any more."""

    code = "lease.missing"


class LeaseEndedError(LeaseError):
    """The laptop has locked the file: its time is over, or it was given back."""

    code = "lease.ended"


class LeaseDraftsError(LeaseError):
    """Drafts of the files to purge are left; they travel only once they are closed."""

    code = "lease.drafts"


class LeaseUncoveredError(LeaseError):
    """The office does not have everything yet, and no kept bundle holds the rest."""

    code = "lease.uncovered"
