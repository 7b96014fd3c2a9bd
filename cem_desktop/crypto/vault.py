"""vault.json: the slots of a workspace's users, and what opens its stores when all else is lost.

Rules of the file (``docs/formats.md``): a newer major version is refused, fields that this version
does not know are kept when it writes the file again.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from cem_desktop.crypto.key_slots import (
    KEY_FILE,
    WRAP_SIZE,
    Slot,
    SlotSecrets,
    StoreKind,
    open_slot,
)
from cem_desktop.crypto.passphrase import FLOOR_KIB, SALT_SIZE, KdfParameters
from cem_desktop.crypto.recovery import MARK_SIZE, PaperMark, RecoveryEntry, RecoveryKind
from cem_desktop.domain import strict_json
from cem_desktop.domain.json_fields import binary, count, text
from cem_desktop.errors import VaultDamagedError, VaultTooNewError, WrongPassphraseError

FORMAT = "CEMVAULT"
VERSION = (1, 1)
_MOST_PEOPLE = 2
_LONGEST_SHARE = 1024
_MOST_PAPERS = 50


@dataclass(frozen=True)
class Vault:
    """The vault file of one workspace: whose stores these are, and who opens them.

    Attributes:
        database: The identity of the workspace's databases.
        kind: Office, laptop or headquarters.
        generation: Of the store keys.
        slots: One a user; two for a while when a slot is replaced.
        recovery: The paper kit of the case store and the shares of the identity store.
        people: How many people must be there to open the identity store: 1 or 2.
        papers: Marks of the papers issued so far, the newest last.
        identity_before: While the identity store gets a new key, the old one under the new.
        minor: Minor version of whoever wrote it.
        extra: Fields of a newer program.
    """

    database: str
    kind: str
    generation: int
    slots: tuple[Slot, ...]
    recovery: tuple[RecoveryEntry, ...] = ()
    people: int = 1
    papers: tuple[PaperMark, ...] = ()
    identity_before: bytes | None = None
    minor: int = VERSION[1]
    extra: Mapping[str, Any] = field(default_factory=dict)

    def slot_of(self, login: str) -> Slot | None:
        """Return the newest slot of a login, however it was capitalised."""
        wanted = login.strip().casefold()
        found = [slot for slot in self.slots if slot.login.casefold() == wanted]
        return max(found, key=lambda slot: slot.generation, default=None)

    def slot_of_user(self, user: str) -> Slot | None:
        """Return the newest slot of a user's id."""
        found = [slot for slot in self.slots if slot.user == user]
        return max(found, key=lambda slot: slot.generation, default=None)

    def newest_slots(self) -> tuple[Slot, ...]:
        """Return the newest slot of each user, in the order in which users were added."""
        users = dict.fromkeys(slot.user for slot in self.slots)
        found = (self.slot_of_user(user) for user in users)
        return tuple(slot for slot in found if slot is not None)

    def with_slot(self, slot: Slot) -> Vault:
        """Return this vault with ``slot`` in the place of the same user and generation."""
        kept = tuple(
            other
            for other in self.slots
            if (other.user, other.generation) != (slot.user, slot.generation)
        )
        generation = max(self.generation, slot.generation)
        return replace(self, slots=(*kept, slot), generation=generation)

    def without_user(self, user: str) -> Vault:
        """Return this vault without any slot of a user."""
        return replace(self, slots=tuple(slot for slot in self.slots if slot.user != user))

    def entry(self, kind: RecoveryKind) -> RecoveryEntry | None:
        """Return what a way of recovery opens, None where it was not made."""
        return next((entry for entry in self.recovery if entry.kind is kind), None)

    def with_entry(self, entry: RecoveryEntry) -> Vault:
        """Return this vault with ``entry`` in the place of the one of its kind."""
        kept = tuple(other for other in self.recovery if other.kind is not entry.kind)
        return replace(self, recovery=(*kept, entry))

    def with_paper(self, mark: PaperMark) -> Vault:
        """Return this vault, which remembers that a paper was issued."""
        return replace(self, papers=(*self.papers, mark)[-_MOST_PAPERS:])

    def issued(self, mark: PaperMark) -> PaperMark | None:
        """Return when the paper with this mark was issued here, None where it never was."""
        own = ((one.kind, one.mark) == (mark.kind, mark.mark) for one in self.papers)
        return next((one for one, is_it in zip(self.papers, own, strict=True) if is_it), None)

    def to_bytes(self) -> bytes:
        """Return the bytes of vault.json."""
        document: dict[str, Any] = {
            "format": FORMAT,
            "version": [VERSION[0], self.minor],
            "database": self.database,
            "kind": self.kind,
            "generation": self.generation,
            "slots": [_slot_to_dict(slot) for slot in self.slots],
            **self.extra,
        }
        if self.people > 1:
            document["people"] = self.people
        if self.identity_before is not None:
            document["identity_before"] = _text_of(self.identity_before)
        if self.recovery:
            document["recovery"] = [_entry_to_dict(entry) for entry in self.recovery]
        if self.papers:
            document["papers"] = [
                {"kind": str(one.kind), "made": one.made, "mark": _text_of(one.mark)}
                for one in self.papers
            ]
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


def unlock(
    vault: Vault, login: str, passphrase: str, key_file: bytes | None = None
) -> tuple[Slot, SlotSecrets]:
    """Return the slot of ``login`` and what it opens.

    Raises:
        KeyFileMissingError: The slot needs a key file.
        WrongPassphraseError: No such login, or the passphrase is not its own; the two are not
            told apart.
    """
    slot = vault.slot_of(login)
    if slot is None:
        raise WrongPassphraseError
    return slot, open_slot(slot, passphrase, database=vault.database, key_file=key_file)


def _text_of(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _slot_to_dict(slot: Slot) -> dict[str, Any]:
    optional: dict[str, Any] = {}
    if slot.before:
        optional["before"] = {str(kind): _text_of(wrap) for kind, wrap in slot.before.items()}
    if slot.share is not None:
        optional["share"] = _text_of(slot.share)
    if slot.factor is not None:
        optional["factor"] = slot.factor
    if slot.reissued:
        optional["reissued"] = True
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
            "salt": _text_of(slot.salt),
        },
        "wraps": {str(kind): _text_of(wrap) for kind, wrap in slot.wraps.items()},
        **optional,
        **slot.extra,
    }


def _entry_to_dict(entry: RecoveryEntry) -> dict[str, Any]:
    return {
        "kind": str(entry.kind),
        "generation": entry.generation,
        "made": entry.made,
        "wrap": _text_of(entry.wrap),
        **entry.extra,
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
    people = count(document.pop("people", 1), least=1)
    if people > _MOST_PEOPLE:
        raise ValueError("so many people are never needed")
    before = document.pop("identity_before", None)
    slots = tuple(_slot_from_dict(slot, floor_kib) for slot in _list(document, "slots"))
    return Vault(
        minor=document.pop("version")[1],
        database=text(document.pop("database")),
        kind=text(document.pop("kind")),
        generation=count(document.pop("generation"), least=1),
        people=_people(people, slots),
        identity_before=None if before is None else binary(before, size=WRAP_SIZE),
        slots=slots,
        recovery=tuple(_entry_from_dict(entry) for entry in _list(document, "recovery")),
        papers=tuple(
            PaperMark(
                RecoveryKind(one["kind"]), text(one["made"]), binary(one["mark"], size=MARK_SIZE)
            )
            for one in _list(document, "papers")[-_MOST_PAPERS:]
        ),
        extra=document,
    )


def _people(told: int, slots: tuple[Slot, ...]) -> int:
    """Return how many people open the identity store, whatever a changed file tells.

    Where two do, a custodian's slot holds a share and no key, and nobody without her passphrase can
    make another. So one such slot is enough to know it: an edited number makes nobody give the
    whole key to one person.
    """
    alone = any(slot.share is not None and StoreKind.IDENTITY not in slot.wraps for slot in slots)
    return _MOST_PEOPLE if alone else told


def _list(document: dict[str, Any], key: str) -> list[dict[str, Any]]:
    listed = document.pop(key) if key == "slots" else document.pop(key, [])
    if not isinstance(listed, list):
        raise ValueError("not a list")  # noqa: TRY004  (one error of reading)
    return listed


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
    share = document.pop("share", None)
    factor = document.pop("factor", None)
    if factor not in {None, KEY_FILE}:
        raise ValueError("unknown factor")
    return Slot(
        user=text(document.pop("user")),
        login=text(document.pop("login")),
        roles=tuple(text(role) for role in document.pop("roles")),
        generation=count(document.pop("generation"), least=1),
        kdf=parameters,
        salt=binary(kdf["salt"], size=SALT_SIZE),
        wraps=_wraps(document.pop("wraps")),
        before=_wraps(document.pop("before", {})),
        share=None if share is None else binary(text(share, longest=_LONGEST_SHARE)),
        factor=factor,
        reissued=document.pop("reissued", False) is True,
        extra=document,
    )


def _wraps(document: dict[str, Any]) -> dict[StoreKind, bytes]:
    return {StoreKind(kind): binary(wrap, size=WRAP_SIZE) for kind, wrap in document.items()}


def _entry_from_dict(document: dict[str, Any]) -> RecoveryEntry:
    return RecoveryEntry(
        kind=RecoveryKind(document.pop("kind")),
        generation=count(document.pop("generation"), least=1),
        made=text(document.pop("made")),
        wrap=binary(document.pop("wrap"), size=WRAP_SIZE),
        extra=document,
    )
