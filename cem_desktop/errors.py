"""The one tree of errors: stable codes and parameters, no prose.

Every leaf class has a ``code`` and keeps its parameters in ``details``; ``error_texts`` turns
both into words for a person. Anything that is not a ``CemError`` is a bug of the program.
Third-party exceptions are translated at the edge of the package that uses the third party.
"""

from __future__ import annotations

from typing import ClassVar


class CemError(Exception):
    """A fault that the program foresees and can explain."""

    code: ClassVar[str] = "error"

    def __init__(self, **details: object) -> None:
        """Keep the parameters of this fault; never an answer, a name or a key."""
        super().__init__(self.code, details)
        self.details = details

    def __str__(self) -> str:
        """Return the code with its parameters, for logs."""
        shown = ", ".join(f"{key}={value!r}" for key, value in self.details.items())
        return f"{self.code}({shown})"


class CancelledError(CemError):
    """A person stopped a task; nothing was changed."""

    code = "cancelled"


# --- what a person typed -------------------------------------------------------------------


class InputError(CemError):
    """Something typed cannot be accepted; the text stays where it was typed."""

    code = "input"


class InvalidCaseCodeError(InputError):
    """A case code with a wrong symbol, length or check symbol."""

    code = "input.case_code"


class CodeNotReservedError(InputError):
    """A code on a paper that was never drawn here and that no file carries."""

    code = "input.code_not_reserved"


class AnswersInvalidError(InputError):
    """A ficha cannot be closed: ``problems`` lists the questions to mend."""

    code = "input.answers"


class AnswersTooLongError(InputError):
    """The answers of one ficha pass what one revision can carry; ``most`` says how much."""

    code = "input.too_long"


class DocumentEmptyError(InputError):
    """A document without a text cannot be frozen."""

    code = "input.document_empty"


class DocumentDisputedError(InputError):
    """A document in which two answers wait to be settled has no text to freeze or print."""

    code = "input.document_disputed"


class PlaceholderUnknownError(InputError):
    """A document holds ``count`` things between braces that are no placeholders."""

    code = "input.placeholder"


class WeakPassphraseError(InputError):
    """A passphrase that a thief would guess."""

    code = "input.weak_passphrase"


class LoginTakenError(InputError):
    """A login that another user of this workspace has."""

    code = "input.login_taken"


class TableFileError(InputError):
    """A table of cases (CSV) whose columns or numbers cannot be read; ``line`` says where."""

    code = "input.table_file"


# --- who may do what -----------------------------------------------------------------------


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


# --- the store -----------------------------------------------------------------------------


class StoreError(CemError):
    """The encrypted store could not do what was asked."""

    code = "store"


class StoreMissingError(StoreError):
    """A file of the workspace is not there."""

    code = "store.missing"


class StoreExistsError(StoreError):
    """There is a workspace in this folder already; it is never overwritten."""

    code = "store.exists"


class StoreDamagedError(StoreError):
    """The key is right, yet pages of the store fail their check."""

    code = "store.damaged"


class StoreTooNewError(StoreError):
    """The store was written by a newer version of the program."""

    code = "store.too_new"


class StoreBusyError(StoreError):
    """The store is open in another process."""

    code = "store.busy"


class DiskFullError(StoreError):
    """There is no room left on the disk or stick."""

    code = "store.disk_full"


class FolderNotWritableError(StoreError):
    """A folder or stick cannot be read or written."""

    code = "store.folder"


class VaultDamagedError(StoreError):
    """vault.json cannot be read, or asks for absurd parameters."""

    code = "store.vault_damaged"


class VaultTooNewError(StoreError):
    """vault.json was written by a newer version of the program."""

    code = "store.vault_too_new"


class DocumentAlteredError(StoreError):
    """The text of a frozen version is not the one whose fingerprint was kept."""

    code = "store.document_altered"


class RecordMissingError(StoreError):
    """A record, file or draft that is not in this store."""

    code = "store.record_missing"


# --- paper ---------------------------------------------------------------------------------


class PaperError(CemError):
    """Something about printing failed; what was to be printed is unchanged."""

    code = "paper"


class NoPrinterError(PaperError):
    """The computer knows no printer."""

    code = "paper.no_printer"


class PrintingError(PaperError):
    """The printer refused the pages, or some of them."""

    code = "paper.printing"


# --- fichas --------------------------------------------------------------------------------


class FormError(CemError):
    """A form definition cannot be used."""

    code = "form"


class FormUnknownError(FormError):
    """A ficha, or a version of it, that this program does not carry; kept as it is, read-only."""

    code = "form.unknown"


class FormInvalidError(FormError):
    """A form definition that the engine refuses: ``reason`` and ``where``."""

    code = "form.invalid"


class FormBuildError(FormError):
    """The source of a form does not compile: ``reason`` and ``where``."""

    code = "form.build"


class FormsNotBuiltError(FormError):
    """The fichas of a source tree have not been built, or are older than their source."""

    code = "form.not_built"


# --- bundles -------------------------------------------------------------------------------


class BundleError(CemError):
    """A bundle was refused whole; nothing of it was taken in."""

    code = "bundle"


class NotABundleError(BundleError):
    """The file is not an age file, or what it holds is no bundle."""

    code = "bundle.not_a_bundle"


class BundleTruncatedError(BundleError):
    """The bundle ends before its end."""

    code = "bundle.truncated"


class BundleTamperedError(BundleError):
    """A byte of the bundle was changed, or a signature does not hold."""

    code = "bundle.tampered"


class WrongRecipientError(BundleError):
    """The bundle was sealed to somebody else."""

    code = "bundle.wrong_recipient"


class UnknownSenderError(BundleError):
    """The device that signed is not in the roster, or no longer."""

    code = "bundle.unknown_sender"


class BundleGapError(BundleError):
    """An earlier bundle has not arrived: ``want`` is the first entry that is missing."""

    code = "bundle.gap"


class BundleForkError(BundleError):
    """Two different histories under one feed: a clone or a restored copy; an alarm."""

    code = "bundle.fork"


class BundleTooNewError(BundleError):
    """The bundle was written by a newer version of the program."""

    code = "bundle.too_new"


class BundleTooLargeError(BundleError):
    """A part of the bundle passes the limits of the format."""

    code = "bundle.too_large"


# --- trust ---------------------------------------------------------------------------------


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


class ReceiptMismatchError(TrustError):
    """A receipt for another feed, or for entries that this store never wrote."""

    code = "trust.receipt"
