"""Drafts: what is being typed, encrypted, so that a power cut costs two seconds at most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping, delete, func, select
from sqlalchemy.dialects.sqlite import insert as upsert

from cem_desktop.domain import strict_json
from cem_desktop.domain.strict_json import JsonValue
from cem_desktop.errors import RecordMissingError
from cem_desktop.storage import schema


@dataclass(frozen=True)
class Draft:
    """A ficha that somebody is filling.

    Attributes:
        id: The draft's UUID.
        author: The staff id of whoever types; nobody else sees it.
        file: The coded file, or None for one that does not exist yet.
        record: The record being corrected, or None for a new one.
        form: The form's id.
        version: The form's version.
        heads: The revisions seen when the typing began; parents of what will be kept.
        answers: What has been typed, hidden answers included.
        language: The language of the form's texts.
        created: Instant of the first keystroke.
        updated: Instant of the last save.
        paper: What the typing is taken from, where it is a paper: the code on it and what is known
            of it; None else.
    """

    id: str
    author: str
    file: str | None
    record: str | None
    form: str
    version: str
    heads: tuple[str, ...]
    answers: Mapping[str, JsonValue]
    language: str
    created: str
    updated: str
    paper: JsonValue = None


class Drafts:
    """The drafts of a unit of work."""

    def __init__(self, connection: Connection) -> None:
        """Work on ``connection``."""
        self._connection = connection

    def put(self, draft: Draft) -> None:
        """Keep a draft in place of its earlier state."""
        values = {
            "id": draft.id,
            "author": draft.author,
            "file": draft.file,
            "record": draft.record,
            "form": draft.form,
            "version": draft.version,
            "heads": strict_json.dumps(list(draft.heads)),
            "answers": strict_json.dumps(dict(draft.answers)),
            "language": draft.language,
            "created": draft.created,
            "updated": draft.updated,
            "paper": None if draft.paper is None else strict_json.dumps(draft.paper),
        }
        statement = upsert(schema.draft).values(values)
        self._connection.execute(
            statement.on_conflict_do_update(index_elements=["id"], set_=values)
        )

    def get(self, draft: str) -> Draft:
        """Return a draft.

        Raises:
            RecordMissingError: There is none with this id.
        """
        found = self.find(draft)
        if found is None:
            raise RecordMissingError(draft=draft)
        return found

    def find(self, draft: str) -> Draft | None:
        """Return a draft, None where there is none with this id."""
        statement = select(schema.draft).where(schema.draft.c.id == draft)
        row = self._connection.execute(statement).mappings().one_or_none()
        return _draft(row) if row else None

    def of_author(self, author: str) -> tuple[Draft, ...]:
        """Return a person's drafts, the latest first."""
        statement = (
            select(schema.draft)
            .where(schema.draft.c.author == author)
            .order_by(schema.draft.c.updated.desc(), schema.draft.c.id)
        )
        return tuple(_draft(row) for row in self._connection.execute(statement).mappings())

    def files(self) -> frozenset[str]:
        """Return the coded files of which somebody has a draft."""
        draft, record = schema.draft, schema.record
        statement = select(func.coalesce(draft.c.file, record.c.file)).select_from(
            draft.outerjoin(record, record.c.id == draft.c.record)
        )
        return frozenset(one for one in self._connection.execute(statement).scalars() if one)

    def ids(self) -> tuple[str, ...]:
        """Return the ids of all drafts, whoever types them."""
        return tuple(self._connection.execute(select(schema.draft.c.id)).scalars())

    def remove(self, draft: str) -> None:
        """Forget a draft; one that is gone already is no fault."""
        self._connection.execute(delete(schema.draft).where(schema.draft.c.id == draft))


def _draft(row: RowMapping) -> Draft:
    columns = dict(row)
    columns["heads"] = tuple(strict_json.loads(columns["heads"]))
    columns["answers"] = strict_json.loads(columns["answers"], max_bytes=strict_json.OWN_BYTES)
    if columns["paper"] is not None:
        columns["paper"] = strict_json.loads(columns["paper"])
    return Draft(**columns)
