"""A new root: signed by two of the three offline root keys, when keys change or time is up.

The root says which keys sign the roster and the receipts, and which keys may say so. The next one
replaces it only when the thresholds of both have signed it, so every change is witnessed by the
keys before it. The root keys come from their sticks, as age files under a passphrase, stay in
memory for one signature, and are never written anywhere by this.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from cem_desktop.crypto.passphrase import check_strength
from cem_desktop.crypto.sealing import open_with_passphrase, seal_with_passphrase
from cem_desktop.crypto.signing import SEED_SIZE, Signer
from cem_desktop.domain.roles import APPROVE
from cem_desktop.errors import (
    NotABundleError,
    RootKeysMissingError,
    TrustDocumentError,
    WrongRootKeyError,
)
from cem_desktop.services import headquarters_keys
from cem_desktop.services.context import Context
from cem_desktop.services.form_publishing import sign_forms_anew
from cem_desktop.services.roster_keeping import reissue
from cem_desktop.services.trust import keep_trust, load_trust
from cem_desktop.storage import files
from cem_desktop.storage.case_store import CaseUnit
from cem_desktop.sync.roster import ROLE_RECEIPTS, ROLE_ROOT, ROLE_ROSTER, Root
from cem_desktop.sync.trusted_set import TrustedSet

_SHORT = 8
_MOST_BYTES = 64 * 1024


@dataclass(frozen=True)
class RootState:
    """The root as it is.

    Attributes:
        version: Its version.
        expires: When a new one should be signed.
        words: Its six words.
        threshold: How many root keys must sign the next.
        root_keys: The root keys, by the first digits of their ids.
        stale: It is time for a new one; nothing is blocked by it.
        expired: So long past that no office is enrolled any more.
    """

    version: int
    expires: str
    words: tuple[str, ...]
    threshold: int
    root_keys: tuple[str, ...]
    stale: bool
    expired: bool


@dataclass(frozen=True)
class RootKeyFile:
    """A root key on its stick: the age file, and what opens it."""

    path: Path
    passphrase: str = field(repr=False)


@dataclass(frozen=True)
class RootChange:
    """What is to be new in the next root; with nothing new it is only given more time.

    Attributes:
        roster: Another key signs rosters from now on.
        receipts: Another key signs receipts from now on.
        root_keys: Three new root keys; they are sealed with ``passphrase`` into ``folder``.
        passphrase: For the new root keys.
        folder: Where the new root keys are written, to be moved to three sticks.
    """

    roster: bool = False
    receipts: bool = False
    root_keys: bool = False
    passphrase: str = field(default="", repr=False)
    folder: Path | None = None


@dataclass(frozen=True)
class NewRoot:
    """What came of it.

    Attributes:
        version: The new root's version.
        words: Its six words; an office that was enrolled before needs no words again.
        written: The files of new root keys.
    """

    version: int
    words: tuple[str, ...]
    written: tuple[Path, ...]


class RootKeys:
    """The root of this headquarters."""

    def __init__(
        self,
        context: Context,
        seal: Callable[[bytes, str], bytes] = seal_with_passphrase,
        unseal: Callable[[bytes, str], bytes] = open_with_passphrase,
    ) -> None:
        """Keep the root of ``context``.

        Args:
            context: Headquarters.
            seal: How a root key is sealed; only tests, which cannot wait for scrypt, give others.
            unseal: How it is opened.
        """
        self._context = context
        self._seal, self._unseal = seal, unseal

    def state(self) -> RootState:
        """Return the root as it is."""
        with self._context.store.read() as unit:
            trusted = load_trust(unit)
        now = self._context.clock.now()
        role = trusted.root.roles[ROLE_ROOT]
        return RootState(
            version=trusted.root.version,
            expires=trusted.root.expires,
            words=trusted.root_words(),
            threshold=role.threshold,
            root_keys=tuple(key[:_SHORT] for key in role.ids),
            stale=trusted.is_root_stale(now),
            expired=trusted.is_root_expired(now),
        )

    def renew(self, keys: Sequence[RootKeyFile], change: RootChange) -> NewRoot:
        """Sign the next root with as many root keys as the threshold asks for, and keep it.

        Args:
            keys: Root key files, with what opens each.
            change: What is to be new.

        Raises:
            RootKeysMissingError: Too few different root keys.
            WrongPassphraseError: A passphrase does not open its file.
            WrongRootKeyError: A file holds no root key of this root.
            WeakPassphraseError: The passphrase for new root keys would be guessed.
            FolderNotWritableError: The new root keys cannot be written; nothing is changed then.
            NotPermittedError: The user's roles keep no root.
        """
        self._context.require(APPROVE, "new_root", "")
        with self._context.store.read() as unit:
            root = load_trust(unit).root
        signers = self._signers(keys, root)
        new_keys, written = self._new_root_keys(change, root.version + 1)
        with self._context.store.write() as unit:
            before = load_trust(unit)
            if before.root.version != root.version:
                raise TrustDocumentError(reason="root changed meanwhile")
            document = self._next(unit, root, change, new_keys).sign([*signers, *new_keys])
            trusted = before.with_root(document)
            keep_trust(unit, trusted, is_own=True)
            trusted = self._keep_roster(unit, before, trusted)
            if change.roster:
                sign_forms_anew(unit)
            self._context.note(
                unit,
                "new_root",
                str(trusted.root.version),
                roster=change.roster,
                receipts=change.receipts,
                root_keys=change.root_keys,
            )
            unit.touched |= {"trust", "devices"}
        return NewRoot(trusted.root.version, trusted.root_words(), written)

    def _signers(self, keys: Sequence[RootKeyFile], root: Root) -> list[Signer]:
        opened = {signer.key_id: signer for signer in (self._opened(key, root) for key in keys)}
        threshold = root.roles[ROLE_ROOT].threshold
        if len(opened) < threshold:
            raise RootKeysMissingError(held=len(opened), needed=threshold)
        return list(opened.values())

    def _opened(self, key: RootKeyFile, root: Root) -> Signer:
        with files.translated(key.path), key.path.open("rb") as file:
            sealed = file.read(_MOST_BYTES)
        try:
            seed = self._unseal(sealed, key.passphrase)
        except NotABundleError as error:
            raise WrongRootKeyError(file=key.path.name) from error
        if len(seed) != SEED_SIZE:
            raise WrongRootKeyError(file=key.path.name)
        signer = Signer(seed)
        if signer.key_id not in root.roles[ROLE_ROOT].ids:
            raise WrongRootKeyError(file=key.path.name)
        return signer

    def _new_root_keys(
        self, change: RootChange, version: int
    ) -> tuple[list[Signer], tuple[Path, ...]]:
        """Make new root keys and write them, before anything names them."""
        if not change.root_keys:
            return [], ()
        if change.folder is None:
            raise ValueError("new root keys need a folder")
        check_strength(change.passphrase)
        made = [Signer.generate() for _ in range(headquarters_keys.ROOT_KEYS)]
        written = []
        for number, signer in enumerate(made, start=1):
            path = change.folder / f"root-key-{number}-v{version}.age"
            files.write_whole(path, self._seal(signer.seed, change.passphrase))
            written.append(path)
        return made, tuple(written)

    def _next(
        self, unit: CaseUnit, root: Root, change: RootChange, new_keys: Sequence[Signer]
    ) -> Root:
        """Return the next root, and keep the new keys of daily work that it names."""
        now = self._context.stamp()
        named = {
            role: [root.keys[key] for key in root.roles[role].ids]
            for role in (ROLE_ROOT, ROLE_ROSTER, ROLE_RECEIPTS)
        }
        if new_keys:
            named[ROLE_ROOT] = [signer.public_key for signer in new_keys]
        if change.roster:
            named[ROLE_ROSTER] = [headquarters_keys.replace_roster_key(unit, now)]
        if change.receipts:
            named[ROLE_RECEIPTS] = [headquarters_keys.replace_receipt_key(unit, now)]
        made = Root.found(
            root=named[ROLE_ROOT],
            roster=named[ROLE_ROSTER],
            receipts=named[ROLE_RECEIPTS],
            expires=headquarters_keys.after(self._context.clock, headquarters_keys.ROOT_LIFE),
            root_threshold=root.roles[ROLE_ROOT].threshold,
            version=root.version + 1,
        )
        other_roles = {name: role for name, role in root.roles.items() if name not in made.roles}
        kept = {key: root.keys[key] for role in other_roles.values() for key in role.ids}
        return replace(
            made, keys={**made.keys, **kept}, roles={**made.roles, **other_roles}, extra=root.extra
        )

    def _keep_roster(self, unit: CaseUnit, before: TrustedSet, trusted: TrustedSet) -> TrustedSet:
        """Sign the roster anew under the new root, with the same devices."""
        assert before.roster is not None
        return reissue(unit, self._context, trusted, before.roster)
