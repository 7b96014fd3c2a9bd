"""Official text of records: what waits for a person's confirmation, what left, what stays."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert as upsert

from cem_desktop.storage import schema

WAITING, SENT, HELD = "waiting", "sent", "held"


@dataclass(frozen=True)
class OfficialState:
    """One state of the official text of a record.

    Attributes:
        record: Which.
        number: Which one of this record, from 1.
        addressee: The role at headquarters.
        digest: Of the text, so that what was previewed is what leaves.
        state: ``waiting``, ``sent``, or ``held``: a person decided that it stays.
        by: Who decided; None while it waits.
        at: When.
    """

    record: str
    number: int
    addressee: str
    digest: str
    state: str
    by: str | None = None
    at: str | None = None


class OfficialTexts:
    """The official texts of a unit of work."""

    def __init__(self, connection: Connection) -> None:
        """Work on ``connection``."""
        self._connection = connection

    def last(self, record: str) -> OfficialState | None:
        """Return the latest state of a record's official text."""
        table = schema.official_text
        statement = (
            select(table).where(table.c.record == record).order_by(table.c.number.desc()).limit(1)
        )
        row = self._connection.execute(statement).mappings().one_or_none()
        return OfficialState(**row) if row else None

    def waiting(self) -> tuple[OfficialState, ...]:
        """Return what waits for a confirmation, by record."""
        table = schema.official_text
        statement = select(table).where(table.c.state == WAITING).order_by(table.c.record)
        return tuple(OfficialState(**row) for row in self._connection.execute(statement).mappings())

    def sent_records(self) -> tuple[str, ...]:
        """Return the records of which anything left."""
        table = schema.official_text
        statement = select(table.c.record).where(table.c.state == SENT).distinct()
        return tuple(self._connection.execute(statement).scalars())

    def put(self, one: OfficialState) -> None:
        """Keep a state, in place of what stood under its number."""
        values = asdict(one)
        statement = upsert(schema.official_text).values(values)
        self._connection.execute(
            statement.on_conflict_do_update(index_elements=["record", "number"], set_=values)
        )

    def drop(self, one: OfficialState) -> None:
        """Forget a state that waited: the record says again what it said before."""
        table = schema.official_text
        of_it = (table.c.record == one.record) & (table.c.number == one.number)
        self._connection.execute(table.delete().where(of_it))
