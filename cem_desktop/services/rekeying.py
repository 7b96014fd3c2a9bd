"""New keys for the stores: when somebody leaves, and whenever a key may be known.

Taking a slot out of the vault is worth nothing against whoever kept an old vault, so both stores
get new random keys, and every colleague a new slot: with the passphrase that she types for it, or
with a new one that is given to her. The order survives a power cut at any point:

1. the vault of the next generation is written; it wraps the new keys and, for a while, the old;
2. each store gets its new key, in one transaction each, and is checked;
3. the vault forgets the old keys, and so does the copy before it.

Whoever comes in after a power cut between 1 and 3 finishes: the case store when she comes in, the
identity store when its vault is opened.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from cem_desktop.crypto import passage, passphrase, recovery
from cem_desktop.crypto.key_slots import Slot, SlotSecrets, StoreKind
from cem_desktop.crypto.random_source import system_random
from cem_desktop.crypto.recovery import RecoveryKind
from cem_desktop.crypto.vault import Vault
from cem_desktop.errors import (
    IdentityClosedError,
    InputError,
    StoreDamagedError,
    StoreError,
    VaultDamagedError,
    VaultOutdatedError,
    WrongPassphraseError,
)
from cem_desktop.services import attachment_keys, identity_keys
from cem_desktop.services.context import Context
from cem_desktop.services.guarding import Guarding, generation_seen
from cem_desktop.services.identities import Identities
from cem_desktop.services.identity_creation import ALONE, is_entitled
from cem_desktop.services.recovery_papers import entry_for
from cem_desktop.services.slot_making import own_slot, slot_for
from cem_desktop.services.user_list import leaving_setting
from cem_desktop.services.vault_access import VaultAccess
from cem_desktop.storage import case_store
from cem_desktop.storage.case_store import CaseStore, open_case_store
from cem_desktop.storage.engine import KEY_BYTES
from cem_desktop.storage.new_key import check_room, give_new_key
from cem_desktop.storage.office import StaffMember

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Typed:
    """What a colleague typed so that her passphrase stays: it, and her key file if she has one."""

    passphrase: str = field(repr=False)
    key_file: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True)
class NewKeys:
    """What the renewal of the keys leaves to be handed out.

    Attributes:
        passphrases: A new passphrase for each login that typed none; shown once, kept nowhere.
        papers: The new shares of the identity store for paper, where it got a new key.
        is_kit_void: Whether there was a paper kit, which opens nothing any more.
        is_finished: Whether the stores have their new keys; else the next entry goes on with it.
    """

    passphrases: Mapping[str, str] = field(repr=False)
    papers: tuple[str, ...] = field(default=(), repr=False)
    is_kit_void: bool = False
    is_finished: bool = True


def open_with(access: VaultAccess, vault: Vault, secrets: SlotSecrets) -> CaseStore:
    """Open the case store, and finish a renewal of its key that was interrupted.

    Raises:
        VaultOutdatedError: The vault is from before the keys were renewed.
        VaultDamagedError: The slot has lost its way into the case store.
        StoreError: The store is missing, damaged or from a newer program; or no room to finish.
    """
    key, before = secrets.keys.get(StoreKind.CASE), secrets.before.get(StoreKind.CASE)
    if key is None:
        raise VaultDamagedError(reason="no_case_key")
    try:
        if before is not None:
            give_new_key(access.folder / case_store.FILE_NAME, before, key)
            access.settle(vault, StoreKind.CASE)
        return open_case_store(access.folder, key)
    except StoreDamagedError as damage:
        if generation_seen(access.folder) > vault.generation:
            raise VaultOutdatedError(file="vault.json") from damage
        raise


class Rekeying:
    """Renews the keys of an open workspace."""

    def __init__(self, context: Context, identities: Identities, guard: Guarding) -> None:
        """Work in the workspace of ``context``."""
        self._context = context
        self._identities = identities
        self._guard = guard

    def needs_identities(self, leaving: str | None, typing: frozenset[str]) -> bool:
        """Tell whether the identity vault must be open for it.

        Args:
            leaving: Who leaves.
            typing: The users who will type their passphrase.
        """
        slots = self._context.vault.read().newest_slots()
        gone = self._gone(leaving)
        return any(
            is_entitled(slot) and (slot.user in gone or slot.user not in typing) for slot in slots
        )

    def renew(
        self,
        typed: Mapping[str, Typed],
        *,
        leaving: str | None = None,
        with_identities: bool = False,
        people: int | None = None,
        kit: bytes | None = None,
        shut_out: Callable[[], None] = lambda: None,
    ) -> NewKeys:
        """Give the stores new keys; seconds for each user, off the window's thread.

        Args:
            typed: What users typed, by their id; the present user's must be there, so that whoever
                began can finish. The others get a new passphrase.
            leaving: The user who gets no slot.
            with_identities: Whether the identity store gets a new key too; always where a
                custodian leaves, or another number of people is to open it.
            people: How many people are to open the identity vault from now on; None as before.
            kit: The secret of a new paper kit; without one the kit opens nothing any more.
            shut_out: Called just before the vault is written, when only the disk can fail yet.

        Raises:
            InputError: The present user's passphrase is missing.
            WrongPassphraseError: Somebody's passphrase is not hers; ``login`` says whose.
            KeyFileMissingError: Somebody's key file is missing.
            IdentityClosedError: The identity vault must be open for this.
            DiskFullError: No room; nothing was changed.
        """
        context = self._context
        if context.user.id not in typed:
            raise InputError(missing="passphrase")
        vault = context.vault.read()
        slots = vault.newest_slots()
        gone = self._gone(leaving)
        leaves = [slot for slot in slots if slot.user in gone]
        with_identities = with_identities or people is not None or any(map(is_entitled, leaves))
        opened = {slot.user: self._opened(vault, slot, typed.get(slot.user)) for slot in slots}
        must_open = with_identities or self.needs_identities(leaving, frozenset(typed))
        if (must_open or vault.identity_before is not None) and not self._identities.is_open:
            raise IdentityClosedError
        check_room(context.store.path)
        people = people or vault.people
        plan = _Plan(context, self._identities, vault, people, with_identities=with_identities)
        staying = [slot for slot in slots if slot.user not in gone]
        made = [plan.new_slot(slot, opened[slot.user], typed.get(slot.user)) for slot in staying]
        fresh = plan.vault(tuple(slot for slot, _words in made), kit)
        shut_out()
        self._renew_attachment_keys(with_identities=with_identities)
        context.vault.write(fresh)
        is_finished = self._give(plan, fresh)
        with context.store.write() as unit:
            detail = {"generation": fresh.generation, "finished": is_finished}
            context.note(unit, "rekey", leaving or "", identities=with_identities, **detail)
            unit.touched |= {"keys"}
        self._guard.renew()
        had_kit = vault.entry(RecoveryKind.KIT) is not None
        return NewKeys(
            passphrases={slot.login: words for slot, words in made if words},
            papers=plan.papers,
            is_kit_void=had_kit and kit is None,
            is_finished=is_finished,
        )

    def _gone(self, leaving: str | None) -> set[str]:
        """Return who gets no slot: who leaves, and whoever left while it could not be finished."""
        with self._context.store.read() as unit:
            staff = unit.office.staff()
            left = {
                one.id
                for one in staff
                if not one.active and unit.office.setting(leaving_setting(one.id)) is True
            }
        return left | ({leaving} if leaving is not None else set())

    def _renew_attachment_keys(self, *, with_identities: bool) -> None:
        """Let files that are attached from now on have a key that no earlier copy holds."""
        now = self._context.stamp()
        with self._context.store.write() as unit:
            attachment_keys.renew(unit.office, now)
        if with_identities:
            with self._identities.write() as identity:
                attachment_keys.renew(identity.own, now)

    def _opened(self, vault: Vault, slot: Slot, typed: Typed | None) -> SlotSecrets | None:
        """Return what a user's slot opens with what she typed, None where she typed nothing."""
        if typed is None:
            return None
        try:
            return own_slot(
                self._context.vault, vault, slot.user, typed.passphrase, typed.key_file
            )[1]
        except WrongPassphraseError:
            raise WrongPassphraseError(login=slot.login) from None

    def _give(self, plan: _Plan, fresh: Vault) -> bool:
        """Give the stores their keys; say whether it is done, for the vault can wait with both."""
        try:
            if plan.identity_key is not None:
                self._identities.renew_key(plan.identity_key)
            self._context.store.renew_key(plan.case_key)
        except StoreError as error:
            _log.warning("the stores do not have their new keys yet: %s", error.code)
            return False
        self._context.vault.settle(fresh, StoreKind.IDENTITY, StoreKind.CASE)
        return True


class _Plan:
    """The keys and slots of the next generation."""

    def __init__(
        self,
        context: Context,
        identities: Identities,
        vault: Vault,
        people: int,
        *,
        with_identities: bool,
    ) -> None:
        self._people = people
        self._context, self._identities, self._vault = context, identities, vault
        self._staff = {one.id: one for one in _staff(context)}
        self._generation = vault.generation + 1
        self.case_key = system_random(KEY_BYTES)
        self._case_before = context.store.held_key()
        self.identity_key = system_random(KEY_BYTES) if with_identities else None
        self.papers: tuple[str, ...] = ()
        self._shares: list[str] = []
        self._secret = b""
        if with_identities:
            self._secret = recovery.new_secret()
            shares = recovery.split(self._secret)
            self.papers = shares[: recovery.PAPER_SHARES]
            self._shares = list(shares[recovery.PAPER_SHARES :])

    def new_slot(
        self, slot: Slot, opened: SlotSecrets | None, typed: Typed | None
    ) -> tuple[Slot, str]:
        """Return a user's next slot, and the passphrase that was drawn for her or ``""``."""
        member = self._staff[slot.user]
        drawn = "" if typed is not None else passphrase.suggest()
        keys = {StoreKind.CASE: self.case_key}
        if is_entitled(slot) and self._people == ALONE:
            keys[StoreKind.IDENTITY] = self._identity_key(opened)
        made = slot_for(
            self._vault,
            user=slot.user,
            login=slot.login,
            roles=member.roles,
            passphrase=drawn or (typed.passphrase if typed else ""),
            secrets=SlotSecrets(
                keys=keys,
                before={StoreKind.CASE: self._case_before},
                share=self._share(opened) if is_entitled(slot) else None,
            ),
            key_file=typed.key_file if typed is not None and slot.factor else None,
            reissued=bool(drawn),
            generation=self._generation,
        )
        return replace(made, extra=slot.extra), drawn

    def vault(self, slots: tuple[Slot, ...], kit: bytes | None) -> Vault:
        """Return the vault of the next generation, which still knows the way into the old one."""
        kept = tuple(one for one in self._vault.recovery if one.kind is not RecoveryKind.KIT)
        fresh = replace(
            self._vault,
            generation=self._generation,
            slots=slots,
            recovery=kept,
            people=self._people,
        )
        made = self._context.stamp()
        if kit is not None:
            fresh = fresh.with_entry(entry_for(fresh, RecoveryKind.KIT, kit, self.case_key, made))
        if self.identity_key is None:
            return fresh
        before = self._identities.held_key()
        with self._identities.write() as unit:
            identity_keys.put_next_shares(unit, self._generation, self._shares)
        entry = entry_for(fresh, RecoveryKind.SHARES, self._secret, self.identity_key, made)
        return passage.with_identity_before(fresh.with_entry(entry), before, self.identity_key)

    def _identity_key(self, opened: SlotSecrets | None) -> bytes:
        if self.identity_key is not None:
            return self.identity_key
        if opened is not None:
            return opened.keys[StoreKind.IDENTITY]
        return self._identities.held_key()

    def _share(self, opened: SlotSecrets | None) -> str:
        if self.identity_key is not None:
            return self._shares.pop(0)
        if opened is not None and opened.share is not None:
            return opened.share
        with self._identities.write() as unit:
            return identity_keys.take_spare_share(unit)


def _staff(context: Context) -> tuple[StaffMember, ...]:
    with context.store.read() as unit:
        return unit.office.staff()
