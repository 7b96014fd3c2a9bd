"""The order of Spanish words: accents do not move a word, ñ stands after n.

``sorted(names, key=spanish_order)`` gives Ancash, Ánimas, Apurímac; Nunca, Ñahui, Ocaña. The
operating system's own collation differs between machines, so tables would too.
"""

from __future__ import annotations

import unicodedata

_TILDE = "\u0303"
_AFTER_EVERY_LETTER = "\uffff"


def spanish_order(text: str) -> tuple[str, str]:
    """Return the sort key of ``text``: first the bare letters, then the accents as a tie-break."""
    bare: list[str] = []
    for sign in unicodedata.normalize("NFD", text.casefold()):
        if sign == _TILDE and bare and bare[-1] == "n":
            bare.append(_AFTER_EVERY_LETTER)
        elif not unicodedata.combining(sign):
            bare.append(sign)
    return "".join(bare), text
