"""Keeping what is typed also on a full disk, and knowing when the disk is full."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from cem_desktop.errors import DiskFullError, FolderNotWritableError
from cem_desktop.storage.reserve_file import Reserve

T = TypeVar("T")


class Room:
    """The room for drafts in one workspace."""

    def __init__(self, reserve: Reserve) -> None:
        """Hold a reserve back, where the disk has room for one."""
        self._reserve = reserve
        self._is_tight = False
        reserve.make()

    @property
    def is_tight(self) -> bool:
        """Whether the reserve was given up, and the disk has no room for a new one yet."""
        return self._is_tight

    def save(self, write: Callable[[], T]) -> T:
        """Return what ``write`` returns; on a full disk give the reserve up and do it again.

        Raises:
            DiskFullError: Not even the reserve was enough; nothing was written.
            FolderNotWritableError: The folder refuses; nothing was written.
        """
        if self._reserve.make():
            self._is_tight = False
        try:
            return write()
        except (DiskFullError, FolderNotWritableError):  # a spent quota looks like the latter
            if not self._reserve.give_up():
                raise
            self._is_tight = True
            return write()
