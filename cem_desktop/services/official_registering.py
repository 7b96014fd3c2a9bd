"""Headquarters' side of official text: from the entries of a feed to the desk of the role."""

from __future__ import annotations

from collections.abc import Iterable

from cem_desktop.errors import BundleTamperedError
from cem_desktop.storage.central_desk import CentralDesk, OfficialItem
from cem_desktop.sync.official import OfficialEntry
from cem_desktop.sync.records import RecordType


class OfficialRegistrar:
    """Takes official texts of one office to one role within one unit of work."""

    takes = frozenset({int(RecordType.OFFICIAL)})
    """The types of records that it knows."""

    def __init__(self, desk: CentralDesk, office: str, role: str, now: str) -> None:
        """Write to ``desk`` what comes from ``office`` for ``role``."""
        self._desk, self._office, self._role, self._now = desk, office, role, now
        self.fresh = 0

    def add(self, body: bytes) -> None:
        """Take one entry.

        Raises:
            BundleTamperedError: It cannot be read, or is addressed to another role than the one
                that the bundle was sealed to.
            BundleTooNewError: It states what this program does not know.
        """
        entry = OfficialEntry.from_bytes(body)
        if entry.role != self._role:
            raise BundleTamperedError(reason="official to another role")
        item = OfficialItem(
            office=self._office,
            role=self._role,
            record=entry.record,
            number=entry.number,
            file=entry.file,
            form=entry.form,
            body=body,
            at=self._now,
        )
        self.fresh += self._desk.add(item)
        self._desk.empty_before(self._office, self._role, entry.record)

    def holds(self, bodies: Iterable[bytes]) -> bool:
        """Tell whether what should be here is."""
        entries = map(OfficialEntry.from_bytes, bodies)
        return all(
            self._desk.item(self._office, self._role, one.record, one.number) is not None
            for one in entries
        )

    def flush(self) -> None:
        """Nothing waits: every entry was written when it came."""
