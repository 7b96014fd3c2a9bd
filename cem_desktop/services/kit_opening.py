"""Coming in with the paper kit, when nobody knows a passphrase any more.

The words give the key of the case store. Nothing is shown of it: whoever holds the kit chooses a
user who coordinates or keeps keys, or makes one, and gives her a new passphrase. That she came in
so is in the audit trail, and the kit is to be replaced.

Where the vault file is lost or damaged, the copy before it serves, or one of a backup; users who
have left meanwhile get no slot back from it.
"""

from __future__ import annotations

import secrets as tokens
from dataclasses import dataclass, field, replace
from pathlib import Path

from cem_desktop.crypto import passphrase as phrases
from cem_desktop.crypto.key_slots import SlotSecrets, StoreKind
from cem_desktop.crypto.recovery import RecoveryKind
from cem_desktop.crypto.vault import Vault
from cem_desktop.domain import period
from cem_desktop.domain.period import Clock, SystemClock
from cem_desktop.domain.roles import KEEP_USERS, WorkspaceKind
from cem_desktop.errors import (
    InputError,
    LoginTakenError,
    NotPermittedError,
    RecoveryWordsError,
    StoreDamagedError,
    StoreMissingError,
    VaultDamagedError,
)
from cem_desktop.services.attempts import KIT, Uptime, uptime
from cem_desktop.services.context import OFFICE_SETTING
from cem_desktop.services.guarding import generation_seen
from cem_desktop.services.recovery import SETTINGS
from cem_desktop.services.recovery_papers import kit_secret, open_paper, workspace_words
from cem_desktop.services.slot_making import slot_for
from cem_desktop.services.vault_access import VaultAccess
from cem_desktop.storage import files, vault_file
from cem_desktop.storage.case_store import CaseStore, open_case_store
from cem_desktop.storage.office import StaffMember
from cem_desktop.storage.process_lock import ProcessLock

_SHORTEST_LOGIN = 2
_DAMAGED_NAME = "vault.json.damaged"
_NEW_ROLES = {
    WorkspaceKind.OFFICE: ("coordination", "key_admin"),
    WorkspaceKind.LAPTOP: ("coordination", "key_admin"),
    WorkspaceKind.HEADQUARTERS: ("hq_direction", "key_admin"),
}


@dataclass(frozen=True)
class KitEntrance:
    """A kit that opened a workspace: who may come in by it.

    Attributes:
        office: Whose workspace it is.
        words: Its six words.
        people: Active users who coordinate or keep keys: (id, login).
        is_from_copy: Whether the vault file was lost and its copy served.
    """

    office: str
    words: tuple[str, ...]
    people: tuple[tuple[str, str], ...]
    is_from_copy: bool
    _typed: str = field(repr=False)


class KitOpening:
    """Opens one locked workspace by its kit; the store is open only within each act."""

    def __init__(
        self,
        folder: Path,
        *,
        clock: Clock | None = None,
        floor_kib: int | None = None,
        vault_copy: Path | None = None,
        now: Uptime = uptime,
    ) -> None:
        """Work on the workspace in ``folder``.

        Args:
            folder: The workspace.
            clock: The clock; the computer's by default.
            floor_kib: The least Argon2id memory to accept; only tests lower it.
            vault_copy: A vault file from a backup, where the folder has none that can be read.
            now: The seconds since this computer was started, by which tries are slowed.
        """
        self._access = VaultAccess(folder, floor_kib, now)
        self._clock = clock or SystemClock()
        self._copy = vault_copy

    def look(self, typed: str) -> KitEntrance:
        """Return who may come in by the kit; nothing is changed.

        Raises:
            AttemptsSlowedError: It is too early; nothing was tried.
            RecoveryWordsError: The kit does not open this workspace; ``reason`` says why.
            StoreBusyError: It is open in another process.
            StoreError: The store, or every copy of its vault, is missing or damaged.
        """
        folder = self._access.folder
        lock = ProcessLock(folder)
        try:
            vault, is_copy = self._vault()
            with self._access.slowed(KIT):
                key = open_paper(vault, RecoveryKind.KIT, kit_secret(vault, typed))
            store = _open(folder, key, vault)
            try:
                with store.read() as unit:
                    keepers = [
                        (one.id, one.login)
                        for one in unit.office.staff()
                        if one.active and KEEP_USERS & set(one.roles)
                    ]
                    office = str(unit.office.setting(OFFICE_SETTING)["name"])
            finally:
                store.close()
        finally:
            lock.release()
        words = workspace_words(vault.database)
        return KitEntrance(office, words, tuple(keepers), is_copy, typed)

    def give(self, entrance: KitEntrance, user: str, passphrase: str) -> str:
        """Give a user a new passphrase; seconds, off the window's thread.

        She has no way into the identity vault afterwards: what her old slot held of it went with
        her old passphrase.

        Returns:
            Her login.

        Raises:
            NotPermittedError: She is none of those who may come in by the kit.
            RecoveryWordsError: The kit was replaced meanwhile.
            WeakPassphraseError: The passphrase would be guessed.
            StoreError: The disk refuses; the vault of before stands.
        """
        if user not in {one for one, _login in entrance.people}:
            raise NotPermittedError(act="recovery_kit")
        return self._write(entrance, passphrase, user, "")

    def give_new(self, entrance: KitEntrance, login: str, passphrase: str) -> str:
        """Make a new user who coordinates and keeps keys, and give her a passphrase.

        Raises:
            InputError: The login is too short.
            LoginTakenError: Somebody has it.
            WeakPassphraseError: The passphrase would be guessed.
            StoreError: The disk refuses.
        """
        if len(login.strip()) < _SHORTEST_LOGIN:
            raise InputError(missing="login")
        return self._write(entrance, passphrase, "", login.strip())

    def _write(self, entrance: KitEntrance, passphrase: str, user: str, login: str) -> str:
        """Note the act in the store first, then write the slot; a user without a slot is harmless.

        What is kept as used though the slot could not be written only asks for a new kit too early.
        """
        folder = self._access.folder
        typed = entrance._typed  # noqa: SLF001  (made by this module alone)
        lock = ProcessLock(folder)
        try:
            vault, is_copy = self._vault()  # somebody may have come in since it was looked at
            key = open_paper(vault, RecoveryKind.KIT, kit_secret(vault, typed))
            store = _open(folder, key, vault)
            try:
                member, working = self._note(store, vault, passphrase, user, login)
            finally:
                store.close()
            slots = tuple(one for one in vault.slots if one.user in working)
            made = slot_for(
                vault,
                user=member.id,
                login=member.login,
                roles=member.roles,
                passphrase=passphrase,
                secrets=SlotSecrets(keys={StoreKind.CASE: key}),
            )
            kept = replace(vault, slots=slots).without_user(member.id)
            if is_copy:
                self._put_damaged_aside()
            self._access.write_over(kept.with_slot(made))
        finally:
            lock.release()
        return member.login

    def _note(
        self, store: CaseStore, vault: Vault, passphrase: str, user: str, login: str
    ) -> tuple[StaffMember, frozenset[str]]:
        """Write who came in by the kit; return her, and who has not left."""
        entry = vault.entry(RecoveryKind.KIT)
        assert entry is not None  # it has just been opened
        now = period.stamp(self._clock)
        with store.write() as unit:
            staff = unit.office.staff()
            found = next((one for one in staff if one.id == user), None)
            if found is None:
                if any(one.login.casefold() == login.casefold() for one in staff):
                    raise LoginTakenError(login=login)
                roles = _NEW_ROLES[WorkspaceKind(vault.kind)]
                found = StaffMember(f"u-{tokens.token_hex(6)}", login, roles, True, now)
                unit.office.add_staff(found)
            phrases.check_strength(passphrase, login=found.login)
            before = unit.office.setting(SETTINGS[RecoveryKind.KIT]) or {}
            known = before if before.get("made") == entry.made else {"rehearsed": None}
            used = {"made": entry.made, "used": now}
            unit.office.set_setting(SETTINGS[RecoveryKind.KIT], known | used)
            unit.audit.note(now, found.id, "recovery_kit_used", found.id, new_user=not user)
        return found, frozenset(one.id for one in (*staff, found) if one.active)

    def _vault(self) -> tuple[Vault, bool]:
        """Return the vault, or the best copy of it, and whether it is a copy."""
        try:
            return self._access.read(), False
        except (StoreMissingError, VaultDamagedError):
            for path in (self._access.folder / vault_file.BACKUP_NAME, self._copy):
                try:
                    if path is not None and path.is_file():
                        return self._read(path), True
                except VaultDamagedError:
                    continue
            raise

    def _read(self, path: Path) -> Vault:
        with files.translated(path):
            data = path.read_bytes()
        floor = self._access.floor_kib
        return Vault.from_bytes(data) if floor is None else Vault.from_bytes(data, floor_kib=floor)

    def _put_damaged_aside(self) -> None:
        """Keep a damaged vault from taking the place of the copy that still opens."""
        path = self._access.folder / vault_file.FILE_NAME
        if path.exists():
            with files.translated(path):
                path.replace(path.with_name(_DAMAGED_NAME))


def _open(folder: Path, key: bytes, vault: Vault) -> CaseStore:
    """Open the case store with the key of a kit.

    Raises:
        RecoveryWordsError: The store has got new keys since the kit was made.
        StoreError: It is missing or damaged.
    """
    entry = vault.entry(RecoveryKind.KIT)
    try:
        return open_case_store(folder, key)
    except StoreDamagedError:
        made = vault.generation if entry is None else entry.generation
        if made < max(vault.generation, generation_seen(folder)):
            raise RecoveryWordsError(reason="rekeyed") from None
        raise
