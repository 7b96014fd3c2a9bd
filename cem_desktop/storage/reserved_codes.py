"""Case codes drawn in advance, to be printed on blank fichas; one is never drawn twice."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from cem_desktop.domain.case_code import CaseCode
from cem_desktop.storage import schema


@dataclass(frozen=True)
class ReservedCode:
    """A code that was drawn in advance.

    Attributes:
        code: The code.
        reserved: Instant at which it was drawn.
        author: The staff id of whoever drew it.
        used: Whether a file carries it by now.
    """

    code: CaseCode
    reserved: str
    author: str
    used: bool


class ReservedCodes:
    """The reserved codes of a unit of work."""

    def __init__(self, connection: Connection) -> None:
        """Work on ``connection``."""
        self._connection = connection

    def add(self, code: CaseCode, reserved: str, author: str) -> None:
        """Keep a code for paper."""
        values = {"code": code.symbols, "reserved": reserved, "author": author}
        self._connection.execute(insert(schema.reserved_code).values(values))

    def has(self, code: CaseCode) -> bool:
        """Say whether a code was drawn in advance, used or not."""
        table = schema.reserved_code
        statement = select(table.c.code).where(table.c.code == code.symbols)
        return self._connection.execute(statement).first() is not None

    def all(self) -> tuple[ReservedCode, ...]:
        """Return all of them, the latest drawn first."""
        table, file = schema.reserved_code, schema.case_file
        statement = (
            select(table, file.c.id.is_not(None).label("used"))
            .outerjoin(file, file.c.code == table.c.code)
            .order_by(table.c.reserved.desc(), table.c.code)
        )
        return tuple(
            ReservedCode(CaseCode(row["code"]), row["reserved"], row["author"], bool(row["used"]))
            for row in self._connection.execute(statement).mappings()
        )
