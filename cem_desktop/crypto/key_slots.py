"""vault.json: how each user's passphrase opens the random keys of the stores.

A slot holds what one user needs: Argon2id parameters and salt, and one AES-256-GCM wrap a store
key. From the derived key two keys are split by HKDF, one to wrap the key of the case store, one
for the identity store; who is not entitled to identities has no such wrap, so no screen decides
it. The associated data bind database, kind of store, user and generation: a wrap moved to another
place of this or another vault does not open.

The tag of the wrap says whether the passphrase is right, before any store is opened. Then an error
of the store means damage, never "wrong passphrase".

Rules of the file (``docs/formats.md``): a newer major version is refused, fields that this version
does not know are kept when it writes the file again.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from cem_desktop.crypto.passphrase import FLOOR_KIB, SALT_SIZE, KdfParameters, derive
from cem_desktop.crypto.random_source import RandomSource, system_random
from cem_desktop.domain import strict_json
from cem_desktop.domain.json_fields import binary, count, text
from cem_desktop.errors import (
    NotPermittedError,
    VaultDamagedError,
    VaultTooNewError,
    WrongPassphraseError,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

FORMAT = "CEMVAULT"
VERSION = (1, 0)
STORE_KEY_SIZE = 32
_NONCE_SIZE = 12
_WRAP_SIZE = _NONCE_SIZE + STORE_KEY_SIZE + 16


class StoreKind(StrEnum):
    """Which of the two stores a key opens."""

    CASE = "case"
    IDENTITY = "identity"


@dataclass(frozen=True)
class Slot:
    """What opens the stores for one user; nothing in it is secret.

    ``roles`` tell the unlock page whom it greets. They are not authenticated here: what a user may
    do is read from inside the store.
    """

    user: str
    login: str
    roles: tuple[str, ...]
    generation: int
    kdf: KdfParameters
    salt: bytes
    wraps: Mapping[StoreKind, bytes]
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Vault:
    """The vault file of one workspace: whose stores these are, and who opens them."""

    database: str
    kind: str
    generation: int
    slots: tuple[Slot, ...]
    minor: int = VERSION[1]
    extra: Mapping[str, Any] = field(default_factory=dict)

    def slot_of(self, login: str) -> Slot | None:
        """Return the newest slot of a login, however it was capitalised."""
        wanted = login.strip().casefold()
        found = [slot for slot in self.slots if slot.login.casefold() == wanted]
        return max(found, key=lambda slot: slot.generation, default=None)

    def with_slot(self, slot: Slot) -> Vault:
        """Return this vault with ``slot`` in the place of the same user and generation."""
        kept = tuple(
            other
            for other in self.slots
            if (other.user, other.generation) != (slot.user, slot.generation)
        )
        generation = max(self.generation, slot.generation)
        return replace(self, slots=(*kept, slot), generation=generation)

    def to_bytes(self) -> bytes:
        """Return the bytes of vault.json."""
        document = {
            "format": FORMAT,
            "version": [VERSION[0], self.minor],
            "database": self.database,
            "kind": self.kind,
            "generation": self.generation,
            "slots": [_slot_to_dict(slot) for slot in self.slots],
            **self.extra,
        }
        return strict_json.dumps(document)

    @classmethod
    def from_bytes(cls, data: bytes, *, floor_kib: int = FLOOR_KIB) -> Vault:
        """Read vault.json.

        Args:
            data: The whole file.
            floor_kib: The least Argon2id memory to accept; only tests lower it.

        Raises:
            VaultTooNewError: Written by a newer major version; ``version`` says which.
            VaultDamagedError: Not readable, or parameters out of bounds.
        """
        try:
            document = strict_json.loads_object(data)
            _check_version(document)
            return _vault_from_dict(document, floor_kib)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise VaultDamagedError(reason=type(error).__name__) from error


def make_slot(
    *,
    database: str,
    user: str,
    login: str,
    roles: tuple[str, ...],
    passphrase: str,
    keys: Mapping[StoreKind, bytes],
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
        generation: Grows each time the stores get new keys.
        parameters: The cost of Argon2id; the default suits a machine of 2 GB and more.
        random_source: The source of salt and nonces.
    """
    parameters = parameters or KdfParameters()
    salt = random_source(SALT_SIZE)
    derived = derive(passphrase, salt, parameters)
    wraps = {}
    for kind, key in keys.items():
        if len(key) != STORE_KEY_SIZE:
            raise ValueError("a store key has 32 bytes")
        nonce = random_source(_NONCE_SIZE)
        bound = _associated_data(database, kind, user, generation)
        wraps[kind] = nonce + AESGCM(_wrapping_key(derived, kind)).encrypt(nonce, key, bound)
    return Slot(user, login, roles, generation, parameters, salt, wraps)


def open_slot(slot: Slot, passphrase: str, *, database: str) -> dict[StoreKind, bytes]:
    """Return every store key of ``slot``; Argon2id runs once, so off the window's thread.

    Raises:
        WrongPassphraseError: The tag does not hold: a wrong passphrase, or a slot that was changed
            or belongs to another vault.
    """
    derived = derive(passphrase, slot.salt, slot.kdf)
    return {kind: _open_wrap(slot, derived, kind, database) for kind in slot.wraps}


def unwrap(slot: Slot, passphrase: str, kind: StoreKind, *, database: str) -> bytes:
    """Return the key of one store.

    Raises:
        WrongPassphraseError: As ``open_slot``.
        NotPermittedError: The user holds no wrap of that kind.
    """
    if kind not in slot.wraps:
        raise NotPermittedError(kind=str(kind))
    return _open_wrap(slot, derive(passphrase, slot.salt, slot.kdf), kind, database)


def unlock(vault: Vault, login: str, passphrase: str) -> tuple[Slot, dict[StoreKind, bytes]]:
    """Return the slot of ``login`` and its store keys.

    Raises:
        WrongPassphraseError: No such login, or the passphrase is not its own; the two are not
            told apart.
    """
    slot = vault.slot_of(login)
    if slot is None:
        raise WrongPassphraseError
    return slot, open_slot(slot, passphrase, database=vault.database)


def _open_wrap(slot: Slot, derived: bytes, kind: StoreKind, database: str) -> bytes:
    wrap = slot.wraps[kind]
    bound = _associated_data(database, kind, slot.user, slot.generation)
    try:
        cipher = AESGCM(_wrapping_key(derived, kind))
        return cipher.decrypt(wrap[:_NONCE_SIZE], wrap[_NONCE_SIZE:], bound)
    except InvalidTag:
        raise WrongPassphraseError from None


def _wrapping_key(derived: bytes, kind: StoreKind) -> bytes:
    info = b"CEMKEK1\0" + kind.encode()
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(derived)


def _associated_data(database: str, kind: StoreKind, user: str, generation: int) -> bytes:
    return strict_json.dumps(["CEMVAULT1", database, str(kind), user, generation])


def _slot_to_dict(slot: Slot) -> dict[str, Any]:
    return {
        "user": slot.user,
        "login": slot.login,
        "roles": list(slot.roles),
        "generation": slot.generation,
        "kdf": {
            "algorithm": "argon2id",
            "memory_kib": slot.kdf.memory_kib,
            "passes": slot.kdf.passes,
            "lanes": slot.kdf.lanes,
            "salt": base64.b64encode(slot.salt).decode(),
        },
        "wraps": {str(kind): base64.b64encode(wrap).decode() for kind, wrap in slot.wraps.items()},
        **slot.extra,
    }


def _check_version(document: dict[str, Any]) -> None:
    major, minor = document["version"]
    if document["format"] != FORMAT or type(major) is not int or type(minor) is not int:
        raise ValueError("not a vault")
    if major > VERSION[0]:
        raise VaultTooNewError(version=f"{major}.{minor}")
    if major < 1:
        raise ValueError("no such version")


def _vault_from_dict(document: dict[str, Any], floor_kib: int) -> Vault:
    del document["format"]
    return Vault(
        minor=document.pop("version")[1],
        database=text(document.pop("database")),
        kind=text(document.pop("kind")),
        generation=count(document.pop("generation"), least=1),
        slots=tuple(_slot_from_dict(slot, floor_kib) for slot in _slots(document)),
        extra=document,
    )


def _slots(document: dict[str, Any]) -> list[dict[str, Any]]:
    slots = document.pop("slots")
    if not isinstance(slots, list):
        raise ValueError("not a list of slots")  # noqa: TRY004  (one error of reading)
    return slots


def _slot_from_dict(document: dict[str, Any], floor_kib: int) -> Slot:
    kdf = document.pop("kdf")
    if kdf["algorithm"] != "argon2id":
        raise ValueError("unknown derivation")
    parameters = KdfParameters(
        count(kdf["memory_kib"], least=1),
        count(kdf["passes"], least=1),
        count(kdf["lanes"], least=1),
    )
    parameters.check(floor_kib=floor_kib)
    return Slot(
        user=text(document.pop("user")),
        login=text(document.pop("login")),
        roles=tuple(text(role) for role in document.pop("roles")),
        generation=count(document.pop("generation"), least=1),
        kdf=parameters,
        salt=binary(kdf["salt"], size=SALT_SIZE),
        wraps={
            StoreKind(kind): binary(wrap, size=_WRAP_SIZE)
            for kind, wrap in document.pop("wraps").items()
        },
        extra=document,
    )
