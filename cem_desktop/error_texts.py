"""Words for every error: what happened, what is kept, what to do next.

One entry for each class of ``errors``; a class without its own entry speaks with its parent's
words. The texts promise only what the code does: nothing is taken in by halves, nothing saved is
overwritten, and what is typed stays in its draft.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cem_desktop import errors as e
from cem_desktop.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class ErrorText:
    """What a person reads about an error: a title and three short sentences."""

    title: str
    happened: str
    kept: str
    next_step: str


def explain(error: e.CemError) -> ErrorText:
    """Return the words for ``error``, in the language of the program."""
    for kind in type(error).__mro__:
        if kind in _TEXTS:
            title, happened, kept, next_step = _TEXTS[kind]()
            return ErrorText(title, happened, kept, next_step)
    raise TypeError(type(error).__name__)


def _typed_kept() -> str:
    return _("What you typed is still here.")


def _saved_kept() -> str:
    return _("What was already saved is still saved, unchanged.")


def _nothing_taken() -> str:
    return _("Nothing of it was taken in, and your data are as they were.")


def _no_change() -> str:
    return _("Nothing was changed.")


def _call() -> str:
    return _("Call the person who supports this program at headquarters before you go on.")


_TEXTS: dict[type, Callable[[], tuple[str, str, str, str]]] = {
    e.CemError: lambda: (
        _("This could not be done"),
        _("The program met a problem that it knows, but has no words for."),
        _saved_kept(),
        _("Try again. If it happens twice, tell headquarters what you were doing."),
    ),
    e.CancelledError: lambda: (
        _("Stopped"),
        _("You stopped the task."),
        _no_change(),
        _("Start it again whenever you like."),
    ),
    e.InputError: lambda: (
        _("Please look at this again"),
        _("Something typed cannot be accepted."),
        _typed_kept(),
        _("Correct it and try again."),
    ),
    e.InvalidCaseCodeError: lambda: (
        _("That is not a case code"),
        _("A case code has eight symbols, as in 7KQ4-M2XZ; one of these is wrong or missing."),
        _typed_kept(),
        _("Compare it with the paper, symbol by symbol. B, I, L, O, S, U and V are never used."),
    ),
    e.CodeNotReservedError: lambda: (
        _("This centre does not know that code"),
        _("It was not drawn here for paper, and no file of this centre has it."),
        _typed_kept(),
        _(
            "Compare it with the paper. If it is another centre's, leave the code empty: the "
            "program gives a new one."
        ),
    ),
    e.AnswersInvalidError: lambda: (
        _("The ficha cannot be closed yet"),
        _("Some answers are missing or do not agree with each other."),
        _("Everything you answered is kept as a draft."),
        _("Press F8 to go to the next answer to mend. You may also leave it as a draft."),
    ),
    e.AnswersTooLongError: lambda: (
        _("The texts of this ficha are too long"),
        _("Together they pass what one ficha can keep; perhaps a whole document was pasted."),
        _typed_kept(),
        _("Shorten the longest text, or divide it between two fichas, and close it again."),
    ),
    e.DocumentEmptyError: lambda: (
        _("The document has no text yet"),
        _("There is nothing in it that could be frozen."),
        _("What was written stays as it is."),
        _("Open it, write at least one part, and freeze it then."),
    ),
    e.DocumentDisputedError: lambda: (
        _("Two answers of this document contradict each other"),
        _("As long as nobody has settled which one stands, the document has no text of its own."),
        _("Both answers are kept."),
        _("Open the document, settle the conflict, and try again."),
    ),
    e.PlaceholderUnknownError: lambda: (
        _("Something between braces is no placeholder"),
        _("Nothing could be put in its place on paper."),
        _("The text stays as it was written; nothing was frozen."),
        _("Open the document: the hint under the text shows which ones the program knows."),
    ),
    e.WeakPassphraseError: lambda: (
        _("That passphrase is too easy to guess"),
        _("Whoever steals this computer could try it out."),
        _no_change(),
        _("Use the suggested words, or at least six words that have nothing to do with you."),
    ),
    e.LoginTakenError: lambda: (
        _("That user name is taken"),
        _("Another person of this workspace has it."),
        _typed_kept(),
        _("Choose another user name."),
    ),
    e.TableFileError: lambda: (
        _("The table cannot be read"),
        _("Its columns or numbers are not as they should be."),
        _nothing_taken(),
        _("Open the file in a spreadsheet, correct the line named, and try again."),
    ),
    e.AccessError: lambda: (
        _("This is not open to you"),
        _("The program did not let this pass."),
        _no_change(),
        _("Ask your coordination if you need it for your work."),
    ),
    e.WrongPassphraseError: lambda: (
        _("User name or passphrase is not right"),
        _("No key opens with what you typed."),
        _("Nothing is lost: you may try as often as you need."),
        _("Check capital letters and spaces between the words, and type it again."),
    ),
    e.NotPermittedError: lambda: (
        _("Your role does not cover this"),
        _("This act belongs to another service of the team."),
        _no_change(),
        _("Ask a colleague of that service, or your coordination."),
    ),
    e.WorkspaceLockedError: lambda: (
        _("The window was locked meanwhile"),
        _("The workspace closed before this was finished."),
        _("What was saved is saved, and what you typed is kept as a draft."),
        _("Come in again and repeat the last step."),
    ),
    e.StoreError: lambda: (
        _("The store did not do that"),
        _("The encrypted store refused the last step."),
        _saved_kept(),
        _("Try again. If it happens twice, lock the window and come in again."),
    ),
    e.StoreMissingError: lambda: (
        _("A file of this workspace is missing"),
        _("The folder does not hold everything that belongs to the workspace."),
        _("Nothing was deleted or made anew by the program."),
        _("Look whether the folder was moved or is on a disk that is not connected. ") + _call(),
    ),
    e.StoreExistsError: lambda: (
        _("There is a workspace here already"),
        _("This folder holds a workspace, and a workspace is never overwritten."),
        _no_change(),
        _("Open it with its passphrase, or choose another folder."),
    ),
    e.StoreDamagedError: lambda: (
        _("The store is damaged"),
        _("Your passphrase is right, but part of the file cannot be read."),
        _("The program touched nothing: the file stands as it was found."),
        _("Do not delete anything. Make a copy of the folder. ") + _call(),
    ),
    e.StoreTooNewError: lambda: (
        _("This store needs a newer program"),
        _("It was written by a newer version of CEM Desktop."),
        _no_change(),
        _("Install the newer version on this computer and open it again."),
    ),
    e.StoreBusyError: lambda: (
        _("This workspace is already open"),
        _("Another window or program is using it."),
        _no_change(),
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
        _saved_kept(),
        _("Connect the stick again, or choose another folder."),
    ),
    e.VaultDamagedError: lambda: (
        _("The key file is damaged"),
        _("vault.json, which holds the locked keys, cannot be read."),
        _("The program touched nothing: your cases are still in their file."),
        _("Do not delete anything: a good copy of vault.json brings them back. ") + _call(),
    ),
    e.VaultTooNewError: lambda: (
        _("The key file needs a newer program"),
        _("vault.json was written by a newer version of CEM Desktop."),
        _no_change(),
        _("Install the newer version on this computer and open it again."),
    ),
    e.DocumentAlteredError: lambda: (
        _("This version does not agree with its fingerprint"),
        _("Its text is not the one that was frozen; perhaps part of its history is not here yet."),
        _("Nothing was printed, and nothing was changed."),
        _("Do not file it. Freeze the text again, and tell whoever looks after the program."),
    ),
    e.RecordMissingError: lambda: (
        _("It is not in this store"),
        _("The case, ficha or draft asked for is not here."),
        _saved_kept(),
        _("Go back to the list and choose it again."),
    ),
    e.PaperError: lambda: (
        _("It could not be printed"),
        _("Something went wrong on the way to the printer."),
        _saved_kept(),
        _("Look at the printer and print again."),
    ),
    e.NoPrinterError: lambda: (
        _("This computer knows no printer"),
        _("Nothing was printed."),
        _saved_kept(),
        _("Connect a printer and set it up in the computer's settings. Then print again."),
    ),
    e.PrintingError: lambda: (
        _("The printer did not take the pages"),
        _("Some pages may have been printed, or none."),
        _saved_kept(),
        _("Fetch what was printed, look at the printer, and print again."),
    ),
    e.FormError: lambda: (
        _("This ficha cannot be used"),
        _("The program cannot read the definition of the ficha."),
        _saved_kept(),
        _call(),
    ),
    e.FormUnknownError: lambda: (
        _("This ficha is of a version that the program does not have"),
        _("It was filled with another version of the ficha."),
        _("It is kept as it is and can be read, not changed."),
        _("Install the newer version of the program to edit it."),
    ),
    e.FormInvalidError: lambda: (
        _("The definition of this ficha has an error"),
        _("The program refuses to show it, so that nothing is recorded wrongly."),
        _saved_kept(),
        _("Send the file of the ficha back to whoever wrote it, with this message."),
    ),
    e.FormBuildError: lambda: (
        _("The ficha does not compile"),
        _("Its source has an error."),
        _("The version built before is still in use."),
        _("Correct the line named in the message and build it again."),
    ),
    e.FormsNotBuiltError: lambda: (
        _("The fichas are not ready"),
        _("This copy of the program has not built its fichas yet."),
        _no_change(),
        _("Run «cem forms build» once, or install the program from its package."),
    ),
    e.BundleError: lambda: (
        _("The bundle was refused"),
        _("It is not as it should be."),
        _nothing_taken(),
        _("Ask the office to export it again."),
    ),
    e.NotABundleError: lambda: (
        _("This file is not a bundle"),
        _("It is another kind of file, although its name may end in .cem."),
        _nothing_taken(),
        _("Choose the .cem file that the other side exported."),
    ),
    e.BundleTruncatedError: lambda: (
        _("The bundle is incomplete"),
        _("The file ends too soon: perhaps the stick was taken out before the copy was over."),
        _nothing_taken(),
        _("Copy the file again. If it stays so, ask for a new export; it repeats what is missing."),
    ),
    e.BundleTamperedError: lambda: (
        _("The bundle was changed on its way"),
        _("Its signature does not hold: the file is damaged, or somebody changed it."),
        _nothing_taken(),
        _("Copy it again. If it is refused again, call the sender, and tell headquarters."),
    ),
    e.WrongRecipientError: lambda: (
        _("This bundle is for somebody else"),
        _("It was sealed to another recipient; only they can open it."),
        _nothing_taken(),
        _("Pass it on unopened, and ask for the one that is meant for you."),
    ),
    e.UnknownSenderError: lambda: (
        _("The sender is not known"),
        _("The device that signed it is not enrolled, or no longer is."),
        _nothing_taken(),
        _("Call the office. If the bundle is theirs, enrol the device first."),
    ),
    e.BundleGapError: lambda: (
        _("An earlier bundle has not arrived"),
        _("This one continues from a bundle that is not here yet."),
        _nothing_taken(),
        _("Import the earlier one first, or hand the office its receipt: it sends the rest again."),
    ),
    e.BundleForkError: lambda: (
        _("Two different histories under one name"),
        _("A copy of that office's store, or a restored backup, has sent something else before."),
        _nothing_taken(),
        _("Do not import more from this office. Call it and the security contact now."),
    ),
    e.BundleTooNewError: lambda: (
        _("The bundle needs a newer program"),
        _("It was written by a newer version of CEM Desktop."),
        _nothing_taken(),
        _(
            "Install the newer version here and import it again. If this already is the newest, "
            "tell the person who supports this program at headquarters."
        ),
    ),
    e.BundleTooLargeError: lambda: (
        _("The bundle is larger than allowed"),
        _("A part of it passes the limits of the format."),
        _nothing_taken(),
        _("Ask the office to export it again. If it stays so, tell headquarters."),
    ),
    e.TrustError: lambda: (
        _("The document was refused"),
        _("The program cannot trust it."),
        _no_change(),
        _("Ask the other side to make it again."),
    ),
    e.TrustDocumentError: lambda: (
        _("The document cannot be trusted"),
        _("It cannot be read, or its signatures do not hold."),
        _no_change(),
        _("Copy the file again, or ask for a new one. Do not go round this message."),
    ),
    e.TrustRollbackError: lambda: (
        _("This document is older than the one here"),
        _("A newer list of devices is already known; an older one is never taken back."),
        _no_change(),
        _("Ask for the newest file."),
    ),
    e.FingerprintMismatchError: lambda: (
        _("The six words are not those of headquarters"),
        _("The answer file and the words you typed do not belong together."),
        _("Nothing was accepted, and nothing was sealed to anyone."),
        _("Ask for the words again, by telephone, at a number that you know. Not by e-mail."),
    ),
    e.NotEnrolledError: lambda: (
        _("This workspace is not enrolled yet"),
        _("It knows no headquarters, so it seals bundles to nobody."),
        _("Your cases are safe here; everything else works as usual."),
        _("Go to Sync and enrol with the six words of headquarters."),
    ),
    e.ReceiptMismatchError: lambda: (
        _("That receipt is not for this workspace"),
        _("It names entries or a store that are not these."),
        _("Nothing was marked as received; everything still waits to be sent."),
        _("Ask headquarters for the receipt of this office."),
    ),
}
