"""From a record's answers to what it states: the only reader of a form's own question names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from cem_desktop.domain.fact_vocabulary import FACTS, FactType
from cem_desktop.domain.facts import Latest, Statement
from cem_desktop.domain.strict_json import JsonValue
from cem_desktop.forms.definition import FormDefinition, Question
from cem_desktop.services.catalogues import codes_of
from cem_desktop.services.feeding import repeats_of
from cem_desktop.storage.fold import Folded, agree
from cem_desktop.storage.records import StatedAnswer


def question_at(definition: FormDefinition, path: str) -> Question | None:
    """Return the question behind an instance path (``children/<row>/age``), if the form has it."""
    if path in definition.questions:
        return definition.questions[path]
    return definition.questions.get(_without_rows(path, frozenset(repeats_of(definition.body))))


def _without_rows(path: str, repeats: frozenset[str]) -> str:
    """Return an instance path without the row ids that follow its repeats."""
    kept = ""
    is_row = False
    for name in path.split("/"):
        if is_row:
            is_row = False
            continue
        kept = f"{kept}/{name}" if kept else name
        is_row = kept in repeats
    return kept


def state_answers(
    definition: FormDefinition, record: str, form: str, state: Folded
) -> tuple[StatedAnswer, ...]:
    """Return what a record states: an answer a fact, disputed ones without value.

    Args:
        definition: The form that the record was filled with.
        record: The record's id.
        form: ``form_id@version``.
        state: The record's fields as they stand.
    """
    values = state.values()
    stated = list(_facts(definition, state))
    dates = {
        fact: values[path] for path, fact, disputed in stated if not disputed and path in values
    }
    answers = []
    for path, fact, disputed in stated:
        if path not in values and not disputed:
            continue
        statement = Statement(
            fact=fact,
            value=None if disputed else values[path],
            form=form,
            record=record,
            on=_dating(fact, dates),
            conflict=disputed,
        )
        answers.append(StatedAnswer(path, statement))
    return tuple(answers)


def is_understood(statement: Statement) -> bool:
    """Say whether a statement of an unknown version of a ficha is one that today's could make."""
    fact, value = FACTS[statement.fact], statement.value
    if value is None:
        return True
    match fact.type:
        case FactType.CHOICE:
            return isinstance(value, str) and value in codes_of(fact)
        case FactType.MULTI:
            return isinstance(value, list) and codes_of(fact).issuperset(map(str, value))
        case FactType.INTEGER:
            return isinstance(value, int) and not isinstance(value, bool)
        case FactType.DATE:
            return isinstance(value, str) and _is_day(value)
        case _:
            return isinstance(value, str)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _facts(definition: FormDefinition, state: Folded) -> Iterator[tuple[str, str, bool]]:
    """Yield path, fact and dispute of every field that states a fact of the vocabulary."""
    for path, living in state.fields.items():
        question = question_at(definition, path)
        if question is not None and question.fact is not None and question.fact in FACTS:
            yield path, question.fact, not agree(living)


def _dating(fact: str, values: Mapping[str, JsonValue]) -> date | None:
    """Return the date that orders statements of ``fact``, where its rule wants one."""
    rule = FACTS[fact].resolve
    if not isinstance(rule, Latest):
        return None
    try:
        return date.fromisoformat(str(values.get(rule.by, "")))
    except ValueError:
        return None
