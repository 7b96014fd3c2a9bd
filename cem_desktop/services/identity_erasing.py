"""Erasing who she was: the rows that the identity vault holds of a file that is erased.

Where the vault is open, they go first, in a unit of their own; whoever is stopped after it has a
coded file without a name, which is legal. Where it is closed nobody here has its key: the rows
wait for the next opening, by whoever is entitled, and go then without being asked for.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from cem_desktop.errors import IdentityClosedError, StoreError
from cem_desktop.storage.identity_store import FILE_NAME

if TYPE_CHECKING:
    from collections.abc import Callable

    from cem_desktop.services.context import Context
    from cem_desktop.services.identities import Identities
    from cem_desktop.storage.identity_store import IdentityStore

_DONE: Final = "identity_erasures_done"
_log = logging.getLogger(__name__)


class IdentityErasing:
    """Empties the identity vault of files that are erased."""

    def __init__(
        self, context: Context, identities: Identities, sweep: Callable[[], int] | None = None
    ) -> None:
        """Do it whenever the vault of ``context``'s workspace opens.

        Args:
            context: The workspace.
            identities: Its vault.
            sweep: Removes the vault's sealed files to which nothing refers any more.
        """
        self._context, self._identities, self._sweep = context, identities, sweep
        identities.watch(opened=self._on_opening, closing=lambda _store: None)

    def erase(self, file: str) -> bool | None:
        """Empty the vault of a file, where it is open; a second time does no harm.

        Returns:
            Whether it was emptied; None where this workspace has no vault.

        Raises:
            StoreError: It cannot be written; it is as it was before.
        """
        if not (self._context.vault.folder / FILE_NAME).exists():
            return None
        try:
            with self._identities.held() as store:
                self._empty(store, (file,))
        except IdentityClosedError:
            return False
        if self._sweep is not None:
            self._sweep()
        return True

    def waits(self) -> bool:
        """Tell whether the vault still holds rows of a file that was erased while it was closed."""
        with self._context.store.read() as unit:
            erased = [one.file for one in unit.erasures.all()]
            done = unit.office.setting(_DONE) or []
        exists = (self._context.vault.folder / FILE_NAME).exists()
        return exists and bool(set(erased) - set(done if isinstance(done, list) else []))

    def _on_opening(self, store: IdentityStore) -> None:
        """Empty the vault of every file that was erased, also of one that a backup brought back."""
        with self._context.store.read() as unit:
            erased = tuple(dict.fromkeys(one.file for one in unit.erasures.all()))
        if erased:
            self._empty(store, erased)

    def _empty(self, store: IdentityStore, files: tuple[str, ...]) -> None:
        """Drop the rows of ``files``, write the vault's file anew if there were any, note it."""
        records: dict[str, frozenset[str]] = {}
        with self._context.store.read() as unit:
            for file in files:
                records[file] = frozenset(one.id for one in unit.records.outlines(file))
        with store.write() as unit_of_identity:
            dropped = [
                file for file in files if unit_of_identity.drop_file(file, records[file]) > 0
            ]
        if dropped:
            try:
                store.scour()
            except StoreError as error:
                _log.warning("the vault could not be written anew: %s", error.code)
        with self._context.store.write() as unit:
            before = unit.office.setting(_DONE)
            done = set(before if isinstance(before, list) else []) | set(files)
            unit.office.set_setting(_DONE, sorted(done))
            for file in dropped:
                self._context.note(unit, "identity_erase", file)
