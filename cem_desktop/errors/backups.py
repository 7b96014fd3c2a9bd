"""Errors of backups: making, verifying and restoring them."""

from __future__ import annotations

from cem_desktop.errors.base import CemError


class BackupError(CemError):
    """A backup could not be made, verified or restored."""

    code = "backup"


class NotABackupError(BackupError):
    """The file is not a backup of this program."""

    code = "backup.not_a_backup"


class BackupTooNewError(BackupError):
    """A newer version of the program made the backup."""

    code = "backup.too_new"


class BackupDamagedError(BackupError):
    """The backup is not whole, was changed, or does not hold what it says."""

    code = "backup.damaged"


class BackupOtherKeysError(BackupError):
    """The backup was made before the keys of the workspace were changed."""

    code = "backup.other_keys"


class BackupPlaceMissingError(BackupError):
    """The stick or folder for backups is not there."""

    code = "backup.place_missing"


class BackupPlaceSyncedError(BackupError):
    """The folder looks like one that a cloud service copies elsewhere."""

    code = "backup.place_synced"


class BackupPlaceInsideError(BackupError):
    """The folder lies inside the workspace that is to be backed up."""

    code = "backup.place_inside"


class BackupTooLargeError(BackupError):
    """The stick's file system does not take a file of this size."""

    code = "backup.too_large"
