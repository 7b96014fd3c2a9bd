"""Errors of documents of trust and of enrolment."""

from __future__ import annotations

from cem_desktop.errors.base import CemError


class TrustError(CemError):
    """A document of trust (root, roster, request, answer, receipt) was refused."""

    code = "trust"


class TrustDocumentError(TrustError):
    """A document of trust that cannot be read or whose signatures do not hold."""

    code = "trust.document"


class TrustRollbackError(TrustError):
    """A document of trust older than the one already known."""

    code = "trust.rollback"


class FingerprintMismatchError(TrustError):
    """The six words typed are not those of headquarters' root."""

    code = "trust.fingerprint"


class NotEnrolledError(TrustError):
    """This workspace knows no headquarters yet, so it seals to nobody."""

    code = "trust.not_enrolled"


class TrustExpiredError(TrustError):
    """The documents of trust are too old to take on a new device under them."""

    code = "trust.expired"


class DeviceGoneError(TrustError):
    """A device that was taken off the list does not come back on it."""

    code = "trust.device_gone"


class RootKeysMissingError(TrustError):
    """Too few different root keys to sign a new root."""

    code = "trust.root_keys_missing"


class WrongRootKeyError(TrustError):
    """A file that holds no root key, or none of the present root."""

    code = "trust.wrong_root_key"


class NotJoinedError(TrustError):
    """This laptop knows no office yet, or this office no laptop."""

    code = "trust.not_joined"
