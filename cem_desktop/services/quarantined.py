"""What lies in the quarantine, as far as it can be read: which ficha, of which case, from when."""

from __future__ import annotations

from dataclasses import dataclass

from cem_desktop.crypto.signing import SIGNATURE_SIZE
from cem_desktop.domain import revision
from cem_desktop.storage.case_store import CaseUnit
from cem_desktop.storage.quarantine import QuarantinedEntry
from cem_desktop.sync.records import RecordType


@dataclass(frozen=True)
class Quarantined:
    """An entry beyond a cut.

    Attributes:
        device: Who brought it.
        feed: In which feed.
        seq: Its number there.
        type: What kind of record it is.
        size: Its bytes.
        at: When it arrived.
        seen: Somebody has looked at it.
        form: The ficha, "" where it is none or cannot be read.
        code: The code of its case, "" where there is none here.
        wall: When it was written, by the device's clock; "" where it does not say.
    """

    device: str
    feed: str
    seq: int
    type: int
    size: int
    at: str
    seen: bool
    form: str = ""
    code: str = ""
    wall: str = ""


def quarantined(unit: CaseUnit, device: str | None = None) -> tuple[Quarantined, ...]:
    """Return what is kept of one device or of all, in the order of its feeds."""
    return tuple(_described(unit, entry) for entry in unit.quarantine.entries(device))


def _described(unit: CaseUnit, entry: QuarantinedEntry) -> Quarantined:
    form = code = wall = ""
    if entry.type == RecordType.REVISION:
        try:
            read = revision.unpack(entry.body[SIGNATURE_SIZE:])
        except ValueError:
            read = None
        if read is not None:
            form, wall = read.form, read.wall
            codes = unit.case_files.codes_of([read.file]) if read.file else {}
            code = codes.get(read.file or "", "")
    return Quarantined(
        device=entry.device,
        feed=entry.feed,
        seq=entry.seq,
        type=entry.type,
        size=len(entry.body),
        at=entry.at,
        seen=entry.seen_at is not None,
        form=form,
        code=code,
        wall=wall,
    )
