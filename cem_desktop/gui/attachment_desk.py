"""How a window works with attachments: their list on a case, adding, looking, taking off."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, Protocol

from cem_desktop.domain.attachment_name import proposed_name
from cem_desktop.domain.period import LIMA, parse_stamp
from cem_desktop.error_texts import explain
from cem_desktop.errors import AttachmentError, CemError
from cem_desktop.gui.attachment_dialogs import AddAttachmentDialog, PlaceWords, TakeOffDialog
from cem_desktop.gui.error_messages import tell_error
from cem_desktop.gui.file_choice import choose_files
from cem_desktop.gui.form_language import form_title
from cem_desktop.gui.human_dates import exact_day
from cem_desktop.gui.page_work import PageWork
from cem_desktop.gui.widgets.case_attachments import AttachmentWords, CaseAttachments
from cem_desktop.i18n import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QDialog, QWidget

    from cem_desktop.gui.attachment_dialogs import Wanted
    from cem_desktop.gui.print_desk import PrintDesk
    from cem_desktop.gui.style import Theme
    from cem_desktop.gui.tasks import Progress, TaskRunner
    from cem_desktop.services.attachments import (
        Attached,
        AttachmentLine,
        HangingPlace,
        OpenAttachment,
    )
    from cem_desktop.services.printing import PrintJob
    from cem_desktop.services.workspace import Workspace

_ENDINGS: Final = (".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".pdf")
_MOST_AT_ONCE: Final = 20


@dataclass(frozen=True)
class _Added:
    """What came of adding: how many, what they lost, and which were refused, with why."""

    count: int
    dropped: frozenset[str]
    refused: tuple[tuple[str, AttachmentError], ...]


class AttachmentHouse(Protocol):
    """What keeps attachments: the case store, or the identity vault while it is open."""

    def of_file(self, file: str, /) -> tuple[AttachmentLine, ...]:
        """Return what hangs on a file, the latest first."""
        ...

    def may_add(self, file: str, /) -> bool:
        """Tell whether the present user may hang something there."""
        ...

    def places(self, file: str, /) -> tuple[HangingPlace, ...]:
        """Return the records on which the user may hang something."""
        ...

    def add(
        self,
        source: Path,
        file: str,
        record: str | None,
        name: str,
        tell: Callable[[int, int], None],
        draw: Callable[[bytes], bytes | None] | None = None,
    ) -> Attached:
        """Clean a file from outside and keep it."""
        ...

    def open(self, attachment: str) -> OpenAttachment:
        """Return an attachment in memory."""
        ...

    def print_job(self, attachment: str) -> PrintJob:
        """Return an attachment as pages for a printer."""
        ...

    def take_off(self, attachment: str, reason: str) -> None:
        """Mark an attachment as taken off."""
        ...


class AttachmentDesk:
    """Attachments in one window."""

    def __init__(
        self,
        workspace: Workspace,
        theme: Theme,
        tasks: TaskRunner,
        printer: PrintDesk,
        vault_dialog: QWidget | None = None,
    ) -> None:
        """``printer`` shows paper over the window.

        With ``vault_dialog`` it works in that dialog, with what the identity vault keeps.
        """
        self._attachments: AttachmentHouse = workspace.attachments
        if vault_dialog is not None:
            self._attachments = workspace.identity_attachments
        self._is_vault, self._over = vault_dialog is not None, vault_dialog or printer.over
        self._library = workspace.context.library
        self._theme, self._tasks, self._language = theme, tasks, printer.language
        self._clock, self._printer = workspace.context.clock, printer

    def of_case(self, file: str) -> CaseAttachments:
        """Return the attachments of a case, for its page.

        Raises:
            CemError: They cannot be read.
        """
        may_add = self._attachments.may_add(file)
        page = CaseAttachments(self._theme, self._tasks, may_add=may_add, is_vault=self._is_vault)
        work = PageWork(page, self._tasks, page.banner, page.progress, (page.add_button,))
        page.add_wanted.connect(lambda: self._choose(page, work, file))
        page.dropped.connect(lambda files: self._ask(page, work, file, files))
        page.open_wanted.connect(self._open)
        page.print_wanted.connect(self._print)
        page.take_off_wanted.connect(lambda line: self._ask_why(page, file, line))
        page.renew(self._attachments.of_file(file), self._words())
        return page

    def _renew(self, page: CaseAttachments, file: str) -> None:
        try:
            lines = self._attachments.of_file(file)
        except CemError as error:
            tell_error(page.banner, error)
            return
        page.renew(lines, self._words())

    def _words(self) -> AttachmentWords:
        titles = {one.form_id: form_title(one, self._language) for one in self._library.all()}
        return AttachmentWords(titles, self._clock.now().astimezone(LIMA))

    def _choose(self, page: CaseAttachments, work: PageWork, file: str) -> None:
        endings = tuple(one for ending in _ENDINGS for one in (ending, ending.upper()))
        choose_files(
            self._over,
            _("Choose photographs, scans or PDF"),
            endings,
            lambda files: self._ask(page, work, file, files),
            several=True,
        )

    def _ask(
        self, page: CaseAttachments, work: PageWork, file: str, files: tuple[Path, ...]
    ) -> None:
        if len(files) > _MOST_AT_ONCE:
            text = _("At most {count} files at a time. Add them in several steps.")
            page.banner.tell("warn", text.format(count=_MOST_AT_ONCE))
            return
        dialog = AddAttachmentDialog(files, self._places(file), self._theme, self._over)
        dialog.wanted.connect(lambda wanted: self._add(page, work, file, wanted))
        self._show(dialog)

    def _places(self, file: str) -> tuple[PlaceWords, ...]:
        titles = self._words().titles
        whole = _("The identity vault") if self._is_vault else _("The case itself")
        found = [PlaceWords(None, whole)]
        for place in self._attachments.places(file):
            day = exact_day(parse_stamp(place.created).astimezone(LIMA).date())
            title = titles.get(place.form, place.form.upper())
            found.append(PlaceWords(place.record, f"{title} · {day}"))
        return tuple(found)

    def _add(self, page: CaseAttachments, work: PageWork, file: str, wanted: Wanted) -> None:
        def run(progress: Progress) -> _Added:
            return self._add_all(file, wanted, progress)

        def done(added: _Added) -> None:
            self._renew(page, file)
            _tell_added(page, added)

        def failed(_error: Exception) -> bool:
            self._renew(page, file)
            return False  # the banner tells it

        work.start(_("Cleaning and sealing"), run, done, failed)

    def _add_all(self, file: str, wanted: Wanted, progress: Progress) -> _Added:
        # Qt's PDF library is read from the disk when somebody needs it, not at every unlock.
        from cem_desktop.gui.attachment_pictures import draw_first_page

        def tell(done: int, total: int) -> None:
            if total:
                progress.report(done, total)
            else:
                progress.check_cancelled()

        dropped: set[str] = set()
        refused: list[tuple[str, AttachmentError]] = []
        for source, name in wanted.files:
            try:
                added = self._attachments.add(
                    source, file, wanted.record, name, tell, draw_first_page
                )
            except AttachmentError as error:
                refused.append((name or proposed_name(source.name), error))
            else:
                dropped.update(added.dropped)
        count = len(wanted.files) - len(refused)
        return _Added(count, frozenset(dropped), tuple(refused))

    def _open(self, line: AttachmentLine) -> None:
        from cem_desktop.gui.attachment_viewer import AttachmentViewer

        title = line.name or _("Attachment")
        opened, over = partial(self._attachments.open, line.id), self._over
        viewer = AttachmentViewer(self._theme, self._tasks, title, opened, over)
        viewer.print_wanted.connect(lambda: self._print(line))
        self._show(viewer)

    def _print(self, line: AttachmentLine) -> None:
        self._printer.document(lambda: self._attachments.print_job(line.id))

    def _ask_why(self, page: CaseAttachments, file: str, line: AttachmentLine) -> None:
        def take_off(reason: str) -> None:
            try:
                self._attachments.take_off(line.id, reason)
            except CemError as error:
                tell_error(page.banner, error)
                return
            page.banner.clear()
            self._renew(page, file)

        dialog = TakeOffDialog(line.name or _("Attachment"), self._theme, self._over)
        dialog.confirmed.connect(take_off)
        self._show(dialog)

    def _show(self, dialog: QDialog) -> None:
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def _tell_added(page: CaseAttachments, added: _Added) -> None:
    if added.refused and len(added.refused) == 1 and not added.count:
        tell_error(page.banner, added.refused[0][1])
        return
    said = []
    if added.count:
        text = ngettext(
            "{count} file was cleaned, sealed and attached.",
            "{count} files were cleaned, sealed and attached.",
            added.count,
        )
        said.append(text.format(count=added.count))
    if added.dropped:
        said.append(_("Taken out of the PDF: {what}.").format(what=_dropped_words(added.dropped)))
    for name, error in added.refused:
        said.append(_("Not taken: {name}. {why}.").format(name=name, why=explain(error).title))
    page.banner.tell("warn" if added.refused else "good", " ".join(said))


def _dropped_words(dropped: frozenset[str]) -> str:
    words = {
        "files": _("attached files"),
        "links": _("links"),
        "notes": _("notes"),
        "scripts": _("what it would do by itself"),
    }
    return ", ".join(words[one] for one in sorted(dropped) if one in words)
