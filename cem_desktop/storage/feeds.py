"""Outgoing feeds: one hash-chained sequence per destination and class, written with the edit.

An entry keeps the bytes that travel; of a revision only its id, for the revision itself is here.
Nothing counts as sent because it was exported; only a signed receipt moves ``acked``.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace

from sqlalchemy import (
    Connection,
    RowMapping,
    Text,
    bindparam,
    cast,
    func,
    insert,
    or_,
    select,
    update,
)

from cem_desktop.crypto import hash_chain
from cem_desktop.errors import RecordMissingError
from cem_desktop.storage import schema

ID_BYTES = 16
REVISION = 1
PROJECTION = 2
BLOB_BEGIN = 3
_LEASE = 8

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
    """One entry of a feed: its record type (docs/formats.md, 9) and the exact bytes that travel."""

    seq: int
    type: int
    body: bytes


class Feeds:
    """The outgoing feeds of a unit of work."""

    def __init__(self, connection: Connection) -> None:
        """Work on ``connection``."""
        self._connection = connection

    def start(
        self, identifier: bytes, destination: str, kind: str, created: str, *, epoch: int = 0
    ) -> Feed:
        """Begin a feed with a fresh random id of 16 bytes; an older one of its kind is retired.

        ``epoch`` is that of the last receipt of the reader, if the writer has to remember it.
        """
        table = schema.feed
        self._connection.execute(
            update(table)
            .where(table.c.destination == destination, table.c["class"] == kind)
            .values(retired=1)
        )
        self._add(identifier, destination, kind, created, epoch=epoch)
        return self.current(destination, kind)

    def learn_forgotten(self, feed: str, destination: str, kind: str, created: str) -> bool:
        """Keep, as given up, a feed that a reader has of this store; say whether it was unknown.

        A store that does not know a feed of its own was put back to a state before it.
        """
        if self.head_of(feed, 0) is not None:
            return False
        self._add(bytes.fromhex(feed), destination, kind, created, retired=1)
        return True

    def learn_longer(self, identifier: str, seq: int, head: bytes) -> bool:
        """Keep how far a reader has a feed that was given up; say whether that is news from it.

        It is where this store, put back to an earlier state, lacks entries of its own, or has
        others in their place; each further step of the reader's is news once.
        """
        table = schema.feed
        row = self._connection.execute(select(table).where(table.c.id == identifier)).mappings()
        feed = _feed(row.one())
        known = self.head_at(feed, seq)
        is_ours = seq <= feed.length and known in {None, head}  # none: an erasure dropped it
        if is_ours or seq <= feed.acked:
            return False
        self.acknowledge(feed, seq, feed.epoch)
        return True

    def _add(
        self,
        identifier: bytes,
        destination: str,
        kind: str,
        created: str,
        *,
        retired: int = 0,
        epoch: int = 0,
    ) -> None:
        row = {
            "id": identifier.hex(),
            "destination": destination,
            "class": kind,
            "created": created,
            "retired": retired,
            "length": 0,
            "head": identifier,
            "acked": 0,
            "epoch": epoch,
        }
        self._connection.execute(insert(schema.feed).values(row))

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

    def append(self, feed: Feed, body: bytes, record_type: int = PROJECTION) -> Feed:
        """Add an entry and return the feed after it."""
        return self._append(feed, record_type, body, body)

    def append_revision(self, feed: Feed, revision: str) -> Feed:
        """Add a revision that is held here, by its id, and return the feed after it.

        Raises:
            RecordMissingError: There is no such revision, or an erasure dropped its bytes.
        """
        table = schema.revision
        statement = select(table.c.signature, table.c.body).where(
            table.c.id == revision, func.length(table.c.body) > 0
        )
        row = self._connection.execute(statement).one_or_none()
        if row is None:
            raise RecordMissingError(revision=revision)
        return self._append(feed, REVISION, row.signature + row.body, bytes.fromhex(revision))

    def tells(self, feed: Feed, revision: str) -> bool:
        """Tell whether a revision stands in a feed, sent or waiting."""
        table = schema.feed_entry
        statement = select(table.c.seq).where(
            table.c.feed == feed.id,
            table.c.type == REVISION,
            table.c.body == bytes.fromhex(revision),
        )
        return self._connection.execute(statement).first() is not None

    def _append(self, feed: Feed, record_type: int, travels: bytes, kept: bytes) -> Feed:
        item = hash_chain.item_id(travels)
        head = hash_chain.link(feed.head, item)
        seq = feed.length + 1
        entry = {
            "feed": feed.id,
            "seq": seq,
            "item": item.hex(),
            "type": record_type,
            "body": kept,
            "head": head,
        }
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

    def entries(
        self, feed: Feed, first: int, *, passes_over: bool = False
    ) -> Generator[FeedEntry, None, None]:
        """Yield the entries from ``first`` on, in order, a few hundred at a time.

        Args:
            feed: The feed.
            first: The number of the first entry.
            passes_over: Whether revisions whose bytes are gone are left out.

        Raises:
            RecordMissingError: The bytes of a revision were dropped; the feed must begin again.
        """
        table, revision = schema.feed_entry, schema.revision
        statement = (
            select(
                table.c.seq,
                table.c.type,
                table.c.body,
                revision.c.signature,
                revision.c.body.label("signed"),
            )
            .select_from(
                table.outerjoin(
                    revision,
                    (table.c.type == REVISION)
                    & (revision.c.id == func.lower(func.hex(table.c.body))),
                )
            )
            .where(table.c.feed == feed.id, table.c.seq >= first)
            .order_by(table.c.seq)
            .execution_options(yield_per=500)
        )
        for row in self._connection.execute(statement):
            if row.type != REVISION:
                yield FeedEntry(row.seq, row.type, row.body)
            elif row.signed:
                yield FeedEntry(row.seq, row.type, row.signature + row.signed)
            elif not passes_over:
                raise RecordMissingError(revision=row.body.hex())

    def last_telling_of(self, feed: Feed, file: str) -> int:
        """Return the number of the last entry that may tell of a coded file; 0 where none does.

        Whatever is neither a revision nor an act on a lease may tell of any file.
        """
        entry, revision, record = schema.feed_entry, schema.revision, schema.record
        of_file = (
            select(revision.c.id)
            .join(record, record.c.id == revision.c.record)
            .where(record.c.file == file)
        )
        tells = or_(
            entry.c.type.not_in((REVISION, _LEASE)),
            (entry.c.type == REVISION) & func.lower(func.hex(entry.c.body)).in_(of_file),
        )
        statement = select(func.max(entry.c.seq)).where(entry.c.feed == feed.id, tells)
        return self._connection.execute(statement).scalar_one() or 0

    def weigh(self, feed: Feed, first: int) -> tuple[int, int]:
        """Return how many bytes the entries from ``first`` on have, and their attachments."""
        table, revision = schema.feed_entry, schema.revision
        of_feed = (table.c.feed == feed.id) & (table.c.seq >= first)
        bodies = select(func.sum(func.length(table.c.body))).where(of_feed)
        signed = (
            select(func.sum(func.length(revision.c.signature) + func.length(revision.c.body)))
            .select_from(table.join(revision, revision.c.id == func.lower(func.hex(table.c.body))))
            .where(of_feed, table.c.type == REVISION)
        )
        stated = func.json_extract(cast(table.c.body, Text), "$.size")
        blobs = select(func.sum(stated)).where(of_feed, table.c.type == BLOB_BEGIN)
        text, revisions, sizes = (
            self._connection.execute(one).scalar_one() or 0 for one in (bodies, signed, blobs)
        )
        return text + revisions, sizes

    def living(self) -> tuple[Feed, ...]:
        """Return all feeds that were not given up."""
        table = schema.feed
        statement = select(table).where(table.c.retired == 0).order_by(table.c.created, table.c.id)
        return tuple(_feed(row) for row in self._connection.execute(statement).mappings())

    def retire(self, feed: Feed) -> None:
        """Give a feed up without another in its place: its reader is gone."""
        table = schema.feed
        statement = update(table).where(table.c.id == feed.id).values(retired=1)
        self._connection.execute(statement)

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
