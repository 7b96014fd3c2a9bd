"""Code lists: the closed answers of the fichas, with the official codes behind them.

A ficha keeps the readable ``name`` of a choice, never its code; the code goes into exports that
speak the official register's language. How sure a code is, its ``status`` says: read in two
sources, inferred from the order of a list, a yes-or-blank column, read in the text of a law and yet
to be confirmed by a lawyer, or made in this house.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from cem_desktop.domain.validity import Validity, parse_validity

if TYPE_CHECKING:
    from datetime import date

SPANISH = "es"


class CodeStatus(StrEnum):
    """How sure an official code is."""

    VERIFIED = "verified"
    ORDER = "order"
    FLAG = "flag"
    STATUTE = "statute"
    OURS = "ours"


@dataclass(frozen=True)
class Code:
    """One choice.

    Attributes:
        name: What a ficha keeps: no spaces, never changed. Empty while no ficha asks for it.
        code: The official code; of a flag, the 1 of its column; empty where there is none.
        variable: The column of the official register.
        label_es: Its wording there.
        label_en: In English, where a ficha asks for it; else empty.
        validity: When it may be chosen.
        status: How sure the code is.
        source: Where it comes from.
        group: The choice of another list that it belongs to, where a ficha offers it by that one.
    """

    name: str
    code: str
    variable: str
    label_es: str
    label_en: str
    validity: Validity
    status: CodeStatus
    source: str
    group: str = ""

    def label(self, language: str) -> str:
        """Return the wording in a language (``es``, ``en``); Spanish where there is none."""
        return self.label_es if language == SPANISH else self.label_en or self.label_es


@dataclass(frozen=True)
class CodeList:
    """A list of choices, in the order in which they are offered."""

    id: str
    codes: tuple[Code, ...]

    def named(self, name: str) -> Code | None:
        """Return the choice that a ficha keeps under ``name``."""
        return next((code for code in self.codes if code.name == name), None)

    def offered(self, on: date) -> tuple[Code, ...]:
        """Return the choices that may be made on a day."""
        return tuple(code for code in self.codes if code.validity.holds(on))


def parse_code_lists(texts: Iterable[str]) -> Mapping[str, CodeList]:
    """Return the lists in CSV texts, by id, each in the order of its lines.

    Columns: ``list,name,code,variable,label_es,label_en,valid_from,valid_to,status,source,group``.
    """
    found: dict[str, list[Code]] = {}
    for row in (row for text in texts for row in csv.DictReader(io.StringIO(text))):
        code = Code(
            name=row["name"],
            code=row["code"],
            variable=row["variable"],
            label_es=row["label_es"],
            label_en=row["label_en"],
            validity=parse_validity(row["valid_from"], row["valid_to"]),
            status=CodeStatus(row["status"]),
            source=row["source"],
            group=row["group"],
        )
        found.setdefault(row["list"], []).append(code)
    return MappingProxyType({key: CodeList(key, tuple(codes)) for key, codes in found.items()})
