"""Attachments on the road: into a bundle from their sealed files, and out of one into ours.

Giving: an entry of the feed says what the attachment is; its bytes are opened when the entry is
written, one attachment at a time, and are compared with size and hash before a chunk leaves. What
an erasure or a damaged disk took is told as gone, and the feed goes on.

Taking: an attachment comes together in memory (25 MiB at most), is sealed under a key of this store
(``.part``, flushed, opened again, renamed), and only then its row is added in the unit that takes
the whole bundle in. If that unit does not commit, its files are orphans, which a sweep removes.
Whoever takes attachments in keeps ``AttachmentFolder.at_rest`` until the unit has ended.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from cem_desktop.errors import (
    AttachmentDamagedError,
    BundleTamperedError,
    RecordMissingError,
)
from cem_desktop.services import attachment_keys
from cem_desktop.services.attachment_stock import TOUCHED, StockUnit
from cem_desktop.storage.attachment_folder import AttachmentFolder
from cem_desktop.storage.attachments import AttachmentRow
from cem_desktop.storage.office import Office
from cem_desktop.sync.blobs import (
    BlobBegin,
    BlobOff,
    BlobReader,
    Removal,
    Whole,
    blob_records,
    read_begin,
)
from cem_desktop.sync.records import Record, RecordType


def added_entry(row: AttachmentRow) -> bytes:
    """Return the body of the entry (record type 3) that tells of an attachment that was added."""
    return BlobBegin(
        id=row.id,
        file=row.file,
        record=row.record,
        name=row.name,
        kind=row.kind,
        size=row.size,
        sha256=row.sha256,
        pages=row.pages,
        added=row.added,
        author=row.author,
        thumbnail=row.thumbnail,
    ).to_bytes()


def removed_entry(row: AttachmentRow) -> bytes:
    """Return the body of the entry (record type 3) that tells that an attachment was taken off.

    Raises:
        ValueError: It hangs where it hung.
    """
    if row.removed is None:
        raise ValueError("nobody took it off")
    removal = Removal(row.removed, row.removed_by or "", row.reason or "")
    return BlobOff(row.id, row.file, removal).to_bytes()


class AttachmentGiver:
    """Turns entries of a feed into the records of their attachments, for one bundle.

    Attributes:
        gone: Ids of those whose bytes could not be given.
    """

    def __init__(self, unit: StockUnit, own: Office, folder: AttachmentFolder) -> None:
        """Read from the store of ``unit``, whose secrets are ``own``."""
        self._unit, self._own, self._folder = unit, own, folder
        self.gone: list[str] = []

    def records(self, entry: bytes) -> Iterator[Record]:
        """Yield the begin and the chunks that an entry of type 3 stands for."""
        begin = read_begin(entry)
        data = None
        if isinstance(begin, BlobBegin):
            data = self._data(begin)
            if data is None:
                self.gone.append(begin.id)
        yield from blob_records(entry, data)

    def weight(self, entry: bytes) -> int:
        """Return about how many bytes an entry of type 3 adds to a bundle: nothing packs a JPEG."""
        begin = read_begin(entry)
        return len(entry) + (begin.size if isinstance(begin, BlobBegin) else 0)

    def _data(self, begin: BlobBegin) -> bytes | None:
        row = self._unit.attachments.find(begin.id)
        if row is None or (row.size, row.sha256) != (begin.size, begin.sha256):
            return None
        out = io.BytesIO()
        try:
            key = attachment_keys.load(self._own, row.key)
            self._folder.read(row.blob, out, row.size, row.sha256, key)
        except (AttachmentDamagedError, RecordMissingError):
            return None
        return out.getvalue()


@dataclass
class TakenAttachments:
    """What became of the attachments of a bundle.

    Attributes:
        fresh: Ids of those that are news.
        known: How many were here already.
        taken_off: Ids of those that were taken off elsewhere.
        gone: Ids of those whose bytes the sender could not give; nothing of them is here.
        erased: How many belong to what was erased here; nothing of them was kept.
        files: The coded files that changed.
    """

    fresh: list[str] = field(default_factory=list)
    known: int = 0
    taken_off: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    erased: int = 0
    files: set[str] = field(default_factory=set)


PassOn = Callable[[bytes, BlobBegin | BlobOff], None]
"""Told of each entry that is news here and now held, with its exact body, for further feeds."""


class AttachmentTaker:
    """Takes the attachments of one bundle into a store, within the unit of the whole bundle."""

    def __init__(
        self,
        unit: StockUnit,
        own: Office,
        folder: AttachmentFolder,
        now: str,
        *,
        is_erased: Callable[[str], bool],
        pass_on: PassOn,
    ) -> None:
        """Take in with ``unit``; nothing is there before the first attachment.

        Args:
            unit: A unit that writes.
            own: The secrets of its store.
            folder: Where its sealed files lie.
            now: The instant, as it is stored.
            is_erased: Whether a coded file was erased here, so that nothing of it is kept.
            pass_on: Told of what is news.
        """
        self._unit, self._own, self._folder, self._now = unit, own, folder, now
        self._is_erased, self._pass_on = is_erased, pass_on
        self._reader = BlobReader()
        self._entry = b""
        self._is_news = False
        self.taken = TakenAttachments()

    def record(self, record_type: int, body: bytes, *, is_news: bool) -> bool:
        """Take a record of a verified bundle; return whether it was one of an attachment.

        Args:
            record_type: Of any record.
            body: Its bytes.
            is_news: What the feed's continuation says of an entry; it holds for its chunks too.

        Raises:
            BundleTamperedError: Chunks are missing, too many, or not what was announced; or the
                attachment is here already, and is another.
            DiskFullError: No room.
            FolderNotWritableError: The folder refuses.
        """
        if record_type == RecordType.BLOB_BEGIN:
            self._take_begin(body, is_news=is_news)
        elif record_type == RecordType.BLOB_CHUNK:
            self._take_chunk(body)
        else:
            self._reader.check_closed()
            return False
        return True

    def finish(self) -> TakenAttachments:
        """Return what became of them, at the end of the bundle.

        Raises:
            BundleTamperedError: The last one lacks chunks.
        """
        self._reader.check_closed()
        if self.taken.files or self.taken.fresh or self.taken.taken_off:
            self._unit.touched.add(TOUCHED)
        return self.taken

    def _take_begin(self, body: bytes, *, is_news: bool) -> None:
        self._entry, self._is_news = body, is_news
        found = self._reader.begin(body)
        if isinstance(found, BlobOff) and is_news:
            self._take_off(found)

    def _take_off(self, off: BlobOff) -> None:
        if self._drops(off.file):
            return
        row = self._unit.attachments.find(off.id)
        if row is not None and row.file != off.file:
            raise BundleTamperedError(reason="attachment of another file")
        if row is not None:
            removal = off.removal
            self._unit.attachments.settle_off(off.id, removal.at, removal.by, removal.reason)
            self.taken.taken_off.append(off.id)
            self._note(off.file)
            self._pass_on(self._entry, off)

    def _take_chunk(self, body: bytes) -> None:
        found = self._reader.chunk(body)
        if found is None or not self._is_news:
            return
        begin = found.begin if isinstance(found, Whole) else found
        if self._drops(begin.file):
            return
        if isinstance(found, Whole):
            self._keep(found)
        elif self._unit.attachments.knows(begin.id):
            self.taken.known += 1
        else:
            self.taken.gone.append(begin.id)

    def _drops(self, file: str | None) -> bool:
        erased = file is not None and self._is_erased(file)
        self.taken.erased += erased
        return erased

    def _keep(self, whole: Whole) -> None:
        begin, attachments = whole.begin, self._unit.attachments
        row = attachments.find(begin.id)
        if row is None and attachments.knows(begin.id):
            self.taken.erased += 1
            return
        if row is not None:
            if (row.file, row.record, row.sha256) != (begin.file, begin.record, begin.sha256):
                raise BundleTamperedError(reason="another attachment")
            self._heal(row, whole)
            self.taken.known += 1
            return
        name = attachment_keys.current(self._own, self._now)
        key = attachment_keys.load(self._own, name)
        blob = self._folder.place(io.BytesIO(whole.data), begin.size, begin.sha256, key)
        attachments.add(_row(begin, blob, name))
        self.taken.fresh.append(begin.id)
        self._note(begin.file)
        self._pass_on(self._entry, begin)

    def _heal(self, row: AttachmentRow, whole: Whole) -> None:
        """Put the file of an attachment back that is missing here."""
        if not self._folder.holds(row.blob):
            key = attachment_keys.load(self._own, row.key)
            self._folder.place(io.BytesIO(whole.data), row.size, row.sha256, key)

    def _note(self, file: str | None) -> None:
        if file is not None:
            self.taken.files.add(file)


def _row(begin: BlobBegin, blob: str, key: str) -> AttachmentRow:
    return AttachmentRow(
        id=begin.id,
        file=begin.file,
        record=begin.record,
        blob=blob,
        key=key,
        name=begin.name,
        kind=begin.kind,
        size=begin.size,
        sha256=begin.sha256,
        thumbnail=begin.thumbnail,
        added=begin.added,
        author=begin.author,
        pages=begin.pages,
    )
