"""The desk of headquarters in ``registry.db``: official text to a role, and letters to offices."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from cem_desktop.storage import schema

NEW, READ, ANSWERED = "new", "read", "answered"


@dataclass(frozen=True)
class OfficialItem:
    """Official text of one record of an office, to one role.

    Attributes:
        office: Whose.
        role: To whom.
        record: Pseudonym of the record.
        number: Which one of this record; the highest counts.
        file: Pseudonym of its file, or None.
        form: ``form_id@version``.
        body: The exact bytes of the entry; empty once it was withdrawn.
        at: When it arrived.
        state: ``new``, ``read`` or ``answered``.
    """

    office: str
    role: str
    record: str
    number: int
    file: str | None
    form: str
    body: bytes
    at: str
    state: str = NEW


@dataclass(frozen=True)
class DeskLetter:
    """A letter to an office.

    Attributes:
        id: Its UUID.
        office: To whom.
        kind: As ``sync.letter`` names it.
        about: Pseudonym of the record that it speaks of, or None.
        body: The exact bytes.
        at: When it was written.
        author: Who wrote it.
    """

    id: str
    office: str
    kind: str
    about: str | None
    body: bytes
    at: str
    author: str


class CentralDesk:
    """The desk in a unit of work."""

    def __init__(self, connection: Connection) -> None:
        """Work on ``connection``."""
        self._connection = connection

    def add(self, item: OfficialItem) -> bool:
        """Keep an item and say whether it was news."""
        statement = upsert(schema.official_item).values(asdict(item)).on_conflict_do_nothing()
        return self._connection.execute(statement).rowcount > 0

    def empty_before(self, office: str, role: str, record: str) -> None:
        """Empty what an office said of a record before the latest that it said."""
        table = schema.official_item
        of_it = (table.c.office == office) & (table.c.role == role) & (table.c.record == record)
        latest = select(func.max(table.c.number)).where(of_it).scalar_subquery()
        self._connection.execute(
            update(table).where(of_it, table.c.number < latest).values(body=b"")
        )

    def items(self, roles: Collection[str]) -> tuple[OfficialItem, ...]:
        """Return, of every record, the latest item to one of these roles, the newest first."""
        table = schema.official_item
        statement = (
            select(table)
            .where(table.c.role.in_(roles))
            .order_by(table.c.at.desc(), table.c.office, table.c.record, table.c.number.desc())
        )
        latest: dict[tuple[str, str, str], OfficialItem] = {}
        for row in self._connection.execute(statement).mappings():
            item = OfficialItem(**row)
            key = (item.office, item.role, item.record)
            if key not in latest or latest[key].number < item.number:
                latest[key] = item
        return tuple(latest.values())

    def item(self, office: str, role: str, record: str, number: int) -> OfficialItem | None:
        """Return one item."""
        table = schema.official_item
        statement = select(table).where(
            table.c.office == office,
            table.c.role == role,
            table.c.record == record,
            table.c.number == number,
        )
        row = self._connection.execute(statement).mappings().one_or_none()
        return OfficialItem(**row) if row else None

    def set_state(self, item: OfficialItem, state: str) -> None:
        """Keep what was done with an item."""
        table = schema.official_item
        self._connection.execute(
            update(table)
            .where(
                table.c.office == item.office,
                table.c.role == item.role,
                table.c.record == item.record,
                table.c.number == item.number,
            )
            .values(state=state)
        )

    def add_letter(self, letter: DeskLetter) -> None:
        """Keep a letter."""
        self._connection.execute(insert(schema.central_letter).values(asdict(letter)))

    def letters(self, about: str) -> tuple[DeskLetter, ...]:
        """Return the letters about a record, the newest first."""
        table = schema.central_letter
        statement = (
            select(table).where(table.c.about == about).order_by(table.c.at.desc(), table.c.id)
        )
        return tuple(DeskLetter(**row) for row in self._connection.execute(statement).mappings())
