"""The audit trail: who saw, changed, exported, imported or was denied what. Never an answer.

Entries are chained: ``head`` n is the hash of ``head`` n-1 and of entry n, so that a change, a
gap or a lost middle is found by walking the chain. Checkpoints, signed by the device, say how far
the chain reached, so that a lost end is found too. Nothing is ever dropped from a trail.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    Text,
    cast,
    func,
    insert,
    select,
)

from cem_desktop.crypto import hash_chain, trail_seal
from cem_desktop.crypto.signing import Signer
from cem_desktop.crypto.trail_seal import EVERY, START, Checkpoint, TrailRow
from cem_desktop.domain import strict_json
from cem_desktop.domain.strict_json import JsonValue
from cem_desktop.storage import schema

_AT_A_TIME = 1000

# Built once: composing a statement costs more than running it, and every act is noted.
_LAST = select(schema.audit.c.seq, schema.audit.c.head).order_by(schema.audit.c.seq.desc()).limit(1)
_ADD = insert(schema.audit)
_SEALED = select(func.max(schema.audit_checkpoint.c.seq))


@dataclass(frozen=True)
class AuditEntry:
    """One act.

    Attributes:
        seq: Its number, from 1, without gaps.
        at: The device's clock.
        user: The staff id, or ``""`` before anybody was let in.
        action: A short verb: ``open``, ``view``, ``save``, ``export``, ``import``, ``denied`` ...
        subject: An id: of a record, file, bundle, table.
        detail: Codes and counts.
    """

    seq: int
    at: str
    user: str
    action: str
    subject: str
    detail: JsonValue


@dataclass(frozen=True)
class TrailFilter:
    """Which entries are asked for; what is None or empty asks for all.

    Attributes:
        user: By whom.
        actions: Of which kinds.
        subjects: On which records, files, bundles.
        prefix: On something whose id begins so.
        since: The first instant.
        until: The instant before which.
    """

    user: str | None = None
    actions: frozenset[str] = frozenset()
    subjects: frozenset[str] | None = None
    prefix: str = ""
    since: str | None = None
    until: str | None = None


class AuditTrail:
    """The audit trail of a unit of work."""

    def __init__(self, connection: Connection) -> None:
        """Work on ``connection``."""
        self._connection = connection

    def note(self, at: str, user: str, action: str, subject: str, **detail: JsonValue) -> int:
        """Add an entry at the end of the chain; return its number."""
        last = self._connection.execute(_LAST).first()
        seq, head = (last.seq + 1, last.head) if last else (1, START)
        body = {
            "seq": seq,
            "at": at,
            "user": user,
            "action": action,
            "subject": subject,
            "detail": detail,
        }
        entry = strict_json.dumps(body)
        values = {"seq": seq, "entry": entry, "head": hash_chain.append(head, entry)}
        self._connection.execute(_ADD, values)
        return seq

    def seal(self, signer: Signer, database: str, at: str) -> Checkpoint | None:
        """Sign how far the trail reaches now; None for an empty one.

        A place that is sealed already gets no second checkpoint.
        """
        last = self._connection.execute(_LAST).first()
        if last is None:
            return None
        made = trail_seal.sign(signer, database, last.seq, last.head, at)
        values = {
            "seq": made.seq,
            "head": made.head,
            "at": made.at,
            "device": made.device,
            "signature": made.signature,
        }
        if self.sealed() != made.seq:
            self._connection.execute(insert(schema.audit_checkpoint), values)
        return made

    def sealed(self) -> int:
        """Return the number of the entry that the newest checkpoint covers; 0 for none."""
        return self._connection.execute(_SEALED).scalar() or 0

    def is_seal_due(self, seq: int) -> bool:
        """Tell whether a checkpoint is due after entry ``seq``."""
        return seq - self.sealed() >= EVERY

    def newest_checkpoint(self, database: str) -> Checkpoint | None:
        """Return the newest checkpoint, None before the first."""
        table = schema.audit_checkpoint
        row = self._connection.execute(select(table).order_by(table.c.seq.desc())).first()
        return _checkpoint(database, row) if row else None

    def checkpoints(self, database: str) -> tuple[Checkpoint, ...]:
        """Return all checkpoints, the oldest first, as they are kept: nothing is verified."""
        table = schema.audit_checkpoint
        found = self._connection.execute(select(table).order_by(table.c.seq))
        return tuple(_checkpoint(database, row) for row in found)

    def rows(self) -> Iterator[TrailRow]:
        """Yield every entry as it is kept, the oldest first, a part at a time."""
        table, done = schema.audit, -1
        while True:
            after = select(table).where(table.c.seq > done).order_by(table.c.seq)
            found = self._connection.execute(after.limit(_AT_A_TIME)).all()
            yield from (TrailRow(row.seq, row.entry, row.head) for row in found)
            if len(found) < _AT_A_TIME:
                return
            done = found[-1].seq

    def latest(
        self, limit: int, wanted: TrailFilter | None = None, before: int | None = None
    ) -> tuple[AuditEntry, ...]:
        """Return the last entries that are asked for, the newest first.

        Args:
            limit: At most so many.
            wanted: Which ones; all by default.
            before: Only entries with a smaller number: the next page.
        """
        table = schema.audit
        statement = _asked(select(table.c.entry), wanted or TrailFilter())
        if before is not None:
            statement = statement.where(table.c.seq < before)
        statement = statement.order_by(table.c.seq.desc()).limit(limit)
        return tuple(
            AuditEntry(**strict_json.loads(entry))
            for entry in self._connection.execute(statement).scalars()
        )

    def head_at(self, seq: int) -> bytes | None:
        """Return the head after entry ``seq``; None where the trail never was that long."""
        table = schema.audit
        return self._connection.execute(select(table.c.head).where(table.c.seq == seq)).scalar()

    def last_seq(self) -> int:
        """Return the number of the last entry, 0 before the first."""
        return self._connection.execute(select(func.max(schema.audit.c.seq))).scalar() or 0

    def length(self) -> int:
        """Return the number of entries."""
        return self._connection.execute(select(func.count()).select_from(schema.audit)).scalar_one()


def _checkpoint(database: str, row: Row[Any]) -> Checkpoint:
    return Checkpoint(database, row.seq, row.head, row.at, row.device, row.signature)


def _asked(statement: Select[bytes], wanted: TrailFilter) -> Select[bytes]:
    """Narrow a statement; without an index, for reading from the end is quick enough."""
    conditions: list[ColumnElement[bool]] = []
    if wanted.user is not None:
        conditions.append(_field("user") == wanted.user)
    if wanted.actions:
        conditions.append(_field("action").in_(sorted(wanted.actions)))
    if wanted.subjects is not None:
        conditions.append(_field("subject").in_(sorted(wanted.subjects)))
    if wanted.prefix:
        conditions.append(_field("subject").startswith(wanted.prefix, autoescape=True))
    if wanted.since is not None:
        conditions.append(_field("at") >= wanted.since)
    if wanted.until is not None:
        conditions.append(_field("at") < wanted.until)
    return statement.where(*conditions)


def _field(name: str) -> ColumnElement[str]:
    return func.json_extract(cast(schema.audit.c.entry, Text), f"$.{name}")
