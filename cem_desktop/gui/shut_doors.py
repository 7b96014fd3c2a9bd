"""Doors that lead nowhere: for pages that are drawn before anybody comes in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cem_desktop.errors import StoreExistsError, WrongPassphraseError
from cem_desktop.gui.doors import Doors

if TYPE_CHECKING:
    from pathlib import Path

    from cem_desktop.services.kit_opening import KitOpening
    from cem_desktop.services.workspace import Workspace


def shut_doors(words: str) -> Doors:
    """Return doors that open and make nothing, and suggest ``words`` as a passphrase."""
    return Doors(_no_open, _no_create, lambda: words, lambda _folder: (), _no_kit)


def _no_open(
    folder: Path,
    login: str,
    passphrase: str,
    key_file: Path | None = None,
    new_passphrase: str | None = None,
) -> Workspace:
    del folder, login, passphrase, key_file, new_passphrase
    raise WrongPassphraseError


def _no_kit(folder: Path, _copy: Path | None) -> KitOpening:
    raise StoreExistsError(file=folder.name)


def _no_create(folder: Path, _new: object) -> None:
    raise StoreExistsError(file=folder.name)
