"""The identity vault: who the service users are, opened with a reason and closed again by itself.

The key of ``identity.db`` is not kept while the workspace is open: whoever opens the vault types
the passphrase again, says why, and it closes five minutes after it was used last. An office may
require two people; then each holds a share of the secret, and in an emergency one person and one
share on paper open it. Every opening, refusal and closing stands in the audit trail.

The coded side works without any of this: where there is no ``identity.db``, nothing is missed.
"""

from __future__ import annotations

import contextlib
import re
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from cem_desktop.crypto import recovery
from cem_desktop.crypto.key_slots import Slot, SlotSecrets, StoreKind, make_slot, open_slot
from cem_desktop.crypto.random_source import system_random
from cem_desktop.crypto.recovery import RecoveryKind
from cem_desktop.crypto.vault import Vault, unlock
from cem_desktop.domain import period
from cem_desktop.errors import (
    IdentityClosedError,
    InputError,
    NotPermittedError,
    SecondPersonNeededError,
    StoreExistsError,
)
from cem_desktop.services import identity_keys
from cem_desktop.services.context import Context
from cem_desktop.services.identity_keys import SPARE_SHARES
from cem_desktop.storage import files
from cem_desktop.storage.copying import StoreCheck, Tell
from cem_desktop.storage.engine import KEY_BYTES
from cem_desktop.storage.identity_store import (
    FILE_NAME,
    IdentityStore,
    IdentityUnit,
    create_identity_store,
    open_identity_store,
)

CUSTODY = "identity_custody"
OPEN_FOR = timedelta(minutes=5)
_ALONE = 1


@dataclass(frozen=True)
class SecondPerson:
    """A colleague who types her passphrase beside the first."""

    login: str
    passphrase: str = field(repr=False)
    key_file: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True)
class IdentityState:
    """What the window shows of the vault.

    Attributes:
        exists: Whether this workspace has one.
        entitled: Whether the present user holds a key of it, or a share.
        people: How many people an opening takes.
        open_until: Instant at which it closes if nobody uses it, or None.
    """

    exists: bool
    entitled: bool
    people: int
    open_until: str | None


class Identities:
    """The identity vault of an open workspace."""

    def __init__(self, context: Context) -> None:
        """Guard the vault of ``context``'s workspace; nothing is opened."""
        self._context = context
        self._store: IdentityStore | None = None
        self._last_use = context.clock.now()
        self._turn = threading.RLock()

    def state(self) -> IdentityState:
        """Return what the window shows; closes the vault first if its time is over."""
        self.close_if_due()
        vault = self._context.vault.read()
        slot = vault.slot_of_user(self._context.user.id)
        until = self._last_use + OPEN_FOR
        return IdentityState(
            exists=(self._context.vault.folder / FILE_NAME).exists(),
            entitled=slot is not None and is_entitled(slot),
            people=vault.people,
            open_until=period.stamp_of(until) if self._store is not None else None,
        )

    @property
    def is_open(self) -> bool:
        """Whether it is open now; its time may just be over."""
        self.close_if_due()
        return self._store is not None

    def create(
        self, passphrase: str, *, people: int = _ALONE, key_file: bytes | None = None
    ) -> tuple[str, ...]:
        """Make the vault, with the present user as its first custodian; off the window's thread.

        Args:
            passphrase: The present user's.
            people: How many people each opening takes, 1 or 2.
            key_file: The present user's key file, where she has one.

        Returns:
            The three shares for paper. They are kept nowhere else.

        Raises:
            NotPermittedError: The user does not keep identities.
            StoreExistsError: There is a vault already.
            WrongPassphraseError: Not the user's passphrase.
        """
        context = self._context
        context.require(frozenset({CUSTODY}), "identity_create", "")
        folder = context.vault.folder
        vault = context.vault.read()
        if any(is_entitled(slot) for slot in vault.slots) or vault.entry(RecoveryKind.SHARES):
            raise StoreExistsError(file=FILE_NAME)
        _put_aside(folder, context.stamp())
        slot, secrets = self._own(vault, passphrase, key_file)
        key, secret = system_random(KEY_BYTES), recovery.new_secret()
        shares = recovery.split(secret)
        store = create_identity_store(folder, key)
        try:
            with store.write() as unit:
                unit.own.set_setting("database", vault.database)
                spare = shares[recovery.PAPER_SHARES + 1 :]
                unit.own.set_setting(SPARE_SHARES, list(spare))
        finally:
            store.close()
        entry = recovery.seal_entry(
            RecoveryKind.SHARES,
            secret,
            key,
            database=vault.database,
            generation=vault.generation,
            made=context.stamp(),
        )
        mine = _entitled_slot(
            vault, slot, secrets, passphrase, key_file, key, shares[recovery.PAPER_SHARES], people
        )
        context.vault.write(replace(vault.with_slot(mine).with_entry(entry), people=people))
        with context.store.write() as unit_of_case:
            context.note(unit_of_case, "identity_create", vault.database, people=people)
        return shares[: recovery.PAPER_SHARES]

    def open(
        self,
        reason: str,
        passphrase: str,
        *,
        key_file: bytes | None = None,
        second: SecondPerson | None = None,
        paper_share: str | None = None,
    ) -> None:
        """Open the vault; off the window's thread, for Argon2id takes its time.

        Args:
            reason: Why, in the user's words; it is kept in the audit trail.
            passphrase: The present user's.
            key_file: The present user's key file, where she has one.
            second: The second person, where the office asks for two.
            paper_share: In an emergency, a share on paper in the place of the second person.

        Raises:
            InputError: No reason.
            NotPermittedError: The user holds no key of it.
            WrongPassphraseError: A passphrase that is not its user's; the try is noted.
            SecondPersonNeededError: The office asks for two people.
            RecoveryWordsError: The share on paper does not hold.
            StoreError: The store is missing or damaged.
        """
        if not reason.strip():
            raise InputError(missing="reason")
        context = self._context
        vault = context.vault.read()
        try:
            _slot, secrets = self._own(vault, passphrase, key_file)
            with_whom, key = self._key(vault, secrets, second, paper_share)
        except Exception as error:
            self._note("identity_denied", cause=getattr(error, "code", type(error).__name__))
            raise
        with self._turn:
            self.close()
            identity_keys.finish_new_key(context.vault, vault, key)
            self._store = open_identity_store(context.vault.folder, key)
            self._last_use = context.clock.now()
            identity_keys.settle_shares(self._store, vault)
        self._note("identity_open", reason=reason.strip(), with_whom=with_whom)

    def close(self) -> None:
        """Close the vault and forget its key; a second time does nothing."""
        with self._turn:
            store, self._store = self._store, None
            if store is None:
                return
            store.close()
        self._note("identity_close")

    def close_if_due(self) -> bool:
        """Close the vault where nobody used it for five minutes; say whether it was closed."""
        with self._turn:
            now = self._context.clock.now()
            backwards = now < self._last_use - OPEN_FOR
            if self._store is None or (now - self._last_use < OPEN_FOR and not backwards):
                return False
            self.close()
            return True

    @contextlib.contextmanager
    def read(self) -> Iterator[IdentityUnit]:
        """Give a unit that reads the vault.

        Raises:
            IdentityClosedError: It is not open.
        """
        with self._opened().read() as unit:
            yield unit

    @contextlib.contextmanager
    def write(self) -> Iterator[IdentityUnit]:
        """Give a unit that writes the vault. It commits before the unit of the case store does.

        Raises:
            IdentityClosedError: It is not open.
        """
        with self._opened().write() as unit:
            yield unit

    def copy_to(self, folder: Path, tell: Tell) -> StoreCheck | None:
        """Copy ``identity.db`` into ``folder``, encrypted; return what it holds if known.

        An open vault is copied by its store. A closed one is copied as it lies, with its log where
        a power cut left one; nobody can open it meanwhile, and nobody needs its key for that.

        Raises:
            StoreError: It cannot be read, or there is no room.
        """
        source = self._context.vault.folder / FILE_NAME
        with self._turn:
            if self._store is not None:
                return self._store.copy_to(folder / FILE_NAME, tell)
            for path in (source, source.with_name(f"{FILE_NAME}-wal")):
                with files.translated(path):
                    if path.is_file():
                        tell(0, 1)
                        shutil.copyfile(path, folder / path.name)
        return None

    def held_key(self) -> bytes:
        """Return the key of the open vault, to wrap it for a colleague who may have it.

        Raises:
            IdentityClosedError: It is not open.
        """
        return self._opened().held_key()

    def renew_key(self, key: bytes) -> None:
        """Give the open vault's store a new key; the vault file knows it already.

        Raises:
            IdentityClosedError: It is not open.
            DiskFullError: No room; the store has its old key.
        """
        self._opened().renew_key(key)
        identity_keys.settle_shares(self._opened(), self._context.vault.read())

    def _opened(self) -> IdentityStore:
        self.close_if_due()
        with self._turn:
            if self._store is None:
                raise IdentityClosedError
            self._last_use = self._context.clock.now()
            return self._store

    def _own(
        self, vault: Vault, passphrase: str, key_file: bytes | None
    ) -> tuple[Slot, SlotSecrets]:
        """Return the present user's slot and what it opens."""
        slot = vault.slot_of_user(self._context.user.id)
        if slot is None:
            raise NotPermittedError(act="identity_open")
        with self._context.vault.slowed(slot.user):
            return slot, open_slot(slot, passphrase, database=vault.database, key_file=key_file)

    def _key(
        self,
        vault: Vault,
        mine: SlotSecrets,
        second: SecondPerson | None,
        paper_share: str | None,
    ) -> tuple[str, bytes]:
        """Return with whom the vault is opened, and its key."""
        if StoreKind.IDENTITY not in mine.keys and mine.share is None:
            raise NotPermittedError(act="identity_open")
        if vault.people == _ALONE:
            if StoreKind.IDENTITY not in mine.keys:
                raise NotPermittedError(act="identity_open")
            return "", mine.keys[StoreKind.IDENTITY]
        entry = vault.entry(RecoveryKind.SHARES)
        if entry is None or mine.share is None:
            raise SecondPersonNeededError
        if second is not None:
            wanted = vault.slot_of(second.login)
            with self._context.vault.slowed(wanted.user if wanted else ""):
                slot, theirs = unlock(vault, second.login, second.passphrase, second.key_file)
            if slot.user == self._context.user.id or theirs.share is None:
                raise SecondPersonNeededError
            whom, other = slot.user, theirs.share
        elif paper_share is not None:
            whom, other = "paper", paper_share
        else:
            raise SecondPersonNeededError
        secret = recovery.combine([mine.share, other])
        return whom, recovery.open_entry(entry, secret, database=vault.database)

    def _note(self, action: str, **detail: str) -> None:
        with self._context.store.write() as unit:
            self._context.note(unit, action, "identity", **detail)


def _put_aside(folder: Path, stamp: str) -> None:
    """Keep, under another name, the store of a creation that a power cut stopped.

    Nobody holds a key of it: the vault that would have wrapped one was never written.
    """
    left = folder / FILE_NAME
    if left.exists():
        left.rename(folder / f"{FILE_NAME}.unfinished-{re.sub(r'[^0-9]', '', stamp)}")


def is_entitled(slot: Slot) -> bool:
    """Tell whether a slot holds a way into the identity vault: its key, or a share."""
    return StoreKind.IDENTITY in slot.wraps or slot.share is not None


def _entitled_slot(
    vault: Vault,
    slot: Slot,
    secrets: SlotSecrets,
    passphrase: str,
    key_file: bytes | None,
    key: bytes,
    share: str,
    people: int,
) -> Slot:
    """Return a user's slot with her way into the vault: the key, or a share where it takes two."""
    keys = dict(secrets.keys)
    if people == _ALONE:
        keys[StoreKind.IDENTITY] = key
    made = make_slot(
        database=vault.database,
        user=slot.user,
        login=slot.login,
        roles=slot.roles,
        passphrase=passphrase,
        keys=keys,
        before=secrets.before,
        share=share,
        key_file=key_file if slot.factor else None,
        generation=slot.generation,
        parameters=slot.kdf,
    )
    return replace(made, reissued=slot.reissued, extra=slot.extra)
