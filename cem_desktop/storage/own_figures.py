"""Figures of the store about itself, for the security document: no row of a case is read."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from cem_desktop.domain import strict_json
from cem_desktop.storage import schema


@dataclass(frozen=True)
class OwnFigures:
    """What a store says of itself.

    Attributes:
        version: The number of its last migration.
        first_entry: Instant of the first entry of the trail, or "".
        seals: How many signed checkpoints the trail has.
        backups: How many backups were made.
        last_backup: Instant of the last, or "".
        last_verified: Instant of the last that was opened and counted, or "".
    """

    version: int
    first_entry: str
    seals: int
    backups: int
    last_backup: str
    last_verified: str


def own_figures(connection: Connection) -> OwnFigures:
    """Return what a case store says of itself."""
    backup, audit = schema.backup_run, schema.audit
    runs = select(func.count(), func.max(backup.c.at), func.max(backup.c.verified))
    made, last, verified = connection.execute(runs).one()
    first = connection.execute(select(audit.c.entry).where(audit.c.seq == 1)).scalar_one_or_none()
    seals = select(func.count()).select_from(schema.audit_checkpoint)
    return OwnFigures(
        version=connection.exec_driver_sql("PRAGMA user_version").scalar_one(),
        first_entry=str(strict_json.loads_object(first)["at"]) if first else "",
        seals=connection.execute(seals).scalar_one(),
        backups=made,
        last_backup=last or "",
        last_verified=verified or "",
    )
