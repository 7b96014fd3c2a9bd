"""A new letter of the present user, under an id of its own."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from cem_desktop.sync.letter import Letter

if TYPE_CHECKING:
    from cem_desktop.domain.letters import Decision, LetterKind
    from cem_desktop.domain.strict_json import JsonValue
    from cem_desktop.services.context import Context


def new_letter(
    context: Context,
    kind: LetterKind,
    role: str,
    text: str,
    *,
    about: str | None = None,
    decision: Decision | None = None,
    answers: str | None = None,
    content: JsonValue = None,
) -> Letter:
    """Return a letter as the present user writes it now; nothing is kept."""
    return Letter(
        id=str(uuid.uuid4()),
        kind=kind,
        role=role,
        author=context.user.login,
        at=context.stamp(),
        text=text,
        about=about,
        decision=decision,
        answers=answers,
        content=content,
    )
