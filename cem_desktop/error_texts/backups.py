"""Words for errors of backups."""

from __future__ import annotations

from cem_desktop import errors as e
from cem_desktop.error_texts.kept import Texts, call, no_change, saved_kept
from cem_desktop.i18n import _

TEXTS: Texts = {
    e.BackupError: lambda: (
        _("The backup was not finished"),
        _("Something stopped the backup before its end."),
        saved_kept(),
        _("Try again, with another stick if it happens twice."),
    ),
    e.NotABackupError: lambda: (
        _("That file is not a backup"),
        _("It is not a backup of CEM Desktop (they end in .cemb)."),
        no_change(),
        _("Choose another file."),
    ),
    e.BackupTooNewError: lambda: (
        _("This backup needs a newer program"),
        _("It was made by a newer version of CEM Desktop."),
        no_change(),
        _("Install the newer version on this computer and try again."),
    ),
    e.BackupDamagedError: lambda: (
        _("This backup is damaged"),
        _("It is not whole, or it does not hold what it says. It cannot be trusted."),
        no_change(),
        _("Use another backup, and make a new one on another stick. ") + call(),
    ),
    e.BackupOtherKeysError: lambda: (
        _("This backup has the keys of another time"),
        _("It was made before the keys were changed here, so it opens as it did then."),
        no_change(),
        _(
            "Lock the window, choose «Restore a backup…» and look at it with the user name and "
            "passphrase of that day."
        ),
    ),
    e.BackupPlaceMissingError: lambda: (
        _("The place for backups is not there"),
        _("The stick is not connected, or the folder was moved."),
        saved_kept(),
        _("Connect the stick, or choose another folder."),
    ),
    e.BackupPlaceSyncedError: lambda: (
        _("That folder is copied to the internet"),
        _("It looks like the folder of a cloud service. A backup there would leave the centre."),
        no_change(),
        _("Choose a stick, or a folder that stays on this computer."),
    ),
    e.BackupPlaceInsideError: lambda: (
        _("A backup cannot lie inside the workspace"),
        _("Whatever happens to the workspace would happen to its backup too."),
        no_change(),
        _("Choose a stick, or another folder."),
    ),
    e.BackupTooLargeError: lambda: (
        _("The stick does not take so large a file"),
        _("Sticks formatted as FAT32 hold no file over 4 GB."),
        saved_kept(),
        _("Use a stick formatted as exFAT or NTFS."),
    ),
}
