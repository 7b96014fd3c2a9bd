"""Key slots: how one user's passphrase opens the random keys of the stores.

A slot holds what one user needs: Argon2id parameters and salt, and AES-256-GCM wraps. From the
derived key one key a purpose is split by HKDF: to wrap the key of the case store, of the identity
store, or a share of the identity secret (``crypto.recovery``); who is not entitled to identities
has neither, so no screen decides it. The associated data bind database, purpose, user and
generation: a wrap moved to another place of this or another vault does not open.

The tag of the wrap says whether the passphrase is right, before any store is opened. Then an error
of the store means damage, never "wrong passphrase".

While the stores get new keys (``generation`` grows), a slot also wraps the keys ``before``, so that
whoever comes in after a power cut can finish what was begun.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from cem_desktop.crypto.passphrase import SALT_SIZE, KdfParameters, derive
from cem_desktop.crypto.random_source import RandomSource, system_random
from cem_desktop.crypto.split_key import split_key
from cem_desktop.domain import strict_json
from cem_desktop.errors import KeyFileMissingError, WrongPassphraseError

STORE_KEY_SIZE = 32
KEY_FILE_SIZE = 64
KEY_FILE = "key_file"
_NONCE_SIZE = 12
_TAG_SIZE = 16
WRAP_SIZE = _NONCE_SIZE + STORE_KEY_SIZE + _TAG_SIZE
_SHARE = "identity.share"


class StoreKind(StrEnum):
    """Which of the two stores a key opens."""

    CASE = "case"
    IDENTITY = "identity"


@dataclass(frozen=True)
class Slot:
    """What opens the stores for one user; nothing in it is secret.

    ``roles`` tell the unlock page whom it greets. They are not authenticated here: what a user may
    do is read from inside the store.

    Attributes:
        user: The user's id; never changes.
        login: What the user types.
        roles: To greet by.
        generation: Of the store keys.
        kdf: The cost of Argon2id.
        salt: 16 random bytes.
        wraps: One a store that the user opens alone.
        before: The same for the keys of the generation before, while it is being replaced.
        share: A wrapped share of the identity secret, where two people open identities together.
        factor: ``key_file`` where a key file is needed beside the passphrase, else None.
        reissued: Whether the passphrase was given by a colleague and must be changed at entry.
        extra: Fields of a newer program.
    """

    user: str
    login: str
    roles: tuple[str, ...]
    generation: int
    kdf: KdfParameters
    salt: bytes
    wraps: Mapping[StoreKind, bytes]
    before: Mapping[StoreKind, bytes] = field(default_factory=dict)
    share: bytes | None = None
    factor: str | None = None
    reissued: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class SlotSecrets:
    """What a slot opens.

    Attributes:
        keys: The store keys of the slot's generation, 32 bytes each.
        before: The store keys of the generation before, while it is being replaced.
        share: A share of the identity secret (SLIP-39 words), or None.
    """

    keys: Mapping[StoreKind, bytes] = field(repr=False)
    before: Mapping[StoreKind, bytes] = field(default_factory=dict, repr=False)
    share: str | None = field(default=None, repr=False)


def make_slot(
    *,
    database: str,
    user: str,
    login: str,
    roles: tuple[str, ...],
    passphrase: str,
    keys: Mapping[StoreKind, bytes],
    before: Mapping[StoreKind, bytes] | None = None,
    share: str | None = None,
    key_file: bytes | None = None,
    reissued: bool = False,
    generation: int = 1,
    parameters: KdfParameters | None = None,
    random_source: RandomSource = system_random,
) -> Slot:
    """Return a new slot that opens ``keys`` with ``passphrase``.

    Args:
        database: The identity of the workspace's databases.
        user: The identity of the user; never changes, unlike the login.
        login: What the user types.
        roles: Shown by the unlock page.
        passphrase: As typed.
        keys: The store keys (32 bytes each) that this user may have.
        before: The keys that ``keys`` are about to replace.
        share: The user's share of the identity secret, as SLIP-39 words.
        key_file: The content of a key file that is needed too, or None.
        reissued: Whether a colleague gave the passphrase.
        generation: Grows each time the stores get new keys.
        parameters: The cost of Argon2id; the default suits a machine of 2 GB and more.
        random_source: The source of salt and nonces.
    """
    parameters = parameters or KdfParameters()
    salt = random_source(SALT_SIZE)
    derived = _derived(passphrase, salt, parameters, key_file)

    def wrap(secret: bytes, purpose: str) -> bytes:
        bound = associated_data(database, purpose, user, generation)
        return seal_wrap(secret, _wrapping_key(derived, purpose), bound, random_source)

    for key in (*keys.values(), *(before or {}).values()):
        if len(key) != STORE_KEY_SIZE:
            raise ValueError("a store key has 32 bytes")
    return Slot(
        user=user,
        login=login,
        roles=roles,
        generation=generation,
        kdf=parameters,
        salt=salt,
        wraps={kind: wrap(key, kind) for kind, key in keys.items()},
        before={kind: wrap(key, _before(kind)) for kind, key in (before or {}).items()},
        share=None if share is None else wrap(share.encode(), _SHARE),
        factor=None if key_file is None else KEY_FILE,
        reissued=reissued,
    )


def open_slot(
    slot: Slot, passphrase: str, *, database: str, key_file: bytes | None = None
) -> SlotSecrets:
    """Return all that ``slot`` opens; Argon2id runs once, so off the window's thread.

    Raises:
        KeyFileMissingError: The slot needs a key file and none was given.
        WrongPassphraseError: The tag does not hold: a wrong passphrase or key file, or a slot that
            was changed or belongs to another vault.
    """
    if slot.factor and key_file is None:
        raise KeyFileMissingError
    derived = _derived(passphrase, slot.salt, slot.kdf, key_file if slot.factor else None)

    def unwrapped(wrap: bytes, purpose: str) -> bytes:
        bound = associated_data(database, purpose, slot.user, slot.generation)
        return open_wrap(wrap, _wrapping_key(derived, purpose), bound)

    share = None if slot.share is None else unwrapped(slot.share, _SHARE).decode()
    return SlotSecrets(
        keys={kind: unwrapped(wrap, kind) for kind, wrap in slot.wraps.items()},
        before={kind: unwrapped(wrap, _before(kind)) for kind, wrap in slot.before.items()},
        share=share,
    )


def new_key_file(random_source: RandomSource = system_random) -> bytes:
    """Return the content of a new key file: 64 random bytes."""
    return random_source(KEY_FILE_SIZE)


def seal_wrap(
    secret: bytes, key: bytes, bound: bytes, random_source: RandomSource = system_random
) -> bytes:
    """Return nonce, ciphertext and tag of a secret under a 32-byte key (AES-256-GCM)."""
    nonce = random_source(_NONCE_SIZE)
    return nonce + AESGCM(key).encrypt(nonce, secret, bound)


def open_wrap(wrap: bytes, key: bytes, bound: bytes) -> bytes:
    """Return the secret of a wrap.

    Raises:
        WrongPassphraseError: The tag does not hold.
    """
    try:
        return AESGCM(key).decrypt(wrap[:_NONCE_SIZE], wrap[_NONCE_SIZE:], bound)
    except InvalidTag:
        raise WrongPassphraseError from None


def associated_data(database: str, purpose: str, user: str, generation: int) -> bytes:
    """Return what binds a wrap to its place in a vault; ``user`` is "" for what is no slot's."""
    return strict_json.dumps(["CEMVAULT1", database, purpose, user, generation])


def _before(kind: StoreKind) -> str:
    return f"{kind}.before"


def _derived(
    passphrase: str, salt: bytes, parameters: KdfParameters, key_file: bytes | None
) -> bytes:
    """Return the key of passphrase and, where there is one, key file; both are needed then."""
    derived = derive(passphrase, salt, parameters)
    if key_file is None:
        return derived
    material = derived + hashlib.sha256(key_file).digest()
    return split_key(material, b"CEMFACTOR1")


def _wrapping_key(derived: bytes, purpose: str) -> bytes:
    return split_key(derived, b"CEMKEK1\0" + purpose.encode())
