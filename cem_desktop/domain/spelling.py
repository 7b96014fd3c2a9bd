"""Text as people type it: without regard to accents, capitals and stray signs."""

from __future__ import annotations

import re
import unicodedata

_SIGNS = re.compile(r"[^0-9a-z]+")


def fold(text: str) -> str:
    """Return ``text`` in small letters, without accents, its words parted by single spaces."""
    bare = unicodedata.normalize("NFKD", text)
    bare = "".join(sign for sign in bare if not unicodedata.combining(sign))
    return _SIGNS.sub(" ", bare.casefold()).strip()


def has_words(typed: str, folded: str) -> bool:
    """Tell whether every word typed begins a word of a text that is folded already."""
    words = folded.split()
    return all(any(word.startswith(part) for word in words) for part in fold(typed).split())
