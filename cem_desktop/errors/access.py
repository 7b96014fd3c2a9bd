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


class KeyFileMissingError(AccessError):
    """This user's passphrase works only together with a key file."""

    code = "access.key_file"


class AttemptsSlowedError(AccessError):
    """Too many wrong passphrases: the next try is allowed in ``seconds``."""

    code = "access.slowed"


class WrongPinError(AccessError):
    """The PIN is not the one of the resting session; ``left`` tries are left."""

    code = "access.wrong_pin"


class IdentityClosedError(AccessError):
    """The identity store is not open: nobody opened it, or its time is over."""

    code = "access.identity_closed"


class SecondPersonNeededError(AccessError):
    """This office opens identities with two people, and only one is here."""

    code = "access.second_person"


class PassphraseReissuedError(AccessError):
    """A colleague gave this passphrase: its user chooses one of her own before she comes in."""

    code = "access.reissued"


class OutsideTeamError(AccessError):
    """The file belongs to another team; with a written reason it can be opened for a day."""

    code = "access.outside_team"


class LastKeeperError(AccessError):
    """After this nobody would be left who keeps users, or who opens identities."""

    code = "access.last_keeper"


class OwnRightsError(AccessError):
    """Somebody would give rights to herself while a colleague could do it."""

    code = "access.own_rights"
