"""Attachments in a store: what hangs on which file or record, and which blob holds it.

A row is never taken away by taking an attachment off: it is marked, with who did it and why, and
its file stays. An erasure, which the law asks for, takes the key from the row; then the row is no
attachment any more, and nothing refers to the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field

from sqlalchemy import Connection, RowMapping, insert, select, update

from cem_desktop.errors import RecordMissingError
from cem_desktop.storage import schema

_IS_KEPT = schema.attachment.c.key != ""
_BLOB = re.compile(rb"\b[0-9a-f]{64}\b")


@dataclass(frozen=True)
class AttachmentRow:
    """One attachment.

    Attributes:
        id: Its UUID.
        file: The coded file it belongs to, or None for what is of the office.
        record: The record it hangs on, or None for the file itself.
        blob: The name of its sealed file.
        key: Which key of this store sealed it.
        name: What a person called it.
        kind: ``jpeg``, ``png`` or ``pdf``.
        size: Its bytes, cleaned and open.
        sha256: Of those bytes, in hex.
        thumbnail: A small JPEG, or None.
        added: Instant.
        author: The staff id of whoever added it.
        pages: How many it has.
        removed: Instant at which it was taken off, or None.
        removed_by: Who took it off.
        reason: Why.
    """

    id: str
    file: str | None
    record: str | None
    blob: str
    key: str
    name: str
    kind: str
    size: int
    sha256: str
    thumbnail: bytes | None = field(repr=False)
    added: str
    author: str
    pages: int = 1
    removed: str | None = None
    removed_by: str | None = None
    reason: str | None = None


class Attachments:
    """The attachments of a unit of work, on ``case.db`` or ``identity.db``."""

    def __init__(self, connection: Connection) -> None:
        """Work on ``connection``."""
        self._connection = connection

    def add(self, row: AttachmentRow) -> None:
        """Keep a new attachment."""
        self._connection.execute(insert(schema.attachment).values(asdict(row)))

    def get(self, attachment: str) -> AttachmentRow:
        """Return an attachment.

        Raises:
            RecordMissingError: There is none with this id.
        """
        row = self.find(attachment)
        if row is None:
            raise RecordMissingError(attachment=attachment)
        return row

    def find(self, attachment: str) -> AttachmentRow | None:
        """Return an attachment, None where there is none or an erasure emptied it."""
        statement = select(schema.attachment).where(schema.attachment.c.id == attachment, _IS_KEPT)
        row = self._connection.execute(statement).mappings().one_or_none()
        return _row(row) if row else None

    def knows(self, attachment: str) -> bool:
        """Tell whether an attachment is or was here; what an erasure emptied still counts."""
        table = schema.attachment
        statement = select(table.c.id).where(table.c.id == attachment)
        return self._connection.execute(statement).first() is not None

    def of_file(self, file: str) -> tuple[AttachmentRow, ...]:
        """Return the attachments of a coded file, the latest first, those taken off included."""
        table = schema.attachment
        statement = select(table).where(table.c.file == file, _IS_KEPT)
        ordered = statement.order_by(table.c.added.desc(), table.c.id)
        return tuple(_row(row) for row in self._connection.execute(ordered).mappings())

    def all(self) -> Iterator[AttachmentRow]:
        """Yield every attachment, without its thumbnail."""
        table = schema.attachment
        columns = [one for one in table.c if one.name != "thumbnail"]
        for row in self._connection.execute(
            select(*columns).where(_IS_KEPT).order_by(table.c.id)
        ).mappings():
            yield AttachmentRow(**row, thumbnail=None)

    def take_off(self, attachment: str, at: str, user: str, reason: str) -> None:
        """Mark an attachment as taken off; one that is marked already stays as it is."""
        table = schema.attachment
        statement = update(table).where(table.c.id == attachment, table.c.removed.is_(None))
        self._connection.execute(
            statement.values(removed=at, removed_by=user, reason=reason),
        )

    def settle_off(self, attachment: str, at: str, user: str, reason: str) -> None:
        """Mark an attachment as taken off, as another place has it.

        Where two took it off without knowing of each other, every place keeps the same of the two:
        the lesser by instant, person and reason. It decides nothing but what is shown.
        """
        row = self.find(attachment)
        if row is None:
            return
        if row.removed is not None:
            held = (row.removed, row.removed_by or "", row.reason or "")
            at, user, reason = min(held, (at, user, reason))
        table = schema.attachment
        statement = update(table).where(table.c.id == attachment)
        self._connection.execute(
            statement.values(removed=at, removed_by=user, reason=reason),
        )

    def referenced(self) -> frozenset[str]:
        """Return every blob to which a row refers, taken off or not, or a draft."""
        table = schema.attachment
        blobs = set(
            self._connection.execute(select(table.c.blob).where(_IS_KEPT).distinct()).scalars()
        )
        for answers in self._connection.execute(select(schema.draft.c.answers)).scalars():
            data = answers if isinstance(answers, bytes) else str(answers).encode()
            blobs.update(one.decode("ascii") for one in _BLOB.findall(data))
        return frozenset(blobs)


def _row(row: RowMapping) -> AttachmentRow:
    return AttachmentRow(**row)
