"""A record in a line: a few coded answers in words, for timelines and lists.

Narrative never stands in it: only choices whose privacy is ``coded`` or ``statistical``, and of
these the ones that tell something without their question beside them; and what an institution or a
training is called, for nobody finds an ally by its kind.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from cem_desktop.domain.fact_vocabulary import FACTS, FactType
from cem_desktop.domain.period import SetClock
from cem_desktop.forms.definition import FormDefinition
from cem_desktop.forms.session import FormSession, NodeState
from cem_desktop.storage.fold import Folded

_PARTS = 3
_OPEN = frozenset({"coded", "statistical"})
_CHOICES = frozenset({"select_one", "select_multiple"})
_STILL = SetClock(datetime(2000, 1, 1, tzinfo=UTC))
_DAYS = ("contact.date", "file.opened")
_CALLED = frozenset({"ally.name", "training.event"})
"""Names of institutions and events; no name of a person is ever one of them."""
_TELLING = (
    "ally.name",
    "training.event",
    "case.matter",
    "arrival.way",
    "arrival.referred_by",
    "visit.result",
    "shelter.result",
    "trafficking.status",
    "consent.act",
    "referral.to",
    "referral.from",
    "referral.state",
    "authorisation.state",
    "coordination.entity",
    "incident.kind",
    "session.area",
    "document.kind",
    "strategy.kind",
    "confrontation.kind",
    "confrontation.ready",
    "closure.act",
    "closure.reason",
    "training.kind",
    "training.audience",
    "ally.type",
    "ally.agreement",
    "outreach.medium",
    "outreach.audience",
    "lesson.kind",
    "lesson.causes",
    "lesson.state",
    "supervision.mode",
    "supervision.approval",
    "risk.level",
    "file.admission",
    "case.stage",
    "file.reserve",
)


@dataclass(frozen=True)
class Summary:
    """The day of the act, as the ficha says it, and some answers in words."""

    day: date | None
    text: str


def summarise(definition: FormDefinition, state: Folded, language: str | None) -> Summary:
    """Return the summary of a record as it stands."""
    values = state.values()
    session = FormSession(definition, clock=_STILL, answers=values, language=language)
    said = {}
    for path in session.answers():
        question = definition.questions.get(path)
        if question is None or question.privacy not in _OPEN or question.fact is None:
            continue
        if question.fact in _CALLED:
            said[question.fact] = str(session.node(path).value)
        elif question.fact in _TELLING and question.type in _CHOICES:
            said[question.fact] = _words(session.node(path))
    words = [said[fact] for fact in _TELLING if said.get(fact)]
    return Summary(day_of(definition, state), " · ".join(words[:_PARTS]))


def _words(node: NodeState) -> str:
    """Return the labels of what was chosen."""
    chosen = node.value if isinstance(node.value, list) else [node.value]
    return ", ".join(label for value, label in node.choices if value in chosen)


def day_of(definition: FormDefinition, state: Folded) -> date | None:
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
