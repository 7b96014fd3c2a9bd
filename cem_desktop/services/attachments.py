"""Photographs, scans and PDF that hang on a coded file or on one of its records.

Who reads a ficha is told that something hangs on it; what it is, only who fills that ficha, as
with every narrative of it, and whoever opened what is reserved in the file by way of exception.
What hangs on the file itself is for whoever works with it. Nothing is ever written in clear: it is
opened in memory, shown, and noted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cem_desktop.domain import roles
from cem_desktop.domain.attachment_name import device_name, plain_name
from cem_desktop.domain.revision import FILE_FORM
from cem_desktop.errors import FormUnknownError
from cem_desktop.forms.definition import FormSettings
from cem_desktop.reports.picture_sheet import picture_pdf
from cem_desktop.services.attachment_stock import (
    AttachmentStock,
    DrawPage,
    Hand,
    Hanging,
    StockCheck,
    Tell,
)
from cem_desktop.services.context import Context
from cem_desktop.services.lending import fan_out_attachment
from cem_desktop.services.printing import PrintJob
from cem_desktop.services.reach import reaches, reads_reserved
from cem_desktop.services.use_of_files import check_in_use, check_reading, check_writing
from cem_desktop.storage.attachment_folder import CASE, AttachmentFolder
from cem_desktop.storage.attachments import AttachmentRow
from cem_desktop.storage.case_store import CaseUnit

_VIEW = "view"
_MAY_TAKE_OFF = frozenset({"coordination"})


@dataclass(frozen=True)
class AttachmentLine:
    """An attachment in the list of its file.

    Attributes:
        id: Its UUID.
        record: The record it hangs on, or None for the file itself.
        form: The ficha of that record, or "".
        name: What a person called it; "" where the user may not open it.
        kind: ``jpeg``, ``png`` or ``pdf``.
        size: Its bytes.
        pages: How many it has.
        added: Instant.
        author: The login of whoever added it.
        thumbnail: A small JPEG, or None.
        is_mine: Whether the user may open it.
        may_take_off: Whether the user may take it off.
        removed: Instant at which it was taken off, or None.
        removed_by: The login of whoever did it, or "".
        reason: Why, or ""; for those who may open it.
    """

    id: str
    record: str | None
    form: str
    name: str
    kind: str
    size: int
    pages: int
    added: str
    author: str
    thumbnail: bytes | None = field(repr=False)
    is_mine: bool
    may_take_off: bool
    removed: str | None
    removed_by: str
    reason: str


@dataclass(frozen=True)
class HangingPlace:
    """A record on which the user may hang something: its id, its ficha, when it was written."""

    record: str
    form: str
    created: str


@dataclass(frozen=True)
class Attached:
    """What came of adding one: its id, and what was taken out of it that somebody may miss."""

    id: str
    dropped: tuple[str, ...]


@dataclass(frozen=True)
class OpenAttachment:
    """An attachment in memory; it goes when nobody holds it any more."""

    id: str
    name: str
    kind: str
    pages: int
    data: bytes = field(repr=False)

    def pages_for_printer(self) -> PrintJob:
        """Return it as pages for a printer; who prints notes it by ``Printing.note``."""
        pdf = self.data if self.kind == "pdf" else picture_pdf(self.data)
        return PrintJob(pdf, self.id, "", "attachment")


def line_of(
    row: AttachmentRow, logins: Mapping[str, str], *, form: str, is_mine: bool, may_take_off: bool
) -> AttachmentLine:
    """Return an attachment as its list shows it; what it is only where it is the user's."""
    return AttachmentLine(
        id=row.id,
        record=row.record,
        form=form,
        name=row.name if is_mine else "",
        kind=row.kind,
        size=row.size,
        pages=row.pages,
        added=row.added,
        author=logins.get(row.author, row.author),
        thumbnail=row.thumbnail if is_mine else None,
        is_mine=is_mine,
        may_take_off=may_take_off and row.removed is None,
        removed=row.removed,
        removed_by=logins.get(row.removed_by or "", row.removed_by or ""),
        reason=(row.reason or "") if is_mine else "",
    )


def case_stock(context: Context) -> AttachmentStock[CaseUnit]:
    """Return the attachments of ``case.db``."""
    store = context.store
    folder = AttachmentFolder(context.vault.folder, CASE)
    return AttachmentStock(folder, store.read, store.write, lambda unit: unit.office)


class CaseAttachments:
    """The attachments of coded files, as far as the present user may see them."""

    def __init__(self, context: Context) -> None:
        """Work in the workspace of ``context``."""
        self._context = context
        self._stock = case_stock(context)

    @property
    def folder(self) -> AttachmentFolder:
        """Where their sealed files lie; a sweep waits for whoever places one here."""
        return self._stock.folder

    def of_file(self, file: str) -> tuple[AttachmentLine, ...]:
        """Return what hangs on a file and on its records, the latest first.

        What was taken off is listed too, with who did it and why.

        Raises:
            NotPermittedError: The user's roles see no files.
        """
        if not roles.sees_files(self._context.user.roles):
            raise self._context.deny("attachments", file)
        check_reading(self._context, file)
        with self._context.store.read() as unit:
            logins = unit.office.logins()
            forms = {one.id: one.form for one in unit.records.of_file(file)}
            rows = unit.attachments.of_file(file)
        opened = reads_reserved(self._context, file)
        return tuple(
            self._line(row, forms.get(row.record or "", ""), logins, opened=opened)
            for row in rows
            if self._may_know(forms.get(row.record or ""), row)
        )

    def may_add(self, file: str, record: str | None = None) -> bool:
        """Tell whether the present user may hang something there."""
        return self._fills(self._form_of(file, record), record)

    def places(self, file: str) -> tuple[HangingPlace, ...]:
        """Return the records of a file on which the user may hang something, the latest first."""
        with self._context.store.read() as unit:
            records = unit.records.of_file(file) if reaches(unit, self._context, file) else ()
        return tuple(
            HangingPlace(one.id, one.form, one.created)
            for one in reversed(records)
            if one.form != FILE_FORM and self._fills(one.form, one.id)
        )

    def add(
        self,
        source: Path,
        file: str,
        record: str | None,
        name: str,
        tell: Tell,
        draw: DrawPage | None = None,
    ) -> Attached:
        """Clean a file from outside and hang it on a file or record; off the window's thread.

        Args:
            source: The file; it is only read, and stays where it is.
            file: The coded file.
            record: One of its records, or None for the file itself.
            name: What it is called here; without one, as a camera called it, or nothing.
            tell: Gets how many bytes are sealed, and of how many; what it raises stops.
            draw: Draws the first page of a PDF as a small JPEG.

        Raises:
            RecordMissingError: There is no such file or record.
            NotPermittedError: The user's roles do not fill what it would hang on.
            AttachmentError: The file is not taken; the leaf class says why.
            DiskFullError: No room; nothing was added.
        """
        context = self._context
        with context.store.read() as unit:
            unit.case_files.get(file)
        if not self.may_add(file, record):
            raise context.deny("attach", record or file)
        check_writing(context, file)
        self.sweep()
        called = plain_name(name) or device_name(source.name)
        hanging = Hanging(file, record, called, context.user.id, context.stamp())
        taken = self._stock.take_in(source, hanging, tell, self._note_added, draw)
        return Attached(taken.row.id, taken.dropped)

    def open(self, attachment: str) -> OpenAttachment:
        """Return an attachment in memory, and note that it was seen.

        Raises:
            RecordMissingError: There is none with this id.
            NotPermittedError: It is not for the present user.
            AttachmentDamagedError: Its file is missing or not what was kept.
        """
        row = self._openable(attachment, _VIEW)
        data = self._stock.data(row)
        with self._context.store.write() as unit:
            self._context.note(unit, "view", row.id, what="attachment", file=row.file)
        return OpenAttachment(row.id, row.name, row.kind, row.pages, data)

    def print_job(self, attachment: str) -> PrintJob:
        """Return an attachment as pages for a printer; who prints notes it by ``Printing.note``.

        Raises:
            RecordMissingError: There is none with this id.
            NotPermittedError: It is not for the present user.
            AttachmentDamagedError: Its file is missing or not what was kept.
        """
        return self.open(attachment).pages_for_printer()

    def take_off(self, attachment: str, reason: str) -> None:
        """Mark an attachment as taken off; its row and its file stay.

        Raises:
            RecordMissingError: There is none with this id.
            NotPermittedError: The user neither added it nor coordinates.
            InputError: No reason.
        """
        row = self._openable(attachment, "take_off")
        if not self._may_take_off(row):
            raise self._context.deny("take_off", row.id)
        context = self._context
        check_writing(context, row.file)
        hand = Hand(context.user.id, context.stamp())
        self._stock.take_off(row, reason, hand, self._note_taken_off)

    def check(self, tell: Tell) -> StockCheck:
        """Open every attachment of the store and say what is not whole; longer than a moment."""
        return self._stock.check(tell)

    def sweep(self, *, at_once: bool = False) -> int:
        """Remove sealed files to which nothing refers any more; return how many.

        ``at_once`` takes the young too, as after an erasure.
        """
        return self._stock.sweep(self._context.clock.now().timestamp(), at_once=at_once)

    def _note_added(self, unit: CaseUnit, row: AttachmentRow) -> None:
        where = row.record or ""
        check_in_use(unit, row.file)
        self._context.note(
            unit, "attach", row.id, file=row.file, record=where, kind=row.kind, size=row.size
        )
        fan_out_attachment(unit, self._context, row.id)

    def _note_taken_off(self, unit: CaseUnit, row: AttachmentRow) -> None:
        self._context.note(unit, "take_off", row.id, what="attachment", file=row.file)
        fan_out_attachment(unit, self._context, row.id)

    def _openable(self, attachment: str, act: str) -> AttachmentRow:
        with self._context.store.read() as unit:
            row = unit.attachments.get(attachment)
            form = unit.records.get(row.record).form if row.record else None
        opened = act == _VIEW and reads_reserved(self._context, row.file)
        if not self._may_open(form, row, opened=opened):
            raise self._context.deny(act, attachment)
        check_reading(self._context, row.file)
        return row

    def _line(
        self, row: AttachmentRow, form: str, logins: dict[str, str], *, opened: bool
    ) -> AttachmentLine:
        is_mine = self._may_open(form or None, row, opened=opened)
        may_take_off = self._fills(form or None, row.record) and self._may_take_off(row)
        return line_of(row, logins, form=form, is_mine=is_mine, may_take_off=may_take_off)

    def _may_take_off(self, row: AttachmentRow) -> bool:
        user = self._context.user
        return row.author == user.id or bool(_MAY_TAKE_OFF & set(user.roles))

    def _form_of(self, file: str, record: str | None) -> str | None:
        """Return the ficha of a record of the file, None for the file itself.

        Raises:
            RecordMissingError: There is no such record.
            NotPermittedError: It is another file's.
        """
        if record is None:
            return None
        with self._context.store.read() as unit:
            kept = unit.records.get(record)
        if kept.file != file:
            raise self._context.deny("attach", record)
        return kept.form

    def _may_know(self, form: str | None, row: AttachmentRow) -> bool:
        if row.record is None:
            return True
        settings = self._settings(form)
        return settings is not None and self._context.may_read(settings)

    def _may_open(self, form: str | None, row: AttachmentRow, *, opened: bool) -> bool:
        """Tell whether the user may open it; ``opened`` is what she may by way of exception."""
        return self._fills(form, row.record) or (opened and self._may_know(form, row))

    def _fills(self, form: str | None, record: str | None) -> bool:
        if not roles.sees_files(self._context.user.roles):
            return False
        if record is None:
            return True
        settings = self._settings(form)
        return settings is not None and self._context.may_write(settings)

    def _settings(self, form: str | None) -> FormSettings | None:
        try:
            return self._context.library.definition(form).settings if form else None
        except FormUnknownError:
            return None
