"""A filled ficha as paper needs it: questions with their answers in words, and who wrote them when.

``services.filled_forms`` makes it of a record or a draft; ``reports.ficha_filled`` prints it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cem_desktop.domain.paper import Paper


@dataclass(frozen=True, slots=True)
class Rival:
    """One of several answers that contradict each other: its words, whose it is, and of when."""

    words: str
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class FilledAnswer:
    """A question that is asked in this record, and its answer.

    Attributes:
        number: Its number, as on the screen and on the blank ficha.
        label: The question.
        mark: Who reads the answer; "" where nothing is marked.
        answer: The answer in words, a line each; empty where there is none.
        rivals: Answers that contradict each other, where nobody has settled them.
    """

    number: str
    label: str
    mark: str
    answer: tuple[str, ...]
    rivals: tuple[Rival, ...] = ()


@dataclass(frozen=True, slots=True)
class FilledTable:
    """Rows of a repeat, short enough for a table."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class FilledBlock:
    """Answers under a title: a section at the top, a group or one row of a repeat below."""

    title: str
    items: tuple[FilledItem, ...]


FilledItem = FilledAnswer | FilledTable | FilledBlock


@dataclass(frozen=True, slots=True)
class Hand:
    """One step of the record: what was done, by whom, when, why, and from what paper.

    ``what`` is in words; ``by`` is a login.
    """

    what: str
    by: str
    at: datetime
    reason: str
    paper: Paper | None


@dataclass(frozen=True, slots=True)
class FilledForm:
    """A filled ficha.

    Attributes:
        title: Its title.
        form_id: Its id.
        version: The version that it was filled with.
        service: The service that fills it, in words.
        language: The language of its questions, as PDF names it.
        code: The code of its file; "" where it has none.
        is_draft: Whether nobody has closed it yet.
        sections: What it asked and was told.
        hands: Its steps, oldest first.
    """

    title: str
    form_id: str
    version: str
    service: str
    language: str
    code: str
    is_draft: bool
    sections: tuple[FilledBlock, ...]
    hands: tuple[Hand, ...]
