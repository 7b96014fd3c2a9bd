"""How the present user comes in: her passphrase, and a key file beside it if she wants one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cem_desktop.crypto import passphrase as phrases
from cem_desktop.crypto.key_slots import Slot, SlotSecrets, new_key_file
from cem_desktop.errors import InputError, StoreExistsError
from cem_desktop.services.slot_making import made_anew, own_slot
from cem_desktop.storage import files

if TYPE_CHECKING:
    from pathlib import Path

    from cem_desktop.services.context import Context
    from cem_desktop.services.vault_access import VaultAccess


@dataclass(frozen=True)
class OwnState:
    """What the present user's slot asks of her."""

    login: str
    has_key_file: bool


def choose_own(
    access: VaultAccess, slot: Slot, secrets: SlotSecrets, given: str, chosen: str
) -> None:
    """Put a passphrase of her own in the place of the one that a colleague gave.

    Raises:
        WeakPassphraseError: It would be guessed.
        InputError: It is the given one.
    """
    check_new(slot.login, given, chosen)
    vault = access.read()
    newest = vault.slot_of_user(slot.user) or slot
    access.write_over(vault.with_slot(made_anew(vault, newest, secrets, chosen)))


def check_new(login: str, before: str, after: str) -> None:
    """Refuse a new passphrase that is weak, or the old one.

    Raises:
        WeakPassphraseError: It would be guessed.
        InputError: It is the one from before.
    """
    phrases.check_strength(after, login=login)
    if phrases.canonical(before) == phrases.canonical(after):
        raise InputError(same="passphrase")


class OwnAccess:
    """The present user's own slot."""

    def __init__(self, context: Context) -> None:
        """Work in the workspace of ``context``."""
        self._context = context

    def state(self) -> OwnState:
        """Return what the window shows."""
        slot = self._context.vault.read().slot_of_user(self._context.user.id)
        return OwnState(self._context.user.login, slot is not None and slot.factor is not None)

    def change_passphrase(self, before: str, after: str, *, key_file: bytes | None = None) -> None:
        """Change the passphrase; a key file stays needed. Off the window's thread.

        Raises:
            WrongPassphraseError: ``before`` is not the passphrase.
            KeyFileMissingError: The key file is needed too.
            WeakPassphraseError: ``after`` would be guessed.
            InputError: It is the one from before.
        """
        vault = self._context.vault.read()
        slot, secrets = own_slot(
            self._context.vault, vault, self._context.user.id, before, key_file
        )
        check_new(slot.login, before, after)
        kept = key_file if slot.factor else None
        made = made_anew(vault, slot, secrets, after, key_file=kept)
        self._context.vault.write_over(vault.with_slot(made))
        self._note("passphrase_change")

    def begin_key_file(self, passphrase: str, target: Path) -> None:
        """Make a key file, on a stick for instance, that is needed from now on; never over a file.

        Raises:
            WrongPassphraseError: Not the passphrase.
            KeyFileMissingError: There is a key file already.
            StoreExistsError: Something stands at ``target``.
            FolderNotWritableError: The stick refuses; everything is as before.
        """
        vault = self._context.vault.read()
        slot, secrets = own_slot(
            self._context.vault, vault, self._context.user.id, passphrase, None
        )
        if target.exists():
            raise StoreExistsError(file=target.name)
        content = new_key_file()
        files.write_whole(target, content)
        made = made_anew(vault, slot, secrets, passphrase, key_file=content)
        self._context.vault.write_over(vault.with_slot(made))
        self._note("key_file_begin")

    def end_key_file(self, passphrase: str, key_file: bytes | None) -> None:
        """Need the key file no more; the file itself is left where it lies.

        Raises:
            WrongPassphraseError: Not the passphrase, or not the key file.
            KeyFileMissingError: No file was given.
        """
        vault = self._context.vault.read()
        slot, secrets = own_slot(
            self._context.vault, vault, self._context.user.id, passphrase, key_file
        )
        self._context.vault.write_over(vault.with_slot(made_anew(vault, slot, secrets, passphrase)))
        self._note("key_file_end")

    def _note(self, act: str) -> None:
        with self._context.store.write() as unit:
            self._context.note(unit, act, self._context.user.id)
            unit.touched |= {"staff"}
