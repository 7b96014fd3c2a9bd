"""Onto paper: asking for a printer, and drawing a document's pages on it, from memory alone.

The document is drawn page by page as a picture, off the GUI thread. No file is written by us; what
the printer's own spool keeps is outside of the program, and the preview says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QPageSize, QPainter
from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QDialog

from cem_desktop.errors import NoPrinterError, PrintingError
from cem_desktop.gui.held_documents import HeldDocument

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from cem_desktop.gui.tasks import Progress

_DOTS: Final = 300
_NAME: Final = "CEM"
"""What the queue of the printer shows; it tells nothing."""


def ask_printer(parent: QWidget, then: Callable[[QPrinter], None]) -> None:
    """Ask for a printer without blocking the window; printing to a file is not offered.

    Raises:
        NoPrinterError: The computer knows none.
    """
    if not QPrinterInfo.availablePrinterNames():
        raise NoPrinterError
    printer = make_printer()
    dialog = QPrintDialog(printer, parent)
    dialog.setOption(QAbstractPrintDialog.PrintDialogOption.PrintToFile, on=False)
    dialog.accepted.connect(lambda: then(printer))
    QDialog.open(dialog)


def make_printer() -> QPrinter:
    """Return a printer for A4, with a neutral name for its queue."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setResolution(_DOTS)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setFullPage(True)
    printer.setDocName(_NAME)
    return printer


def print_pages(pdf: bytes, printer: QPrinter, progress: Progress) -> int:
    """Draw a document on a printer, off the GUI thread; return how many pages went there.

    Raises:
        PrintingError: The printer refuses.
        CancelledError: A person stopped it; pages that went before stay printed.
    """
    document = HeldDocument()
    document.hold(pdf)
    try:
        return _draw(document, printer, progress)
    finally:
        document.let_go()


def _draw(document: HeldDocument, printer: QPrinter, progress: Progress) -> int:
    first = max(printer.fromPage(), 1)
    last = min(printer.toPage() or document.pageCount(), document.pageCount())
    painter = QPainter()
    progress.report(0, last - first + 1)
    if not painter.begin(printer):
        raise PrintingError
    try:
        paper = printer.pageLayout().fullRectPixels(printer.resolution())
        for number in range(first, last + 1):
            if number > first and not printer.newPage():
                raise PrintingError
            painter.drawImage(paper, document.render(number - 1, paper.size()))
            progress.report(number - first + 1, last - first + 1)
    finally:
        painter.end()
    return last - first + 1
