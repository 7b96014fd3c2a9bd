"""A record in a line: a few coded answers in words, for timelines and lists.

Narrative never stands in it: only choices whose privacy is ``coded`` or ``statistical``, in the
order of the ficha. Reading a label takes no session and no clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from cem_desktop.domain.fact_vocabulary import FACTS, FactType
from cem_desktop.domain.period import SetClock
from cem_desktop.forms.definition import FormDefinition
from cem_desktop.forms.session import FormSession
from cem_desktop.storage.fold import Folded

_PARTS = 3
_OPEN = frozenset({"coded", "statistical"})
_STILL = SetClock(datetime(2000, 1, 1, tzinfo=UTC))
_DAYS = ("contact.date", "file.opened")


@dataclass(frozen=True)
class Summary:
    """The day of the act, as the ficha says it, and some answers in words."""

    day: date | None
    text: str


def summarise(definition: FormDefinition, state: Folded, language: str | None) -> Summary:
    """Return the summary of a record as it stands."""
    values = state.values()
    session = FormSession(definition, clock=_STILL, answers=values, language=language)
    words: list[str] = []
    for path in session.answers():
        question = definition.questions.get(path)
        if question is None or question.type != "select_one" or question.privacy not in _OPEN:
            continue
        node = session.node(path)
        words += [label for value, label in node.choices if value == node.value]
        if len(words) == _PARTS:
            break
    return Summary(_day(definition, state), " · ".join(words))


def _day(definition: FormDefinition, state: Folded) -> date | None:
    """Return the day of the act: the first answer that states when it was."""
    values = state.values()
    found = {}
    for path, question in definition.questions.items():
        fact = question.fact
        if fact is None or path not in values or fact not in FACTS:
            continue
        if FACTS[fact].type is FactType.DATE:
            found[fact] = values[path]
    for fact in (*_DAYS, *found):
        try:
            return date.fromisoformat(str(found.get(fact, "")))
        except ValueError:
            continue
    return None
