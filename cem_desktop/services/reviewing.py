"""After a merge: do the answers of several people fit together, though nobody saw them together?

Skip logic and constraints of the ficha run again on what the revisions add up to. Where they do not
hold, the record is marked until a person looked: she mends it, or confirms it with a reason (a
``resolve`` revision that sets nothing, so that other devices learn of it). Nothing is cleared here.
Whether a record needs that look depends on its revisions alone, so every device says the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cem_desktop.domain.revision import FILE_FORM
from cem_desktop.errors import FormUnknownError
from cem_desktop.services.filling import is_computed, is_identity, open_session
from cem_desktop.services.stated_facts import question_at
from cem_desktop.storage.reviews import ReviewMark

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cem_desktop.domain.revision import Revision
    from cem_desktop.domain.strict_json import JsonValue
    from cem_desktop.forms.definition import FormDefinition
    from cem_desktop.forms.session import FormSession
    from cem_desktop.services.context import Context
    from cem_desktop.storage.case_store import CaseUnit
    from cem_desktop.storage.fold import Folded
    from cem_desktop.storage.records import Record

HIDDEN: Final = "hidden"
"""An answer to a question that the other answers leave out."""
COMPUTED: Final = "computed"
"""A computed answer that does not follow from the answers as they stand now."""
CONFIRMS: Final = "confirm"
"""Why a revision was made that says: somebody looked at all of it, and so it stays."""
_UNASKED = frozenset({"calculate", "hidden", "note"})


@dataclass(frozen=True, order=True)
class Finding:
    """What does not fit: ``hidden``, ``computed``, or a problem of the form, as ``required``."""

    path: str
    kind: str

    def to_json(self) -> JsonValue:
        """Return it as it is kept in a mark: no answer stands in it."""
        return {"path": self.path, "kind": self.kind}

    @classmethod
    def from_json(cls, data: JsonValue) -> Finding:
        """Return the finding that ``to_json`` wrote."""
        return cls(data["path"], data["kind"])


def review(unit: CaseUnit, context: Context, record: str) -> bool:
    """Mark a record for review, or take its mark off; say whether it is marked now.

    A record whose version of the ficha this program does not carry keeps the mark that it has.
    """
    kept = unit.records.get(record)
    if kept.form == FILE_FORM:
        return False
    try:
        definition = context.library.definition(kept.form, kept.version)
    except FormUnknownError:
        return unit.reviews.find(record) is not None
    found = () if _was_seen(unit, kept) else findings(context, definition, kept.state)
    before = unit.reviews.find(record)
    if not found:
        unit.reviews.drop(record)
        return False
    kept_findings = tuple(one.to_json() for one in found)
    if before is None or (before.heads, before.findings) != (kept.state.heads, kept_findings):
        at = before.at if before is not None else context.stamp()
        unit.reviews.put(ReviewMark(record, at, kept.state.heads, kept_findings))
    return True


def review_after_edit(unit: CaseUnit, context: Context, record: Record, parents: int) -> None:
    """Look again where an edit may have changed whether a record needs it; most need nothing.

    Args:
        unit: The unit of the edit.
        context: The workspace.
        record: The record after it.
        parents: How many revisions the edit was built on.
    """
    is_merged = parents > 1 or len(record.state.heads) > 1
    if is_merged or unit.reviews.find(record.id) is not None:
        review(unit, context, record.id)


def findings(context: Context, definition: FormDefinition, state: Folded) -> tuple[Finding, ...]:
    """Return what of a record's answers does not fit together, in the order of their paths.

    A field in conflict has no answer yet: only what does not fit with either side counts. It is
    looked at again when somebody has settled it.
    """
    conflicts = state.conflicts()
    agreed = state.values()
    sides = []
    for at in (0, -1) if conflicts else (0,):
        chosen = {path: living[at].value for path, living in conflicts.items()}
        answers = agreed | {path: value for path, value in chosen.items() if value is not None}
        sides.append(frozenset(_misfits(context, definition, answers)))
    found = {one for one in frozenset[Finding].intersection(*sides) if one.path not in conflicts}
    if all(is_computed(definition, path) for path in conflicts):
        found |= {Finding(path, COMPUTED) for path in conflicts}
    return tuple(sorted(found))


def _misfits(
    context: Context, definition: FormDefinition, answers: Mapping[str, JsonValue]
) -> list[Finding]:
    session = open_session(definition, context.clock, answers=dict(sorted(answers.items())))
    found = [Finding(one.path, one.kind) for one in session.problems()]
    found += [Finding(path, HIDDEN) for path in answers if _is_left_out(definition, session, path)]
    computed = session.answers()
    found += [
        Finding(path, COMPUTED)
        for path in computed.keys() | answers.keys()
        if is_computed(definition, path) and computed.get(path) != answers.get(path)
    ]
    return found


def _is_left_out(definition: FormDefinition, session: FormSession, path: str) -> bool:
    """Tell whether somebody answered a question that the form does not ask now."""
    question = question_at(definition, path)
    if question is None or question.type in _UNASKED or is_identity(definition, path):
        return False
    try:
        return not session.node(path).relevant
    except KeyError:  # a row beyond those that another answer counts
        return True


def _was_seen(unit: CaseUnit, kept: Record) -> bool:
    """Tell whether somebody saw all of a record as it stands: who wrote its only last revision.

    Where branches met, it counts from the revision that confirmed them: settling one field, or
    correcting what the ficha showed, is no look at what it left out.
    """
    if len(kept.state.heads) != 1:
        return False
    held: dict[str, Revision] = {one.id: one.content for one in unit.records.revisions(kept.id)}
    at: str | None = kept.state.heads[0]
    while at in held:
        one = held[at]
        if one.why == CONFIRMS:
            return True
        if len(one.parents) > 1:
            return False
        at = one.parents[0] if one.parents else None
    return True
