"""Opening a workspace: passphrase, keys, store; in this order.

The passphrase is judged by the key slot's tag before the store is touched. Whatever fails later is
damage or a newer program, never "wrong passphrase".
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from cem_desktop.crypto.vault import unlock
from cem_desktop.domain import period
from cem_desktop.domain.period import Clock, SystemClock
from cem_desktop.domain.roles import WorkspaceKind
from cem_desktop.errors import (
    PassphraseReissuedError,
    StoreDamagedError,
    WrongPassphraseError,
)
from cem_desktop.services import own_access, rekeying, unfinished_restore
from cem_desktop.services.attempts import FailedTries, Uptime, forget_total, uptime
from cem_desktop.services.context import (
    OFFICE_SETTING,
    Context,
    OfficeProfile,
    entered_setting,
)
from cem_desktop.services.device_keys import load_device_keys
from cem_desktop.services.form_library import FormLibrary
from cem_desktop.services.room import Room
from cem_desktop.services.setup import KIND_SETTING
from cem_desktop.services.vault_access import VaultAccess
from cem_desktop.services.workspace import Workspace, assemble
from cem_desktop.storage.case_store import CaseStore, CaseUnit
from cem_desktop.storage.engine import wipe_memory
from cem_desktop.storage.folder_check import refuse_links
from cem_desktop.storage.office import StaffMember
from cem_desktop.storage.process_lock import ProcessLock
from cem_desktop.storage.reserve_file import Reserve

_LATEST = "clock.latest"
_MARK = "attempts.mark"


def open_workspace(
    folder: Path,
    login: str,
    passphrase: str,
    *,
    clock: Clock | None = None,
    library: FormLibrary | None = None,
    floor_kib: int | None = None,
    key_file: bytes | None = None,
    now: Uptime = uptime,
    new_passphrase: str | None = None,
) -> Workspace:
    """Open the workspace in ``folder``; off the window's thread, for Argon2id takes its time.

    Args:
        folder: Where the workspace is.
        login: What the user typed; capitals make no difference.
        passphrase: As typed.
        clock: The clock; the computer's by default.
        library: The fichas; the program's by default.
        floor_kib: The least Argon2id memory to accept; only tests lower it.
        key_file: The content of the user's key file, where she has one.
        now: The seconds since this computer was started, by which tries are slowed.
        new_passphrase: What she chooses in the place of one that a colleague gave her.

    Raises:
        AttemptsSlowedError: After several wrong tries it is too early; nothing was tried.
        PassphraseReissuedError: A colleague gave the passphrase, and no new one was chosen.
        WeakPassphraseError: The new one would be guessed.
        VaultOutdatedError: The vault is from before the keys were renewed.
        KeyFileMissingError: The user needs a key file too.
        WrongPassphraseError: Login and passphrase do not belong together.
        StoreBusyError: It is open in another process.
        WorkspaceLinkedError: The folder, or a file in it, leads to another place.
        StoreError: Something is missing, damaged or from a newer program; nothing was changed.
    """
    refuse_links(folder)
    unfinished_restore.finish(folder)
    access = VaultAccess(folder, floor_kib, now)
    access.read()  # a folder without one is left untouched
    lock = ProcessLock(folder)
    try:
        vault = access.read()
        if vault.kind != WorkspaceKind.HEADQUARTERS:
            wipe_memory()
        wanted = vault.slot_of(login)
        with access.slowed(wanted.user if wanted else "") as tries:
            slot, secrets = unlock(vault, login, passphrase, key_file)
        if slot.reissued:
            if new_passphrase is None:
                raise PassphraseReissuedError  # noqa: TRY301  (gives the lock back)
            own_access.check_new(slot.login, passphrase, new_passphrase)
        room = Room(Reserve(folder))
        store = room.save(lambda: rekeying.open_with(access, vault, secrets))
        try:
            context = room.save(
                lambda: _context(
                    store,
                    slot.user,
                    clock or SystemClock(),
                    library or FormLibrary(),
                    access,
                    tries,
                    room,
                )
            )
            forget_total(folder)
            if slot.reissued and new_passphrase is not None:
                own_access.choose_own(access, slot, secrets, passphrase, new_passphrase)
            _bring_into_step(context)
            access.renew_copy()
            return assemble(context, folder, lock)
        except BaseException:
            store.close()
            raise
    except BaseException:
        lock.release()
        raise


def _context(
    store: CaseStore,
    user: str,
    clock: Clock,
    library: FormLibrary,
    access: VaultAccess,
    tries: FailedTries,
    room: Room,
) -> Context:
    """Return what the services share, and note who came in."""
    with store.write() as unit:
        now = period.stamp(clock)
        latest = max(
            [unit.office.setting(_LATEST) or "", *(one.at for one in unit.audit.latest(1))]
        )
        unit.office.set_setting(_LATEST, max(now, latest))
        context = Context(
            kind=WorkspaceKind(unit.office.setting(KIND_SETTING)),
            office=OfficeProfile(**unit.office.setting(OFFICE_SETTING)),
            user=_member(unit.office.staff(), user),
            store=store,
            device=load_device_keys(unit),
            library=library,
            clock=clock,
            vault=access,
            room=room,
            known_at=latest,
            failed_tries=tries,
        )
        _note_tries(unit, context, tries)
        unit.office.set_setting(entered_setting(user), now)
        context.note(unit, "enter", user)
    return context


def _note_tries(unit: CaseUnit, context: Context, tries: FailedTries) -> None:
    """Note in the trail what failed since the last entry, and a file of counts that was taken away.

    A restored backup has no such file either; the trail then says so, which is true.
    """
    known = unit.office.setting(_MARK)
    if known is not None and known != tries.mark:
        context.note(unit, "attempts_missing", "attempts.json")
    if known != tries.mark:
        unit.office.set_setting(_MARK, tries.mark)
    if tries.total or tries.own:
        context.note(unit, "failed_tries", context.user.id, own=tries.own, total=tries.total)


def _bring_into_step(context: Context) -> None:
    """Let the vault greet by the roles of the store, which a power cut may have parted."""
    vault = context.vault.read()
    slot = vault.slot_of_user(context.user.id)
    if slot is not None and slot.roles != context.user.roles:
        context.vault.write(vault.with_slot(replace(slot, roles=context.user.roles)))


def _member(staff: tuple[StaffMember, ...], user: str) -> StaffMember:
    """Return the member of the staff behind a key slot.

    Raises:
        WrongPassphraseError: She has left.
        StoreDamagedError: The store does not know her.
    """
    for member in staff:
        if member.id == user:
            if not member.active:
                raise WrongPassphraseError
            return member
    raise StoreDamagedError(reason="unknown_user")
