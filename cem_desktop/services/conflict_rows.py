"""Rows that one person took out and another one changed: told, and settled, as a whole."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cem_desktop.services.repeat_rows import answers_of, rows_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cem_desktop.domain.revision import Revision
    from cem_desktop.domain.strict_json import JsonValue
    from cem_desktop.forms.definition import FormDefinition
    from cem_desktop.services.conflict_words import Decision
    from cem_desktop.storage.case_store import CaseUnit
    from cem_desktop.storage.fold import Written
    from cem_desktop.storage.records import Record


@dataclass(frozen=True)
class DisputedRow:
    """A row in dispute: who took it out, and who wrote into it.

    Attributes:
        path: The row.
        fields: Its answers in conflict.
        out: One answer of whoever took it out.
        kept: One answer of each revision that wrote into it.
    """

    path: str
    fields: tuple[str, ...]
    out: Written
    kept: tuple[Written, ...]


@dataclass
class Settled:
    """What a decision writes: fields in conflict, and others that come back with their row."""

    in_conflict: dict[str, JsonValue] = field(default_factory=dict)
    besides: dict[str, JsonValue] = field(default_factory=dict)


def disputed_rows(
    definition: FormDefinition, kept: Record, revisions: Mapping[str, Revision]
) -> tuple[DisputedRow, ...]:
    """Return the rows of a record that somebody took out while another one changed them."""
    conflicts = kept.state.conflicts()
    found = []
    for row, repeat in sorted(rows_of(definition, conflicts).items()):
        paths = answers_of(definition, row, repeat)
        fields = tuple(path for path in paths if path in conflicts)
        sides = [one for path in fields for one in conflicts[path]]
        out = [one for one in sides if _takes_out(revisions.get(one.revision), paths)]
        wrote = {one.revision: one for one in sides if one.value is not None and one not in out}
        if out and wrote:
            found.append(DisputedRow(row, fields, out[0], tuple(wrote.values())))
    return tuple(found)


def row_decision(
    unit: CaseUnit, definition: FormDefinition, kept: Record, decision: Decision
) -> Settled:
    """Return what a decision writes; one about a row speaks of all its answers.

    Args:
        unit: Where the record's revisions are.
        definition: Its ficha.
        kept: The record as the person saw it.
        decision: What stands: of a row None, or the id of the revision that keeps it.
    """
    if decision.path in kept.state.fields:
        return Settled({decision.path: decision.value})
    revisions = {one.id: one.content for one in unit.records.revisions(kept.id)}
    rows = {one.path: one for one in disputed_rows(definition, kept, revisions)}
    row = rows.get(decision.path)
    if row is None:
        return Settled({decision.path: decision.value})
    if decision.value is None:
        return Settled(dict.fromkeys(row.fields))
    left = unit.records.state_at(kept.id, [str(decision.value)]).values()
    inside = {path: value for path, value in left.items() if path.startswith(f"{row.path}/")}
    agreed = kept.state.values()
    return Settled(
        {path: inside.get(path) for path in row.fields},
        {
            path: value
            for path, value in inside.items()
            if path not in row.fields and agreed.get(path) != value
        },
    )


def _takes_out(content: Revision | None, paths: tuple[str, ...]) -> bool:
    if content is None:
        return False
    return all(content.fields.get(path, "") is None for path in paths)
