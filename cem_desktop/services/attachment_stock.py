"""Attachments of one store: taken in, opened, checked and swept. It asks nobody for rights.

The order that a crash cannot break: the file is whole on the disk before the row that refers to it
is committed. So a row without a file is damage, and a file without a row is legal and swept later.
"""

from __future__ import annotations

import io
import math
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from cem_desktop.cleaning.sandbox import CleanStream, cleaning
from cem_desktop.domain.attachment_name import plain_name
from cem_desktop.errors import AttachmentDamagedError, InputError, RecordMissingError
from cem_desktop.services import attachment_keys
from cem_desktop.storage.attachment_folder import AttachmentFolder
from cem_desktop.storage.attachments import AttachmentRow, Attachments
from cem_desktop.storage.office import Office

YOUNG_SECONDS = 3600
"""A file as young as this is not swept, whoever wrote it."""

TOUCHED = "attachments"
Tell = Callable[[int, int], None]
DrawPage = Callable[[bytes], bytes | None]
"""Draws the first page of a PDF as a small JPEG."""


class StockUnit(Protocol):
    """What a unit of work on ``case.db`` and one on ``identity.db`` have in common."""

    attachments: Attachments
    touched: set[str]


U = TypeVar("U", bound=StockUnit)


@dataclass(frozen=True)
class Hanging:
    """Where an attachment hangs, what it is called, and who adds it.

    Attributes:
        file: The coded file, or None for what is of the office.
        record: The record, or None for the file itself.
        name: What a person called it.
        author: The staff id.
        now: The instant, as it is stored.
    """

    file: str | None
    record: str | None
    name: str
    author: str
    now: str


@dataclass(frozen=True)
class Hand:
    """Who does something to an attachment, as a staff id, and the instant, as it is stored."""

    user: str
    now: str


@dataclass(frozen=True)
class Taken:
    """What came of taking a file in: its row, and what it lost (``files``, ``links`` ...)."""

    row: AttachmentRow
    dropped: tuple[str, ...]


@dataclass(frozen=True)
class StockCheck:
    """What a check of all files found.

    Attributes:
        whole: How many attachments open and are what was kept.
        missing: Ids of those whose file is not there.
        damaged: Ids of those whose file is there and is not what was kept.
        orphans: Files that nothing refers to; they are legal, and swept later.
    """

    whole: int
    missing: tuple[str, ...]
    damaged: tuple[str, ...]
    orphans: int

    @property
    def is_sound(self) -> bool:
        """Whether every attachment can be opened."""
        return not self.missing and not self.damaged


class AttachmentStock(Generic[U]):
    """The attachments of one store."""

    def __init__(
        self,
        folder: AttachmentFolder,
        read: Callable[[], AbstractContextManager[U]],
        write: Callable[[], AbstractContextManager[U]],
        own: Callable[[U], Office],
    ) -> None:
        """``read`` and ``write`` give units of the store, ``own`` its secrets in a unit."""
        self.folder, self._read, self._write, self._own = folder, read, write, own

    def take_in(
        self,
        source: Path,
        hanging: Hanging,
        tell: Tell,
        note: Callable[[U, AttachmentRow], None],
        draw: DrawPage | None = None,
    ) -> Taken:
        """Clean a file, seal it, and keep what it hangs on; longer than a moment.

        A file that hangs there already is not added twice.

        Args:
            source: The file of the outside world; it is only read.
            hanging: Where it is to hang.
            tell: Gets how many bytes are sealed, and of how many; what it raises stops.
            note: Notes the act, in the unit that adds the row.
            draw: Draws the first page of a PDF.

        Raises:
            AttachmentError: The file is not taken; the leaf class says why.
            DiskFullError: No room; nothing was added.
        """
        tell(0, 0)
        with self._write() as unit:
            name = attachment_keys.current(self._own(unit), hanging.now)
            key = attachment_keys.load(self._own(unit), name)
        with cleaning(source, lambda: tell(0, 0)) as stream, self.folder.at_rest():
            told = _Telling(stream, tell)
            blob = self.folder.place(told, stream.size, stream.sha256, key)
            row = _row(stream, blob, name, hanging)
            if row.thumbnail is None and draw is not None:
                row = replace(row, thumbnail=draw(self.data(row)))
            with self._write() as unit:
                there = _same(unit.attachments, row)
                if there is not None:
                    return Taken(there, stream.dropped)
                unit.attachments.add(row)
                unit.touched.add(TOUCHED)
                note(unit, row)
        return Taken(row, stream.dropped)

    def data(self, row: AttachmentRow) -> bytes:
        """Return an attachment's bytes, in memory.

        Raises:
            AttachmentDamagedError: Its file is missing or not what was kept.
        """
        try:
            with self._read() as unit:
                key = attachment_keys.load(self._own(unit), row.key)
        except RecordMissingError as error:
            raise AttachmentDamagedError(attachment=row.id) from error
        out = io.BytesIO()
        self.folder.read(row.blob, out, row.size, row.sha256, key)
        return out.getvalue()

    def take_off(
        self, row: AttachmentRow, reason: str, hand: Hand, note: Callable[[U, AttachmentRow], None]
    ) -> None:
        """Mark an attachment as taken off; its row and its file stay.

        Args:
            row: The attachment.
            reason: Why, in a person's words.
            hand: Who takes it off, and when.
            note: Notes the act, in the unit that marks the row.

        Raises:
            InputError: No reason.
        """
        if not reason.strip():
            raise InputError(missing="reason")
        with self._write() as unit:
            unit.attachments.take_off(row.id, hand.now, hand.user, reason.strip())
            unit.touched.add(TOUCHED)
            note(unit, row)

    def sweep(self, now: float, *, at_once: bool = False) -> int:
        """Remove files to which nothing refers, unless they are young; return how many.

        Args:
            now: Seconds since 1970.
            at_once: Remove the young too, as after an erasure; the workspace is ours alone.
        """
        before = math.inf if at_once else now - YOUNG_SECONDS
        with self.folder.at_rest(), self._read() as unit:
            return self.folder.sweep(unit.attachments.referenced(), before)

    def check(self, tell: Tell) -> StockCheck:
        """Open every attachment, those taken off included, and say what is not whole.

        Raises:
            CancelledError: ``tell`` raised it.
        """
        with self._read() as unit:
            rows, referenced = tuple(unit.attachments.all()), unit.attachments.referenced()
        here = self.folder.names()
        missing, damaged = [], []
        for number, row in enumerate(rows, start=1):
            tell(number, len(rows))
            if row.blob not in here:
                missing.append(row.id)
                continue
            try:
                self.data(row)
            except AttachmentDamagedError:
                damaged.append(row.id)
        whole = len(rows) - len(missing) - len(damaged)
        return StockCheck(whole, tuple(missing), tuple(damaged), len(here - referenced))


class _Telling:
    """Reads from the child and tells how far it is."""

    def __init__(self, stream: CleanStream, tell: Tell) -> None:
        self._stream, self._tell, self._done = stream, tell, 0

    def read(self, size: int, /) -> bytes:
        data = self._stream.read(size)
        self._done += len(data)
        self._tell(self._done, self._stream.size)
        return data


def _row(stream: CleanStream, blob: str, key: str, hanging: Hanging) -> AttachmentRow:
    return AttachmentRow(
        id=str(uuid.uuid4()),
        file=hanging.file,
        record=hanging.record,
        blob=blob,
        key=key,
        name=plain_name(hanging.name),
        kind=stream.kind,
        size=stream.size,
        sha256=stream.sha256,
        thumbnail=stream.thumbnail,
        added=hanging.now,
        author=hanging.author,
        pages=stream.pages,
    )


def _same(attachments: Attachments, row: AttachmentRow) -> AttachmentRow | None:
    """Return the attachment that is this one already, on the same file and record."""
    if row.file is None:
        return None
    for one in attachments.of_file(row.file):
        if one.record == row.record and one.sha256 == row.sha256 and one.removed is None:
            return one
    return None
