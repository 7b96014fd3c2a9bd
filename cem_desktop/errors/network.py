"""Errors of the network; what waits to be sent goes on waiting."""

from __future__ import annotations

from cem_desktop.errors.base import CemError


class NetworkError(CemError):
    """Something could not be sent or fetched; nothing is lost."""

    code = "network"


class NoRoadError(NetworkError):
    """Headquarters has published no address."""

    code = "network.no_road"


class UnreachableError(NetworkError):
    """Headquarters does not answer, or the line breaks again and again."""

    code = "network.unreachable"


class NotHeadquartersError(NetworkError):
    """Something else answers in headquarters' place: a portal, a proxy."""

    code = "network.not_headquarters"


class ServerKeyError(NotHeadquartersError):
    """The other side has another key than the roster says: somebody stands between."""

    code = "network.server_key"


class UploadRefusedError(NetworkError):
    """Headquarters does not take what this device sends."""

    code = "network.refused"


class ReceiverFullError(NetworkError):
    """Headquarters has no room for it now."""

    code = "network.full"


class BudgetSpentError(NetworkError):
    """The bytes of the day are spent."""

    code = "network.budget"


class MeteredLineError(NetworkError):
    """The line is paid by what passes through it."""

    code = "network.metered"


class ReceiverPartMissingError(NetworkError):
    """The part that receives at headquarters is not installed here."""

    code = "network.part_missing"


class ReceiverAddressError(NetworkError):
    """The receiver cannot listen at its address, or the address is none."""

    code = "network.address"
