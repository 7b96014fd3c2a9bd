"""A backup read back: opened as the workspace was opened then, verified by opening and counting.

Whoever opens a backup needs what opened the workspace on the day it was made: login and passphrase
of that day, or the words of the recovery kit of that day. Its copies are unpacked, encrypted as
they are, into a folder that the caller gives and removes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from cem_desktop.crypto import backup_seal, recovery
from cem_desktop.crypto.key_slots import StoreKind
from cem_desktop.crypto.passphrase import FLOOR_KIB
from cem_desktop.crypto.recovery import RecoveryKind
from cem_desktop.crypto.vault import Vault, unlock
from cem_desktop.domain import strict_json
from cem_desktop.errors import BackupDamagedError, StoreError, WrongPassphraseError
from cem_desktop.services import headquarters_keys
from cem_desktop.services.backup_manifest import FileMark, Manifest
from cem_desktop.services.device_keys import load_device_keys
from cem_desktop.services.setup import DATABASE_SETTING
from cem_desktop.storage import backup_frame, case_store, files, identity_store, registry
from cem_desktop.storage.attachment_folder import CASE, FOLDER, IDENTITY
from cem_desktop.storage.attachments import Attachments
from cem_desktop.storage.backup_frame import Entry, Frame
from cem_desktop.storage.case_store import CaseUnit
from cem_desktop.storage.copying import StoreCheck, check_store
from cem_desktop.storage.identity_store import IdentityUnit
from cem_desktop.storage.store import Store

VAULT = backup_frame.FIRST
Tell = Callable[[int], None]


@dataclass(frozen=True)
class Credential:
    """What opens a backup: what opened the workspace on that day.

    Attributes:
        login: As typed.
        passphrase: As typed.
        key_file: The content of the user's key file, where she had one.
        kit: The words of the recovery kit instead.
        floor_kib: The least Argon2id memory to accept; only tests lower it.
    """

    login: str = ""
    passphrase: str = field(default="", repr=False)
    key_file: bytes | None = field(default=None, repr=False)
    kit: str = field(default="", repr=False)
    floor_kib: int = FLOOR_KIB

    def case_keys(self, vault: Vault) -> tuple[bytes, ...]:
        """Return the keys of the case store that this opens, the likelier first.

        Raises:
            WrongPassphraseError: It opens nothing in this vault.
            RecoveryWordsError: The words of the kit do not hold.
            KeyFileMissingError: The user had a key file too.
        """
        if self.kit:
            entry = vault.entry(RecoveryKind.KIT)
            if entry is None:
                raise WrongPassphraseError
            secret = recovery.read_kit(self.kit)
            return (recovery.open_entry(entry, secret, database=vault.database),)
        _slot, secrets = unlock(vault, self.login, self.passphrase, self.key_file)
        found = (secrets.keys.get(StoreKind.CASE), secrets.before.get(StoreKind.CASE))
        return tuple(key for key in found if key is not None)


@dataclass(frozen=True)
class Verified:
    """What came of reading a backup back.

    Attributes:
        manifest: What it says of itself; all of it was checked.
        lacking: Ids of attachments that a store in it names and whose sealed file is not in it.
    """

    manifest: Manifest
    lacking: tuple[str, ...]


@dataclass(frozen=True)
class OpenBackup:
    """A backup whose manifest was opened; its files may still be anything.

    Attributes:
        path: The file.
        frame: Where everything is in it.
        manifest: What it says of itself.
        manifest_bytes: The same, as it was signed.
        signature: By the device that made it.
        case_key: The key of its ``case.db``.
    """

    path: Path
    frame: Frame
    manifest: Manifest
    manifest_bytes: bytes = field(repr=False)
    signature: bytes = field(repr=False)
    case_key: bytes = field(repr=False)

    def marked(self) -> tuple[tuple[Entry, FileMark], ...]:
        """Return every file of the frame with its mark in the manifest, in order."""
        return tuple(zip(self.frame.entries, self.manifest.files, strict=True))


def open_backup(path: Path, credential: Credential) -> OpenBackup:
    """Open a backup with what opened its workspace then; off the window's thread.

    Raises:
        NotABackupError: It is none.
        BackupDamagedError: It is not whole, or was changed.
        BackupTooNewError: A newer program made it.
        WrongPassphraseError: The credential opens nothing in it.
        VaultDamagedError: The vault in it cannot be read.
        FolderNotWritableError: The file cannot be read.
    """
    vault = vault_of(path, credential.floor_kib)
    keys = credential.case_keys(vault)
    for number, key in enumerate(keys, start=1):
        try:
            opened = open_with_key(path, key)
        except BackupDamagedError:
            if number == len(keys):
                raise
        else:
            if opened.manifest.database != vault.database:
                raise BackupDamagedError(reason="vault")
            return opened
    raise WrongPassphraseError


def open_with_key(path: Path, case_key: bytes) -> OpenBackup:
    """Open a backup with the key of its case store.

    Raises:
        BackupError: As ``open_backup``.
        FolderNotWritableError: The file cannot be read.
    """
    with files.translated(path), path.open("rb") as source:
        frame = backup_frame.read_frame(source)
    try:
        manifest_bytes, signature = backup_seal.open_manifest(frame.manifest, case_key)
    except ValueError as error:
        raise BackupDamagedError(reason="manifest") from error
    manifest = Manifest.from_bytes(manifest_bytes)
    stated = [(one.name, one.size) for one in manifest.files]
    if [(one.name, one.size) for one in frame.entries] != stated:
        raise BackupDamagedError(reason="files")
    return OpenBackup(path, frame, manifest, manifest_bytes, signature, case_key)


def vault_of(path: Path, floor_kib: int = FLOOR_KIB) -> Vault:
    """Return the vault in a backup.

    Raises:
        BackupError: As ``open_backup``.
        VaultDamagedError: It cannot be read.
        FolderNotWritableError: The file cannot be read.
    """
    with files.translated(path), path.open("rb") as source:
        entry = backup_frame.read_frame(source).entry(VAULT)
        if entry.size > strict_json.MAX_BYTES:
            raise BackupDamagedError(reason="vault")
        source.seek(entry.offset)
        data = source.read(entry.size)
    return Vault.from_bytes(data, floor_kib=floor_kib)


def unpack(backup: OpenBackup, folder: Path, tell: Tell, *, wanted: Callable[[str], bool]) -> None:
    """Read every file of a backup, and write those that are ``wanted`` into ``folder``.

    Raises:
        BackupDamagedError: A file is not the one that was put in.
        DiskFullError: No room.
        FolderNotWritableError: File or folder cannot be used.
    """
    with files.translated(backup.path), backup.path.open("rb") as source:
        for entry, mark in backup.marked():
            if not wanted(entry.name):
                digest = backup_frame.copy_entry(source, entry, None, tell)
            else:
                target = folder.joinpath(*entry.name.split("/"))
                target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                with target.open("xb") as file:
                    digest = backup_frame.copy_entry(source, entry, file, tell)
                    file.flush()
                    files.sync(file.fileno())
            if digest != mark.sha256:
                raise BackupDamagedError(reason="bytes")


def is_store(name: str) -> bool:
    """Tell whether a file of a backup is a database that is opened to verify it."""
    return name in {case_store.FILE_NAME, registry.FILE_NAME} or name.startswith(
        identity_store.FILE_NAME
    )


def check_unpacked(backup: OpenBackup, folder: Path, identity_key: bytes | None = None) -> Verified:
    """Open the copies that were unpacked into ``folder``, check every page and count every row.

    ``identity.db`` is opened where its key is at hand; else its bytes are what was checked. An
    attachment that is not in it is told and no damage of the backup: where the workspace itself has
    lost the file, no backup could hold it.

    Raises:
        BackupDamagedError: Something in it is not what the manifest says.
    """
    stated = backup.manifest.stores
    case = folder / case_store.FILE_NAME
    if _checked(case, backup.case_key) != stated[case_store.FILE_NAME]:
        raise BackupDamagedError(reason="counts")
    store = Store(case, backup.case_key, CaseUnit)
    try:
        with store.read() as unit:
            device = load_device_keys(unit)
            database = unit.office.setting(DATABASE_SETTING)
            central = registry.FILE_NAME in stated
            registry_key = headquarters_keys.registry_key(unit) if central else b""
            lacking = _lacking(backup, CASE, unit.attachments)
    except StoreError as error:
        raise BackupDamagedError(reason="case_store") from error
    finally:
        store.close()
    signed = backup_seal.is_signed(backup.manifest_bytes, backup.signature, device.signer.verifier)
    if not signed or database != backup.manifest.database:
        raise BackupDamagedError(reason="signature")
    counted = _checked(folder / registry.FILE_NAME, registry_key) if central else None
    if counted != stated.get(registry.FILE_NAME):
        raise BackupDamagedError(reason="counts")
    identity = folder / identity_store.FILE_NAME
    if identity_key is not None and identity.exists():
        found = _checked(identity, identity_key)
        if found != stated.get(identity_store.FILE_NAME, found):
            raise BackupDamagedError(reason="counts")
        lacking += _lacking_identities(backup, identity, identity_key)
    return Verified(backup.manifest, tuple(lacking))


def _lacking_identities(backup: OpenBackup, path: Path, key: bytes) -> list[str]:
    store = Store(path, key, IdentityUnit)
    try:
        with store.read() as unit:
            return _lacking(backup, IDENTITY, unit.attachments)
    except StoreError as error:
        raise BackupDamagedError(reason="identity_store") from error
    finally:
        store.close()


def _lacking(backup: OpenBackup, store: str, attachments: Attachments) -> list[str]:
    """Return the ids of a store's attachments whose sealed file is not in the backup."""
    beginning = f"{FOLDER}/{store}/"
    names = (one.name for one in backup.frame.entries)
    here = {name.rpartition("/")[2] for name in names if name.startswith(beginning)}
    return [row.id for row in attachments.all() if row.blob not in here]


def _checked(path: Path, key: bytes) -> StoreCheck:
    try:
        return check_store(path, key)
    except StoreError as error:
        raise BackupDamagedError(reason=path.name) from error
