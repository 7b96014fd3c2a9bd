"""Typed preferences of this machine, in a small JSON file; never case data.

A file that cannot be read, or a value that makes no sense, gives the default: preferences never
keep anybody from working.
"""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Final

import platformdirs

_FILE: Final = "preferences.json"
_PROGRAM: Final = "cem-desktop"
LANGUAGES: Final = ("es", "en")
_THEMES: Final = ("system", "light", "dark", "contrast")
_TEXT_SCALES: Final = range(100, 201)
_INACTIVITY_MINUTES: Final = range(1, 61)
_REST_MINUTES: Final = range(1, 31)


@dataclass(frozen=True)
class Preferences:
    """What this machine remembers between two starts.

    Attributes:
        language: Language of the screens (``es``, ``en``).
        theme: ``system``, ``light``, ``dark`` or ``contrast``.
        text_scale: Size of the text in per cent, 100 to 200.
        inactivity_minutes: After how many idle minutes the window locks, 1 to 60.
        workspace: Folder of the workspace that was open last; empty before the first start.
        login: Login typed last at the unlock page.
        rest_minutes: After how many further minutes a session that waits for its PIN closes, 1 to
            30.
    """

    language: str = "es"
    theme: str = "system"
    text_scale: int = 100
    inactivity_minutes: int = 10
    workspace: str = ""
    login: str = ""
    rest_minutes: int = 15


def preferences_file(data_dir: Path | None = None) -> Path:
    """Return where the preferences stand: in an overridden data folder, else the usual place."""
    folder = data_dir or Path(platformdirs.user_config_dir(_PROGRAM, appauthor=False))
    return folder / _FILE


def load_preferences(file: Path) -> Preferences:
    """Read the preferences; whatever is missing or makes no sense becomes its default."""
    try:
        read = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Preferences()
    if not isinstance(read, dict):
        return Preferences()
    return Preferences(
        **{
            field.name: read[field.name]
            for field in fields(Preferences)
            if field.name in read and _makes_sense(field.name, read[field.name])
        }
    )


def save_preferences(file: Path, preferences: Preferences) -> None:
    """Write the preferences whole or not at all; a full disk only loses the change."""
    text = json.dumps(asdict(preferences), ensure_ascii=False, indent=2) + "\n"
    beside = file.with_suffix(".new")
    with contextlib.suppress(OSError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside.write_text(text, encoding="utf-8")
        os.replace(beside, file)  # noqa: PTH105  (the atomic one, by its own name)


def _makes_sense(name: str, value: Any) -> bool:
    match name:
        case "language":
            return value in LANGUAGES
        case "theme":
            return value in _THEMES
        case "text_scale":
            return type(value) is int and value in _TEXT_SCALES
        case "inactivity_minutes":
            return type(value) is int and value in _INACTIVITY_MINUTES
        case "rest_minutes":
            return type(value) is int and value in _REST_MINUTES
        case _:
            return isinstance(value, str)
