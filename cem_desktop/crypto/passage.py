"""From the keys of one generation to those of the next, and never without a way back in.

The vault of the new generation is written before any store is given its new key. It holds both:
each slot wraps the case key ``before`` beside the new one, and the identity key before lies under
the new identity key, so that it takes the same people to reach it. Whoever comes in after a power
cut can therefore finish. What is ``settled`` holds the new keys alone.
"""

from __future__ import annotations

from dataclasses import replace

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from cem_desktop.crypto.key_slots import StoreKind, open_wrap, seal_wrap
from cem_desktop.crypto.random_source import RandomSource, system_random
from cem_desktop.crypto.vault import Vault
from cem_desktop.domain import strict_json


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
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"CEMBEFORE1").derive(after)


def _associated_data(vault: Vault) -> bytes:
    bound = ["CEMVAULT1", vault.database, "identity.before", "", vault.generation]
    return strict_json.dumps(bound)
