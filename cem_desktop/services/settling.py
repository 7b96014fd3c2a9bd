"""Settling a conflict of one field: what a person's decision writes."""

from __future__ import annotations

from cem_desktop.domain.strict_json import JsonValue
from cem_desktop.errors import AnswersInvalidError
from cem_desktop.forms.definition import FormDefinition
from cem_desktop.services.context import Context
from cem_desktop.services.filling import open_session
from cem_desktop.storage.records import Record


def settled_fields(
    context: Context, definition: FormDefinition, kept: Record, path: str, value: JsonValue
) -> dict[str, JsonValue]:
    """Return what settling a field writes: its value, and what the form computes from it.

    Raises:
        AnswersInvalidError: The value is none that either side wrote, and the form refuses it.
    """
    answers = {**kept.state.values(), path: value}
    session = open_session(definition, context.clock, answers=answers)
    conflicts = kept.state.conflicts()
    problems = [one for one in session.problems() if one.path == path]
    if problems and all(value != one.value for one in conflicts[path]):
        raise AnswersInvalidError(problems=tuple(problems))
    computed = session.answers()
    fields = {path: value}
    for other in conflicts:
        question = definition.questions.get(other)
        if question is not None and question.type == "calculate":
            fields[other] = computed.get(other)
    return fields
