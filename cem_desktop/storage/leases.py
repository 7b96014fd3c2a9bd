"""Leases: which coded file stands on which laptop, until when, and for which services."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, select
from sqlalchemy.dialects.sqlite import insert as upsert

from cem_desktop.domain import strict_json
from cem_desktop.storage import schema

OUT, RETURNED, PURGED, LOST = "out", "returned", "purged", "lost"
EVERY_FILE = "*"
"""The file of a satellite's lease: it holds every case of its office."""


@dataclass(frozen=True)
class Lease:
    """That a file is lent to a device.

    Attributes:
        id: A UUID.
        device: The laptop or satellite.
        file: The coded file; ``EVERY_FILE`` for a satellite.
        began: When.
        ends: When the laptop locks the file.
        services: The services whose reserved records go along.
        card_until: Until when the visit card of her identity lies there; None without one.
        state: ``out``, ``returned``, ``purged`` or ``lost`` (its device was retired or stolen).
        by: Who lent it.
        updated: When ``state`` or ``ends`` last changed.
    """

    id: str
    device: str
    file: str
    began: str
    ends: str
    services: tuple[str, ...]
    card_until: str | None
    state: str
    by: str
    updated: str


class Leases:
    """The leases of a unit of work."""

    def __init__(self, connection: Connection) -> None:
        """Work on ``connection``."""
        self._connection = connection

    def put(self, lease: Lease) -> None:
        """Keep a lease, new or in place of what was known of it."""
        values: dict[str, Any] = asdict(lease)
        values["services"] = strict_json.dumps(list(lease.services))
        statement = upsert(schema.lease).values(values)
        self._connection.execute(
            statement.on_conflict_do_update(index_elements=["id"], set_=values)
        )

    def find(self, identifier: str) -> Lease | None:
        """Return a lease, None where there is none with this id."""
        table = schema.lease
        found = self._list(select(table).where(table.c.id == identifier))
        return found[0] if found else None

    def of_device(self, device: str, state: str | None = OUT) -> tuple[Lease, ...]:
        """Return the leases of a device in a state, or all of them, oldest first."""
        table = schema.lease
        statement = select(table).where(table.c.device == device)
        return self._list(statement if state is None else statement.where(table.c.state == state))

    def of_file(self, file: str, state: str | None = OUT) -> tuple[Lease, ...]:
        """Return the leases of a file in a state, those of every file among them."""
        table = schema.lease
        statement = select(table).where(table.c.file.in_((file, EVERY_FILE)))
        return self._list(statement if state is None else statement.where(table.c.state == state))

    def all(self, state: str | None = OUT) -> tuple[Lease, ...]:
        """Return all leases in a state, oldest first."""
        table = schema.lease
        statement = select(table)
        return self._list(statement if state is None else statement.where(table.c.state == state))

    def _list(self, statement: Select[Any]) -> tuple[Lease, ...]:
        table = schema.lease
        rows = self._connection.execute(statement.order_by(table.c.began, table.c.id)).mappings()
        return tuple(_lease(row) for row in rows)


def _lease(row: RowMapping) -> Lease:
    columns = dict(row)
    columns["services"] = tuple(strict_json.loads(columns["services"]))
    return Lease(**columns)
