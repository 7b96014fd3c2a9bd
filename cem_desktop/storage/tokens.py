"""Counting tokens: what makes one person in two offices count once at headquarters."""

from __future__ import annotations

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert as upsert

from cem_desktop.storage import schema


class Tokens:
    """The counting tokens of a unit of work."""

    def __init__(self, connection: Connection) -> None:
        """Work on ``connection``."""
        self._connection = connection

    def of_file(self, file: str) -> str | None:
        """Return the token of a coded file, in hex; None where it never changed office."""
        table = schema.file_token
        statement = select(table.c.token).where(table.c.file == file)
        token = self._connection.execute(statement).scalar_one_or_none()
        return token.hex() if token is not None else None

    def put(self, file: str, token: str) -> None:
        """Keep the token of a file; one that is there stays, for it was told already."""
        statement = upsert(schema.file_token).values(file=file, token=bytes.fromhex(token))
        self._connection.execute(statement.on_conflict_do_nothing())
