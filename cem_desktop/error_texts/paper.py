"""Words for errors of printing."""

from __future__ import annotations

from cem_desktop import errors as e
from cem_desktop.error_texts.kept import Texts, saved_kept
from cem_desktop.i18n import _

TEXTS: Texts = {
    e.PaperError: lambda: (
        _("It could not be printed"),
        _("Something went wrong on the way to the printer."),
        saved_kept(),
        _("Look at the printer and print again."),
    ),
    e.NoPrinterError: lambda: (
        _("This computer knows no printer"),
        _("Nothing was printed."),
        saved_kept(),
        _("Connect a printer and set it up in the computer's settings. Then print again."),
    ),
    e.NotOnPaperError: lambda: (
        _("This ficha is not filled on paper"),
        _("The program writes it by itself, or it belongs to the identity vault alone."),
        saved_kept(),
        _("Choose another ficha."),
    ),
    e.PrintingError: lambda: (
        _("The printer did not take the pages"),
        _("Some pages may have been printed, or none."),
        saved_kept(),
        _("Fetch what was printed, look at the printer, and print again."),
    ),
}
