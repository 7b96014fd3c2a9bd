"""What the ficha window asks of the services; ``services.fichas.Fichas`` answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from cem_desktop.domain.strict_json import JsonValue
    from cem_desktop.services.filling import Filling, Saved


class FichaService(Protocol):
    """Keeps drafts, closes fichas and settles conflicts."""

    def save_draft(self, filling: Filling) -> str:
        """Keep what has been typed so far."""
        ...

    def close(self, filling: Filling, reason: str | None = None) -> Saved:
        """Check the answers and keep them as a record."""
        ...

    def open_identity(self, filling: Filling) -> frozenset[str]:
        """Let the ficha ask what belongs into the vault, where that is open."""
        ...

    def settle(
        self,
        record: str,
        path: str,
        value: JsonValue,
        reason: str,
        filling: Filling | None = None,
    ) -> None:
        """Settle a conflict: a person decides which value stands."""
        ...
