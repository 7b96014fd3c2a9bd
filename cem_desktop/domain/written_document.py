"""A document of a file: a brief for a court, a report; its text, and what fixes it.

The text is kept with placeholders (``domain.placeholders``). Its fingerprint is SHA-256 over a
prefix and its canonical form; two texts that print alike but for their merged values have the same.
None of these tells its words in a ``repr``: a merged one holds her name.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from cem_desktop.domain import placeholders, strict_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from cem_desktop.domain.strict_json import JsonValue

_PREFIX: Final = b"CEMDOC1\0"
_HINT: Final = re.compile(r"\[[^\[\]]{4,}\]")
OTROSI: Final = "otrosi"
"""The part of a section that is a further request, after the document proper."""


@dataclass(frozen=True, repr=False)
class Section:
    """A heading and its text; ``part`` is ``section`` or ``OTROSI``."""

    part: str
    heading: str
    text: str


@dataclass(frozen=True, repr=False)
class Annex:
    """What goes with a document.

    Attributes:
        kind: A code of list ``document_annex``.
        title: What it is, in words.
        folios: How many sheets; None where nobody counted.
        evidence: Its number in the index of evidence (F20), or None.
    """

    kind: str
    title: str
    folios: int | None
    evidence: int | None


@dataclass(frozen=True, repr=False)
class WrittenDocument:
    """A document as it stood at one moment.

    Attributes:
        kind: A code of list ``document_kind``.
        addressee: A code of list ``document_addressee``; a kind of body, never its name.
        subject: What it is about, in a line.
        on: Its day.
        sections: Its text.
        annexes: What goes with it.
    """

    kind: str
    addressee: str
    subject: str
    on: date | None
    sections: tuple[Section, ...] = ()
    annexes: tuple[Annex, ...] = ()

    def canonical(self) -> bytes:
        """Return the bytes that fix the text; lines end in one way, whatever typed them."""
        body: dict[str, JsonValue] = {
            "kind": self.kind,
            "addressee": self.addressee,
            "subject": _lines(self.subject),
            "on": self.on.isoformat() if self.on else "",
            "sections": [
                {"part": one.part, "heading": _lines(one.heading), "text": _lines(one.text)}
                for one in self.sections
            ],
            "annexes": [
                {
                    "kind": one.kind,
                    "title": _lines(one.title),
                    "folios": one.folios,
                    "evidence": one.evidence,
                }
                for one in self.annexes
            ],
        }
        return strict_json.dumps_sorted(body)

    def fingerprint(self) -> str:
        """Return SHA-256 over a prefix and the canonical form, in hexadecimal."""
        return hashlib.sha256(_PREFIX + self.canonical()).hexdigest()

    def placeholders(self) -> tuple[str, ...]:
        """Return the placeholders that it leaves open, each once, as they first come."""
        return tuple(
            dict.fromkeys(name for text in self._texts() for name in placeholders.find(text))
        )

    def unknown_placeholders(self) -> tuple[str, ...]:
        """Return what looks like a placeholder and is none."""
        return tuple(
            dict.fromkeys(name for text in self._texts() for name in placeholders.unknown(text))
        )

    def hints_left(self) -> int:
        """Return how many hints of a starting text, between square brackets, still stand in it."""
        return sum(len(_HINT.findall(text)) for text in self._texts())

    def merged(self, values: Mapping[str, str]) -> WrittenDocument:
        """Return the document as it is printed, with values or blanks for its placeholders."""
        return replace(
            self,
            subject=placeholders.merge(self.subject, values),
            sections=tuple(
                replace(
                    one,
                    heading=placeholders.merge(one.heading, values),
                    text=placeholders.merge(one.text, values),
                )
                for one in self.sections
            ),
            annexes=tuple(
                replace(one, title=placeholders.merge(one.title, values)) for one in self.annexes
            ),
        )

    def _texts(self) -> Iterator[str]:
        yield self.subject
        for section in self.sections:
            yield section.heading
            yield section.text
        for annex in self.annexes:
            yield annex.title


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
