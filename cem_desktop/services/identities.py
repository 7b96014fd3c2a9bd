"""The identity vault: who the service users are, opened with a reason and closed again by itself.

The key of ``identity.db`` is not kept while the workspace is open: whoever opens the vault types
the passphrase again, says why, and it closes five minutes after it was used last. An office may
require two people; then each holds a share of the secret, and in an emergency one person and one
share on paper open it. Every opening, refusal and closing stands in the audit trail.

The coded side works without any of this: where there is no ``identity.db``, nothing is missed.
"""

from __future__ import annotations

import contextlib
import logging
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from cem_desktop.crypto import recovery
from cem_desktop.crypto.key_slots import SlotSecrets, StoreKind
from cem_desktop.crypto.recovery import RecoveryKind
from cem_desktop.crypto.vault import Vault, unlock
from cem_desktop.errors import (
    CemError,
    IdentityClosedError,
    InputError,
    NotPermittedError,
    SecondPersonNeededError,
)
from cem_desktop.services import identity_keys
from cem_desktop.services.context import Context
from cem_desktop.services.exception_keeping import EMERGENCY, keep_exception
from cem_desktop.services.identity_creation import (
    ALONE,
    CUSTODY,
    check_new,
    create_vault,
    is_entitled,
    keeps,
)
from cem_desktop.services.slot_making import own_slot
from cem_desktop.storage import files
from cem_desktop.storage.copying import StoreCheck, Tell
from cem_desktop.storage.identity_store import (
    FILE_NAME,
    IdentityStore,
    IdentityUnit,
    open_identity_store,
)

OPEN_FOR = timedelta(minutes=5)
PAPER = "paper"
_log = logging.getLogger(__name__)
AtTheDoor = Callable[[IdentityStore], object]  # uses that store, and asks the vault for nothing


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
        made: Whether one was made here: keys of it are held, though the file may be gone.
    """

    exists: bool
    entitled: bool
    people: int
    made: bool = False

    @property
    def is_missing(self) -> bool:
        """Whether there was a vault, and its file is not where it belongs."""
        return self.made and not self.exists


class Identities:
    """The identity vault of an open workspace."""

    def __init__(self, context: Context) -> None:
        """Guard the vault of ``context``'s workspace; nothing is opened."""
        self._context = context
        self._store: IdentityStore | None = None
        self._last_use = context.clock.now()
        self._turn = threading.RLock()
        self._watchers: list[tuple[AtTheDoor, AtTheDoor]] = []
        self._change_listeners: dict[object, Callable[[], object]] = {}

    def watch(self, *, opened: AtTheDoor, closing: AtTheDoor) -> None:
        """Call ``opened`` with the store after each opening, ``closing`` before each closing."""
        self._watchers.append((opened, closing))

    def on_change(self, listener: Callable[[], object]) -> Callable[[], object]:
        """Call ``listener`` after each opening and closing, in the thread of whoever did it.

        Returns:
            What ends the listening.
        """
        key = object()
        self._change_listeners[key] = listener
        return lambda: self._change_listeners.pop(key, None)

    def state(self) -> IdentityState:
        """Return what the window shows; closes the vault first if its time is over."""
        self.close_if_due()
        vault = self._context.vault.read()
        slot = vault.slot_of_user(self._context.user.id)
        return IdentityState(
            exists=(self._context.vault.folder / FILE_NAME).exists(),
            entitled=slot is not None and is_entitled(slot),
            people=vault.people,
            made=any(is_entitled(one) for one in vault.slots),
        )

    @property
    def seconds_left(self) -> int:
        """How long it stays open if nobody uses it; 0 where it is closed."""
        self.close_if_due()
        if self._store is None:
            return 0
        return max(1, int((self._last_use + OPEN_FOR - self._context.clock.now()).total_seconds()))

    @property
    def is_open(self) -> bool:
        """Whether it is open now; its time may just be over."""
        self.close_if_due()
        return self._store is not None

    def create(
        self, passphrase: str, *, people: int = ALONE, key_file: bytes | None = None
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
        vault = context.vault.read()
        check_new(vault)
        slot, secrets = own_slot(context.vault, vault, context.user.id, passphrase, key_file)
        shares = create_vault(
            context.vault, slot, secrets, passphrase, key_file, people, context.stamp()
        )
        with context.store.write() as unit:
            context.note(unit, "identity_create", vault.database, people=people)
        return shares

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
            me = context.user.id
            _slot, secrets = own_slot(context.vault, vault, me, passphrase, key_file)
            with_whom, key = self._key(vault, secrets, second, paper_share)
        except Exception as error:
            self._note("identity_denied", cause=getattr(error, "code", type(error).__name__))
            raise
        with self._turn:
            self.close()
            identity_keys.finish_new_key(context.vault, vault, key)
            store = open_identity_store(context.vault.folder, key)
            try:
                identity_keys.settle_shares(store, vault)
                self._note_opening(reason.strip(), with_whom)
                for opened, _closing in self._watchers:
                    opened(store)
            except BaseException:
                store.close()
                raise
            self._store = store
            self._last_use = context.clock.now()
        self._tell()

    def close(self) -> None:
        """Close the vault and forget its key; a second time does nothing."""
        with self._turn:
            store = self._store
            if store is None:
                return
            try:
                for _opened, closing in self._watchers:
                    closing(store)
            except CemError:  # told where it was typed
                _log.exception("what was typed for the vault could not be put away")
            finally:  # a vault does not stay open for it
                self._store = None
                store.close()
        self._note("identity_close")
        self._tell()

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

    @contextlib.contextmanager
    def held(self) -> Iterator[IdentityStore]:
        """Give the open store, and let nobody close it before the block ends.

        For a unit that commits here inside a unit of the case store.

        Raises:
            IdentityClosedError: It is not open.
        """
        with self._turn:
            yield self._opened()

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
        self.settle_shares()

    def settle_shares(self) -> None:
        """Let the shares that came with the vault file's newest secret be the ones to give away.

        Raises:
            IdentityClosedError: It is not open.
        """
        identity_keys.settle_shares(self._opened(), self._context.vault.read())

    def _opened(self) -> IdentityStore:
        self.close_if_due()
        with self._turn:
            if self._store is None:
                raise IdentityClosedError
            self._last_use = self._context.clock.now()
            return self._store

    def _key(
        self,
        vault: Vault,
        mine: SlotSecrets,
        second: SecondPerson | None,
        paper_share: str | None,
    ) -> tuple[str, bytes]:
        """Return with whom the vault is opened, and its key."""
        context, key = self._context, mine.keys.get(StoreKind.IDENTITY)
        barred = key is None and (mine.share is None or vault.people == ALONE)
        if barred or not keeps(context, context.user.id):
            raise NotPermittedError(act="identity_open")
        if vault.people == ALONE and key is not None:
            return "", key
        entry = vault.entry(RecoveryKind.SHARES)
        if entry is None or mine.share is None:
            raise SecondPersonNeededError
        if second is not None:
            wanted = vault.slot_of(second.login)
            with context.vault.slowed(wanted.user if wanted else ""):
                slot, theirs = unlock(vault, second.login, second.passphrase, second.key_file)
            own = slot.user == context.user.id
            if own or theirs.share is None or not keeps(context, slot.user):
                raise SecondPersonNeededError
            whom, other = slot.user, theirs.share
        elif paper_share is not None:
            whom, other = PAPER, paper_share
        else:
            raise SecondPersonNeededError
        secret = recovery.combine([mine.share, other])
        return whom, recovery.open_entry(entry, secret, database=vault.database)

    def _note_opening(self, reason: str, with_whom: str) -> None:
        """Note an opening; one by a share on paper is shown to the coordinator too."""
        context = self._context
        with context.store.write() as unit:
            if with_whom == PAPER:
                keep_exception(context, unit, EMERGENCY, "identity", reason, OPEN_FOR)
            context.note(unit, "identity_open", "identity", reason=reason, with_whom=with_whom)

    def _tell(self) -> None:
        for listener in list(self._change_listeners.values()):
            listener()

    def _note(self, action: str, **detail: str) -> None:
        with self._context.store.write() as unit:
            self._context.note(unit, action, "identity", **detail)
