"""The ways into a workspace, handed to the pages that come before it.

The services behind them import SQLAlchemy, cryptography and reportlab, so they are imported inside
these functions, which run off the GUI thread.
"""

from __future__ import annotations

import importlib
import json
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

from cem_desktop.errors import FormsNotBuiltError
from cem_desktop.gui import icons
from cem_desktop.services import unfinished_restore

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cem_desktop.services.backup_reading import Credential
    from cem_desktop.services.kit_opening import KitOpening
    from cem_desktop.services.restoring import Preview, Restored
    from cem_desktop.services.salvaging import SalvageReport
    from cem_desktop.services.setup import NewWorkspace
    from cem_desktop.services.workspace import Workspace

    Report = Callable[[int, int], None]

_VAULT: Final = "vault.json"
_SIGNS: Final = (_VAULT, "vault.json.bak", "case.db")
"""Any of these says that a workspace is here, though its vault may be lost."""
_MOST_BYTES: Final = 1024 * 1024


@dataclass(frozen=True)
class Typed:
    """What a person types to open a backup.

    Attributes:
        login: The user name of that time.
        secret: The passphrase of that time, or the words of the paper kit.
        is_kit: Whether it is the kit's words.
        key_file: The user's key file, where she has one.
    """

    login: str
    secret: str = field(repr=False)
    is_kit: bool
    key_file: Path | None = None


def _preview(file: Path, folder: Path, typed: Typed, report: Report) -> Preview:
    from cem_desktop.services import restoring

    return restoring.preview(file, folder, _credential(typed), report)


def _restore(file: Path, folder: Path, typed: Typed, report: Report) -> Restored:
    from cem_desktop.services import restoring

    return restoring.restore(file, folder, _credential(typed), report)


def _credential(typed: Typed) -> Credential:
    from cem_desktop.services.backup_reading import Credential

    if typed.is_kit:
        return Credential(kit=typed.secret)
    return Credential(typed.login, typed.secret, _content(typed.key_file))


def _content(key_file: Path | None) -> bytes | None:
    from cem_desktop.services.key_file_reading import read_key_file

    return read_key_file(key_file)


def _salvage(folder: Path, out: Path, typed: Typed, report: Report) -> SalvageReport:
    from cem_desktop.services.salvaging import salvage_workspace

    content = _content(typed.key_file)
    return salvage_workspace(folder, out, typed.login, typed.secret, report, key_file=content)


class OpenDoor(Protocol):
    """What opens a workspace."""

    def __call__(
        self,
        folder: Path,
        login: str,
        passphrase: str,
        key_file: Path | None = None,
        new_passphrase: str | None = None,
    ) -> Workspace:
        """Return the open workspace."""


@dataclass(frozen=True)
class Doors:
    """What the pages before unlock may do.

    Attributes:
        open: Open a workspace: folder, login, passphrase, and where they are needed a key file and
            the passphrase that she chooses in the place of a given one; off the GUI thread.
        create: Make a workspace in a folder; seconds, off the GUI thread.
        logins: Return the logins of a workspace, which its vault names in clear.
        preview: Look at a backup, to be restored into a folder; off the GUI thread.
        restore: Restore it; the same.
        salvage: Write what a damaged workspace still has into another folder; the same.
        suggest: Return six words for a new passphrase; off the GUI thread the first time.
        kit: Return what opens a workspace by its kit: its folder, and a vault file of a backup.
    """

    open: OpenDoor
    create: Callable[[Path, NewWorkspace], None]
    suggest: Callable[[], str]
    logins: Callable[[Path], tuple[str, ...]]
    kit: Callable[[Path, Path | None], KitOpening]
    preview: Callable[[Path, Path, Typed, Report], Preview] = _preview
    restore: Callable[[Path, Path, Typed, Report], Restored] = _restore
    salvage: Callable[[Path, Path, Typed, Report], SalvageReport] = _salvage


def real_doors() -> Doors:
    """Return the doors of the program."""
    return Doors(_open, _create, _suggest, logins_of, _kit)


def is_workspace(folder: Path) -> bool:
    """Say whether a folder holds a workspace, without importing what opens it.

    A restore that a power cut stopped before its last step is finished first.
    """
    unfinished_restore.finish(folder)
    return any((folder / name).is_file() for name in _SIGNS)


def logins_of(folder: Path) -> tuple[str, ...]:
    """Return the logins that a vault names; none where it cannot be read, which opening says."""
    try:
        with (folder / _VAULT).open("rb") as file:
            vault = json.loads(file.read(_MOST_BYTES))
        return tuple(dict.fromkeys(str(slot["login"]) for slot in vault["slots"]))
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return ()


def warm_up() -> None:
    """Load what the open window needs, off the GUI thread; harmless the second time."""
    icons.warm_up()
    importlib.import_module("cem_desktop.gui.main_window")
    from cem_desktop.services.form_library import FormLibrary

    with suppress(FormsNotBuiltError):  # opening says so
        FormLibrary().all()


def _open(
    folder: Path,
    login: str,
    passphrase: str,
    key_file: Path | None = None,
    new_passphrase: str | None = None,
) -> Workspace:
    warm_up()
    from cem_desktop.services.key_file_reading import read_key_file
    from cem_desktop.services.unlock import open_workspace

    content = read_key_file(key_file)
    return open_workspace(
        folder, login, passphrase, key_file=content, new_passphrase=new_passphrase
    )


def _create(folder: Path, new: NewWorkspace) -> None:
    from cem_desktop.services.setup import create_workspace

    create_workspace(folder, new)


def _suggest() -> str:
    from cem_desktop.services.setup import suggest_passphrase

    return suggest_passphrase()


def _kit(folder: Path, vault_copy: Path | None) -> KitOpening:
    from cem_desktop.services.kit_opening import KitOpening

    return KitOpening(folder, vault_copy=vault_copy)
