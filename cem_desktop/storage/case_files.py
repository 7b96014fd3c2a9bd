"""Coded files and the case index: what lists show, kept from facts in the edit's transaction."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, RowMapping, bindparam, func, insert, or_, select
from sqlalchemy.dialects.sqlite import insert as upsert

from cem_desktop.domain.case_code import CaseCode
from cem_desktop.domain.case_file import Admission, CaseIndexRow, Minority, Stage
from cem_desktop.domain.spelling import fold
from cem_desktop.errors import RecordMissingError
from cem_desktop.storage import schema

# Built once: composing a statement costs more than running it, and every edit comes by.
_FILE = select(schema.case_file).where(schema.case_file.c.id == bindparam("file"))
_ADD_INDEX = upsert(schema.case_index)
_PUT_INDEX = _ADD_INDEX.on_conflict_do_update(
    index_elements=["file"],
    set_={
        column.name: _ADD_INDEX.excluded[column.name]
        for column in schema.case_index.c
        if column.name != "file"
    },
)


@dataclass(frozen=True)
class CaseFile:
    """A coded file: its identity and its label."""

    id: str
    code: CaseCode
    created: str
    author: str


class CaseFiles:
    """The coded files of a unit of work."""

    def __init__(self, connection: Connection) -> None:
        """Work on ``connection``."""
        self._connection = connection

    def add(self, file: CaseFile) -> None:
        """Keep a new file."""
        self._connection.execute(
            insert(schema.case_file).values(
                id=file.id, code=file.code.symbols, created=file.created, author=file.author
            )
        )

    def get(self, file: str) -> CaseFile:
        """Return a file.

        Raises:
            RecordMissingError: There is none with this id.
        """
        row = self._connection.execute(_FILE, {"file": file}).mappings().one_or_none()
        if row is None:
            raise RecordMissingError(file=file)
        return CaseFile(row["id"], CaseCode(row["code"]), row["created"], row["author"])

    def with_code(self, code: CaseCode) -> CaseFile | None:
        """Return the file that carries this code, if one does."""
        statement = select(schema.case_file).where(schema.case_file.c.code == code.symbols)
        row = self._connection.execute(statement).mappings().one_or_none()
        return CaseFile(row["id"], code, row["created"], row["author"]) if row else None

    def codes_of(self, ids: Collection[str]) -> dict[str, str]:
        """Return the codes, as people read them, behind ids of files and of their records."""
        file, record = schema.case_file, schema.record
        found = self._connection.execute(
            select(file.c.id, file.c.code)
            .where(file.c.id.in_(ids))
            .union(
                select(record.c.id, file.c.code)
                .join_from(record, file, record.c.file == file.c.id)
                .where(record.c.id.in_(ids))
            )
        )
        return {identifier: str(CaseCode(code)) for identifier, code in found}

    def ids(self) -> tuple[str, ...]:
        """Return the ids of all files."""
        statement = select(schema.case_file.c.id).order_by(schema.case_file.c.id)
        return tuple(self._connection.execute(statement).scalars())

    def ids_among(self, wanted: Collection[str]) -> frozenset[str]:
        """Return which of these files are here."""
        statement = select(schema.case_file.c.id).where(schema.case_file.c.id.in_(wanted))
        return frozenset(self._connection.execute(statement).scalars())

    def put_index(self, row: CaseIndexRow) -> None:
        """Keep the index row of a file."""
        self._connection.execute(_PUT_INDEX, _to_columns(row))

    def index_row(self, file: str) -> CaseIndexRow:
        """Return the index row of a file.

        Raises:
            RecordMissingError: The file has none.
        """
        statement = select(schema.case_index).where(schema.case_index.c.file == file)
        row = self._connection.execute(statement).mappings().one_or_none()
        if row is None:
            raise RecordMissingError(file=file)
        return _from_columns(row)

    def index(self, text: str = "") -> tuple[CaseIndexRow, ...]:
        """Return the index, latest contact first, of files whose code or alias holds ``text``.

        Blocked and erased files are not in use and not in it.
        """
        table = schema.case_index
        statement = select(table).order_by(
            func.coalesce(table.c.last_contact_on, table.c.opened_on).desc(), table.c.code
        )
        blocked, erased = schema.blocked_file, schema.erasure
        for aside in (
            select(blocked.c.file).where(blocked.c.ended.is_(None)),
            select(erased.c.file),
        ):
            statement = statement.where(table.c.file.not_in(aside))
        wanted = text.strip()
        if wanted:
            as_code = wanted.replace("-", "").replace(" ", "").upper()
            statement = statement.where(
                or_(
                    table.c.code.contains(as_code, autoescape=True),
                    table.c.alias_folded.contains(fold(wanted), autoescape=True),
                )
            )
        return tuple(_from_columns(row) for row in self._connection.execute(statement).mappings())


def _to_columns(row: CaseIndexRow) -> dict[str, object]:
    columns = dict(vars(row))
    columns["file"] = columns.pop("file_id")
    columns["code"] = CaseCode.parse(row.code).symbols
    columns["alias_folded"] = fold(row.alias) if row.alias else None
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in columns.items()
    }


def _from_columns(row: RowMapping) -> CaseIndexRow:
    columns = dict(row)
    columns["file_id"] = columns.pop("file")
    symbols = columns["code"]
    columns["code"] = f"{symbols[:4]}-{symbols[4:]}"  # checked when it was kept
    del columns["alias_folded"]
    columns["stage"] = Stage(columns["stage"])
    columns["minor"] = Minority(columns["minor"])
    columns["admission"] = Admission(columns["admission"])
    for name in ("opened_on", "last_contact_on", "next_on"):
        columns[name] = date.fromisoformat(columns[name]) if columns[name] else None
    return CaseIndexRow(**columns)
