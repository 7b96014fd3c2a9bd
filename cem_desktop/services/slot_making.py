"""A user's slot made anew: with another passphrase, another factor, other roles, more keys."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cem_desktop.crypto.key_slots import Slot, SlotSecrets, StoreKind, make_slot, open_slot
from cem_desktop.errors import NotPermittedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cem_desktop.crypto.passphrase import KdfParameters
    from cem_desktop.crypto.vault import Vault
    from cem_desktop.services.vault_access import VaultAccess


def own_slot(
    access: VaultAccess, vault: Vault, user: str, passphrase: str, key_file: bytes | None
) -> tuple[Slot, SlotSecrets]:
    """Return a user's slot and what her passphrase opens of it; Argon2id takes its time.

    Raises:
        NotPermittedError: She has none.
        AttemptsSlowedError: After several wrong tries it is too early; nothing was tried.
        WrongPassphraseError: Not her passphrase, or not her key file.
        KeyFileMissingError: She needs her key file too.
    """
    slot = vault.slot_of_user(user)
    if slot is None:
        raise NotPermittedError(act="own_slot")
    with access.slowed(user):
        return slot, open_slot(slot, passphrase, database=vault.database, key_file=key_file)


def slot_for(
    vault: Vault,
    *,
    user: str,
    login: str,
    roles: tuple[str, ...],
    passphrase: str,
    secrets: SlotSecrets,
    key_file: bytes | None = None,
    reissued: bool = False,
    generation: int | None = None,
) -> Slot:
    """Return a slot that opens ``secrets``, as dear to guess as any in ``vault``.

    Args:
        vault: The vault that it is for.
        user: Her id.
        login: What she types.
        roles: To greet by.
        passphrase: Hers.
        secrets: What it opens.
        key_file: What is needed beside the passphrase.
        reissued: Whether a colleague gave the passphrase.
        generation: Of the store keys; the vault's by default.
    """
    return make_slot(
        database=vault.database,
        user=user,
        login=login,
        roles=roles,
        passphrase=passphrase,
        keys=secrets.keys,
        before=secrets.before,
        share=secrets.share,
        key_file=key_file,
        reissued=reissued,
        generation=vault.generation if generation is None else generation,
        parameters=_dearest(vault),
    )


def made_anew(
    vault: Vault,
    slot: Slot,
    secrets: SlotSecrets,
    passphrase: str,
    *,
    key_file: bytes | None = None,
    reissued: bool = False,
) -> Slot:
    """Return a slot of the same user and generation that opens ``secrets`` with ``passphrase``."""
    made = slot_for(
        vault,
        user=slot.user,
        login=slot.login,
        roles=slot.roles,
        passphrase=passphrase,
        # The keys of before are forgotten once the store has its new one.
        secrets=secrets if slot.before else replace(secrets, before={}),
        key_file=key_file,
        reissued=reissued,
        generation=slot.generation,
    )
    return replace(made, extra=slot.extra)


def with_identities(secrets: SlotSecrets, *, key: bytes | None, share: str | None) -> SlotSecrets:
    """Return what a custodian's slot opens: the identity key, or a share where it takes two."""
    keys: Mapping[StoreKind, bytes] = secrets.keys
    if key is not None:
        keys = {**keys, StoreKind.IDENTITY: key}
    return replace(secrets, keys=keys, share=share if share is not None else secrets.share)


def without_identities(slot: Slot) -> Slot:
    """Return a slot that holds no way into the identity vault; needs no passphrase."""
    wraps = dict(slot.wraps)
    wraps.pop(StoreKind.IDENTITY, None)
    return replace(slot, wraps=wraps, share=None)


def _dearest(vault: Vault) -> KdfParameters | None:
    """Return the dearest parameters in use, so that no colleague is the weak one."""
    return max((slot.kdf for slot in vault.slots), key=lambda kdf: kdf.memory_kib, default=None)
