"""What will be printed, seen from memory; then the printer, with a warning and a noted act."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize
from PySide6.QtPdfWidgets import QPdfView

from cem_desktop.errors import CemError
from cem_desktop.gui.error_messages import tell_error
from cem_desktop.gui.file_choice import choose_new_file
from cem_desktop.gui.held_documents import HeldDocument
from cem_desktop.gui.icons import icon
from cem_desktop.gui.page_work import PageWork
from cem_desktop.gui.paper_printing import ask_printer, print_pages
from cem_desktop.gui.widgets.banner import Banner
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.dialog import Dialog
from cem_desktop.gui.widgets.layouts import row
from cem_desktop.gui.widgets.progress_panel import ProgressPanel
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _, ngettext
from cem_desktop.services.exports import write_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtPrintSupport import QPrinter
    from PySide6.QtWidgets import QWidget

    from cem_desktop.gui.style import Theme
    from cem_desktop.gui.tasks import Progress, TaskRunner
    from cem_desktop.services.printing import PrintJob

    AskPrinter = Callable[[QWidget, Callable[[QPrinter], None]], None]

_SIZE: Final = (860, 700)


class PrintPreview(Dialog):
    """A document on the screen, and its way to a printer; Esc closes it."""

    def __init__(
        self,
        theme: Theme,
        tasks: TaskRunner,
        make: Callable[[Progress], PrintJob],
        note: Callable[[PrintJob, str], None],
        parent: QWidget | None = None,
        *,
        ask: AskPrinter | None = None,
    ) -> None:
        """Show what ``make`` makes.

        Args:
            theme: Colours and sizes.
            tasks: Runs the making and the printing.
            make: Makes the document, off the GUI thread.
            note: Notes that it went to a printer (``print``) or file (``export``), off the GUI
                thread.
            parent: The window over which it stands.
            ask: Asks for a printer; the dialog of the system by default.
        """
        super().__init__("print_preview", theme.px(_SIZE[0]), parent)
        self._theme, self._make, self._note, self._ask = theme, make, note, ask or ask_printer
        self._job: PrintJob | None = None
        self._document = HeldDocument(self)
        self.finished.connect(self._document.let_go)
        self._view = self._make_view()
        self._warning = Banner(theme, name="print_warning")
        self._banner = Banner(theme, name="print_banner")
        self._progress = ProgressPanel(tasks, name="print_progress")
        self._print = Button(
            _("Print…"),
            "primary",
            name="print_print",
            icon=icon("print", theme.tokens.on_accent),
            on_click=self._ask_printer,
            shortcut="Ctrl+P",
        )
        self._save = Button(
            _("Save blank PDF…"),
            name="print_save",
            icon=icon("file_pdf", theme.tokens.text),
            on_click=self._ask_where,
        )
        self._close = Button(_("Close"), name="print_close", on_click=self.reject)
        self._build()
        self._work = PageWork(self, tasks, self._banner, self._progress, (self._print, self._save))
        self._work.start(_("The paper is being laid out"), make, self._show)

    @property
    def page_count(self) -> int:
        """How many pages are shown; 0 while they are being made."""
        return self._document.pageCount() if self._job is not None else 0

    def sizeHint(self) -> QSize:
        """Ask for the room of a page, as far as the window behind has it."""
        wanted = QSize(*(self._theme.px(side) for side in _SIZE))
        behind = self.parentWidget()
        return wanted if behind is None else wanted.boundedTo(behind.window().size())

    def _make_view(self) -> QPdfView:
        view = QPdfView(self)
        view.setObjectName("print_view")
        view.setAccessibleName(_("What will be printed"))
        view.setPageMode(QPdfView.PageMode.MultiPage)
        view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        view.setDocument(self._document)
        view.setMinimumHeight(self._theme.px(200))
        return view

    def _build(self) -> None:
        self._warning.tell(
            "warn",
            _(
                "Paper and the printer's queue are in clear. Print only on a printer of this "
                "centre, and fetch the sheets at once. The printing is noted."
            ),
        )
        self._pages = Words("", "muted", name="print_pages", wrap=False)
        self._save.hide()
        foot = row()
        foot.addWidget(self._pages)
        foot.addStretch(1)
        for button in (self._save, self._print, self._close):
            foot.addWidget(button)
        body = self.body
        body.addWidget(Words(_("Before printing"), "heading"))
        body.addWidget(self._warning)
        body.addWidget(self._banner)
        body.addWidget(self._view, 1)
        body.addWidget(self._progress)
        body.addLayout(foot)

    def _show(self, job: PrintJob) -> None:
        self._job = job
        self._document.hold(job.pdf)
        count = self._document.pageCount()
        self._pages.setText(ngettext("{count} page", "{count} pages", count).format(count=count))
        self._save.setVisible(job.kind == "blank")
        self._print.setFocus()

    def _ask_printer(self) -> None:
        if self._job is None:
            return
        try:
            self._ask(self, self.print_on)
        except CemError as error:
            tell_error(self._banner, error)

    def print_on(self, printer: QPrinter) -> None:
        """Send the document to a printer; the trail is told first."""
        job = self._job
        if job is None:
            return

        def work(progress: Progress) -> int:
            self._note(job, "print")
            return print_pages(job.pdf, printer, progress)

        self._work.start(_("Going to the printer"), work, self._tell_printed)

    def _tell_printed(self, count: int) -> None:
        text = ngettext(
            "{count} page went to the printer. Fetch it now.",
            "{count} pages went to the printer. Fetch them now.",
            count,
        )
        self._banner.tell("good", text.format(count=count))

    def _ask_where(self) -> None:
        if self._job is not None:
            name = f"{self._job.form}.pdf"
            choose_new_file(self, _("Save the blank ficha"), name, self.save_to)

    def save_to(self, path: Path) -> None:
        """Write a blank ficha to a file; filled ones are never written in clear."""
        job = self._job
        if job is None or job.kind != "blank":
            return

        def work(_progress: Progress) -> None:
            self._note(job, "export")
            write_file(path, job.pdf)

        self._work.start(
            _("Saving"), work, lambda _done: self._banner.tell("good", _("The file is saved."))
        )
