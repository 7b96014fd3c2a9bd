"""Exceptional access: a file opened by breaking the glass, the identity vault in an emergency."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, insert, literal_column, select, update

from cem_desktop.storage import schema


@dataclass(frozen=True)
class ExceptionalAccess:
    """An access that the coordinator is shown.

    Attributes:
        id: Its UUID.
        kind: What kind, e.g. ``identity_emergency``.
        user: The staff id of who took it.
        subject: What was opened: a coded file, or ``identity``.
        reason: Why, in that person's words.
        at: Instant of the opening.
        until: Instant at which it ends by itself.
        seen_by: The staff id of who has looked at it since; None for nobody yet.
        seen_at: When.
    """

    id: str
    kind: str
    user: str
    subject: str
    reason: str
    at: str
    until: str
    seen_by: str | None = None
    seen_at: str | None = None


class ExceptionalAccesses:
    """The exceptional accesses of a unit of work."""

    def __init__(self, connection: Connection) -> None:
        """Work on ``connection``."""
        self._connection = connection

    def add(self, access: ExceptionalAccess) -> None:
        """Keep one."""
        self._connection.execute(insert(schema.exceptional_access).values(**vars(access)))

    def all(self, kind: str | None = None) -> tuple[ExceptionalAccess, ...]:
        """Return those of a kind, or all, the latest first."""
        table = schema.exceptional_access
        statement = select(table).order_by(
            table.c.at.desc(), literal_column("exceptional_access.rowid").desc()
        )
        if kind is not None:
            statement = statement.where(table.c.kind == kind)
        found = self._connection.execute(statement).mappings()
        return tuple(ExceptionalAccess(**row) for row in found)

    def see(self, access: str, user: str, at: str) -> None:
        """Note that ``user`` has looked at one; the first look stays."""
        table = schema.exceptional_access
        statement = update(table).where(table.c.id == access, table.c.seen_by.is_(None))
        self._connection.execute(statement.values(seen_by=user, seen_at=at))
