"""How an identity vault comes into being: its store, shares, and first custodian's slot."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from cem_desktop.crypto import recovery
from cem_desktop.crypto.key_slots import Slot, SlotSecrets, StoreKind
from cem_desktop.crypto.random_source import system_random
from cem_desktop.crypto.recovery import RecoveryKind
from cem_desktop.crypto.vault import Vault
from cem_desktop.errors import StoreExistsError
from cem_desktop.services.context import Context
from cem_desktop.services.identity_keys import SPARE_SHARES
from cem_desktop.services.recovery_papers import entry_for
from cem_desktop.services.slot_making import made_anew, with_identities
from cem_desktop.services.vault_access import VaultAccess
from cem_desktop.storage.engine import KEY_BYTES
from cem_desktop.storage.identity_store import FILE_NAME, create_identity_store

CUSTODY = "identity_custody"
ALONE = 1
"""How many people an opening takes where nobody asked for more."""


def check_new(vault: Vault) -> None:
    """Go on only where no identity vault was made yet.

    Raises:
        StoreExistsError: There is one, or keys of one.
    """
    if any(is_entitled(slot) for slot in vault.slots) or vault.entry(RecoveryKind.SHARES):
        raise StoreExistsError(file=FILE_NAME)


def keeps(context: Context, user: str) -> bool:
    """Tell whether somebody works here and is entrusted with identities, as the store has it.

    The vault file alone does not say so: a slot of before, laid back by a power cut or by hand,
    still holds the way in that was taken from her.
    """
    with context.store.read() as unit:
        staff = unit.office.staff()
    return any(one.id == user and one.active and CUSTODY in one.roles for one in staff)


def create_vault(
    access: VaultAccess,
    slot: Slot,
    secrets: SlotSecrets,
    passphrase: str,
    key_file: bytes | None,
    people: int,
    made: str,
) -> tuple[str, ...]:
    """Make the store and give ``slot``'s user her way into it; return the shares for paper.

    Args:
        access: Where the vault file lies.
        slot: The slot of the first custodian.
        secrets: What it opens.
        passphrase: Hers.
        key_file: Hers, where she has one.
        people: How many people each opening takes, 1 or 2.
        made: The instant of the making.

    Raises:
        StoreError: There is no room, or the folder refuses; the old vault file stands.
    """
    vault = access.read()
    _put_aside(access.folder, made)
    key, secret = system_random(KEY_BYTES), recovery.new_secret()
    shares = recovery.split(secret)
    store = create_identity_store(access.folder, key)
    try:
        with store.write() as unit:
            unit.own.set_setting("database", vault.database)
            unit.own.set_setting(SPARE_SHARES, list(shares[recovery.PAPER_SHARES + 1 :]))
    finally:
        store.close()
    entry = entry_for(vault, RecoveryKind.SHARES, secret, key, made)
    share = shares[recovery.PAPER_SHARES]
    opened = with_identities(secrets, key=key if people == ALONE else None, share=share)
    file = key_file if slot.factor else None
    mine = made_anew(vault, slot, opened, passphrase, key_file=file, reissued=slot.reissued)
    access.write(replace(vault.with_slot(mine).with_entry(entry), people=people))
    return shares[: recovery.PAPER_SHARES]


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
