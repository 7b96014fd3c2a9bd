"""A ficha as paper needs it: plain words and kinds of room, without engine, answers or store.

``services.paper_forms`` makes it of a form; ``reports.ficha_blank`` prints it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Room(StrEnum):
    """What is printed for an answer to go into."""

    ONE_OF = "one_of"
    SOME_OF = "some_of"
    ORDER = "order"
    LINE = "line"
    AREA = "area"
    NUMBER = "number"
    DATE = "date"
    MONTH = "month"
    YEAR = "year"
    TIME = "time"
    MOMENT = "moment"
    TICK = "tick"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class PaperQuestion:
    """One question on paper.

    Attributes:
        number: Its number on this paper.
        label: The question.
        hint: What helps to ask it.
        mark: Who will read the answer, in a word or two; "" where nothing is marked.
        condition: When it is asked, in words; "" for always.
        required: Whether it must be answered.
        room: What the answer goes into.
        choices: The labels to choose from.
        size: Digits of a number, lines of an area.
        remark: What else whoever writes must know: a long list, a vault.
    """

    number: str
    label: str
    hint: str
    mark: str
    condition: str
    required: bool
    room: Room
    choices: tuple[str, ...] = ()
    size: int = 0
    remark: str = ""


@dataclass(frozen=True, slots=True)
class PaperNote:
    """Something to know or to say, not to answer."""

    text: str
    condition: str


@dataclass(frozen=True, slots=True)
class PaperBlock:
    """Questions that belong together: a section at the top, a group or a repeat below.

    ``rows`` is how often a repeat is printed, and 0 for what is asked once.
    """

    title: str
    condition: str
    items: tuple[PaperItem, ...]
    rows: int = 0


PaperItem = PaperQuestion | PaperNote | PaperBlock


@dataclass(frozen=True, slots=True)
class PaperForm:
    """A blank ficha.

    Attributes:
        title: Its title.
        form_id: Its id, as ``f01``.
        version: Its version.
        service: The service that fills it, in words; "" where it is nobody's.
        language: The language of its questions, as PDF names it (``es-PE``).
        coded: Whether it belongs to a coded file, and so has a code.
        blocks: What it asks, in order.
    """

    title: str
    form_id: str
    version: str
    service: str
    language: str
    coded: bool
    blocks: tuple[PaperItem, ...]
