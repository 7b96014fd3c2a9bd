"""One process a workspace: a lock file held by the operating system while the store is open.

The lock dies with the process, so a power cut leaves nothing to clean up.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from cem_desktop.errors import FolderNotWritableError, StoreBusyError
from cem_desktop.storage.folder_check import refuse_links

LOCK_NAME = "workspace.lock"


class ProcessLock:
    """The right to be the one process that opens a workspace."""

    def __init__(self, folder: Path) -> None:
        """Take the lock of ``folder``.

        Raises:
            WorkspaceLinkedError: The folder, or a file in it, leads to another place.
            StoreBusyError: Another process holds it.
            FolderNotWritableError: The folder does not let us write.
        """
        refuse_links(folder)
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
        try:
            handle = os.open(folder / LOCK_NAME, flags, 0o600)
        except OSError as fault:
            raise FolderNotWritableError(file=LOCK_NAME) from fault
        try:
            _lock(handle)
            if not os.path.samestat(os.fstat(handle), (folder / LOCK_NAME).stat()):
                raise FileNotFoundError  # the folder was moved between the two steps
        except OSError as fault:
            os.close(handle)
            raise StoreBusyError(file=LOCK_NAME) from fault
        self._handle: int | None = handle

    def release(self) -> None:
        """Give the lock back; a second time does nothing, for the number may be another file's."""
        handle, self._handle = self._handle, None
        if handle is not None:
            os.close(handle)


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        """Lock the first byte of the file, or raise OSError at once."""
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(handle: int) -> None:
        """Lock the file, or raise OSError at once."""
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
