"""Writing what a person saves to a place of her own choice: whole or not at all."""

from __future__ import annotations

from pathlib import Path

from cem_desktop.storage import files


def write_file(path: Path, content: bytes) -> None:
    """Write ``content`` to ``path``; a file that stood there is replaced only by the whole one.

    Raises:
        DiskFullError: No room left; what stood there stands.
        FolderNotWritableError: The folder refuses; what stood there stands.
    """
    files.write_whole(path, content)
