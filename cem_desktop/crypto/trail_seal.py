"""Signed checkpoints of the audit trail, and what is wrong with a trail.

A checkpoint is a device's signature over a length and a head of the chain of entries. It says that
the trail reached that far and read just so; a trail that is shorter, or reads otherwise at that
place, was cut or written anew. A checkpoint that is kept elsewhere (a guard file, a backup, an
export in other hands) says so even against somebody who can change everything inside the store.

``judge`` is pure: entries, checkpoints and public keys in, findings out.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from cem_desktop.crypto import hash_chain
from cem_desktop.crypto.signing import SIGNATURE_SIZE, Signer, Verifier
from cem_desktop.domain import strict_json
from cem_desktop.domain.json_fields import count

MAGIC: Final = b"CEMCHECK1\0"
START: Final = hash_chain.item_id(b"CEMAUDIT1")
EVERY: Final = 100
"""After so many entries a checkpoint is due; twice as many without one are a finding."""

_SEQ_BYTES: Final = 8
_STAMP_BYTES: Final = 20
_TELL_EVERY: Final = 500


@dataclass(frozen=True)
class Checkpoint:
    """A device's word on how far a trail reached.

    Attributes:
        database: The identity of the database.
        seq: The number of entries.
        head: The head of the chain after them.
        at: The device's clock.
        device: The key id of the device.
        signature: Of the device over ``signed_bytes``.
    """

    database: str
    seq: int
    head: bytes
    at: str
    device: str
    signature: bytes

    def to_json(self) -> dict[str, Any]:
        """Return the checkpoint as it is kept outside the store."""
        return {
            "v": 1,
            "database": self.database,
            "seq": self.seq,
            "head": self.head.hex(),
            "at": self.at,
            "device": self.device,
            "signature": self.signature.hex(),
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Checkpoint:
        """Read what ``to_json`` gave; nothing is verified.

        Raises:
            ValueError: It is no checkpoint.
        """
        try:
            if value["v"] != 1:
                raise ValueError("another version")
            made = cls(
                database=str(uuid.UUID(value["database"])),
                seq=count(value["seq"]),
                head=bytes.fromhex(value["head"]),
                at=str(value["at"]),
                device=str(value["device"]),
                signature=bytes.fromhex(value["signature"]),
            )
            signed_bytes(made.database, made.seq, made.head, made.at)
        except (KeyError, TypeError, AttributeError, OverflowError) as error:
            raise ValueError("no checkpoint") from error
        if len(made.signature) != SIGNATURE_SIZE:
            raise ValueError("no signature")
        return made

    def holds(self, key: Verifier) -> bool:
        """Tell whether ``key`` signed it."""
        try:
            message = signed_bytes(self.database, self.seq, self.head, self.at)
        except (ValueError, OverflowError):
            return False
        return key.key_id == self.device and key.holds(self.signature, message)


def signed_bytes(database: str, seq: int, head: bytes, at: str) -> bytes:
    """Return the 86 bytes that a checkpoint signs (``docs/formats.md``).

    Raises:
        ValueError: A part has not its fixed length.
    """
    when = at.encode("ascii")
    if len(head) != hash_chain.ITEM_SIZE or len(when) != _STAMP_BYTES or seq < 0:
        raise ValueError("a checkpoint has parts of fixed length")
    return MAGIC + uuid.UUID(database).bytes + seq.to_bytes(_SEQ_BYTES, "big") + head + when


def sign(signer: Signer, database: str, seq: int, head: bytes, at: str) -> Checkpoint:
    """Return a checkpoint of this device."""
    signature = signer.sign(signed_bytes(database, seq, head, at))
    return Checkpoint(database, seq, head, at, signer.key_id, signature)


@dataclass(frozen=True)
class TrailRow:
    """An entry as it is kept: its number, its exact bytes, the head after it."""

    seq: int
    entry: bytes
    head: bytes


class FaultKind(StrEnum):
    """What may be wrong with a trail."""

    CHANGED = "changed"
    GAP = "gap"
    TRUNCATED = "truncated"
    REWRITTEN = "rewritten"
    FORGED = "forged"
    STRANGER = "stranger"
    UNSEALED = "unsealed"


@dataclass(frozen=True)
class TrailFault:
    """One finding: what, at which entry, and whether a checkpoint from outside tells it."""

    kind: FaultKind
    seq: int
    outside: bool = False


@dataclass(frozen=True)
class TrailVerdict:
    """What walking a trail found.

    Attributes:
        length: The number of the last entry.
        head: The head after it.
        checkpoints: How many checkpoints the store holds.
        sealed: The furthest entry that a good checkpoint covers; 0 for none.
        faults: Everything that does not fit, in the order of the entries; empty where all does.
    """

    length: int
    head: bytes
    checkpoints: int
    sealed: int
    faults: tuple[TrailFault, ...]

    @property
    def first_fault(self) -> int | None:
        """The first entry that does not fit, or None."""
        return self.faults[0].seq if self.faults else None


def judge(
    rows: Iterable[TrailRow],
    checkpoints: Iterable[Checkpoint],
    keys: Mapping[str, Verifier],
    outside: Iterable[Checkpoint] = (),
    marks: Iterable[tuple[int, bytes]] = (),
    tell: Callable[[int], None] = lambda _done: None,
) -> TrailVerdict:
    """Walk a trail and hold every checkpoint against it.

    Args:
        rows: The entries, by their numbers.
        checkpoints: Those that the store holds.
        keys: The devices' public keys, by key id.
        outside: Checkpoints that were kept elsewhere; they count as much.
        marks: Numbers and heads that a guard saw under its own key, without a signature.
        tell: Gets how many entries are done, now and then; what it raises ends the walk.
    """
    kept = sorted(checkpoints, key=lambda one: one.seq)
    brought = tuple(outside)
    seen = tuple(marks)
    wanted = {one.seq for one in (*kept, *brought)} | {seq for seq, _head in seen}
    walk = _Walk(wanted)
    for row in rows:
        walk.take(row)
        if row.seq % _TELL_EVERY == 0:
            tell(row.seq)
    tell(walk.length)
    faults = list(walk.faults)
    if not walk.length:
        faults.append(TrailFault(FaultKind.TRUNCATED, 1))
    good = []
    for one, is_outside in [(one, False) for one in kept] + [(one, True) for one in brought]:
        kind = _fault_of(one, keys, walk)
        if kind is None:
            good.append(one.seq)
        else:
            at = min(one.seq, walk.length + 1) if kind is FaultKind.TRUNCATED else one.seq
            faults.append(TrailFault(kind, at, is_outside))
    for seq, head in seen:
        if seq > walk.length:
            faults.append(TrailFault(FaultKind.TRUNCATED, walk.length + 1, outside=True))
        elif walk.heads.get(seq) != head:
            faults.append(TrailFault(FaultKind.REWRITTEN, seq, outside=True))
    faults += _unsealed([one.seq for one in kept], walk.length)
    faults = list(dict.fromkeys(faults))
    faults.sort(key=lambda fault: (fault.seq, fault.kind, fault.outside))
    return TrailVerdict(walk.length, walk.head, len(kept), max(good, default=0), tuple(faults))


class _Walk:
    """The chain as far as it was walked, and the heads at the entries that somebody asks for."""

    def __init__(self, wanted: set[int]) -> None:
        self.length, self.head = 0, START
        self.heads = {0: START}
        self.faults: list[TrailFault] = []
        self._wanted = wanted

    def take(self, row: TrailRow) -> None:
        """Take the next entry; after a fault the walk goes on from what is kept."""
        expected = self.length + 1
        if row.seq != expected:
            self.faults.append(TrailFault(FaultKind.GAP, expected))
        elif hash_chain.append(self.head, row.entry) != row.head or _number(row.entry) != row.seq:
            self.faults.append(TrailFault(FaultKind.CHANGED, row.seq))
        self.length, self.head = row.seq, row.head
        if row.seq in self._wanted:
            self.heads[row.seq] = row.head


def _number(entry: bytes) -> int | None:
    try:
        return count(strict_json.loads_object(entry)["seq"])
    except (ValueError, KeyError, TypeError):
        return None


def _fault_of(one: Checkpoint, keys: Mapping[str, Verifier], walk: _Walk) -> FaultKind | None:
    """Return what a checkpoint tells against a trail, or against itself."""
    if one.device not in keys:
        return FaultKind.STRANGER
    if not one.holds(keys[one.device]):
        return FaultKind.FORGED
    if one.seq > walk.length:
        return FaultKind.TRUNCATED
    return None if walk.heads.get(one.seq) == one.head else FaultKind.REWRITTEN


def _unsealed(sealed: list[int], length: int) -> list[TrailFault]:
    """Return where checkpoints must have stood; a trail from before there were any has none."""
    if not sealed:
        return [TrailFault(FaultKind.UNSEALED, 1)] if length else []
    ends = [*sealed[1:], length]
    return [
        TrailFault(FaultKind.UNSEALED, start + EVERY)
        for start, end in zip(sealed, ends, strict=True)
        if end - start > 2 * EVERY
    ]
