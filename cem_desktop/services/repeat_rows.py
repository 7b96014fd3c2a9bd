"""Rows of repeats in the paths of answers: which row an answer stands in, and rows taken out.

Whoever takes a row out takes back every answer that it could have, also those that it has not got.
So an answer that somebody else gives meanwhile meets another one: a conflict that a person settles,
never a row that comes back with half of its answers, or goes with one that nobody read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cem_desktop.services.feeding import repeats_of
from cem_desktop.services.filling import changed_fields, identity_part

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cem_desktop.domain.strict_json import JsonValue
    from cem_desktop.forms.definition import FormDefinition

_UNANSWERED = "note"


def row_of(definition: FormDefinition, path: str) -> str | None:
    """Return the path of the innermost row that an answer stands in, None outside of rows."""
    found = None
    for row, _repeat in _rows_around(path, frozenset(repeats_of(definition.body))):
        found = row
    return found


def rows_of(definition: FormDefinition, paths: Iterable[str]) -> dict[str, str]:
    """Return the rows that answers stand in, each with the form's path of its repeat."""
    repeats = frozenset(repeats_of(definition.body))
    return {row: repeat for path in paths for row, repeat in _rows_around(path, repeats)}


def changed_answers(
    definition: FormDefinition,
    before: Mapping[str, JsonValue],
    after: Mapping[str, JsonValue],
    *,
    apart: bool = False,
) -> dict[str, JsonValue]:
    """Return the answers that changed; None for one that was taken back.

    Args:
        definition: The form.
        before: The answers that the person saw.
        after: The answers that she leaves.
        apart: Whether they are those of the identity vault.
    """
    left = rows_of(definition, after)
    gone = {row: one for row, one in rows_of(definition, before).items() if row not in left}
    emptied: dict[str, JsonValue] = {
        path: None for row, repeat in gone.items() for path in answers_of(definition, row, repeat)
    }
    of_vault, of_case = identity_part(definition, emptied)
    return (of_vault if apart else of_case) | changed_fields(before, after)


def answers_of(definition: FormDefinition, row: str, repeat: str) -> tuple[str, ...]:
    """Return the paths of all answers that a row can have, without those of rows inside it."""
    inner = [one for one in repeats_of(definition.body) if one.startswith(f"{repeat}/")]
    return tuple(
        row + path.removeprefix(repeat)
        for path, question in definition.questions.items()
        if path.startswith(f"{repeat}/")
        and question.type != _UNANSWERED
        and not any(path.startswith(f"{one}/") for one in inner)
    )


def _rows_around(path: str, repeats: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield the rows that a path runs through, from the outside, each with its repeat's path."""
    steps = path.split("/")
    kept = ""
    is_row = False
    for at, name in enumerate(steps[:-1]):
        if is_row:
            yield "/".join(steps[: at + 1]), kept
            is_row = False
            continue
        kept = f"{kept}/{name}" if kept else name
        is_row = kept in repeats
