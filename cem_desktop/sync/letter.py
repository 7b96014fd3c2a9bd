"""Letters: what headquarters and an office write to each other about a record, or in general.

A letter is an entry of a feed, so it is chained, counted, acknowledged and comes once. Who wrote it
stands in it by role and login; that it is genuine follows from the bundle's signature.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from cem_desktop.domain import strict_json
from cem_desktop.domain.json_fields import INSTANT, UUID, matching
from cem_desktop.domain.letters import Decision, LetterKind
from cem_desktop.domain.roles import ROLES
from cem_desktop.domain.strict_json import JsonValue
from cem_desktop.errors import BundleTamperedError, BundleTooNewError
from cem_desktop.sync.projection import PSEUDONYM

VERSION = 1
LONGEST_TEXT = 20_000
_AUTHOR = re.compile(r"[^\x00-\x1f]{1,64}")


@dataclass(frozen=True)
class Letter:
    """A letter.

    Attributes:
        id: Its UUID.
        kind: What it is.
        role: The role in which it was written.
        author: The writer's login.
        at: When, by her clock.
        text: The words; may be blank where ``content`` says it all.
        about: Pseudonym of the record that it speaks of, or None.
        decision: Of an authorisation.
        answers: The UUID of the letter that it answers, or None.
        content: What a kind holds besides, a JSON object.
    """

    id: str
    kind: LetterKind
    role: str
    author: str
    at: str
    text: str = ""
    about: str | None = None
    decision: Decision | None = None
    answers: str | None = None
    content: JsonValue = None

    def to_bytes(self) -> bytes:
        """Return the body of the entry."""
        return strict_json.dumps(
            {
                "v": VERSION,
                "id": self.id,
                "kind": self.kind,
                "role": self.role,
                "author": self.author,
                "at": self.at,
                "text": self.text,
                "about": self.about,
                "decision": self.decision,
                "answers": self.answers,
                "content": self.content,
            }
        )

    @classmethod
    def from_bytes(cls, body: bytes) -> Letter:
        """Read a letter.

        Raises:
            BundleTooNewError: A version or kind that this program does not know.
            BundleTamperedError: Not a letter.
        """
        try:
            document = strict_json.loads_object(body)
            if document["v"] != VERSION or document["kind"] not in set(LetterKind):
                raise BundleTooNewError(letter=str(document["v"])[:8])
            return _letter(document)
        except (ValueError, TypeError, KeyError) as error:
            raise BundleTamperedError(reason="letter") from error


def _letter(document: dict[str, Any]) -> Letter:
    text, role, content = document["text"], document["role"], document["content"]
    if not isinstance(text, str) or len(text) > LONGEST_TEXT or role not in ROLES:
        raise ValueError("not a letter")
    if content is not None and not isinstance(content, dict):
        raise ValueError("not a letter")
    decision = document["decision"]
    return Letter(
        id=matching(UUID, document["id"]),
        kind=LetterKind(document["kind"]),
        role=role,
        author=matching(_AUTHOR, document["author"]),
        at=matching(INSTANT, document["at"]),
        text=text,
        about=None if document["about"] is None else matching(PSEUDONYM, document["about"]),
        decision=None if decision is None else Decision(decision),
        answers=None if document["answers"] is None else matching(UUID, document["answers"]),
        content=content,
    )
