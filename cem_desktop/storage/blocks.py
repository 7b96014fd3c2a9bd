"""Files out of use: blocked ones, which are kept and not worked with, by whom and why."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import Connection, bindparam, insert, select, update

from cem_desktop.storage import schema

# Built once: every look at a file asks for it.
_FIND = select(schema.blocked_file).where(
    schema.blocked_file.c.file == bindparam("of"), schema.blocked_file.c.ended.is_(None)
)


@dataclass(frozen=True)
class Block:
    """A blocked file.

    Attributes:
        file: Its id.
        since: Instant.
        by: The staff id of whoever blocked it.
        reason: In her words.
        until: The day on which the block is looked at again, or None.
        ended: Instant at which the file was given back, or None.
        ended_by: Who gave it back.
        ended_reason: In her words.
    """

    file: str
    since: str
    by: str
    reason: str
    until: str | None = None
    ended: str | None = None
    ended_by: str | None = None
    ended_reason: str | None = None


class Blocks:
    """The blocked files of a unit of work."""

    def __init__(self, connection: Connection) -> None:
        """Work on ``connection``."""
        self._connection = connection

    def add(self, block: Block) -> None:
        """Block a file."""
        self._connection.execute(insert(schema.blocked_file).values(asdict(block)))

    def end(self, file: str, at: str, by: str, reason: str) -> None:
        """Give a file back to use; that it was blocked stays known."""
        table = schema.blocked_file
        self._connection.execute(
            update(table)
            .where(table.c.file == file, table.c.ended.is_(None))
            .values(ended=at, ended_by=by, ended_reason=reason)
        )

    def of_file(self, file: str) -> Block | None:
        """Return the block of a file, if it has one."""
        row = self._connection.execute(_FIND, {"of": file}).mappings().one_or_none()
        return Block(**row) if row else None

    def living(self) -> tuple[Block, ...]:
        """Return the blocks that hold, the oldest first."""
        table = schema.blocked_file
        statement = (
            select(table).where(table.c.ended.is_(None)).order_by(table.c.since, table.c.file)
        )
        return tuple(Block(**row) for row in self._connection.execute(statement).mappings())
