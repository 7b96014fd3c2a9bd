"""Incoming feeds: how far this workspace has what others send it, and every head on the way."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import Connection, RowMapping, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from cem_desktop.storage import schema


@dataclass(frozen=True)
class IncomingFeed:
    """How far a feed of another device is here.

    Attributes:
        feed: Its identity.
        device: Who writes it.
        source: Where from, as ``domain.destinations`` names places.
        kind: Its class.
        seq: Number of the last entry that is here.
        head: The head after it.
        fork: Two histories arrived under it; the first was kept.
        updated: When it last moved.
    """

    feed: str
    device: str
    source: str
    kind: str
    seq: int
    head: bytes
    fork: bool
    updated: str


class IncomingFeeds:
    """The incoming feeds of a unit of work."""

    def __init__(self, connection: Connection) -> None:
        """Work on ``connection``."""
        self._connection = connection

    def position(self, feed: str) -> IncomingFeed | None:
        """Return how far a feed is here, None when nothing of it is."""
        table = schema.incoming_feed
        statement = select(table).where(table.c.feed == feed)
        row = self._connection.execute(statement).mappings().one_or_none()
        return _incoming(row) if row else None

    def all(self) -> tuple[IncomingFeed, ...]:
        """Return all incoming feeds, by device."""
        table = schema.incoming_feed
        statement = select(table).order_by(table.c.device, table.c.feed)
        return tuple(_incoming(row) for row in self._connection.execute(statement).mappings())

    def put(self, one: IncomingFeed) -> None:
        """Keep how far a feed is here now."""
        values = asdict(one) | {"fork": int(one.fork)}
        values["class"] = values.pop("kind")
        statement = upsert(schema.incoming_feed).values(values)
        self._connection.execute(
            statement.on_conflict_do_update(index_elements=["feed"], set_=values)
        )

    def add_head(self, feed: str, seq: int, head: bytes) -> None:
        """Remember the head after an entry, so that a fork before the end is noticed too."""
        values = {"feed": feed, "seq": seq, "head": head}
        self._connection.execute(insert(schema.incoming_head).values(values))

    def head_at(self, feed: str, seq: int) -> bytes | None:
        """Return the head after an entry, None where it is not remembered."""
        table = schema.incoming_head
        statement = select(table.c.head).where(table.c.feed == feed, table.c.seq == seq)
        return self._connection.execute(statement).scalar_one_or_none()


def _incoming(row: RowMapping) -> IncomingFeed:
    columns = dict(row)
    columns["kind"] = columns.pop("class")
    columns["fork"] = bool(columns["fork"])
    return IncomingFeed(**columns)
