"""An erasure: what was dropped of a coded file, by whom, on what ground; what a device signs.

The document names ids alone: of records, revisions, drafts and attachments. The ids of revisions
are hashes of bytes that held a random salt, so nobody gets the bytes back by guessing them.
Format: docs/formats.md, "Erasure".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from cem_desktop.domain import strict_json
from cem_desktop.domain.json_fields import count, text

PAYLOAD_TYPE: Final = "application/vnd.cem.erasure+json"
VERSION: Final = 1
GROUNDS: Final = ("request", "purpose_ended", "retention_ended", "authority")
"""Why: she asked for it; what it was kept for is done; its term ended; an authority ordered it."""


@dataclass(frozen=True)
class ErasedRecord:
    """A record whose bytes were dropped: its id, its ficha, and its revisions, oldest first."""

    id: str
    form: str
    revisions: tuple[str, ...]


@dataclass(frozen=True)
class Erasure:
    """What an erasure says.

    Attributes:
        id: Its own UUID.
        file: The coded file.
        at: The device's clock.
        by: The staff id of whoever did it.
        device: The device that signs.
        key: The device's public key, in hexadecimal.
        ground: One of ``GROUNDS``.
        reason: In a person's words; it names nobody.
        request: The record of the request that it answers, or None.
        records: What was dropped.
        drafts: Drafts that were dropped, by id.
        attachments: Attachments that were dropped, by id.
        identity: Whether the identity store was emptied of her in the same act; None where this
            workspace has none.
    """

    id: str
    file: str
    at: str
    by: str
    device: str
    key: str
    ground: str
    reason: str
    request: str | None
    records: tuple[ErasedRecord, ...]
    drafts: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    identity: bool | None = None

    @property
    def revisions(self) -> frozenset[str]:
        """Return the ids of all revisions whose bytes were dropped."""
        return frozenset(one for record in self.records for one in record.revisions)

    def pack(self) -> bytes:
        """Return the bytes to sign and keep."""
        return strict_json.dumps(
            {
                "type": "erasure",
                "v": VERSION,
                "id": self.id,
                "file": self.file,
                "at": self.at,
                "by": self.by,
                "device": self.device,
                "key": self.key,
                "ground": self.ground,
                "reason": self.reason,
                "request": self.request,
                "records": [[one.id, one.form, list(one.revisions)] for one in self.records],
                "drafts": list(self.drafts),
                "attachments": list(self.attachments),
                "identity": self.identity,
            }
        )


def unpack(data: bytes) -> Erasure:
    """Return what the bytes of an erasure say.

    Raises:
        ValueError: Not an erasure of this version.
    """
    body = strict_json.loads_object(data)
    try:
        if body["type"] != "erasure" or count(body["v"]) != VERSION:
            raise ValueError("version")
        return _erasure(body)
    except (KeyError, TypeError, AttributeError) as fault:
        raise ValueError("shape") from fault


def _erasure(body: Mapping[str, Any]) -> Erasure:
    return Erasure(
        id=text(body["id"]),
        file=text(body["file"]),
        at=text(body["at"]),
        by=text(body["by"]),
        device=text(body["device"]),
        key=text(body["key"]),
        ground=text(body["ground"]),
        reason=text(body["reason"]),
        request=None if body["request"] is None else text(body["request"]),
        records=tuple(
            ErasedRecord(text(one), text(form), tuple(text(revision) for revision in revisions))
            for one, form, revisions in body["records"]
        ),
        drafts=tuple(text(one) for one in body["drafts"]),
        attachments=tuple(text(one) for one in body["attachments"]),
        identity=None if body["identity"] is None else bool(body["identity"]),
    )
