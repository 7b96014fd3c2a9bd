"""Who works with which coded file."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from cem_desktop.storage import schema


@dataclass(frozen=True)
class Membership:
    """That somebody is of a file's team: since when, and who said so."""

    file: str
    user: str
    since: str
    by: str


class Teams:
    """The teams of a unit of work. Who opened a file is of its team without a row."""

    def __init__(self, connection: Connection) -> None:
        """Work on ``connection``."""
        self._connection = connection

    def add(self, one: Membership) -> None:
        """Put somebody into a team; who is in it already stays since then."""
        statement = upsert(schema.case_member).values(vars(one))
        self._connection.execute(statement.on_conflict_do_nothing())

    def remove(self, file: str, user: str) -> None:
        """Take somebody out of a team."""
        table = schema.case_member
        self._connection.execute(delete(table).where(table.c.file == file, table.c.user == user))

    def of_file(self, file: str) -> tuple[Membership, ...]:
        """Return the team of a file, who opened it first."""
        opened, table = schema.case_file, schema.case_member
        found = [
            Membership(row.id, row.author, row.created, row.author)
            for row in self._connection.execute(select(opened).where(opened.c.id == file))
        ]
        statement = select(table).where(table.c.file == file).order_by(table.c.since, table.c.user)
        rows = self._connection.execute(statement).mappings()
        return (*found, *(one for row in rows if (one := Membership(**row)).user != found[0].user))

    def files_of(self, user: str) -> frozenset[str]:
        """Return the files that somebody opened, or of whose team she is."""
        opened, table = schema.case_file, schema.case_member
        statement = (
            select(opened.c.id)
            .where(opened.c.author == user)
            .union(select(table.c.file).where(table.c.user == user))
        )
        return frozenset(self._connection.execute(statement).scalars())
