"""The audit trail: who saw, changed, exported, imported or was denied what. Never an answer.

Entries are chained: ``head`` n is the hash of ``head`` n-1 and of entry n, so that a change, a
gap or a lost middle is found by walking the chain.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy import Connection, func, insert, select

from cem_desktop.crypto import hash_chain
from cem_desktop.domain import strict_json
from cem_desktop.domain.strict_json import JsonValue
from cem_desktop.storage import schema

START = hashlib.sha256(b"CEMAUDIT1").digest()

# Built once: composing a statement costs more than running it, and every act is noted.
_LAST = select(schema.audit.c.seq, schema.audit.c.head).order_by(schema.audit.c.seq.desc()).limit(1)
_ADD = insert(schema.audit)


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


class AuditTrail:
    """The audit trail of a unit of work."""

    def __init__(self, connection: Connection) -> None:
        """Work on ``connection``."""
        self._connection = connection

    def note(self, at: str, user: str, action: str, subject: str, **detail: JsonValue) -> None:
        """Add an entry at the end of the chain."""
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
        values = {"seq": seq, "entry": entry, "head": _link(head, entry)}
        self._connection.execute(_ADD, values)

    def latest(self, limit: int) -> tuple[AuditEntry, ...]:
        """Return the last entries, the newest first."""
        table = schema.audit
        statement = select(table.c.entry).order_by(table.c.seq.desc()).limit(limit)
        return tuple(
            AuditEntry(**strict_json.loads(entry))
            for entry in self._connection.execute(statement).scalars()
        )

    def first_fault(self) -> int | None:
        """Walk the chain; return the number of the first entry that does not fit, else None."""
        table = schema.audit
        head = START
        expected = 1
        found = self._connection.execute(select(table).order_by(table.c.seq))
        for row in found:
            head = _link(head, row.entry)
            if row.seq != expected or row.head != head:
                return expected
            if strict_json.loads(row.entry)["seq"] != expected:
                return expected
            expected += 1
        return None

    def head_at(self, seq: int) -> bytes | None:
        """Return the head after entry ``seq``, or None when the trail never was that long."""
        statement = select(schema.audit.c.head).where(schema.audit.c.seq == seq)
        return self._connection.execute(statement).scalar_one_or_none()

    def last_seq(self) -> int:
        """Return the number of the last entry, 0 before the first."""
        last = self._connection.execute(_LAST).first()
        return last.seq if last else 0

    def length(self) -> int:
        """Return the number of entries."""
        return self._connection.execute(select(func.count()).select_from(schema.audit)).scalar_one()


def _link(head: bytes, entry: bytes) -> bytes:
    return hash_chain.link(head, hash_chain.item_id(entry))
