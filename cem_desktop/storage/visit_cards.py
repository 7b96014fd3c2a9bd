"""Cards for a visit: a few answers of who she is, sealed, for some hours, on a laptop alone."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from cem_desktop.storage import schema


@dataclass(frozen=True)
class VisitCard:
    """A card as it is kept: still sealed to this laptop's identity key."""

    lease: str
    file: str
    until: str
    sealed: bytes


class VisitCards:
    """The cards of a unit of work."""

    def __init__(self, connection: Connection) -> None:
        """Work on ``connection``."""
        self._connection = connection

    def put(self, card: VisitCard) -> None:
        """Keep a card in the place of the one before."""
        values = vars(card)
        statement = upsert(schema.visit_card).values(values)
        self._connection.execute(
            statement.on_conflict_do_update(index_elements=["lease"], set_=values)
        )

    def all(self) -> tuple[VisitCard, ...]:
        """Return all cards, the first to end first."""
        table = schema.visit_card
        found = self._connection.execute(select(table).order_by(table.c.until)).mappings()
        return tuple(VisitCard(**row) for row in found)

    def drop(self, lease: str) -> None:
        """Drop the card of a lease; its row is overwritten."""
        table = schema.visit_card
        self._connection.execute(delete(table).where(table.c.lease == lease))
