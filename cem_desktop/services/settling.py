"""Settling conflicts: what a person's decision between several answers writes."""

from __future__ import annotations

from collections.abc import Mapping

from cem_desktop.domain.strict_json import JsonValue
from cem_desktop.errors import AnswersInvalidError, RecordMissingError
from cem_desktop.forms.definition import FormDefinition
from cem_desktop.forms.session import FormSession
from cem_desktop.services.context import Context
from cem_desktop.services.filling import is_computed, open_session
from cem_desktop.services.recording import Edit, Recorder
from cem_desktop.storage.case_store import CaseUnit
from cem_desktop.storage.fold import Folded, Written
from cem_desktop.storage.records import Record

SETTLES = "resolve"


def settle_fields(
    unit: CaseUnit,
    context: Context,
    definition: FormDefinition,
    kept: Record,
    values: Mapping[str, JsonValue],
    reason: str,
    besides: Mapping[str, JsonValue] | None = None,
) -> tuple[Record, Mapping[str, JsonValue]]:
    """Settle fields of a record; return the record after it, and what was written.

    Args:
        unit: A unit of work.
        context: The workspace.
        definition: The ficha in the record's version.
        kept: The record as the person saw it.
        values: What stands, by the path of a field in conflict.
        reason: Why, in a person's words.
        besides: Fields that come back with them: the other answers of a row that is kept.

    Raises:
        RecordMissingError: There is no such conflict.
        AnswersInvalidError: A value is none that either side wrote, and the form refuses it.
    """
    conflicts = kept.state.conflicts()
    for path in values:
        if path not in conflicts:
            raise RecordMissingError(record=kept.id, path=path)
    fields = settled_fields(context, definition, kept, {**(besides or {}), **values})
    edit = Edit(
        file=kept.file,
        record=kept.id,
        form=f"{kept.form}@{kept.version}",
        fields=fields,
        parents=kept.state.heads,
        why=SETTLES,
        reason=reason,
    )
    return Recorder(context).record(unit, edit, definition), fields


def settled_fields(
    context: Context,
    definition: FormDefinition,
    kept: Record,
    values: Mapping[str, JsonValue],
) -> dict[str, JsonValue]:
    """Return what settling fields writes: their values, and what the form computes from them.

    Raises:
        AnswersInvalidError: A value is none that either side wrote, and the form refuses it.
    """
    session = open_session(definition, context.clock, answers={**kept.state.values(), **values})
    conflicts = kept.state.conflicts()
    problems = tuple(
        one
        for one in session.problems()
        if one.path in values
        and one.path in conflicts
        and all(values[one.path] != side.value for side in conflicts[one.path])
    )
    if problems:
        raise AnswersInvalidError(problems=problems)
    is_open = any(path not in values and not is_computed(definition, path) for path in conflicts)
    answered = session.answers()
    fields = {
        path: value if _is_a_side(conflicts, path, value) else answered.get(path, value)
        for path, value in values.items()
    }
    # What follows from an answer that is still open is settled together with the last of them.
    return fields if is_open else fields | what_follows(definition, session, kept.state)


def _is_a_side(conflicts: Mapping[str, tuple[Written, ...]], path: str, value: JsonValue) -> bool:
    """Tell whether somebody wrote this value: then it stands as it was written."""
    return any(value == one.value for one in conflicts.get(path, ()))


def what_follows(
    definition: FormDefinition, session: FormSession, state: Folded
) -> dict[str, JsonValue]:
    """Return the computed answers that the record has not, has otherwise, or has in conflict.

    Args:
        definition: The ficha.
        session: It, with all answers that stand.
        state: The record as it stands.
    """
    computed, agreed, conflicts = session.answers(), state.values(), state.conflicts()
    return {
        path: computed.get(path)
        for path in sorted(computed.keys() | state.fields.keys())
        if is_computed(definition, path)
        and (path in conflicts or computed.get(path) != agreed.get(path))
    }
