"""Where things stand on a disk: the only module that knows.

What ships with the program (``resources``, ``forms``) stands in three places: beside the package
in a source tree, under ``cem_desktop/_data`` in a wheel, and in the unpacked folder of a frozen
program. What belongs to a workspace stands in the user's own data folder.
"""

from __future__ import annotations

import sys
from pathlib import Path

import platformdirs

_PROGRAM = "cem-desktop"
_PRIVATE = 0o700


def _shipped() -> Path:
    """Return the folder that holds ``resources`` and ``forms``."""
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen is not None:
        return Path(frozen)
    package = Path(__file__).resolve().parent  # importlib.resources would cost 10 ms of the start
    wheel = package / "_data"
    return wheel if wheel.is_dir() else package.parent


def resources() -> Path:
    """Return the folder of icons, fonts, styles, texts and catalogues."""
    return _shipped() / "resources"


def forms() -> Path:
    """Return the folder of the fichas, one folder each."""
    return _shipped() / "forms"


def data_dir(override: Path | None = None) -> Path:
    """Return the folder of the workspaces, made for this user alone.

    Args:
        override: What the command line or the preferences say instead of the usual place.
    """
    folder = override or Path(platformdirs.user_data_dir(_PROGRAM, appauthor=False))
    return _private(folder)


def log_dir(override: Path | None = None) -> Path:
    """Return the folder of the logs: beside an overridden data folder, else the usual place."""
    if override is not None:
        return _private(override / "logs")
    return _private(Path(platformdirs.user_log_dir(_PROGRAM, appauthor=False)))


def _private(folder: Path) -> Path:
    """Make the folder, readable by its owner alone; an existing one keeps its rights."""
    folder.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
    return folder
