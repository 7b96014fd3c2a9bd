"""The room that a bundle needs on the disk of who takes it in, asked before and while it is read.

How much a bundle unpacks to is not known beforehand, so the disk is asked again as it is read: the
import stops while there is still room for the store itself, and nothing of it is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from cem_desktop.storage import bundle_files

_EVERY: Final = 1024 * 1024
_UNPACKED: Final = 2
"""The least that an import takes for a byte of its bundle: the row, and the log before it."""


class ImportRoom:
    """Watches the disk while one bundle is read."""

    def __init__(
        self, folder: Path, bundle: Path, progress: Callable[[int], None] | None = None
    ) -> None:
        """Ask for the room that the bundle takes at least.

        Args:
            folder: Where the store is.
            bundle: The file.
            progress: Told how many bytes were read; may raise to stop.

        Raises:
            DiskFullError: There is too little room.
            FolderNotWritableError: The folder or the file cannot be asked.
        """
        self._folder, self._progress = folder, progress
        self._asked = 0
        bundle_files.check_room(folder, _UNPACKED * bundle_files.size_of(bundle))

    def read(self, size: int) -> None:
        """Learn how many bytes were read.

        Raises:
            DiskFullError: The disk is nearly full.
        """
        if self._progress is not None:
            self._progress(size)
        if size - self._asked >= _EVERY:
            self._asked = size
            bundle_files.check_room(self._folder, 0)
