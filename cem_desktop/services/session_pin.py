"""The PIN that reopens one's own session after a short absence.

The store stays open meanwhile and its key in memory, so a PIN is no key: it only says to the
program that the same person is back. After three wrong ones the store closes, and then only the
passphrase opens it. What is kept of it, an Argon2id hash, lies inside the encrypted store.
"""

from __future__ import annotations

import contextlib
import hmac
from typing import Any, Final

from cem_desktop.crypto.passphrase import SALT_SIZE, KdfParameters, derive
from cem_desktop.crypto.random_source import system_random
from cem_desktop.domain.short_pin import is_pin, is_trivial
from cem_desktop.errors import StoreError, WeakPinError, WrongPinError
from cem_desktop.services.context import Context
from cem_desktop.services.slot_making import own_slot

TRIES: Final = 3
_COST: Final = KdfParameters(memory_kib=64 * 1024, passes=3, lanes=4)


class SessionPin:
    """The present user's PIN."""

    def __init__(self, context: Context) -> None:
        """Serve the user of ``context``."""
        self._context = context
        self._setting = f"pin.{context.user.id}"
        self._left = TRIES

    @property
    def whose(self) -> str:
        """The login of the person whose session it is."""
        return self._context.user.login

    def is_set(self) -> bool:
        """Tell whether the present user has a PIN; a store that cannot say so has none."""
        with contextlib.suppress(StoreError), self._context.store.read() as unit:
            return isinstance(unit.office.setting(self._setting), dict)
        return False

    def needs_key_file(self) -> bool:
        """Tell whether the present user's passphrase works only together with a key file."""
        slot = self._context.vault.read().slot_of_user(self._context.user.id)
        return slot is not None and slot.factor is not None

    def choose(self, passphrase: str, pin: str, *, key_file: bytes | None = None) -> None:
        """Keep a new PIN; off the window's thread, for Argon2id takes its time.

        Args:
            passphrase: The present user's.
            pin: Four to eight digits.
            key_file: The present user's key file, where she has one.

        Raises:
            WeakPinError: Not four to eight digits (``reason`` ``form``), or a trivial one.
            AttemptsSlowedError: After several wrong passphrases it is too early.
            WrongPassphraseError: Not the user's passphrase.
        """
        if not is_pin(pin):
            raise WeakPinError(reason="form")
        if is_trivial(pin):
            raise WeakPinError(reason="trivial")
        vault = self._context.vault.read()
        own_slot(self._context.vault, vault, self._context.user.id, passphrase, key_file)
        salt = system_random(SALT_SIZE)
        kept = {"salt": salt.hex(), "hash": derive(pin, salt, _COST).hex()}
        self._set(kept, "pin_chosen")

    def remove(self) -> None:
        """Have no PIN from now on: every absence closes the store."""
        self._set(None, "pin_removed")

    def begin_rest(self) -> None:
        """Note that the session rests, and give three tries."""
        self._left = TRIES
        self._note("session_rest")

    def check(self, pin: str) -> None:
        """Go on only with the right PIN; off the window's thread.

        Raises:
            WrongPinError: It is not the one; ``left`` says how many tries there are. With 0 left
                nothing is right any more: the store has to be closed.
        """
        with self._context.store.read() as unit:
            kept: Any = unit.office.setting(self._setting)
        self._left -= 1
        if self._left < 0 or not is_pin(pin) or not _is_the_one(kept, pin):
            left = max(self._left, 0)
            self._note("pin_wrong", left=left)
            raise WrongPinError(left=left)
        self._left = TRIES
        self._note("session_back")

    def _set(self, value: Any, action: str) -> None:
        with self._context.store.write() as unit:
            unit.office.set_setting(self._setting, value)
            self._context.note(unit, action, self._context.user.id)

    def _note(self, action: str, **detail: int) -> None:
        """Note an act in the trail; a full disk keeps nobody from her own unsaved text."""
        with contextlib.suppress(StoreError), self._context.store.write() as unit:
            self._context.note(unit, action, self._context.user.id, **detail)


def _is_the_one(kept: Any, pin: str) -> bool:
    if not isinstance(kept, dict):
        return False
    found = derive(pin, bytes.fromhex(kept["salt"]), _COST)
    return hmac.compare_digest(found, bytes.fromhex(kept["hash"]))
