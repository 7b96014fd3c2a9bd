"""Letters between headquarters and an office, as either of them keeps them in ``case.db``."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, RowMapping, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from cem_desktop.storage import schema

IN, OUT = "in", "out"


@dataclass(frozen=True)
class KeptLetter:
    """A letter.

    Attributes:
        id: Its UUID.
        direction: ``in`` or ``out``, as seen from here.
        party: The office it is for or from; ``headquarters``.
        kind: As ``sync.letter`` names it.
        about: The record that it speaks of, or None.
        body: The exact bytes of the letter.
        at: When it was written or arrived.
        author: Who wrote it, by her writer's word.
        read_by: Who read it first here.
        read_at: When.
    """

    id: str
    direction: str
    party: str
    kind: str
    about: str | None
    body: bytes
    at: str
    author: str
    read_by: str | None = None
    read_at: str | None = None


class Letters:
    """The letters of a unit of work."""

    def __init__(self, connection: Connection) -> None:
        """Work on ``connection``."""
        self._connection = connection

    def add(self, letter: KeptLetter) -> bool:
        """Keep a letter; say whether it was news: one that is here is never replaced."""
        statement = upsert(schema.letter).values(asdict(letter)).on_conflict_do_nothing()
        return self._connection.execute(statement).rowcount > 0

    def get(self, letter: str) -> KeptLetter | None:
        """Return a letter, None where there is none of this id."""
        statement = select(schema.letter).where(schema.letter.c.id == letter)
        row = self._connection.execute(statement).mappings().one_or_none()
        return _letter(row) if row else None

    def all(self, direction: str | None = None) -> tuple[KeptLetter, ...]:
        """Return all letters, the newest first."""
        table = schema.letter
        statement = select(table).order_by(table.c.at.desc(), table.c.id)
        if direction is not None:
            statement = statement.where(table.c.direction == direction)
        return tuple(_letter(row) for row in self._connection.execute(statement).mappings())

    def about(self, record: str) -> tuple[KeptLetter, ...]:
        """Return the letters about a record, the newest first."""
        table = schema.letter
        statement = (
            select(table).where(table.c.about == record).order_by(table.c.at.desc(), table.c.id)
        )
        return tuple(_letter(row) for row in self._connection.execute(statement).mappings())

    def forget(self, records: Collection[str]) -> None:
        """Drop the letters about records whose file is erased."""
        table = schema.letter
        self._connection.execute(table.delete().where(table.c.about.in_(records)))

    def mark_read(self, letter: str, by: str, at: str) -> bool:
        """Keep who read a letter first; say whether she was the first."""
        table = schema.letter
        statement = (
            update(table)
            .where(table.c.id == letter, table.c.read_at.is_(None))
            .values(read_by=by, read_at=at)
        )
        return self._connection.execute(statement).rowcount > 0


def _letter(row: RowMapping) -> KeptLetter:
    return KeptLetter(**row)
