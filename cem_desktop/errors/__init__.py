"""The one tree of errors: stable codes and parameters, no prose.

Every leaf class has a ``code`` and keeps its parameters in ``details``; ``error_texts`` turns
both into words for a person. Anything that is not a ``CemError`` is a bug of the program.
Third-party exceptions are translated at the edge of the package that uses the third party.

The families stand in modules of their own; everybody imports from here.
"""

from __future__ import annotations

from cem_desktop.errors.access import (
    AccessError,
    AttemptsSlowedError,
    IdentityClosedError,
    KeyFileMissingError,
    NotPermittedError,
    SecondPersonNeededError,
    WorkspaceLockedError,
    WrongPassphraseError,
)
from cem_desktop.errors.attachments import (
    AttachmentBombError,
    AttachmentDamagedError,
    AttachmentError,
    AttachmentKindError,
    AttachmentSealedError,
    AttachmentTooLargeError,
    AttachmentUnreadableError,
)
from cem_desktop.errors.base import (
    CancelledError,
    CemError,
)
from cem_desktop.errors.bundles import (
    BundleError,
    BundleForkError,
    BundleGapError,
    BundleTamperedError,
    BundleTooLargeError,
    BundleTooNewError,
    BundleTruncatedError,
    NotABundleError,
    UnknownSenderError,
    WrongRecipientError,
)
from cem_desktop.errors.fichas import (
    FormBuildError,
    FormError,
    FormInvalidError,
    FormsNotBuiltError,
    FormUnknownError,
)
from cem_desktop.errors.paper import (
    NoPrinterError,
    PaperError,
    PrintingError,
)
from cem_desktop.errors.store import (
    DiskFullError,
    DocumentAlteredError,
    FolderNotWritableError,
    RecordMissingError,
    StoreBusyError,
    StoreDamagedError,
    StoreError,
    StoreExistsError,
    StoreMissingError,
    StoreTooNewError,
    VaultDamagedError,
    VaultOutdatedError,
    VaultTooNewError,
)
from cem_desktop.errors.trust import (
    FingerprintMismatchError,
    NotEnrolledError,
    ReceiptMismatchError,
    TrustDocumentError,
    TrustError,
    TrustRollbackError,
)
from cem_desktop.errors.typed import (
    AnswersInvalidError,
    AnswersTooLongError,
    CodeNotReservedError,
    DocumentDisputedError,
    DocumentEmptyError,
    InputError,
    InvalidCaseCodeError,
    LoginTakenError,
    PlaceholderUnknownError,
    RecoveryWordsError,
    TableFileError,
    WeakPassphraseError,
)

__all__ = [
    "AccessError",
    "AnswersInvalidError",
    "AnswersTooLongError",
    "AttachmentBombError",
    "AttachmentDamagedError",
    "AttachmentError",
    "AttachmentKindError",
    "AttachmentSealedError",
    "AttachmentTooLargeError",
    "AttachmentUnreadableError",
    "AttemptsSlowedError",
    "BundleError",
    "BundleForkError",
    "BundleGapError",
    "BundleTamperedError",
    "BundleTooLargeError",
    "BundleTooNewError",
    "BundleTruncatedError",
    "CancelledError",
    "CemError",
    "CodeNotReservedError",
    "DiskFullError",
    "DocumentAlteredError",
    "DocumentDisputedError",
    "DocumentEmptyError",
    "FingerprintMismatchError",
    "FolderNotWritableError",
    "FormBuildError",
    "FormError",
    "FormInvalidError",
    "FormUnknownError",
    "FormsNotBuiltError",
    "IdentityClosedError",
    "InputError",
    "InvalidCaseCodeError",
    "KeyFileMissingError",
    "LoginTakenError",
    "NoPrinterError",
    "NotABundleError",
    "NotEnrolledError",
    "NotPermittedError",
    "PaperError",
    "PlaceholderUnknownError",
    "PrintingError",
    "ReceiptMismatchError",
    "RecordMissingError",
    "RecoveryWordsError",
    "SecondPersonNeededError",
    "StoreBusyError",
    "StoreDamagedError",
    "StoreError",
    "StoreExistsError",
    "StoreMissingError",
    "StoreTooNewError",
    "TableFileError",
    "TrustDocumentError",
    "TrustError",
    "TrustRollbackError",
    "UnknownSenderError",
    "VaultDamagedError",
    "VaultOutdatedError",
    "VaultTooNewError",
    "WeakPassphraseError",
    "WorkspaceLockedError",
    "WrongPassphraseError",
    "WrongRecipientError",
]
