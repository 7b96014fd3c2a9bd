"""The last step of a restore, taken again where a power cut stopped it.

A restored workspace is built in a folder beside the place. When it is whole it is named
``.<place>.<random>.restored``; then the old folder is put aside, and then it takes the place. Only
between these two is the place empty, and whoever starts the program then finishes the step here.
This module imports nothing that the start of the program would have to wait for.
"""

from __future__ import annotations

import re
from pathlib import Path

WHOLE = ".restored"
_PART = ".part"
_RANDOM = r"[0-9a-f]{8}"


def whole_name(folder: Path, token: str) -> Path:
    """Return the name of a restored workspace that is whole and not in its place yet."""
    return folder.with_name(f".{folder.name}.{token}{WHOLE}")


def part_name(folder: Path, token: str) -> Path:
    """Return the name of a workspace that is being restored."""
    return folder.with_name(f".{folder.name}.{token}{_PART}")


def left_by_earlier_tries(folder: Path) -> list[Path]:
    """Return what restores left that were cut off while a workspace stood in the place.

    They may go: the workspace stands where it stood, and the backup is where it was.
    """
    return [*_named(folder, _PART), *_named(folder, WHOLE)]


def finish(folder: Path) -> bool:
    """Put a restored workspace into its place, if the place is empty and one waits for it.

    An empty place with more than one candidate is left alone: no program can know which is meant.
    """
    if folder.exists() or not folder.parent.is_dir():
        return False
    found = _named(folder, WHOLE)
    if len(found) != 1 or not (found[0] / "vault.json").is_file():
        return False
    found[0].rename(folder)
    return True


def _named(folder: Path, ending: str) -> list[Path]:
    pattern = re.compile(rf"\.{re.escape(folder.name)}\.{_RANDOM}{re.escape(ending)}")
    return [path for path in folder.parent.iterdir() if pattern.fullmatch(path.name)]
