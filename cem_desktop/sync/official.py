"""Official text: what an office addresses in words to a named role at headquarters.

An entry holds all official text of one record as it stood when a person confirmed that it leaves:
under which question of which form version, in which row. File, record and row appear under the
pseudonyms of the projection, so that it joins there what the same record states; nothing else of
the record is in it. A later entry of the same record takes the place of an earlier one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from cem_desktop.crypto.pseudonyms import PseudonymDomain, pseudonym
from cem_desktop.domain import strict_json
from cem_desktop.domain.json_fields import count, matching, text
from cem_desktop.domain.roles import ADDRESSEES
from cem_desktop.errors import BundleTamperedError, BundleTooNewError
from cem_desktop.sync.projection import FORM, PSEUDONYM

VERSION = 1
LONGEST_TEXT = 100_000
MOST_TEXTS = 1_000
_QUESTION = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*(/[A-Za-z_][A-Za-z0-9_.-]*)*")


@dataclass(frozen=True)
class OfficialText:
    """One answer: the path of its question, the pseudonym of its row or None, the words."""

    question: str
    row: str | None
    words: str


@dataclass(frozen=True)
class OfficialEntry:
    """What an office says of one record to one role.

    Attributes:
        role: To whom.
        number: Which one of this record it is, from 1; the highest counts.
        record: Pseudonym of the record.
        file: Pseudonym of its file, None for a record of the office itself.
        form: ``form_id@version``.
        texts: In the order of the form; none withdraws what was said.
    """

    role: str
    number: int
    record: str
    file: str | None
    form: str
    texts: tuple[OfficialText, ...]

    def to_bytes(self) -> bytes:
        """Return the body of the entry."""
        return strict_json.dumps(
            {
                "v": VERSION,
                "to": self.role,
                "number": self.number,
                "rec": self.record,
                "file": self.file,
                "form": self.form,
                "texts": [[one.question, one.row, one.words] for one in self.texts],
            }
        )

    @classmethod
    def from_bytes(cls, body: bytes) -> OfficialEntry:
        """Read an entry.

        Raises:
            BundleTooNewError: A version that this program does not know.
            BundleTamperedError: Not such an entry.
        """
        try:
            document = strict_json.loads_object(body)
            if document["v"] != VERSION:
                raise BundleTooNewError(record_version=document["v"])
            return _entry(document)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise BundleTamperedError(reason="official") from error


def _entry(document: dict[str, Any]) -> OfficialEntry:
    if document["to"] not in ADDRESSEES or len(document["texts"]) > MOST_TEXTS:
        raise ValueError("to nobody, or too much")
    return OfficialEntry(
        role=document["to"],
        number=count(document["number"], least=1),
        record=matching(PSEUDONYM, document["rec"]),
        file=None if document["file"] is None else matching(PSEUDONYM, document["file"]),
        form=matching(FORM, document["form"]),
        texts=tuple(_text(*one) for one in document["texts"]),
    )


def row_pseudonym(key: bytes, rows: tuple[str, ...]) -> str | None:
    """Return the pseudonym of a row of a repeat, None outside of every repeat."""
    return pseudonym(key, PseudonymDomain.ROW, "/".join(rows)) if rows else None


def _text(question: object, row: object, words: object) -> OfficialText:
    return OfficialText(
        matching(_QUESTION, question),
        None if row is None else matching(PSEUDONYM, row),
        text(words, longest=LONGEST_TEXT),
    )
