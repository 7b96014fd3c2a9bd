"""Facts on which two fichas of a file differ, in the words of their questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cem_desktop.domain.facts import Statement
from cem_desktop.domain.known_facts import Dispute, disputes
from cem_desktop.errors import FormUnknownError
from cem_desktop.forms.session import NodeState
from cem_desktop.services.context import Context
from cem_desktop.services.filling import open_session
from cem_desktop.services.reserved_answers import reads_fact
from cem_desktop.storage.case_store import CaseUnit


@dataclass(frozen=True)
class DisputedSide:
    """What one record says: its id, its form, and its answer in words."""

    record: str
    form: str
    answer: str


@dataclass(frozen=True)
class DisputedFact:
    """A fact on which fichas differ: the question's label, and every side."""

    label: str
    sides: tuple[DisputedSide, ...]


def disputed_facts(
    unit: CaseUnit, context: Context, file: str, language: str | None
) -> tuple[DisputedFact, ...]:
    """Return the facts of a file on which fichas differ, those that the user may read."""
    found = disputes(unit.records.statements_of_file(file))
    told = (_tell(unit, context, one, language) for one in found)
    return tuple(one for one in told if one is not None)


def _tell(
    unit: CaseUnit, context: Context, dispute: Dispute, language: str | None
) -> DisputedFact | None:
    statements = (*dispute.held, *dispute.against)
    asked = [_question(unit, context, one, language) for one in statements]
    nodes = [one for one in asked if one is not None]
    if len(nodes) < len(statements):
        return None
    # A computed answer has no words of its own; the ficha that asks has.
    label = next((node.label for node in nodes if node.label), dispute.fact)
    words = {value: said for node in nodes for value, said in node.choices}
    sides = (DisputedSide(one.record, one.form_id, _in_words(one, words)) for one in statements)
    return DisputedFact(label, tuple(sides))


def _in_words(statement: Statement, words: Mapping[str, str]) -> str:
    value = statement.value
    values = value if isinstance(value, list | tuple) else [value]
    return ", ".join(words.get(str(one), str(one)) for one in values)


def _question(
    unit: CaseUnit, context: Context, statement: Statement, language: str | None
) -> NodeState | None:
    """Return the question that a statement answers, None where the user may not read it."""
    record = unit.records.get(statement.record)
    try:
        definition = context.library.definition(record.form, record.version)
    except FormUnknownError:
        return None
    if not reads_fact(context, definition, statement.fact):
        return None
    answers = record.state.values()
    session = open_session(definition, context.clock, answers=answers, language=language)
    for path, question in definition.questions.items():
        if question.fact == statement.fact and path in answers:
            return session.node(path)
    return None
