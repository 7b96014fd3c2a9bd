"""First start: a new workspace with its keys, its store and its first user.

Everything is made in a folder beside the target and renamed at the end, so that a power cut leaves
no half workspace, and an existing one is never touched.
"""

from __future__ import annotations

import os
import secrets
import shutil
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cem_desktop.crypto import key_slots, passphrase
from cem_desktop.crypto.key_slots import StoreKind
from cem_desktop.crypto.passphrase import KdfParameters
from cem_desktop.crypto.random_source import system_random
from cem_desktop.crypto.sealing import seal_with_passphrase
from cem_desktop.crypto.vault import Vault
from cem_desktop.domain import period
from cem_desktop.domain.destinations import OFFICE
from cem_desktop.domain.period import Clock, SystemClock
from cem_desktop.domain.roles import WorkspaceKind
from cem_desktop.errors import StoreExistsError
from cem_desktop.services import context, headquarters_keys
from cem_desktop.services.context import OFFICE_SETTING, OfficeProfile
from cem_desktop.services.device_keys import make_device_keys
from cem_desktop.services.feeding import start_feed
from cem_desktop.services.lending import road_feed
from cem_desktop.storage import files, registry, vault_file
from cem_desktop.storage.case_store import CaseUnit, create_case_store
from cem_desktop.storage.engine import KEY_BYTES
from cem_desktop.storage.office import StaffMember

SealSecret = Callable[[bytes, str], bytes]
DATABASE_SETTING = context.DATABASE_SETTING
KIND_SETTING = "kind"


@dataclass(frozen=True)
class NewWorkspace:
    """What a person decides at the first start.

    Attributes:
        kind: Office, laptop or headquarters.
        office: Which office, also for its laptops; ``context.HEADQUARTERS`` for the central units.
        login: What the first user will type; a short label, not a name.
        roles: The first user's roles.
        passphrase: As chosen; refused when a thief would guess it.
    """

    kind: WorkspaceKind
    office: OfficeProfile
    login: str
    roles: tuple[str, ...]
    passphrase: str


def suggest_passphrase() -> str:
    """Return six random Spanish words to use as a passphrase."""
    return passphrase.suggest()


def create_workspace(
    folder: Path,
    new: NewWorkspace,
    *,
    clock: Clock | None = None,
    parameters: KdfParameters | None = None,
    seal: SealSecret = seal_with_passphrase,
) -> None:
    """Make a workspace in ``folder``; off the window's thread, for Argon2id takes its time.

    Args:
        folder: Where; it may exist and be empty.
        new: What was decided.
        clock: The clock; the computer's by default.
        parameters: The cost of Argon2id; calibrated to this machine by default.
        seal: How headquarters' root keys are sealed with the passphrase; only tests, which cannot
            wait for scrypt, give another.

    Raises:
        StoreExistsError: The folder holds something already; it is left alone.
        WeakPassphraseError: The passphrase would be guessed.
        DiskFullError: No room; nothing is left behind.
        FolderNotWritableError: The folder refuses; nothing is left behind.
    """
    passphrase.check_strength(new.passphrase, login=new.login)
    if folder.exists() and any(folder.iterdir()):
        raise StoreExistsError(file=folder.name)
    part = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}.part")
    with files.translated(folder):
        try:
            part.mkdir(parents=True, mode=0o700)
            _fill(part, new, clock or SystemClock(), parameters or calibrated(), seal)
            if folder.exists():
                folder.rmdir()
            part.rename(folder)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise


def calibrated() -> KdfParameters:
    """Return Argon2id parameters that fit this machine; takes about a second."""
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        return passphrase.calibrate(ram_bytes=memory)
    return passphrase.calibrate()


def _fill(
    folder: Path,
    new: NewWorkspace,
    clock: Clock,
    parameters: KdfParameters,
    seal: SealSecret,
) -> None:
    """Make the store, its first rows and, last, the vault."""
    now = period.stamp(clock)
    database = str(uuid.uuid4())
    key = system_random(KEY_BYTES)
    member = StaffMember(f"u-{secrets.token_hex(6)}", new.login.strip(), new.roles, True, now)
    store = create_case_store(folder, key)
    try:
        with store.write() as unit:
            _write_beginnings(unit, new, database, member, now)
            if new.kind is WorkspaceKind.HEADQUARTERS:
                sealed = headquarters_keys.make(
                    unit, lambda seed: seal(seed, new.passphrase), clock
                )
                registry_key = headquarters_keys.registry_key(unit)
    finally:
        store.close()
    if new.kind is WorkspaceKind.HEADQUARTERS:
        registry.create_registry(folder, registry_key).close()
        headquarters_keys.write_root_keys(folder, sealed)
    slot = key_slots.make_slot(
        database=database,
        user=member.id,
        login=member.login,
        roles=member.roles,
        passphrase=new.passphrase,
        keys={StoreKind.CASE: key},
        parameters=parameters,
    )
    vault_file.write_vault(folder, Vault(database, str(new.kind), 1, (slot,)))


def _write_beginnings(
    unit: CaseUnit, new: NewWorkspace, database: str, member: StaffMember, now: str
) -> None:
    """Write what every workspace starts with."""
    unit.office.set_setting(DATABASE_SETTING, database)
    unit.office.set_setting(KIND_SETTING, str(new.kind))
    unit.office.set_setting(OFFICE_SETTING, new.office.to_json())
    unit.office.add_staff(member)
    make_device_keys(unit, now)
    if new.kind is WorkspaceKind.OFFICE:
        start_feed(unit, now)
    elif new.kind is WorkspaceKind.LAPTOP:
        road_feed(unit, OFFICE, now)
    unit.audit.note(now, member.id, "create", database, kind=str(new.kind))
