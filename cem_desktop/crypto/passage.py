"""From the keys of one generation to those of the next, and never without a way back in.

The vault of the new generation is written before any store is given its new key. It holds both:
each slot wraps the case key ``before`` beside the new one, and the identity key before lies under
the new identity key, so that it takes the same people to reach it. Whoever comes in after a power
cut can therefore finish. What is ``settled`` holds the new keys alone.
"""

from __future__ import annotations

from dataclasses import replace

from cem_desktop.crypto.key_slots import StoreKind, associated_data, open_wrap, seal_wrap
from cem_desktop.crypto.random_source import RandomSource, system_random
from cem_desktop.crypto.split_key import split_key
from cem_desktop.crypto.vault import Vault


def with_identity_before(
    vault: Vault, before: bytes, after: bytes, random_source: RandomSource = system_random
) -> Vault:
    """Return a vault that keeps the identity key ``before`` under the one ``after``."""
    wrap = seal_wrap(before, _wrapping_key(after), _associated_data(vault), random_source)
    return replace(vault, identity_before=wrap)


def identity_before(vault: Vault, after: bytes) -> bytes | None:
    """Return the identity key that ``after`` is replacing, None where nothing is being replaced.

    Raises:
        WrongPassphraseError: The vault was changed, or ``after`` is of another generation.
    """
    if vault.identity_before is None:
        return None
    return open_wrap(vault.identity_before, _wrapping_key(after), _associated_data(vault))


def settled(vault: Vault, kind: StoreKind) -> Vault:
    """Return a vault that knows the old key of one store no more."""
    if kind is StoreKind.IDENTITY:
        return replace(vault, identity_before=None)
    kept = (
        replace(slot, before={of: wrap for of, wrap in slot.before.items() if of is not kind})
        for slot in vault.slots
    )
    return replace(vault, slots=tuple(kept))


def _wrapping_key(after: bytes) -> bytes:
    return split_key(after, b"CEMBEFORE1")


def _associated_data(vault: Vault) -> bytes:
    return associated_data(vault.database, "identity.before", "", vault.generation)
