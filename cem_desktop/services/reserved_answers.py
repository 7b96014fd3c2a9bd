"""Reserved answers: those who fill a ficha read them; who only reads it sees the others.

So psychology writes a session's note for itself, and law and social work read in the same record
the short note that is meant for them. Why such an answer was corrected may tell it as well as the
answer itself does, and is read by the same people.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cem_desktop.services.stated_facts import question_at

if TYPE_CHECKING:
    from collections.abc import Callable

    from cem_desktop.domain.revision import Revision
    from cem_desktop.forms.definition import FormDefinition
    from cem_desktop.services.context import Context
    from cem_desktop.services.filling import RecordView

_OPEN = frozenset({"coded", "statistical", "official"})


def without_reserved(view: RecordView, definition: FormDefinition) -> RecordView:
    """Return a record without its reserved answers, and without those of unknown questions.

    Args:
        view: The record as it was read.
        definition: The ficha as this program carries it, perhaps in another version.
    """
    return replace(
        view,
        answers={path: value for path, value in view.answers.items() if is_open(definition, path)},
        conflicts={
            path: sides for path, sides in view.conflicts.items() if is_open(definition, path)
        },
    )


def is_open(definition: FormDefinition, path: str) -> bool:
    """Say whether whoever reads a ficha without filling it may see the answer at a path."""
    question = question_at(definition, path)
    return question is not None and question.privacy in _OPEN


def reason_shown(content: Revision, shows: Callable[[str], bool]) -> str | None:
    """Return why a revision was made, None where it speaks of an answer that is not shown.

    Args:
        content: The revision.
        shows: Says whether the present user may read the answer at a path.
    """
    return content.reason if all(map(shows, content.fields)) else None


def reads_fact(context: Context, definition: FormDefinition, fact: str) -> bool:
    """Say whether the present user may read what a ficha states of a fact.

    Args:
        context: The workspace.
        definition: The ficha that states it.
        fact: Its id.
    """
    if not context.may_read(definition.settings):
        return False
    if context.may_write(definition.settings):
        return True
    stating = (one for one in definition.questions.values() if one.fact == fact)
    return all(one.privacy in _OPEN for one in stating)
