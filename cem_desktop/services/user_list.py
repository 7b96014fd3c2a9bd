"""The list of users: from the staff that the store knows and the slots of the vault."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from cem_desktop.crypto.key_slots import Slot
from cem_desktop.services.context import Context, entered_setting
from cem_desktop.storage.office import StaffMember


class UserState(StrEnum):
    """Whether a user can come in."""

    ACTIVE = "active"
    REISSUED = "reissued"
    SUSPENDED = "suspended"
    WITHOUT_KEY = "without_key"
    LEAVING = "leaving"
    LEFT = "left"


@dataclass(frozen=True)
class User:
    """A user as the list shows her.

    Attributes:
        id: Never changes.
        login: What she types.
        roles: What the store says.
        state: Whether she can come in; ``LEAVING`` while the keys are not renewed yet.
        created: Instant.
        entered: Instant of her last entry, or None.
        is_me: Whether it is the present user.
        has_key_file: Whether she needs a key file.
        may_reissue: Whether the present user may give her a new passphrase.
    """

    id: str
    login: str
    roles: tuple[str, ...]
    state: UserState
    created: str
    entered: str | None
    is_me: bool
    has_key_file: bool
    may_reissue: bool


def leaving_setting(user: str) -> str:
    """Return the name of the setting that says that a user is being removed."""
    return f"leaving.{user}"


def list_users(context: Context, may_reissue: Callable[[StaffMember], bool]) -> tuple[User, ...]:
    """Return the users of a workspace, those who left last."""
    vault = context.vault.read()
    found = []
    with context.store.read() as unit:
        for member in unit.office.staff():
            slot = vault.slot_of_user(member.id)
            is_me = member.id == context.user.id
            is_leaving = unit.office.setting(leaving_setting(member.id)) is True
            user = User(
                id=member.id,
                login=member.login,
                roles=member.roles,
                state=_state(member, slot, is_leaving=is_leaving),
                created=member.created,
                entered=unit.office.setting(entered_setting(member.id)),
                is_me=is_me,
                has_key_file=slot is not None and slot.factor is not None,
                may_reissue=not is_me and may_reissue(member),
            )
            found.append(user)
    return tuple(sorted(found, key=lambda one: (one.state is UserState.LEFT, one.created)))


def _state(member: StaffMember, slot: Slot | None, *, is_leaving: bool) -> UserState:
    if slot is None:
        return UserState.WITHOUT_KEY if member.active else UserState.LEFT
    if is_leaving:
        return UserState.LEAVING
    if not member.active:
        return UserState.SUSPENDED
    return UserState.REISSUED if slot.reissued else UserState.ACTIVE
