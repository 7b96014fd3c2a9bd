"""Headquarters' side of official text: from the entries of a feed to the desk of the role."""

from __future__ import annotations

from collections.abc import Iterable

from cem_desktop.errors import BundleTamperedError
from cem_desktop.storage.central_desk import CentralDesk, DeskLetter, OfficialItem
from cem_desktop.sync.letter import Letter
from cem_desktop.sync.official import OfficialEntry
from cem_desktop.sync.records import RecordType

_OFFICIAL_KEY = b'"texts":'


class OfficialRegistrar:
    """Takes official texts and letters of one office to one role within one unit of work."""

    takes = frozenset({int(RecordType.OFFICIAL), int(RecordType.LETTER)})
    """The types of records that it knows."""

    def __init__(self, desk: CentralDesk, office: str, role: str, now: str) -> None:
        """Write to ``desk`` what comes from ``office`` for ``role``."""
        self._desk, self._office, self._role, self._now = desk, office, role, now
        self.received = 0
        self.fresh = 0

    def add(self, body: bytes) -> None:
        """Take one entry.

        Raises:
            BundleTamperedError: It cannot be read, or is addressed to another role than the one
                that the bundle was sealed to.
            BundleTooNewError: It states what this program does not know.
        """
        self.received += 1
        if _is_official(body):
            self._take_text(OfficialEntry.from_bytes(body), body)
        else:
            self._take_letter(Letter.from_bytes(body), body)

    def holds(self, bodies: Iterable[bytes]) -> bool:
        """Tell whether what should be here is."""
        for body in bodies:
            if _is_official(body):
                entry = OfficialEntry.from_bytes(body)
                if self._desk.item(self._office, self._role, entry.record, entry.number) is None:
                    return False
            elif self._desk.letter(Letter.from_bytes(body).id) is None:
                return False
        return True

    def flush(self) -> None:
        """Nothing waits: every entry was written when it came."""

    def _take_text(self, entry: OfficialEntry, body: bytes) -> None:
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

    def _take_letter(self, letter: Letter, body: bytes) -> None:
        kept = DeskLetter(
            id=letter.id,
            office=self._office,
            direction="in",
            kind=str(letter.kind),
            about=letter.about,
            body=body,
            at=letter.at,
            author=letter.author,
        )
        self.fresh += self._desk.add_letter(kept)


def _is_official(body: bytes) -> bool:
    return _OFFICIAL_KEY in body and b'"kind":' not in body
