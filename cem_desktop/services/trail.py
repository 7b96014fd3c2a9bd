"""The audit trail as a person may read and check it."""

from __future__ import annotations

from dataclasses import dataclass

from cem_desktop.services.acts import READ_TRAIL
from cem_desktop.services.context import Context
from cem_desktop.storage.audit_trail import AuditEntry


@dataclass(frozen=True)
class TrailCheck:
    """What walking the chain found.

    Attributes:
        length: The number of entries.
        first_fault: The first entry that does not fit, or None.
    """

    length: int
    first_fault: int | None


class Trail:
    """Reads the audit trail."""

    def __init__(self, context: Context) -> None:
        """Read the trail of ``context``'s workspace."""
        self._context = context

    def latest(self, limit: int = 200) -> tuple[AuditEntry, ...]:
        """Return the last entries, the newest first.

        Raises:
            NotPermittedError: The user's roles do not read the trail.
        """
        self._context.require(READ_TRAIL, "trail", "")
        with self._context.store.read() as unit:
            return unit.audit.latest(limit)

    def verify(self) -> TrailCheck:
        """Walk the whole chain; longer than a moment on a large store.

        Raises:
            NotPermittedError: The user's roles do not read the trail.
        """
        self._context.require(READ_TRAIL, "trail", "")
        with self._context.store.read() as unit:
            return TrailCheck(unit.audit.length(), unit.audit.first_fault())
