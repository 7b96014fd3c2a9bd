"""A workspace is a folder of plain files; one that leads elsewhere is refused.

Whoever may write in the folder could otherwise lead the program to write a store, or the key slots
of the vault, to a place of his choice, or let two folders be one store with two locks.
"""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path
from typing import Final

from cem_desktop.errors import WorkspaceLinkedError

_STARTS: Final = ("case.db", "identity.db", "registry.db", "vault.json")
_NAMES: Final = frozenset(
    {
        "workspace.lock",
        "attempts.json",
        "guard.json",
        "guard-before.json",
        "reserve.bin",
        "attachments",
        "kept",
        "network",
        "root-keys",
    }
)
_MOUNT_POINT: Final = 0xA0000003


def refuse_links(folder: Path) -> None:
    """Refuse a workspace that is a link, or in which a file of the program is one.

    Raises:
        WorkspaceLinkedError: The folder or one of its files (``file``) is a symbolic link, a file
            with a second name elsewhere, or no plain file at all.
    """
    if folder.is_symlink() or _is_junction(folder):
        raise WorkspaceLinkedError(file=folder.name)
    if not folder.is_dir():
        return
    with os.scandir(folder) as entries:
        for entry in entries:
            if not entry.name.startswith(_STARTS) and entry.name not in _NAMES:
                continue
            if entry.is_symlink() or _is_junction(Path(entry.path)):
                raise WorkspaceLinkedError(file=entry.name)
            # Windows' scandir does not count the names of a file; lstat does.
            state = Path(entry.path).lstat()
            if stat.S_ISREG(state.st_mode) and state.st_nlink > 1:
                raise WorkspaceLinkedError(file=entry.name)
            if not stat.S_ISREG(state.st_mode) and not stat.S_ISDIR(state.st_mode):
                raise WorkspaceLinkedError(file=entry.name)


def _is_junction(path: Path) -> bool:
    """Tell whether a folder is one of Windows' links between folders."""
    with contextlib.suppress(OSError):
        return getattr(path.lstat(), "st_reparse_tag", 0) == _MOUNT_POINT
    return False
