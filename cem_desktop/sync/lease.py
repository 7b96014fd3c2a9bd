"""Lease entries: which files a laptop holds, until when, and what became of them.

A lease is advice to people and a promise of the laptop, never a lock on the office: both sides may
write, and what differs becomes a conflict. Each act is an entry (record 0x08) of the feed of
whoever does it, so it comes in its place among the revisions. The office lends, extends and
recalls; the laptop gives back, and says that it holds no more.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from cem_desktop.domain import strict_json
from cem_desktop.domain.case_code import CaseCode
from cem_desktop.domain.json_fields import INSTANT, UUID, count, matching, text
from cem_desktop.errors import BundleTamperedError, InvalidCaseCodeError

VERSION: Final = 1
EVERY_FILE: Final = "*"
"""The lease of a satellite, which holds every file, those too that are opened later."""

_SERVICE = re.compile(r"[a-z_]{1,32}")


class LeaseAct(StrEnum):
    """What happens to a lease: the first three by the office, the last two by the laptop."""

    OUT = "out"
    EXTEND = "extend"
    RECALL = "recall"
    IN = "in"
    PURGED = "purged"


OF_OFFICE: Final = frozenset({LeaseAct.OUT, LeaseAct.EXTEND, LeaseAct.RECALL})


@dataclass(frozen=True)
class LeaseEntry:
    """One act on a lease.

    Attributes:
        lease: Its UUID.
        act: What happens.
        file: The file's UUID, or ``*``.
        ends: Until when the laptop may work with it.
        wall: The clock of whoever acts; what a person reads, and a laptop's least instant.
        code: The file's code, so that the laptop can open the file; None for ``*``.
        services: Whose reserved answers go along.
        card_until: Until when the card for the visit is kept; None where none goes along.
        left: How many records stay behind because other services' reserved answers are in them.
    """

    lease: str
    act: LeaseAct
    file: str
    ends: str
    wall: str
    code: str | None = None
    services: tuple[str, ...] = field(default=())
    card_until: str | None = None
    left: int = 0

    def to_bytes(self) -> bytes:
        """Return the body of the entry."""
        return strict_json.dumps(
            {
                "v": VERSION,
                "lease": self.lease,
                "act": str(self.act),
                "file": self.file,
                "code": self.code,
                "ends": self.ends,
                "services": list(self.services),
                "card_until": self.card_until,
                "left": self.left,
                "wall": self.wall,
            }
        )

    @classmethod
    def from_bytes(cls, body: bytes) -> LeaseEntry:
        """Read an entry that its bundle's signature covers.

        Raises:
            BundleTamperedError: Not such an entry.
        """
        try:
            document = strict_json.loads_object(body)
            if count(document["v"], least=1) != VERSION:
                raise ValueError("another version")  # noqa: TRY301  (one error of reading)
            file, code = document["file"], document.get("code")
            until = document["card_until"]
            return cls(
                lease=matching(UUID, document["lease"]),
                act=LeaseAct(text(document["act"])),
                file=file if file == EVERY_FILE else matching(UUID, file),
                code=None if code is None else CaseCode(text(code)).symbols,
                ends=matching(INSTANT, document["ends"]),
                services=tuple(matching(_SERVICE, one) for one in document["services"]),
                card_until=None if until is None else matching(INSTANT, until),
                left=count(document.get("left", 0)),
                wall=matching(INSTANT, document["wall"]),
            )
        except (ValueError, TypeError, KeyError, InvalidCaseCodeError) as error:
            raise BundleTamperedError(reason="lease") from error
