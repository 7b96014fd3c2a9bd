"""What a record says of the paper it was typed from: the act's day, who attended, the paper's fate.

During a power cut a ficha is filled by hand and typed in later. When it happened and who attended
are then not when it was typed and by whom; the revision that carries the answers says both apart.
Format: docs/formats.md, "Revision".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from cem_desktop.domain.strict_json import JsonValue

DESTROYED: Final = "destroyed"
LOCKED: Final = "locked"
SENT: Final = "sent"
FATES: Final = (DESTROYED, LOCKED, SENT)
"""What becomes of a paper that was typed: torn up, kept under lock, sent to somebody."""


@dataclass(frozen=True)
class Paper:
    """The paper behind a revision; who typed it is the revision's author.

    Attributes:
        on: The day on which she was attended.
        by: Who attended, as the paper says it.
        fate: One of ``FATES``.
        place: Where it is kept, or to whom it was sent; "" for one that is destroyed.
    """

    on: date
    by: str
    fate: str
    place: str = ""

    @property
    def faults(self) -> tuple[str, ...]:
        """Return the names of what is missing."""
        found = []
        if not self.by.strip():
            found.append("by")
        if self.fate not in FATES:
            found.append("fate")
        if self.fate in {LOCKED, SENT} and not self.place.strip():
            found.append("place")
        return tuple(found)

    def to_json(self) -> dict[str, JsonValue]:
        """Return the object that a revision carries."""
        said: dict[str, JsonValue] = {"on": self.on.isoformat(), "by": self.by, "fate": self.fate}
        return said | ({"place": self.place} if self.place else {})

    @classmethod
    def from_json(cls, body: JsonValue) -> Paper:
        """Return what the object says; what it holds besides is passed over.

        Raises:
            TypeError: It is none.
            ValueError: Its day is none.
        """
        if not isinstance(body, dict):
            raise TypeError
        texts = [body.get(name) for name in ("on", "by", "fate")]
        place = body.get("place", "")
        if not all(isinstance(text, str) for text in (*texts, place)):
            raise TypeError
        on, by, fate = map(str, texts)
        return cls(date.fromisoformat(on), by, fate, str(place))
