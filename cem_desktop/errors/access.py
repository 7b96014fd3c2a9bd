"""Errors of who may come in and who may do what."""

from __future__ import annotations

from cem_desktop.errors.base import CemError


class AccessError(CemError):
    """Somebody asked for what is not theirs."""

    code = "access"


class WrongPassphraseError(AccessError):
    """No key slot opens with this login and passphrase."""

    code = "access.wrong_passphrase"


class NotPermittedError(AccessError):
    """The roles of this user do not cover the act."""

    code = "access.not_permitted"


class WorkspaceLockedError(AccessError):
    """The workspace was locked before the act could be kept."""

    code = "access.locked"
