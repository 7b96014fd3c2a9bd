"""Quarantine: entries of a device beyond its cut. Kept and shown, never merged by themselves."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import Connection, func, literal, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from cem_desktop.storage import schema


@dataclass(frozen=True)
class QuarantinedEntry:
    """An entry that does not count: the feed and place it came from, and its exact bytes."""

    feed: str
    seq: int
    device: str
    type: int
    body: bytes
    at: str
    reason: str
    seen_by: str | None = None
    seen_at: str | None = None


class Quarantine:
    """The quarantine of a unit of work."""

    def __init__(self, connection: Connection) -> None:
        """Work on ``connection``."""
        self._connection = connection

    def add(self, entry: QuarantinedEntry) -> None:
        """Keep an entry; the first that came under its number stays."""
        statement = upsert(schema.quarantine).values(asdict(entry))
        self._connection.execute(statement.on_conflict_do_nothing())

    def entries(self, device: str | None = None) -> tuple[QuarantinedEntry, ...]:
        """Return what is kept, of one device or of all, in the order of its feeds."""
        table = schema.quarantine
        statement = select(table).order_by(table.c.device, table.c.feed, table.c.seq)
        if device is not None:
            statement = statement.where(table.c.device == device)
        return tuple(
            QuarantinedEntry(**row) for row in self._connection.execute(statement).mappings()
        )

    def empty(self, file: str) -> None:
        """Drop the bytes of all entries that name a coded file; that there were any stays.

        Every entry names its file by the UUID, in clear inside of its JSON.
        """
        table = schema.quarantine
        statement = (
            update(table)
            .where(func.instr(table.c.body, literal(file.encode())) > 0)
            .values(body=b"")
        )
        self._connection.execute(statement)

    def mark_seen(self, device: str, by: str, at: str) -> None:
        """Note who looked at what is kept of a device."""
        table = schema.quarantine
        statement = (
            update(table)
            .where(table.c.device == device, table.c.seen_at.is_(None))
            .values(seen_by=by, seen_at=at)
        )
        self._connection.execute(statement)
