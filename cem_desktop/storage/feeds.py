"""Outgoing feeds: one hash-chained sequence per destination and class, written with the edit.

Nothing counts as sent because it was exported; only a signed receipt moves ``acked``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sqlalchemy import Connection, RowMapping, bindparam, func, insert, select, update

from cem_desktop.crypto import hash_chain
from cem_desktop.errors import RecordMissingError
from cem_desktop.storage import schema

ID_BYTES = 16

# Built once: composing a statement costs more than running it, and every edit comes by.
_CURRENT = select(schema.feed).where(
    schema.feed.c.destination == bindparam("destination"),
    schema.feed.c["class"] == bindparam("kind"),
    schema.feed.c.retired == 0,
)
_ADD_ENTRY = insert(schema.feed_entry)
_MOVE = (
    update(schema.feed)
    .where(schema.feed.c.id == bindparam("feed"))
    .values(length=bindparam("new_length"), head=bindparam("new_head"))
)


@dataclass(frozen=True)
class Feed:
    """A feed as its writer knows it."""

    id: str
    destination: str
    kind: str
    created: str
    length: int
    head: bytes
    acked: int
    epoch: int

    @property
    def waiting(self) -> int:
        """Return how many entries no receipt has covered."""
        return self.length - self.acked


@dataclass(frozen=True)
class FeedEntry:
    """One entry of a feed: the exact bytes that travel."""

    seq: int
    body: bytes


class Feeds:
    """The outgoing feeds of a unit of work."""

    def __init__(self, connection: Connection) -> None:
        """Work on ``connection``."""
        self._connection = connection

    def start(self, identifier: bytes, destination: str, kind: str, created: str) -> Feed:
        """Begin a feed with a fresh random id of 16 bytes; an older one of its kind is retired."""
        table = schema.feed
        self._connection.execute(
            update(table)
            .where(table.c.destination == destination, table.c["class"] == kind)
            .values(retired=1)
        )
        self._connection.execute(
            insert(table).values(
                {
                    "id": identifier.hex(),
                    "destination": destination,
                    "class": kind,
                    "created": created,
                    "retired": 0,
                    "length": 0,
                    "head": identifier,
                    "acked": 0,
                    "epoch": 0,
                }
            )
        )
        return self.current(destination, kind)

    def current(self, destination: str, kind: str) -> Feed:
        """Return the living feed to ``destination`` of a class.

        Raises:
            RecordMissingError: This workspace has none.
        """
        found = self.find(destination, kind)
        if found is None:
            raise RecordMissingError(feed=destination)
        return found

    def find(self, destination: str, kind: str) -> Feed | None:
        """Return the living feed to ``destination`` of a class, if there is one."""
        values = {"destination": destination, "kind": kind}
        row = self._connection.execute(_CURRENT, values).mappings().one_or_none()
        return _feed(row) if row else None

    def begun(self, destination: str, kind: str) -> int:
        """Return how many feeds to ``destination`` of a class were begun, retired ones too."""
        table = schema.feed
        statement = (
            select(func.count())
            .select_from(table)
            .where(table.c.destination == destination, table.c["class"] == kind)
        )
        return self._connection.execute(statement).scalar_one()

    def append(self, feed: Feed, body: bytes) -> Feed:
        """Add an entry and return the feed after it."""
        item = hash_chain.item_id(body)
        head = hash_chain.link(feed.head, item)
        seq = feed.length + 1
        entry = {"feed": feed.id, "seq": seq, "item": item.hex(), "body": body, "head": head}
        self._connection.execute(_ADD_ENTRY, entry)
        moved = {"feed": feed.id, "new_length": seq, "new_head": head}
        self._connection.execute(_MOVE, moved)
        return replace(feed, length=seq, head=head)

    def head_at(self, feed: Feed, seq: int) -> bytes | None:
        """Return the head after entry ``seq``, or None when the feed never was that long."""
        if seq == 0:
            return bytes.fromhex(feed.id)
        table = schema.feed_entry
        statement = select(table.c.head).where(table.c.feed == feed.id, table.c.seq == seq)
        return self._connection.execute(statement).scalar_one_or_none()

    def head_of(self, identifier: str, seq: int) -> bytes | None:
        """Return the head of any feed, living or retired, after entry ``seq``; None where unknown.

        A feed that is not here, and one that never was that long, are both unknown.
        """
        table = schema.feed
        row = self._connection.execute(select(table).where(table.c.id == identifier)).mappings()
        found = row.one_or_none()
        return self.head_at(_feed(found), seq) if found else None

    def is_emptied(self, identifier: str) -> bool:
        """Tell whether a feed was given up and its entries dropped, as by an erasure."""
        table, entry = schema.feed, schema.feed_entry
        statement = select(table.c.id).where(
            table.c.id == identifier,
            table.c.retired == 1,
            table.c.length > 0,
            table.c.id.not_in(select(entry.c.feed)),
        )
        return self._connection.execute(statement).first() is not None

    def entries(self, feed: Feed, first: int) -> Iterator[FeedEntry]:
        """Yield the entries from ``first`` on, in order, a few hundred at a time."""
        table = schema.feed_entry
        statement = (
            select(table.c.seq, table.c.body)
            .where(table.c.feed == feed.id, table.c.seq >= first)
            .order_by(table.c.seq)
            .execution_options(yield_per=500)
        )
        for row in self._connection.execute(statement):
            yield FeedEntry(row.seq, row.body)

    def acknowledge(self, feed: Feed, seq: int, epoch: int) -> None:
        """Move the acknowledgement to ``seq``."""
        self._connection.execute(
            update(schema.feed).where(schema.feed.c.id == feed.id).values(acked=seq, epoch=epoch)
        )


def _feed(row: RowMapping) -> Feed:
    columns = dict(row)
    columns["kind"] = columns.pop("class")
    columns.pop("retired")
    return Feed(**columns)
