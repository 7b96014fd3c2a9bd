"""Records: their revisions, verbatim, and the current view beside them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import (
    Connection,
    RowMapping,
    bindparam,
    delete,
    func,
    insert,
    literal,
    select,
)

from cem_desktop.domain import strict_json
from cem_desktop.domain.facts import Statement
from cem_desktop.domain.revision import Revision, revision_id, unpack, version_rank
from cem_desktop.errors import RecordContradictoryError, RecordMissingError
from cem_desktop.storage import fold, schema
from cem_desktop.storage.fold import Folded

# Built once: composing a statement costs more than running it, and every edit comes by.
_FIND = select(schema.record).where(schema.record.c.id == bindparam("record"))
_ADD_RECORD = insert(schema.record)
_ADD_REVISION = insert(schema.revision)
_ADD_STATEMENTS = insert(schema.statement)
_DROP_STATEMENTS = delete(schema.statement).where(schema.statement.c.record == bindparam("of"))
_STATEMENTS_OF_FILE = (
    select(schema.statement)
    .where(schema.statement.c.file == bindparam("of"))
    .order_by(schema.statement.c.record, schema.statement.c.path)
)
_STATEMENTS_ABOUT = (
    select(schema.statement)
    .where(schema.statement.c.file == bindparam("of"))
    .where(schema.statement.c.fact == bindparam("about"))
    .order_by(schema.statement.c.record, schema.statement.c.path)
)
_OUTLINES = (
    select(
        schema.record.c.id, schema.record.c.form, schema.record.c.version, schema.record.c.conflicts
    )
    .where(schema.record.c.file == bindparam("of"))
    .order_by(schema.record.c.created, schema.record.c.id)
)

_FORM = schema.record.c.form + "@" + schema.record.c.version
_SEVERAL = 2
_PAPER = b'"paper":{'
"""How a revision says that it came from paper; an answer may hold it too, so it is read then."""


@dataclass(frozen=True)
class SignedRevision:
    """A revision as it is kept: verbatim bytes and the device's signature over them."""

    body: bytes
    signature: bytes

    @property
    def id(self) -> str:
        """Return its identifier."""
        return revision_id(self.body)

    @property
    def content(self) -> Revision:
        """Return what it says."""
        return unpack(self.body)


@dataclass(frozen=True)
class Record:
    """One filled ficha as it stands now."""

    id: str
    file: str | None
    form: str
    version: str
    author: str
    created: str
    updated: str
    state: Folded


@dataclass(frozen=True)
class RecordOutline:
    """A record without its answers."""

    id: str
    form: str
    version: str
    conflicts: int


@dataclass(frozen=True)
class StatedAnswer:
    """An answer that states a fact, and where it stands."""

    path: str
    statement: Statement


class Records:
    """The records of a unit of work."""

    def __init__(self, connection: Connection) -> None:
        """Work on ``connection``."""
        self._connection = connection

    def get(self, record: str) -> Record:
        """Return a record.

        Raises:
            RecordMissingError: There is none with this id.
        """
        found = self.find(record)
        if found is None:
            raise RecordMissingError(record=record)
        return found

    def find(self, record: str) -> Record | None:
        """Return a record, None where there is none with this id."""
        row = self._connection.execute(_FIND, {"record": record}).mappings().one_or_none()
        return _record(row) if row else None

    def of_file(self, file: str) -> tuple[Record, ...]:
        """Return the records of a coded file, oldest first."""
        statement = (
            select(schema.record)
            .where(schema.record.c.file == file)
            .order_by(schema.record.c.created, schema.record.c.id)
        )
        return tuple(_record(row) for row in self._connection.execute(statement).mappings())

    def of_office(self) -> tuple[Record, ...]:
        """Return the records that concern no coded file, oldest first."""
        statement = (
            select(schema.record)
            .where(schema.record.c.file.is_(None))
            .order_by(schema.record.c.created, schema.record.c.id)
        )
        return tuple(_record(row) for row in self._connection.execute(statement).mappings())

    def outlines(self, file: str) -> tuple[RecordOutline, ...]:
        """Return the records of a coded file without their answers, oldest first."""
        found = self._connection.execute(_OUTLINES, {"of": file})
        return tuple(RecordOutline(*row) for row in found)

    def ids(self) -> tuple[str, ...]:
        """Return the ids of all records."""
        statement = select(schema.record.c.id).order_by(schema.record.c.id)
        return tuple(self._connection.execute(statement).scalars())

    def revision_ids(self) -> tuple[str, ...]:
        """Return the ids of all revisions of all records."""
        return tuple(self._connection.execute(select(schema.revision.c.id)).scalars())

    def revisions(self, record: str) -> tuple[SignedRevision, ...]:
        """Return the revisions of a record, parents before their children, whatever came first.

        Those whose bytes an erasure dropped are not among them.
        """
        table = schema.revision
        statement = select(table.c.id, table.c.body, table.c.signature).where(
            table.c.record == record, func.length(table.c.body) > 0
        )
        held = {one[0]: SignedRevision(*one[1:]) for one in self._connection.execute(statement)}
        if len(held) < _SEVERAL:
            return tuple(held.values())
        contents = {identifier: one.content for identifier, one in held.items()}
        return tuple(held[identifier] for identifier in fold.parents_first(contents))

    def add(self, signed: SignedRevision, content: Revision) -> Record:
        """Keep a revision and bring the record's view up to date; one held already is no news.

        Revisions may come in any order, children before their parents too: what is shown depends
        on which are held, never on which came first.

        Raises:
            RecordContradictoryError: It names another file or ficha than the record's others.
        """
        identifier = signed.id
        before = self.find(content.record)
        if before is None:
            return self._begin(identifier, signed, content)
        if self.holds(identifier):
            return before
        if (content.file, content.form_id) != (before.file, before.form):
            raise RecordContradictoryError(record=before.id)
        self._insert(identifier, signed, content.record)
        after = _followed(before, identifier, content) or self._fold(before)
        self._keep_state(after)
        return after

    def forget(self, record: str) -> None:
        """Drop a record of the identity vault and its revisions; one that is gone is no fault."""
        of_it = schema.revision.c.record == record
        self._connection.execute(delete(schema.revision).where(of_it))
        self._connection.execute(delete(schema.record).where(schema.record.c.id == record))

    def state_at(self, record: str, heads: Collection[str]) -> Folded:
        """Return the state of a record as somebody saw it whose last revisions were ``heads``."""
        held = {one.id: one.content for one in self.revisions(record)}
        seen: dict[str, Revision] = {}
        waiting = [head for head in heads if head in held]
        while waiting:
            one = waiting.pop()
            if one not in seen:
                seen[one] = held[one]
                waiting += [parent for parent in held[one].parents if parent in held]
        return fold.fold(seen)

    def rebuild(self, record: str) -> Record:
        """Compute the view of a record anew from its revisions, keep it and return it."""
        after = self._fold(self.get(record))
        self._keep_state(after)
        return after

    def state_facts(
        self, record: str, file: str | None, form: str, answers: Iterable[StatedAnswer]
    ) -> None:
        """Replace what a record states."""
        self._connection.execute(_DROP_STATEMENTS, {"of": record})
        rows = [
            {
                "record": record,
                "path": one.path,
                "fact": one.statement.fact,
                "file": file,
                "form": form,
                "value": strict_json.dumps(one.statement.value),
                "day": one.statement.on.isoformat() if one.statement.on else None,
                "conflict": int(one.statement.conflict),
            }
            for one in answers
        ]
        if rows:
            self._connection.execute(_ADD_STATEMENTS, rows)

    def statements_of_file(self, file: str) -> tuple[Statement, ...]:
        """Return what all records of a file state."""
        found = self._connection.execute(_STATEMENTS_OF_FILE, {"of": file}).mappings()
        return tuple(_statement(row) for row in found)

    def statements_about(self, file: str, fact: str) -> tuple[Statement, ...]:
        """Return what the records of a file state about one fact."""
        found = self._connection.execute(_STATEMENTS_ABOUT, {"of": file, "about": fact}).mappings()
        return tuple(_statement(row) for row in found)

    def revision_counts(self, file: str | None) -> dict[str, int]:
        """Return how often each record of a coded file, or of the office itself, was written."""
        statement = (
            select(schema.revision.c.record, func.count())
            .join(schema.record, schema.record.c.id == schema.revision.c.record)
            .where(schema.record.c.file == file)
            .group_by(schema.revision.c.record)
        )
        return {row[0]: row[1] for row in self._connection.execute(statement)}

    def forms(self) -> tuple[str, ...]:
        """Return the form versions that any record has, as ``form_id@version``."""
        return tuple(sorted(self._connection.execute(select(_FORM).distinct()).scalars()))

    def with_forms(self, forms: Collection[str]) -> tuple[str, ...]:
        """Return the ids of all records of these form versions."""
        statement = select(schema.record.c.id).where(_FORM.in_(forms)).order_by(schema.record.c.id)
        return tuple(self._connection.execute(statement).scalars())

    def number_with(self, form: str) -> int:
        """Return how many records have a form version."""
        statement = select(func.count()).select_from(schema.record).where(_FORM.is_(form))
        return self._connection.execute(statement).scalar_one()

    def typed_from_paper(self, file: str | None) -> frozenset[str]:
        """Return the records of a coded file, or of the office, that came from paper at all."""
        marked = func.instr(schema.revision.c.body, literal(_PAPER)) > 0
        statement = (
            select(schema.revision.c.record, schema.revision.c.body)
            .join(schema.record, schema.record.c.id == schema.revision.c.record)
            .where(schema.record.c.file == file, marked)
        )
        found = self._connection.execute(statement)
        return frozenset(row[0] for row in found if unpack(row[1]).paper is not None)

    def holds(self, revision: str) -> bool:
        """Tell whether a revision is here, though an erasure may have dropped its bytes."""
        statement = select(schema.revision.c.id).where(schema.revision.c.id == revision)
        return self._connection.execute(statement).first() is not None

    def _fold(self, record: Record) -> Record:
        """Return a record as all that is held of it adds up."""
        held = {one.id: one.content for one in self.revisions(record.id)}
        return _added_up(record, held) if held else replace(record, state=fold.EMPTY)

    def _begin(self, identifier: str, signed: SignedRevision, content: Revision) -> Record:
        """Keep the first revision of a record that is held here."""
        record = Record(
            id=content.record,
            file=content.file,
            form=content.form_id,
            version=content.form_version,
            author=content.author,
            created=content.wall,
            updated=content.wall,
            state=fold.fold({identifier: content}),
        )
        values = vars(record) | _state_columns(record)
        self._connection.execute(_ADD_RECORD, values)
        self._insert(identifier, signed, content.record)
        return record

    def _insert(self, identifier: str, signed: SignedRevision, record: str) -> None:
        values = {"id": identifier, "record": record, **vars(signed)}
        self._connection.execute(_ADD_REVISION, values)

    def _keep_state(self, record: Record) -> None:
        statement = (
            schema.record.update()
            .where(schema.record.c.id == record.id)
            .values(
                version=record.version,
                author=record.author,
                created=record.created,
                updated=record.updated,
                **_state_columns(record),
            )
        )
        self._connection.execute(statement)


def _followed(before: Record, identifier: str, content: Revision) -> Record | None:
    """Return a record after a revision whose author saw all of it, else None: add it all up."""
    state = fold.advance(before.state, identifier, content)
    if state is None or content.lamport <= before.state.lamport:
        return None
    version = max(before.version, content.form_version, key=version_rank)
    return replace(before, version=version, updated=content.wall, state=state)


def _added_up(record: Record, held: Mapping[str, Revision]) -> Record:
    """Return a record as its revisions (by id) tell it: no order of arrival, no clock decides.

    The first of them by counter and id began it, the last one changed it last, and it is of the
    newest version of its ficha that wrote it.
    """
    ranked = sorted(held, key=lambda one: (held[one].lamport, one))
    first, last = held[ranked[0]], held[ranked[-1]]
    return replace(
        record,
        version=max((one.form_version for one in held.values()), key=version_rank),
        author=first.author,
        created=first.wall,
        updated=last.wall,
        state=fold.fold(held),
    )


def _statement(row: RowMapping) -> Statement:
    return Statement(
        fact=row["fact"],
        value=strict_json.loads(row["value"]),
        form=row["form"],
        record=row["record"],
        on=date.fromisoformat(row["day"]) if row["day"] else None,
        conflict=bool(row["conflict"]),
    )


def _state_columns(record: Record) -> dict[str, Any]:
    state = record.state
    return {"state": fold.pack_state(state), "conflicts": len(state.conflicts())}


def _record(row: RowMapping) -> Record:
    columns = dict(row)
    columns.pop("conflicts")
    columns["state"] = fold.unpack_state(columns["state"])
    return Record(**columns)
