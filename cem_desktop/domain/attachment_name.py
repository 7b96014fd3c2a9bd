"""What an attachment is called: a line of plain text from outside, and never a path.

It is shown and kept in the store, encrypted. No file on the disk has it.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

MOST: Final = 80
"""Characters of a name that are kept."""

# Control, format (where the marks that turn the direction of writing are), surrogate, private and
# unassigned characters, and the separators of lines and paragraphs.
_DROPPED: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_MOST_MARKS: Final = 2
_OF_A_DEVICE: Final = re.compile(
    r"(?:img|dsc|dscn|scan|foto|photo|image|imagen|doc|pxl|p|vid)[ _-]?[0-9][0-9 _-]*",
    re.IGNORECASE,
)


def plain_name(text: str) -> str:
    """Return a name as one line that shows as it is; "" where nothing of it can be shown.

    Characters are composed (NFC); what controls, hides or turns text is dropped; of a heap of
    accents on one letter two stay; blanks are one space each.
    """
    kept: list[str] = []
    marks = 0
    for symbol in unicodedata.normalize("NFC", text[: MOST * 16]):
        if symbol.isspace():
            kept.append(" ")
        elif unicodedata.category(symbol) not in _DROPPED:
            marks = marks + 1 if unicodedata.combining(symbol) else 0
            if marks <= _MOST_MARKS:
                kept.append(symbol)
    return " ".join("".join(kept).split())[:MOST].strip()


def proposed_name(file_name: str) -> str:
    """Return what a file from outside might be called here: without folders and kind."""
    last = file_name.replace("\\", "/").rsplit("/", 1)[-1]
    stem, dot, ending = last.rpartition(".")
    return plain_name(stem if dot and stem and len(ending) <= 5 else last).lstrip(". ")  # noqa: PLR2004


def device_name(file_name: str) -> str:
    """Return what a file is called here where a camera or scanner named it, "" where a person did.

    People call a file after whom it is about, and that must not follow it into a coded file.
    """
    proposed = proposed_name(file_name)
    return proposed if _OF_A_DEVICE.fullmatch(proposed) else ""
