"""Attachments that say who she is (a copy of her identity card): kept by the identity vault alone.

Their rows, thumbnails and keys stand in ``identity.db``, their sealed files in a folder of their
own; with the vault closed nothing here can be listed, opened or swept. The trail, which is in
``case.db``, is told after the vault has committed.
"""

from __future__ import annotations

from pathlib import Path

from cem_desktop.domain.attachment_name import plain_name, proposed_name
from cem_desktop.services.attachment_stock import (
    AttachmentStock,
    DrawPage,
    Hand,
    Hanging,
    StockCheck,
    Tell,
)
from cem_desktop.services.attachments import (
    Attached,
    AttachmentLine,
    HangingPlace,
    OpenAttachment,
    line_of,
)
from cem_desktop.services.context import Context
from cem_desktop.services.identities import Identities
from cem_desktop.services.printing import PrintJob
from cem_desktop.storage.attachment_folder import IDENTITY, AttachmentFolder
from cem_desktop.storage.attachments import AttachmentRow
from cem_desktop.storage.identity_store import IdentityUnit


class IdentityAttachments:
    """What the identity vault keeps of a person, while it is open."""

    def __init__(self, context: Context, identities: Identities) -> None:
        """Work over the vault of ``identities``; each call asks that it is open."""
        self._context, self._identities = context, identities
        folder = AttachmentFolder(context.vault.folder, IDENTITY)
        self._stock: AttachmentStock[IdentityUnit] = AttachmentStock(
            folder, identities.read, identities.write, lambda unit: unit.own
        )

    def of_file(self, file: str) -> tuple[AttachmentLine, ...]:
        """Return what the vault keeps of a file's person, the latest first.

        Raises:
            IdentityClosedError: The vault is not open.
        """
        with self._identities.read() as unit:
            rows = unit.attachments.of_file(file)
        with self._context.store.read() as case_unit:
            logins = case_unit.office.logins()
        return tuple(line_of(row, logins, form="", is_mine=True, may_take_off=True) for row in rows)

    def may_add(self, _file: str) -> bool:
        """Tell whether something can be kept now: the vault is open."""
        return self._identities.is_open

    def places(self, _file: str) -> tuple[HangingPlace, ...]:
        """Return no record: what says who she is hangs on the file alone."""
        return ()

    def add(
        self,
        source: Path,
        file: str,
        record: str | None,
        name: str,
        tell: Tell,
        draw: DrawPage | None = None,
    ) -> Attached:
        """Clean a file from outside and keep it in the vault; off the window's thread.

        Args:
            source: The file; it is only read, and stays where it is.
            file: The coded file of the person.
            record: None; nothing of the vault hangs on a record.
            name: What it is called here; without one, after the file from outside.
            tell: Gets how many bytes are sealed, and of how many; what it raises stops.
            draw: Draws the first page of a PDF as a small JPEG.

        Raises:
            IdentityClosedError: The vault is not open, or closed meanwhile.
            AttachmentError: The file is not taken; the leaf class says why.
            DiskFullError: No room; nothing was added.
        """
        self.sweep()
        context = self._context
        called = plain_name(name) or proposed_name(source.name)
        hanging = Hanging(file, record, called, context.user.id, context.stamp())
        taken = self._stock.take_in(source, hanging, tell, _note_later, draw)
        self._note("attach", taken.row, kind=taken.row.kind, size=taken.row.size)
        return Attached(taken.row.id, taken.dropped)

    def open(self, attachment: str) -> OpenAttachment:
        """Return an attachment in memory, and note that it was seen.

        Raises:
            IdentityClosedError: The vault is not open.
            RecordMissingError: There is none with this id.
            AttachmentDamagedError: Its file is missing or not what was kept.
        """
        row = self._row(attachment)
        data = self._stock.data(row)
        self._note("view", row)
        return OpenAttachment(row.id, row.name, row.kind, row.pages, data)

    def print_job(self, attachment: str) -> PrintJob:
        """Return an attachment as pages for a printer; who prints notes it by ``Printing.note``.

        Raises:
            IdentityClosedError: The vault is not open.
            RecordMissingError: There is none with this id.
            AttachmentDamagedError: Its file is missing or not what was kept.
        """
        return self.open(attachment).pages_for_printer()

    def take_off(self, attachment: str, reason: str) -> None:
        """Mark an attachment as taken off; its row and its file stay.

        Raises:
            IdentityClosedError: The vault is not open.
            RecordMissingError: There is none with this id.
            InputError: No reason.
        """
        row = self._row(attachment)
        hand = Hand(self._context.user.id, self._context.stamp())
        self._stock.take_off(row, reason, hand, _note_later)
        self._note("take_off", row)

    def check(self, tell: Tell) -> StockCheck:
        """Open every attachment of the vault and say what is not whole; longer than a moment.

        Raises:
            IdentityClosedError: The vault is not open.
        """
        return self._stock.check(tell)

    def sweep(self, *, at_once: bool = False) -> int:
        """Remove the vault's sealed files to which nothing refers any more; return how many.

        ``at_once`` takes the young too, as after an erasure.

        Raises:
            IdentityClosedError: The vault is not open; only it knows what is referred to.
        """
        return self._stock.sweep(self._context.clock.now().timestamp(), at_once=at_once)

    def _row(self, attachment: str) -> AttachmentRow:
        with self._identities.read() as unit:
            return unit.attachments.get(attachment)

    def _note(self, act: str, row: AttachmentRow, **detail: str | int) -> None:
        with self._context.store.write() as unit:
            self._context.note(
                unit, act, row.id, what="identity_attachment", file=row.file, **detail
            )


def _note_later(_unit: IdentityUnit, _row: AttachmentRow) -> None:
    """Note nothing yet: the trail stands in the other store, and follows this one's commit."""
