"""Records: their revisions, verbatim, and the current view beside them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, RowMapping, delete, func, insert, literal_column, select

from cem_desktop.domain import strict_json
from cem_desktop.domain.facts import Statement
from cem_desktop.domain.revision import Revision, revision_id, unpack
from cem_desktop.errors import RecordMissingError
from cem_desktop.storage import fold, schema
from cem_desktop.storage.fold import EMPTY, Folded


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
        found = self._find(record)
        if found is None:
            raise RecordMissingError(record=record)
        return found

    def of_file(self, file: str) -> tuple[Record, ...]:
        """Return the records of a coded file, oldest first."""
        statement = (
            select(schema.record)
            .where(schema.record.c.file == file)
            .order_by(schema.record.c.created, schema.record.c.id)
        )
        return tuple(_record(row) for row in self._connection.execute(statement).mappings())

    def outlines(self, file: str) -> tuple[RecordOutline, ...]:
        """Return the records of a coded file without their answers, oldest first."""
        table = schema.record
        statement = (
            select(table.c.id, table.c.form, table.c.version, table.c.conflicts)
            .where(table.c.file == file)
            .order_by(table.c.created, table.c.id)
        )
        return tuple(RecordOutline(*row) for row in self._connection.execute(statement))

    def ids(self) -> tuple[str, ...]:
        """Return the ids of all records."""
        statement = select(schema.record.c.id).order_by(schema.record.c.id)
        return tuple(self._connection.execute(statement).scalars())

    def revisions(self, record: str) -> tuple[SignedRevision, ...]:
        """Return the revisions of a record in the order in which they came."""
        table = schema.revision
        statement = (
            select(table.c.body, table.c.signature)
            .where(table.c.record == record)
            .order_by(literal_column("revision.rowid"))
        )
        return tuple(SignedRevision(*row) for row in self._connection.execute(statement))

    def add(self, signed: SignedRevision, content: Revision) -> Record:
        """Keep a revision and bring the record's view up to date; one held already is no news."""
        identifier = signed.id
        before = self._find(content.record)
        if before is not None and self._holds(identifier):
            return before
        state = before.state if before else EMPTY
        advanced = fold.advance(state, identifier, content)
        if before is None:
            self._connection.execute(insert(schema.record).values(_new_row(content)))
        self._connection.execute(
            insert(schema.revision).values(
                id=identifier,
                record=content.record,
                body=signed.body,
                signature=signed.signature,
            )
        )
        if advanced is None:
            advanced = self._fold(content.record)
        self._keep_state(content, advanced)
        return self.get(content.record)

    def rebuild(self, record: str) -> Folded:
        """Compute the view of a record anew from its revisions, keep it and return it."""
        state = self._fold(record)
        self._connection.execute(
            schema.record.update()
            .where(schema.record.c.id == record)
            .values(state=fold.pack_state(state), conflicts=len(state.conflicts()))
        )
        return state

    def state_facts(
        self, record: str, file: str | None, form: str, answers: Iterable[StatedAnswer]
    ) -> None:
        """Replace what a record states."""
        table = schema.statement
        self._connection.execute(delete(table).where(table.c.record == record))
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
            self._connection.execute(insert(table), rows)

    def statements_of_file(self, file: str) -> tuple[Statement, ...]:
        """Return what all records of a file state."""
        table = schema.statement
        statement = select(table).where(table.c.file == file).order_by(table.c.record, table.c.path)
        found = self._connection.execute(statement).mappings()
        return tuple(
            Statement(
                fact=row["fact"],
                value=strict_json.loads(row["value"]),
                form=row["form"],
                record=row["record"],
                on=date.fromisoformat(row["day"]) if row["day"] else None,
                conflict=bool(row["conflict"]),
            )
            for row in found
        )

    def revision_count(self, record: str) -> int:
        """Return how often a record was written."""
        table = schema.revision
        statement = select(func.count()).select_from(table).where(table.c.record == record)
        return self._connection.execute(statement).scalar_one()

    def count(self) -> int:
        """Return the number of records."""
        return self._connection.execute(
            select(func.count()).select_from(schema.record)
        ).scalar_one()

    def _find(self, record: str) -> Record | None:
        statement = select(schema.record).where(schema.record.c.id == record)
        row = self._connection.execute(statement).mappings().one_or_none()
        return _record(row) if row else None

    def _holds(self, revision: str) -> bool:
        statement = select(schema.revision.c.id).where(schema.revision.c.id == revision)
        return self._connection.execute(statement).first() is not None

    def _fold(self, record: str) -> Folded:
        held: Sequence[SignedRevision] = self.revisions(record)
        return fold.fold({one.id: one.content for one in held})

    def _keep_state(self, content: Revision, state: Folded) -> None:
        statement = (
            schema.record.update()
            .where(schema.record.c.id == content.record)
            .values(
                version=content.form_version,
                updated=content.wall,
                state=fold.pack_state(state),
                conflicts=len(state.conflicts()),
            )
        )
        self._connection.execute(statement)


def _new_row(content: Revision) -> dict[str, object]:
    return {
        "id": content.record,
        "file": content.file,
        "form": content.form_id,
        "version": content.form_version,
        "author": content.author,
        "created": content.wall,
        "updated": content.wall,
        "conflicts": 0,
        "state": fold.pack_state(EMPTY),
    }


def _record(row: RowMapping) -> Record:
    columns = dict(row)
    columns.pop("conflicts")
    columns["state"] = fold.unpack_state(columns["state"])
    return Record(**columns)
