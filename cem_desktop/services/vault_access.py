"""The vault file of the open workspace, as services reach it."""

from __future__ import annotations

import logging
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from cem_desktop.crypto import passage
from cem_desktop.crypto.key_slots import StoreKind
from cem_desktop.crypto.vault import Vault
from cem_desktop.errors import DiskFullError, FolderNotWritableError
from cem_desktop.services import attempts
from cem_desktop.storage import vault_file

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class VaultAccess:
    """Where the vault lies, and what a new slot in it costs.

    Attributes:
        folder: The workspace.
        floor_kib: The least Argon2id memory to accept; None for the program's own, tests lower it.
        uptime: The seconds since this computer was started; tests give their own.
    """

    folder: Path
    floor_kib: int | None = None
    uptime: attempts.Uptime = attempts.uptime

    def read(self) -> Vault:
        """Return the vault as it lies on the disk now.

        Raises:
            StoreError: It is missing, damaged or from a newer program.
        """
        return vault_file.read_vault(self.folder, floor_kib=self.floor_kib)

    def write(self, vault: Vault) -> None:
        """Keep a vault; the one before it stays as ``vault.json.bak``.

        Raises:
            DiskFullError: No room left; the old vault stands.
            FolderNotWritableError: The folder refuses; the old vault stands.
        """
        vault_file.write_vault(self.folder, vault)

    def write_over(self, vault: Vault) -> None:
        """Keep a vault, and let the copy before it know no more than it either.

        For whatever takes something back: a passphrase, a paper, the custody of identities. What
        opened the workspace until now must not go on to open it by ``vault.json.bak``.

        Raises:
            DiskFullError: No room left; the old vault stands.
            FolderNotWritableError: The folder refuses; the old vault stands.
        """
        self.write(vault)
        self.renew_copy()

    def renew_copy(self) -> None:
        """Let the copy be the same as the vault; a disk that refuses leaves it to the next entry.

        Whoever comes in asks for it too: the copy of a vault that has just opened its store is
        older only where a full disk or a power cut left it so.
        """
        try:
            vault_file.renew_copy(self.folder)
        except (DiskFullError, FolderNotWritableError) as error:
            _log.warning("the copy of the vault is the one of before: %s", error.code)

    def settle(self, vault: Vault, *kinds: StoreKind) -> None:
        """Write a vault without old keys; a disk that refuses leaves it to the next entry.

        Args:
            vault: The vault, whose stores of ``kinds`` have their new keys.
            kinds: The stores whose old keys are to be forgotten.
        """
        for kind in kinds:
            vault = passage.settled(vault, kind)
        try:
            self.write_over(vault)
        except (DiskFullError, FolderNotWritableError) as error:
            _log.warning("vault not settled: %s", error.code)

    def slowed(self, who: str) -> AbstractContextManager[attempts.FailedTries]:
        """Let a passphrase of ``who`` be tried within the block (``attempts.slowed``).

        Raises:
            AttemptsSlowedError: It is too early; nothing was tried.
        """
        return attempts.slowed(self.folder, who, self.uptime)
