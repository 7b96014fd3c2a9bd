"""``reserve.bin``: room that is held back, and given up when a draft finds none on the disk.

It holds nothing. Without it a window that locks by itself on a full disk would lose what was typed
last; with it there is room for that one draft, and time to say what to do.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path
from typing import Final

from cem_desktop.storage import files

FILE_NAME: Final = "reserve.bin"
SIZE: Final = 2 * 1024 * 1024
_SPARE: Final = 8
"""It is made only where the disk has so many times its size to spare."""


class Reserve:
    """The reserve of one workspace folder."""

    def __init__(self, folder: Path, size: int = SIZE) -> None:
        """Look after the reserve in ``folder``; nothing is made yet."""
        self._path = folder / FILE_NAME
        self._size = size

    @property
    def is_there(self) -> bool:
        """Whether the room is held back now."""
        with contextlib.suppress(OSError):
            return self._path.stat().st_size >= self._size
        return False

    def make(self) -> bool:
        """Hold the room back where the disk has enough; say whether it is held back now."""
        if self.is_there:
            return True
        try:
            if shutil.disk_usage(self._path.parent).free < self._size * _SPARE:
                return False
            with self._path.open("wb") as file:
                _take_room(file.fileno(), self._size)
                files.sync(file.fileno())
        except OSError:
            self.give_up()
            return False
        return True

    def give_up(self) -> bool:
        """Give the room to whoever needs it; say whether there was any."""
        was_there = self._path.exists()
        with contextlib.suppress(OSError):
            self._path.unlink(missing_ok=True)
            return was_there
        return False


def _take_room(descriptor: int, size: int) -> None:
    """Make the disk give the room, and not only promise it.

    Random bytes, where the system has no call for it: a disk that packs files would find no room
    in zeros.
    """
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(descriptor, 0, size)
        return
    left = size
    while left > 0:
        left -= os.write(descriptor, os.urandom(min(left, 1 << 16)))
