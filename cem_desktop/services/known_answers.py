"""«Ya consta»: questions of a ficha that open filled, because another record of the file knows.

Such an answer is shown with its source and date, to confirm, and is not asked twice. Confirmed, it
is not kept again: the record that gave it stays the one that says it, and a later correction there
is seen here too. Only an answer that differs is kept, as what this record states.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from cem_desktop.domain.fact_vocabulary import FactType
from cem_desktop.domain.facts import FACTS, Home, Ordered, Statement, own_forms
from cem_desktop.domain.known_facts import known_elsewhere
from cem_desktop.domain.strict_json import JsonValue
from cem_desktop.errors import FormUnknownError
from cem_desktop.forms.definition import FormDefinition, Question
from cem_desktop.forms.session import FormSession
from cem_desktop.services.context import Context
from cem_desktop.services.feeding import repeats_of
from cem_desktop.services.record_summary import day_of
from cem_desktop.services.reserved_answers import reads_fact
from cem_desktop.storage.case_store import CaseUnit

_UNASKED = frozenset({"calculate", "hidden", "note"})
_OF_THE_ACT = frozenset({FactType.TEXT, FactType.DATE, FactType.TIME})
"""What belongs to the act that a ficha describes, and is said anew in each."""


@dataclass(frozen=True)
class KnownAnswer:
    """An answer that another record of the file holds.

    Attributes:
        value: The answer, as a session takes it.
        record: The record that says so.
        form: The ficha of that record.
        day: The day of that act, or of its writing.
        confirms: Whether leaving it as it is needs no statement of its own.
        corrects: Whether another answer here takes its place; else it disagrees with it.
    """

    value: JsonValue
    record: str
    form: str
    day: date
    confirms: bool
    corrects: bool


def shown_as_known(
    context: Context, definition: FormDefinition, file: str | None, record: str | None
) -> Mapping[str, KnownAnswer]:
    """Return ``known_answers`` for a ficha that is opened, and note that they were seen."""
    with context.store.read() as unit:
        known = known_answers(unit, context, definition, file, record)
    if file is not None and known:
        with context.store.write() as unit:
            context.note(unit, "view_known", file, form=definition.form_id, count=len(known))
    return known


def known_answers(
    unit: CaseUnit,
    context: Context,
    definition: FormDefinition,
    file: str | None,
    record: str | None = None,
) -> Mapping[str, KnownAnswer]:
    """Return what other records of a file know of a ficha's questions, by path.

    Args:
        unit: A unit of work to read in.
        context: The workspace; what its user may not read is not shown as known.
        definition: The ficha.
        file: The coded file; a new one knows nothing.
        record: The record that is being filled or corrected, if there is one.
    """
    if file is None:
        return {}
    statements = unit.records.statements_of_file(file)
    found = {}
    for question in _askable(definition):
        answer = _known(unit, context, definition.form_id, question, statements, record)
        if answer is not None:
            found[question.path] = answer
    return found


def _askable(definition: FormDefinition) -> Iterator[Question]:
    """Yield the questions that a known answer may fill: asked once a record, with a home."""
    repeats = tuple(repeats_of(definition.body))
    for path, question in definition.questions.items():
        fact = FACTS.get(question.fact or "")
        if fact is None or question.type in _UNASKED or fact.type in _OF_THE_ACT:
            continue
        inside = any(path.startswith(f"{repeat}/") for repeat in repeats)
        if not inside and isinstance(fact.resolve, Home | Ordered):
            yield question


def _known(
    unit: CaseUnit,
    context: Context,
    form: str,
    question: Question,
    statements: tuple[Statement, ...],
    record: str | None,
) -> KnownAnswer | None:
    fact = FACTS[question.fact or ""]
    known = known_elsewhere(fact, statements, record)
    if known is None:
        return None
    source = unit.records.get(known.record)
    try:
        told = context.library.definition(source.form, source.version)
    except FormUnknownError:
        return None
    if not reads_fact(context, told, fact.id):
        return None
    value = list(known.value) if isinstance(known.value, tuple) else known.value
    day = day_of(told, source.state) or date.fromisoformat(source.created[:10])
    own = own_forms(fact.resolve)
    return KnownAnswer(
        value, known.record, source.form, day, confirms=source.form in own, corrects=form in own
    )


def fill_in(session: FormSession, known: Mapping[str, KnownAnswer]) -> None:
    """Answer what is known and not answered yet."""
    for path, answer in known.items():
        if session.node(path).value is None:
            session.answer(path, answer.value)


def without_confirmed(
    answers: Mapping[str, JsonValue], known: Mapping[str, KnownAnswer]
) -> dict[str, JsonValue]:
    """Return the answers without those that only confirm what another record says."""
    return {
        path: value
        for path, value in answers.items()
        if path not in known or not known[path].confirms or not same(value, known[path].value)
    }


def same(one: JsonValue, other: JsonValue) -> bool:
    """Tell whether two answers say the same; several choices in any order."""
    if isinstance(one, list) and isinstance(other, list):
        return sorted(map(str, one)) == sorted(map(str, other))
    return bool(one == other)
