"""What a statistic is made of, however many steps back: nothing may flow round the rules.

A question that leaves an office may be computed, have a default, or offer other answers as its
choices. Whatever flows into it on such a way is held to the rules of what leaves: no free text, no
place on a map and nothing private at all; a date, an age or a place only as coarse as it might
leave by itself. What a rule only asks about (``relevant``, ``constraint``) is not followed: it
decides whether there is an answer, not which.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from cem_desktop.domain.fact_values import states_age
from cem_desktop.forms.definition import FormDefinition, Question
from cem_desktop.forms.dependencies import Finder
from cem_desktop.forms.form_model import Place, Rule
from cem_desktop.forms.lint_structure import Complaint
from cem_desktop.forms.xpath_ast import Call, walk

NEVER_COUNTED = frozenset(
    {"text", "upload", "geopoint", "geotrace", "geoshape", "barcode", "time", "rank"}
)
_PRIVATE = frozenset({"identity", "reserved", "official"})
_DATE_TYPES = frozenset({"date", "datetime", "dateTime"})
_CLOCK_CALLS = frozenset({"today", "now"})
_CLOCK_PRELOADS = frozenset({"date", "timestamp"})
_BY_MONTH, _BY_YEAR = frozenset({"month", "year", "age_group"}), frozenset({"year", "age_group"})
_BY_AGE_GROUP, _BY_DEPARTMENT = frozenset({"age_group"}), frozenset({"department"})


class FactLike(Protocol):
    """What the lint needs to know of a fact."""

    @property
    def id(self) -> str:
        """Return the dotted name."""
        ...

    @property
    def type(self) -> str:
        """Return choice, multi, integer, date, place, boolean or text."""
        ...

    @property
    def code_list(self) -> str | None:
        """Return the list that its values come from."""
        ...


def source_complaints(
    definition: FormDefinition, question: Question, facts: Mapping[str, FactLike]
) -> Iterator[Complaint]:
    """Yield what must not flow into a question that leaves the office.

    Args:
        definition: The form.
        question: One of its statistical questions.
        facts: The vocabulary.
    """
    place = definition.compiled.root.find(question.path.split("/"))
    if place is None:
        return
    tells_time = False
    for reached in _upstream(definition, place):
        tells_time = tells_time or _reads_clock(definition, reached)
        if reached is not place:
            yield from _source(definition, question, reached, facts)
    if tells_time:
        yield from _too_fine(question, "today()", _BY_MONTH)


def is_date(question: Question, fact: FactLike | None) -> bool:
    """Tell whether the answers to a question are dates, by its type or by the fact it states."""
    states_date = fact is not None and fact.type == "date"
    return states_date or question.type in _DATE_TYPES or question.datatype in _DATE_TYPES


def _source(
    definition: FormDefinition, question: Question, place: Place, facts: Mapping[str, FactLike]
) -> Iterator[Complaint]:
    """Yield what is wrong with one place whose value flows into ``question``."""
    read = definition.questions.get(place.public_path)
    if read is None:  # the form's own bookkeeping: the record's identity, times
        yield Complaint(question.path, "computed_from_private", {"source": place.public_path})
        return
    fact = facts.get(read.fact or "")
    is_text = fact is not None and fact.type == "text"
    if read.type in NEVER_COUNTED or is_text or read.privacy in _PRIVATE:
        details = {"source": read.path, "type": read.type, "privacy": read.privacy}
        yield Complaint(question.path, "computed_from_private", details)
        return
    coarse = _coarse_sends(read, fact)
    if coarse is not None:
        yield from _too_fine(question, read.path, coarse)


def _too_fine(question: Question, source: str, coarse: frozenset[str]) -> Iterator[Complaint]:
    if question.send not in coarse:
        details = {"source": source, "send": question.send, "allowed": " ".join(sorted(coarse))}
        yield Complaint(question.path, "computed_too_fine", details)


def _coarse_sends(read: Question, fact: FactLike | None) -> frozenset[str] | None:
    """Return how a date, an age or a place may leave by another question; None for all else."""
    if is_date(read, fact):
        return _BY_YEAR if read.send == "year" else _BY_MONTH
    if fact is None:
        return None
    if fact.type == "place":
        return _BY_DEPARTMENT
    return _BY_AGE_GROUP if fact.type == "integer" and states_age(fact.id) else None


def _upstream(definition: FormDefinition, place: Place) -> Iterator[Place]:
    """Yield the place and every place whose value flows into it, each once."""
    seen = {place}
    waiting = [place]
    while waiting:
        current = waiting.pop()
        yield current
        fresh = [source for source in _read_by(definition, current) if source not in seen]
        fresh.sort(key=lambda source: source.order, reverse=True)
        seen.update(fresh)
        waiting.extend(fresh)


def _read_by(definition: FormDefinition, place: Place) -> set[Place]:
    """Return the places whose values a place takes over or is computed from."""
    root = definition.compiled.root
    found: set[Place] = set()
    for rule in _rules_into(definition, place):
        finder = Finder(root, place)
        finder.visit(rule.expression)
        found.update(finder.values)
    itemset = place.control.itemset if place.control is not None else None
    if itemset is not None:  # choices that are other answers
        reach = Finder(root, place).visit(itemset.nodes.expression)
        if reach is not None and not reach.foreign:
            finder = Finder(root, place)
            finder.visit(itemset.value.expression, reach)
            found.update(finder.values)
    return found


def _rules_into(definition: FormDefinition, place: Place) -> Iterator[Rule]:
    """Yield the expressions that give a place its value: computed, or set at some moment."""
    if "calculate" in place.rules:
        yield place.rules["calculate"]
    for action in definition.compiled.actions:
        if action.target is place and action.value is not None:
            yield action.value


def _reads_clock(definition: FormDefinition, place: Place) -> bool:
    if place.preload is not None and place.preload[0] in _CLOCK_PRELOADS:
        return True
    return any(
        isinstance(part, Call) and part.name in _CLOCK_CALLS
        for rule in _rules_into(definition, place)
        for part in walk(rule.expression)
    )
