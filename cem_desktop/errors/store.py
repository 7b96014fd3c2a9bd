"""Errors of the encrypted stores, the vault file and the disk under them."""

from __future__ import annotations

from cem_desktop.errors.base import CemError


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


class WorkspaceLinkedError(StoreError):
    """The workspace, or the ``file`` in it, leads to another place; it is not followed."""

    code = "store.linked"


class VaultDamagedError(StoreError):
    """vault.json cannot be read, or asks for absurd parameters."""

    code = "store.vault_damaged"


class VaultTooNewError(StoreError):
    """vault.json was written by a newer version of the program."""

    code = "store.vault_too_new"


class DocumentAlteredError(StoreError):
    """The text of a frozen version is not the one whose fingerprint was kept."""

    code = "store.document_altered"


class RecordContradictoryError(StoreError):
    """A revision puts a record into another file, or makes another ficha of it."""

    code = "store.record_contradictory"


class RecordMovedError(StoreError):
    """A record changed since the person looked at it."""

    code = "store.record_moved"


class RecordMissingError(StoreError):
    """A record, file or draft that is not in this store."""

    code = "store.record_missing"


class VaultOutdatedError(StoreError):
    """vault.json is older than the stores: an old one was put back, or belongs to a backup."""

    code = "store.vault_outdated"


class FileTakenError(StoreError):
    """There is a file of this name already; what a person exports overwrites nothing."""

    code = "store.file_taken"


class TrailExportError(StoreError):
    """The file is no export of this audit trail, so nothing can be compared with it."""

    code = "store.trail_export"
