"""What belongs to the key of the identity vault: its renewal, and the shares nobody has yet.

Spare shares lie in the vault itself. Those of the next key are put there before the key changes,
under a name of their own, and take the place of the old ones when it has: so that a share which is
given away always belongs to the key of its day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cem_desktop.crypto import passage
from cem_desktop.crypto.key_slots import StoreKind
from cem_desktop.crypto.recovery import RecoveryKind
from cem_desktop.errors import RecordMissingError
from cem_desktop.storage.identity_store import FILE_NAME, IdentityStore, IdentityUnit
from cem_desktop.storage.new_key import give_new_key

if TYPE_CHECKING:
    from cem_desktop.crypto.vault import Vault
    from cem_desktop.services.vault_access import VaultAccess

SPARE_SHARES = "identity.spare_shares"
_NEXT_SHARES = "identity.next_shares"


def finish_new_key(access: VaultAccess, vault: Vault, key: bytes) -> None:
    """Finish a renewal of the store's key that was interrupted; without one, do nothing.

    Raises:
        StoreError: It cannot be finished now; the next opening tries again.
    """
    before = passage.identity_before(vault, key)
    if before is None:
        return
    give_new_key(access.folder / FILE_NAME, before, key)
    access.settle(vault, StoreKind.IDENTITY)


def put_next_shares(
    unit: IdentityUnit, generation: int, shares: list[str], made: str | None = None
) -> None:
    """Keep the shares that nobody has yet, for when the vault's shares are of ``generation``.

    Where the key stays and only its shares are new, ``made`` tells the new entry from the old.
    """
    waiting = {"generation": generation, "shares": shares, "made": made}
    unit.own.set_setting(_NEXT_SHARES, waiting)


def settle_shares(store: IdentityStore, vault: Vault) -> None:
    """Let the shares that came with the vault's key be the ones to give away."""
    entry = vault.entry(RecoveryKind.SHARES)
    with store.write() as unit:
        waiting = unit.own.setting(_NEXT_SHARES)
        if entry is None or not waiting or waiting["generation"] != entry.generation:
            return
        if waiting["made"] in {None, entry.made}:
            unit.own.set_setting(SPARE_SHARES, waiting["shares"])
            unit.own.set_setting(_NEXT_SHARES, None)


def take_spare_share(unit: IdentityUnit) -> str:
    """Return a share for a custodian's slot, which nobody gets again.

    Raises:
        RecordMissingError: None is left; new keys bring new shares.
    """
    spare = unit.own.setting(SPARE_SHARES) or []
    if not spare:
        raise RecordMissingError(setting=SPARE_SHARES)
    unit.own.set_setting(SPARE_SHARES, spare[1:])
    return str(spare[0])
