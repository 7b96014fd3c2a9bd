"""The 2,048 Spanish words of BIP-39, from which fingerprints and passphrases are made.

No two of them look alike without their accents, so a person may type them with or without.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from mnemonic import Mnemonic

WORD_BITS = 11


@cache
def spanish_words() -> tuple[str, ...]:
    """Return the list in its order, composed (NFC), as people write the words."""
    return tuple(unicodedata.normalize("NFC", word) for word in Mnemonic("spanish").wordlist)


def without_accents(text: str) -> str:
    """Return ``text`` without accents, however they were typed (also the tilde of an eñe)."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(mark for mark in decomposed if not unicodedata.combining(mark))


def plain_words(text: str) -> tuple[str, ...]:
    """Return the words typed, without accents or case; anything but letters parts them."""
    return tuple(re.findall(r"[a-z]+", without_accents(text).casefold()))
