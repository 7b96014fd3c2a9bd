"""Which backups were made, and which of them were verified."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import Connection, delete, insert, select, update

from cem_desktop.domain import strict_json
from cem_desktop.storage import schema


@dataclass(frozen=True)
class BackupRun:
    """A backup that was made.

    Attributes:
        id: Its UUID.
        at: Instant of the snapshot.
        by: Staff id of whoever worked then.
        file: Its name, random.
        size: Bytes.
        counts: Rows of ``case.db`` by table.
        mark: What the state of the stores was then.
        verified: Instant at which it was last read back and counted, or None.
        lacking: How many attachments its stores name that are not in it.
    """

    id: str
    at: str
    by: str
    file: str
    size: int
    counts: dict[str, int]
    mark: str
    verified: str | None
    lacking: int = 0


class BackupRuns:
    """The backups of a unit of work."""

    def __init__(self, connection: Connection) -> None:
        """Work on ``connection``."""
        self._connection = connection

    def add(self, run: BackupRun) -> None:
        """Keep a run."""
        values = asdict(run) | {"counts": strict_json.dumps(run.counts)}
        self._connection.execute(insert(schema.backup_run).values(values))

    def all(self) -> tuple[BackupRun, ...]:
        """Return all runs, the newest first."""
        table = schema.backup_run
        found = self._connection.execute(select(table).order_by(table.c.at.desc(), table.c.id))
        return tuple(
            BackupRun(**(dict(row) | {"counts": strict_json.loads(row["counts"])}))
            for row in found.mappings()
        )

    def verify(self, file: str, at: str | None, lacking: int = 0) -> None:
        """Note that a backup was read back at ``at``; None takes the word back."""
        table = schema.backup_run
        statement = update(table).where(table.c.file == file)
        self._connection.execute(statement.values(verified=at, lacking=lacking))

    def forget(self, file: str) -> None:
        """Drop the run of a backup that was removed to make room."""
        table = schema.backup_run
        self._connection.execute(delete(table).where(table.c.file == file))
