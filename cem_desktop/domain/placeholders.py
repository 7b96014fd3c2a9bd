"""Marks in a document that stand for what says who she is, until the document is printed.

A document is written and kept with ``{{nombre}}`` in the place of her name. What the mark stands
for is typed when it is printed and put in its place in memory; it is in no store, log or metadata.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

NAME: Final = "nombre"
WITNESS_KEY: Final = "clave_testigo"

PLACEHOLDERS: Final = (
    NAME,
    "documento",
    WITNESS_KEY,
    "direccion_notificacion",
    "expediente_judicial",
    "carpeta_fiscal",
    "organo_judicial",
    "persona_acusada",
    "firmante",
    "colegiatura",
)
"""What a document may leave open: words of the document, as its author types them."""

BLANK: Final = "_" * 14
"""What is printed where nothing was typed: room to write on."""

_MARK = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_KNOWN = frozenset(PLACEHOLDERS)


def find(text: str) -> tuple[str, ...]:
    """Return the placeholders of a text that the house knows, each once, as they first come."""
    return tuple(dict.fromkeys(name for name in _names(text) if name in _KNOWN))


def unknown(text: str) -> tuple[str, ...]:
    """Return what stands in a text between such braces and is no placeholder of the house."""
    return tuple(dict.fromkeys(name for name in _names(text) if name not in _KNOWN))


def merge(text: str, values: Mapping[str, str]) -> str:
    """Return a text with each placeholder replaced once, by its value or by a visible blank.

    A value is put in as it is: what it holds is never taken for a placeholder. What is no
    placeholder of the house stays as it was written.
    """

    def put(mark: re.Match[str]) -> str:
        name = mark.group(1)
        if name not in _KNOWN:
            return mark.group()
        return values.get(name, "").strip() or BLANK

    return _MARK.sub(put, text)


def _names(text: str) -> list[str]:
    return [mark.group(1) for mark in _MARK.finditer(text)]
