"""Words for errors of the stores and the disk."""

from __future__ import annotations

from cem_desktop import errors as e
from cem_desktop.error_texts.kept import Texts, call, no_change, saved_kept
from cem_desktop.i18n import _

TEXTS: Texts = {
    e.StoreError: lambda: (
        _("The store did not do that"),
        _("The encrypted store refused the last step."),
        saved_kept(),
        _("Try again. If it happens twice, lock the window and come in again."),
    ),
    e.StoreMissingError: lambda: (
        _("A file of this workspace is missing"),
        _("The folder does not hold everything that belongs to the workspace."),
        _("Nothing was deleted or made anew by the program."),
        _("Look whether the folder was moved or is on a disk that is not connected. ") + call(),
    ),
    e.FileTakenError: lambda: (
        _("There is a file of this name already"),
        _("The program writes over no file that somebody kept."),
        no_change(),
        _("Choose another name or another folder."),
    ),
    e.TrailExportError: lambda: (
        _("This is no export of this audit trail"),
        _("Nothing can be compared with it: it is another file, or of another workspace."),
        no_change(),
        _("Choose the file that ends in .jsonl and was exported from this workspace."),
    ),
    e.StoreExistsError: lambda: (
        _("There is a workspace here already"),
        _("This folder holds a workspace, and a workspace is never overwritten."),
        no_change(),
        _("Open it with its passphrase, or choose another folder."),
    ),
    e.StoreDamagedError: lambda: (
        _("The store is damaged"),
        _("Your passphrase is right, but part of the file cannot be read."),
        _("The program touched nothing: the file stands as it was found."),
        _("Do not delete anything. Make a copy of the folder. ") + call(),
    ),
    e.StoreTooNewError: lambda: (
        _("This store needs a newer program"),
        _("It was written by a newer version of CEM Desktop."),
        no_change(),
        _("Install the newer version on this computer and open it again."),
    ),
    e.StoreBusyError: lambda: (
        _("This workspace is already open"),
        _("Another window or program is using it."),
        no_change(),
        _("Close the other window, wait a moment and try again."),
    ),
    e.DiskFullError: lambda: (
        _("It was not saved: the disk is full"),
        _("There is no room left on the disk or stick."),
        _("What was saved before is intact, and your text is still here."),
        _("Free some space or use another stick, and save again."),
    ),
    e.FolderNotWritableError: lambda: (
        _("That folder cannot be used"),
        _("The program may not read or write there, or the stick was taken out."),
        saved_kept(),
        _("Connect the stick again, or choose another folder."),
    ),
    e.WorkspaceLinkedError: lambda: (
        _("The workspace leads to another place"),
        _("Its folder, or a file in it, is a link. The program does not follow links to stores."),
        no_change(),
        _("Open the real folder. If nobody here made a link, tell headquarters before you go on."),
    ),
    e.VaultDamagedError: lambda: (
        _("The key file is damaged"),
        _("vault.json, which holds the locked keys, cannot be read."),
        _("The program touched nothing: your cases are still in their file."),
        _("Do not delete anything: a good copy of vault.json brings them back. ") + call(),
    ),
    e.VaultTooNewError: lambda: (
        _("The key file needs a newer program"),
        _("vault.json was written by a newer version of CEM Desktop."),
        no_change(),
        _("Install the newer version on this computer and open it again."),
    ),
    e.DocumentAlteredError: lambda: (
        _("This version does not agree with its fingerprint"),
        _("Its text is not the one that was frozen; perhaps part of its history is not here yet."),
        _("Nothing was printed, and nothing was changed."),
        _("Do not file it. Freeze the text again, and tell whoever looks after the program."),
    ),
    e.RecordContradictoryError: lambda: (
        _("An entry does not belong to its record"),
        _("It names another coded file, or another ficha, than the record that it continues."),
        no_change(),
        _("Ask whoever sent it to look at that computer: no program of ours writes this. ")
        + call(),
    ),
    e.RecordMovedError: lambda: (
        _("Something came in meanwhile"),
        _("This record changed since you looked at it, so nothing was settled."),
        saved_kept(),
        _("Look at it again: what came in stands beside the rest now."),
    ),
    e.RecordMissingError: lambda: (
        _("It is not in this store"),
        _("The case, ficha or draft asked for is not here."),
        saved_kept(),
        _("Go back to the list and choose it again."),
    ),
    e.VaultOutdatedError: lambda: (
        _("The key file of the workspace is an old one"),
        _("vault.json is from before the keys were renewed, so it opens nothing any more."),
        _("The stores themselves are untouched."),
        _("Put the newest vault.json back (vault.json.bak, or from a backup), or use the kit."),
    ),
}
