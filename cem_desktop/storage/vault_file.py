"""``vault.json`` on the disk: never half written, never the only copy."""

from __future__ import annotations

from pathlib import Path

from cem_desktop.crypto.vault import Vault
from cem_desktop.errors import StoreMissingError
from cem_desktop.storage import files

FILE_NAME = "vault.json"
BACKUP_NAME = "vault.json.bak"


def read_vault(folder: Path, *, floor_kib: int | None = None) -> Vault:
    """Return the vault of a workspace.

    Raises:
        StoreMissingError: There is none.
        VaultDamagedError: It cannot be read.
        VaultTooNewError: A newer program wrote it.
        FolderNotWritableError: The folder does not let us read.
    """
    path = folder / FILE_NAME
    if not path.exists():
        raise StoreMissingError(file=FILE_NAME)
    with files.translated(path):
        data = path.read_bytes()
    return (
        Vault.from_bytes(data) if floor_kib is None else Vault.from_bytes(data, floor_kib=floor_kib)
    )


def write_vault(folder: Path, vault: Vault) -> None:
    """Keep a vault; the one before it stays as ``vault.json.bak``.

    Raises:
        DiskFullError: No room left; the old vault stands.
        FolderNotWritableError: The folder refuses; the old vault stands.
    """
    path = folder / FILE_NAME
    if path.exists():
        with files.translated(path):
            before = path.read_bytes()
        files.write_whole(folder / BACKUP_NAME, before)
    files.write_whole(path, vault.to_bytes())


def renew_copy(folder: Path) -> None:
    """Let ``vault.json.bak`` be the same as the vault, which has just shown that it is whole.

    Raises:
        DiskFullError: No room left; the copy is the one of before.
        FolderNotWritableError: The folder refuses; the copy is the one of before.
    """
    path, copy = folder / FILE_NAME, folder / BACKUP_NAME
    with files.translated(path):
        data = path.read_bytes()
        is_same = copy.is_file() and copy.read_bytes() == data
    if not is_same:
        files.write_whole(copy, data)
