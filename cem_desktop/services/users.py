"""The people of a workspace: who they are, what they may do, and how they come in.

Rights are what the store says of the staff; the vault's slots repeat the roles only to greet, and
are brought into step when somebody comes in. So that a power cut between the two leaves nobody in
who should be out: a new user is written into the store first and gets her slot second; one who
leaves is shut out by the store first, and the keys are renewed second.

Nobody gives herself rights while a colleague could do it. At least one person who keeps users must
be left, and where there is an identity vault as many custodians as its opening takes.
"""

from __future__ import annotations

import secrets as tokens
from collections.abc import Mapping
from dataclasses import replace

from cem_desktop.crypto import passphrase as phrases
from cem_desktop.crypto.key_slots import SlotSecrets, StoreKind
from cem_desktop.domain import roles as role_table
from cem_desktop.domain.roles import KEEP_USERS, Role
from cem_desktop.errors import (
    IdentityClosedError,
    InputError,
    LastKeeperError,
    LoginTakenError,
    OwnRightsError,
    RecordMissingError,
)
from cem_desktop.services import identity_keys
from cem_desktop.services.context import Context
from cem_desktop.services.identities import Identities
from cem_desktop.services.identity_creation import ALONE, CUSTODY, is_entitled
from cem_desktop.services.recovery import sheets_count
from cem_desktop.services.rekeying import NewKeys, Rekeying, Typed
from cem_desktop.services.slot_making import (
    own_slot,
    slot_for,
    with_identities,
    without_identities,
)
from cem_desktop.services.user_list import User, UserState, leaving_setting, list_users
from cem_desktop.storage.office import StaffMember

_LONGEST_LOGIN = 40


class Users:
    """Keeps the users of an open workspace."""

    def __init__(self, context: Context, identities: Identities, rekeying: Rekeying) -> None:
        """Keep the users of ``context``'s workspace."""
        self._context = context
        self._identities = identities
        self._rekeying = rekeying

    def may_keep(self) -> bool:
        """Tell whether the present user adds users and changes their roles."""
        return bool(KEEP_USERS & set(self._context.user.roles))

    def roles(self) -> tuple[Role, ...]:
        """Return the roles that can be given here."""
        return role_table.roles_of(self._context.kind)

    def all(self) -> tuple[User, ...]:
        """Return the users, those who left last.

        Raises:
            NotPermittedError: The present user does not keep users.
        """
        self._context.require(KEEP_USERS, "users", "")
        return self._all()

    def add(self, login: str, roles: tuple[str, ...], passphrase: str | None = None) -> str:
        """Add a user; off the window's thread, for Argon2id takes its time.

        Args:
            login: A short label, not a name: it lies in clear in vault.json.
            roles: What she may do. Custody of identities is given apart.
            passphrase: As she chose it beside you; None to draw one.

        Returns:
            The passphrase that was drawn, to be told to her once; ``""`` where she chose.

        Raises:
            NotPermittedError: The present user does not keep users.
            InputError: No login, or no role that can be given here.
            LoginTakenError: Somebody has or had it.
            WeakPassphraseError: The passphrase would be guessed.
        """
        context = self._context
        context.require(KEEP_USERS, "user_add", "")
        login = login.strip()
        if CUSTODY in roles:  # a role alone would give no key: see ``give_custody``
            raise InputError(missing="roles")
        self._check_roles(roles)
        if not 0 < len(login) <= _LONGEST_LOGIN:
            raise InputError(missing="login")
        if passphrase is not None:
            phrases.check_strength(passphrase, login=login)
        taken = {one.login.casefold() for one in self._staff()}
        if login.casefold() in taken:
            raise LoginTakenError(login=login)
        member = StaffMember(f"u-{tokens.token_hex(6)}", login, roles, True, context.stamp())
        with context.store.write() as unit:
            unit.office.add_staff(member)
            context.note(unit, "user_add", member.id, roles=list(roles))
            unit.touched |= {"staff"}
        drawn = "" if passphrase is not None else phrases.suggest()
        self._give_slot(member, drawn or passphrase or "", reissued=bool(drawn))
        return drawn

    def change_roles(self, user: str, roles: tuple[str, ...]) -> None:
        """Change what a user may do, from her next entry on. Custody of identities is given apart.

        Raises:
            NotPermittedError: The present user does not keep users.
            OwnRightsError: It is the present user, and a colleague could do it.
            LastKeeperError: Nobody would keep users.
            InputError: No role of this kind of workspace.
        """
        member = self._changing(user, "user_roles")
        keeps = {CUSTODY} & set(member.roles)
        wanted = (*(role for role in roles if role != CUSTODY), *keeps)
        self._check_roles(wanted)
        if not KEEP_USERS & set(wanted):
            self._check_keepers(without=user)
        changed = replace(member, roles=wanted)
        self._keep(changed, "user_roles", roles=list(wanted), before=list(member.roles))
        self._greet(changed)

    def suspend(self, user: str) -> None:
        """Let a user in no more until she is called back; her key stays, so it is no removal.

        Raises:
            NotPermittedError: The present user does not keep users.
            OwnRightsError: It is the present user.
            LastKeeperError: Nobody would keep users, or too few identities.
        """
        member = self._changing(user, "user_suspend")
        if user == self._context.user.id:
            raise OwnRightsError
        self._check_keepers(without=user)
        self._check_custodians(without=user)
        self._keep(replace(member, active=False), "user_suspend")

    def call_back(self, user: str) -> None:
        """Let a suspended user in again.

        Raises:
            NotPermittedError: The present user does not keep users.
            RecordMissingError: She has left, and has no key any more.
        """
        member = self._changing(user, "user_call_back")
        if self._context.vault.read().slot_of_user(user) is None:
            raise RecordMissingError(user=user)
        self._keep(replace(member, active=True), "user_call_back")

    def reissue(self, user: str) -> str:
        """Give a user who forgot hers a new passphrase, which she changes at her next entry.

        Her key file, if she had one, is needed no more. Whoever keeps identities gets the way into
        the vault anew, so it must be open. Where nobody else could open it and the sheets count,
        she is let into the coded files alone, and comes back to the vault by two sheets.

        Returns:
            The passphrase, to be told to her once.

        Raises:
            NotPermittedError: The present user neither keeps users nor has all the roles of hers.
            RecordMissingError: She has left, or is suspended.
            IdentityClosedError: She keeps identities, the vault is not open, and she would lose it.
        """
        member = self._member(user)
        if user == self._context.user.id or not self._may_reissue(member):
            raise self._context.deny("user_reissue", user)
        if not member.active:  # who left has no key any more, who is suspended is called back first
            raise RecordMissingError(user=user)
        drawn = phrases.suggest()
        slot = self._context.vault.read().slot_of_user(user)
        keeps = slot is not None and is_entitled(slot)
        if keeps and not self._identities.is_open and not self._custodians() - {user}:
            keeps = not sheets_count(self._context)
        self._give_slot(member, drawn, reissued=True, keeps=keeps)
        self._note("user_reissue", user)
        return drawn

    def give_custody(self, user: str, typed: Typed | None = None) -> str:
        """Let a user open the identity vault, if there is one.

        Where nobody is left who could open it, she is entrusted without a key: two sheets give it.

        Args:
            user: Who.
            typed: Her passphrase, typed by herself; None to give her a new one.

        Returns:
            The passphrase that was drawn, or ``""``.

        Raises:
            NotPermittedError: The present user does not keep users.
            OwnRightsError: It is the present user, and a colleague could do it.
            RecordMissingError: She has left, or is suspended.
            IdentityClosedError: The vault is not open, and somebody could open it.
            WrongPassphraseError: Not her passphrase.
        """
        member = self._changing(user, "custody_give")
        if not member.active:
            raise RecordMissingError(user=user)
        changed = replace(member, roles=tuple(dict.fromkeys((*member.roles, CUSTODY))))
        self._check_roles(changed.roles)
        drawn = ""
        is_open = self._identities.is_open
        if is_open or (self._identities.state().exists and self._custodians()):
            if not is_open:
                raise IdentityClosedError
            drawn = "" if typed is not None else phrases.suggest()
            words = typed.passphrase if typed is not None else drawn
            file = typed.key_file if typed is not None else None
            if typed is not None:
                self._check_typed(member, typed)
            self._give_slot(changed, words, reissued=bool(drawn), keeps=True, key_file=file)
        self._keep(changed, "custody_give")
        self._greet(changed)
        return drawn

    def take_custody(self, user: str) -> None:
        """Let a user open the identity vault no more.

        What she could open with a copy of the vault file from before ends only with new keys.

        Raises:
            NotPermittedError: The present user does not keep users.
            OwnRightsError: It is the present user, and a colleague could do it.
            LastKeeperError: Too few could open the vault.
        """
        member = self._changing(user, "custody_take")
        self._check_custodians(without=user)
        roles = tuple(role for role in member.roles if role != CUSTODY)
        self._check_roles(roles)
        changed = replace(member, roles=roles)
        self._keep(changed, "custody_take")
        vault = self._context.vault.read()
        slot = vault.slot_of_user(user)
        if slot is not None:
            self._context.vault.write_over(
                vault.with_slot(replace(without_identities(slot), roles=roles))
            )

    def needs_identities(self, leaving: str | None, typing: frozenset[str]) -> bool:
        """Tell whether new keys need the identity vault open; see ``Rekeying``."""
        return self._rekeying.needs_identities(leaving, typing)

    def remove(self, user: str, typed: Mapping[str, Typed], kit: bytes | None = None) -> NewKeys:
        """Remove a user and renew the keys of the stores; see ``Rekeying.renew``.

        Raises:
            NotPermittedError: The present user does not keep users.
            OwnRightsError: It is the present user.
            LastKeeperError: Nobody would keep users, or too few identities.
            AccessError: As ``Rekeying.renew``; nothing was changed.
        """
        member = self._changing(user, "user_remove")
        if user == self._context.user.id:
            raise OwnRightsError
        self._check_keepers(without=user)
        self._check_custodians(without=user)
        gone = replace(member, active=False)
        return self._rekeying.renew(
            typed, leaving=user, kit=kit, shut_out=lambda: self._keep(gone, "user_remove")
        )

    def renew_keys(
        self, typed: Mapping[str, Typed], *, with_identities: bool, kit: bytes | None = None
    ) -> NewKeys:
        """Renew the keys of the stores without removing anybody; see ``Rekeying.renew``.

        Raises:
            NotPermittedError: The present user does not keep users.
            AccessError: As ``Rekeying.renew``; nothing was changed.
        """
        self._context.require(KEEP_USERS, "rekey", "")
        return self._rekeying.renew(typed, with_identities=with_identities, kit=kit)

    def _all(self) -> tuple[User, ...]:
        return list_users(self._context, self._may_reissue)

    def _staff(self) -> tuple[StaffMember, ...]:
        with self._context.store.read() as unit:
            return unit.office.staff()

    def _member(self, user: str) -> StaffMember:
        for member in self._staff():
            if member.id == user:
                return member
        raise RecordMissingError(user=user)

    def _may_reissue(self, member: StaffMember) -> bool:
        own = set(self._context.user.roles)
        return bool(own & KEEP_USERS) or own >= set(member.roles)

    def _changing(self, user: str, act: str) -> StaffMember:
        """Return the member whose rights are about to change."""
        self._context.require(KEEP_USERS, act, user)
        member = self._member(user)
        if user == self._context.user.id and self._keepers() - {user}:
            raise OwnRightsError
        return member

    def _keepers(self) -> set[str]:
        return {
            one.id
            for one in self._all()
            if one.state in {UserState.ACTIVE, UserState.REISSUED} and KEEP_USERS & set(one.roles)
        }

    def _check_roles(self, roles: tuple[str, ...]) -> None:
        known = {role.id for role in self.roles()}
        if not roles or not set(roles) <= known:
            raise InputError(missing="roles")

    def _check_keepers(self, *, without: str) -> None:
        if not self._keepers() - {without}:
            raise LastKeeperError(role="key_admin")

    def _custodians(self) -> set[str]:
        """Return who works here, keeps identities, and holds a way into their vault."""
        entrusted = {one.id for one in self._staff() if one.active and CUSTODY in one.roles}
        slots = self._context.vault.read().newest_slots()
        return {slot.user for slot in slots if is_entitled(slot)} & entrusted

    def _check_custodians(self, *, without: str) -> None:
        people, custodians = self._context.vault.read().people, self._custodians()
        left = custodians - {without}
        if self._identities.state().exists and len(left) < people and without in custodians:
            raise LastKeeperError(role=CUSTODY)

    def _check_typed(self, member: StaffMember, typed: Typed) -> None:
        vault = self._context.vault.read()
        own_slot(self._context.vault, vault, member.id, typed.passphrase, typed.key_file)

    def _give_slot(
        self,
        member: StaffMember,
        words: str,
        *,
        reissued: bool,
        keeps: bool = False,
        key_file: bytes | None = None,
    ) -> None:
        """Write a user's slot, in the place of the one she had."""
        vault = self._context.vault.read()
        held = SlotSecrets(keys={StoreKind.CASE: self._context.store.held_key()})
        if keeps:
            with self._identities.write() as unit:
                share = identity_keys.take_spare_share(unit)
            key = self._identities.held_key() if vault.people == ALONE else None
            held = with_identities(held, key=key, share=share)
        made = slot_for(
            vault,
            user=member.id,
            login=member.login,
            roles=member.roles,
            passphrase=words,
            secrets=held,
            key_file=key_file,
            reissued=reissued,
        )
        self._context.vault.write_over(vault.with_slot(made))

    def _greet(self, member: StaffMember) -> None:
        """Bring the roles by which the vault greets into step."""
        vault = self._context.vault.read()
        slot = vault.slot_of_user(member.id)
        if slot is not None and slot.roles != member.roles:
            self._context.vault.write(vault.with_slot(replace(slot, roles=member.roles)))

    def _keep(self, member: StaffMember, act: str, **detail: list[str]) -> None:
        with self._context.store.write() as unit:
            unit.office.change_staff(member)
            unit.office.set_setting(leaving_setting(member.id), act == "user_remove")
            self._context.note(unit, act, member.id, **detail)
            unit.touched |= {"staff"}

    def _note(self, act: str, user: str) -> None:
        with self._context.store.write() as unit:
            self._context.note(unit, act, user)
            unit.touched |= {"staff"}
