"""What the system tells of a disk: is it encrypted, and may memory be written to it in clear.

Only Linux tells enough to be sure; Windows is asked about BitLocker. What cannot be read is None,
never a guess: a disk that encrypts itself, or a network share, looks like any other from here.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

_DEV: Final = "/dev/"
_CRYPT: Final = "CRYPT-"
_ENCRYPTING: Final = frozenset({"ecryptfs", "fuse.gocryptfs", "fuse.cryfs", "fuse.encfs"})
_OPAQUE: Final = frozenset({"zfs", "bcachefs", "nfs", "nfs4", "cifs", "overlay", "9p", "virtiofs"})
_BITLOCKER: Final = (
    "(New-Object -ComObject Shell.Application).NameSpace('{drive}').Self."
    "ExtendedProperty('System.Volume.BitLockerProtection')"
)
_BITLOCKER_ON: Final = frozenset({"1", "3", "5"})
_BITLOCKER_OFF: Final = frozenset({"0", "2", "4", "6"})


def is_disk_encrypted(folder: Path, root: Path = Path("/")) -> bool | None:
    """Tell whether what is written to ``folder`` lies on an encrypted disk; None: not known.

    Args:
        folder: A folder that exists.
        root: Where ``/proc`` and ``/sys`` stand; only tests give another.
    """
    if sys.platform == "win32":
        return _has_bitlocker(folder)
    if sys.platform != "linux":
        return None
    device = folder.stat().st_dev
    return is_mount_encrypted(f"{os.major(device)}:{os.minor(device)}", root)


def is_mount_encrypted(number: str, root: Path = Path("/")) -> bool | None:
    """Tell the same of a mount, by the number of its device."""
    source, kind = _mounted(number, root)
    if kind in _ENCRYPTING:
        return True
    if kind in _OPAQUE:
        return None
    block = root / "sys/dev/block" / number
    if not block.exists() and source.startswith(_DEV):
        block = _block_of(source, root)
    return _is_block_encrypted(block)


def clear_swaps(root: Path = Path("/")) -> tuple[str, ...] | None:
    """Return the swap areas that are not known to be encrypted; None where none can be read."""
    if sys.platform != "linux":
        return None
    try:
        lines = (root / "proc/swaps").read_text(encoding="utf-8").splitlines()[1:]
    except OSError:
        return None
    found = []
    for line in lines:
        name, kind = line.split()[:2]
        if kind == "file":
            with contextlib.suppress(OSError):
                if is_disk_encrypted(Path(name).parent, root):
                    continue
        elif "/zram" in name or _is_block_encrypted(_block_of(name, root)):
            continue
        found.append(name)
    return tuple(found)


def can_hibernate(root: Path = Path("/")) -> bool | None:
    """Tell whether this machine can write all of its memory to the disk; None: not known."""
    if sys.platform != "linux":
        return None
    try:
        states = (root / "sys/power/state").read_text(encoding="utf-8").split()
        kinds = (root / "sys/power/disk").read_text(encoding="utf-8").split()
    except OSError:
        return None
    return "disk" in states and kinds != ["[disabled]"]


def free_bytes(folder: Path) -> int:
    """Return the room that is left for this user."""
    return shutil.disk_usage(folder).free


def _mounted(number: str, root: Path) -> tuple[str, str]:
    """Return the source and the kind of the file system with this device number."""
    with contextlib.suppress(OSError):
        for line in (root / "proc/self/mountinfo").read_text(encoding="utf-8").splitlines():
            parts = line.split()
            if parts[2] == number and "-" in parts:
                at = parts.index("-")
                return parts[at + 2], parts[at + 1]
    return "", ""


def _block_of(device: str, root: Path) -> Path:
    """Return what ``/sys`` says of a device file."""
    real = (root / device.lstrip("/")).resolve()
    return root / "sys/class/block" / real.name


def _is_block_encrypted(block: Path) -> bool | None:
    """Tell whether every way from a block device down to a disk passes an encrypted layer."""
    if not block.exists():
        return None
    with contextlib.suppress(OSError):
        if (block / "dm/uuid").read_text(encoding="utf-8").startswith(_CRYPT):
            return True
    below = list((block / "slaves").glob("*"))
    if below:
        found = [_is_block_encrypted(one) for one in below]
        return None if None in found and False not in found else all(found)
    return None if (block / "loop").exists() else False


def _has_bitlocker(folder: Path) -> bool | None:
    """Ask Windows about the drive; nobody must be an administrator for it."""
    command = _BITLOCKER.format(drive=folder.resolve().drive)
    shell = shutil.which("powershell")
    if shell is None:
        return None
    try:
        told = subprocess.run(  # noqa: S603  (the system's own shell; the drive is a letter)
            [shell, "-NoProfile", "-NonInteractive", "-Command", command],
            capture_output=True,
            text=True,
            check=False,
            timeout=20,
        ).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return None
    if told in _BITLOCKER_ON:
        return True
    return False if told in _BITLOCKER_OFF else None
