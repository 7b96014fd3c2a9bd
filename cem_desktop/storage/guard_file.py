"""``guard.json`` beside ``case.db``, and what tells one machine and folder from another."""

from __future__ import annotations

import sys
import uuid
from pathlib import Path

from cem_desktop.crypto.guard import MAX_BYTES
from cem_desktop.storage import case_store, files

FILE_NAME = "guard.json"
BEFORE_NAME = "guard-before.json"
"""The guard of what stood here before a restore: it still knows the newest documents of trust."""
_SALT_BYTES = 16
_DRAWN = 1 << 40
"""The bit by which ``uuid.getnode`` says that it found no address and drew a number."""
_MACHINE_FILES = (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id"))


def read_guard(folder: Path, name: str = FILE_NAME) -> bytes | None:
    """Return the guard of a workspace, or the one of before; None where there is none.

    Raises:
        FolderNotWritableError: The folder does not let us read.
    """
    path = folder / name
    with files.translated(path):
        if not path.is_file():
            return None
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)


def write_guard(folder: Path, data: bytes) -> None:
    """Keep the guard of a workspace.

    Raises:
        DiskFullError: No room; the older guard stands, which is no alarm.
        FolderNotWritableError: The folder refuses; the older guard stands.
    """
    files.write_whole(folder / FILE_NAME, data)


def carry_over(before: Path, restored: Path) -> None:
    """Put the guard of what stood in the place beside a restored store, under its other name.

    Raises:
        DiskFullError: No room.
        FolderNotWritableError: A folder refuses.
    """
    data = read_guard(before)
    if data is not None:
        files.write_whole(restored / BEFORE_NAME, data)


def salt_of(folder: Path) -> bytes:
    """Return the clear bytes that ``case.db`` begins with.

    Raises:
        FolderNotWritableError: It cannot be read.
    """
    path = folder / case_store.FILE_NAME
    with files.translated(path), path.open("rb") as file:
        return file.read(_SALT_BYTES)


def machine_name() -> str:
    """Return what this machine calls itself, ``""`` where it has no lasting name."""
    if sys.platform == "win32":
        found = _windows_name()
    else:
        found = next(filter(None, map(_first_line, _MACHINE_FILES)), "")
    if found:
        return found
    node = uuid.getnode()
    return "" if node & _DRAWN else f"{node:012x}"


def _first_line(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="ignore").strip()
    except OSError:
        return ""


if sys.platform == "win32":
    import winreg

    def _windows_name() -> str:
        """Return the name that Windows gave itself when it was installed."""
        try:
            with winreg.OpenKey(
                winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Cryptography"
            ) as key:
                return str(winreg.QueryValueEx(key, "MachineGuid")[0])
        except OSError:
            return ""
