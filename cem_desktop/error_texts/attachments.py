"""Words for errors of attachments."""

from __future__ import annotations

from cem_desktop import errors as e
from cem_desktop.error_texts.kept import Texts, call, nothing_taken, saved_kept
from cem_desktop.i18n import _

TEXTS: Texts = {
    e.AttachmentError: lambda: (
        _("The file was not attached"),
        _("Something went wrong while it was cleaned or kept."),
        nothing_taken(),
        _("Try again, or scan the paper anew."),
    ),
    e.AttachmentKindError: lambda: (
        _("This kind of file is not taken"),
        _("Only photographs and scans (JPEG, PNG, WebP, TIFF) and PDF can be cleaned of traces."),
        nothing_taken(),
        _("Print a letter or table as PDF, and attach the PDF. Videos and sound are not taken."),
    ),
    e.AttachmentTooLargeError: lambda: (
        _("The file is too large"),
        _("An attachment has at most 25 MB when it has been cleaned."),
        nothing_taken(),
        _("Scan with 300 dots per inch or fewer, or attach the pages in several parts."),
    ),
    e.AttachmentBombError: lambda: (
        _("The file unpacks to more than is taken"),
        _(
            "A picture has at most 64 million points and a PDF at most 200 pages. A file that "
            "swells beyond that can be made to harm."
        ),
        nothing_taken(),
        _("If you made it yourself, save it smaller or in parts. If it was sent, do not open it."),
    ),
    e.AttachmentSealedError: lambda: (
        _("The PDF asks for a password"),
        _("What is behind a password cannot be cleaned of traces."),
        nothing_taken(),
        _("Ask for it without password, or print it and scan the paper."),
    ),
    e.AttachmentUnreadableError: lambda: (
        _("The file cannot be read"),
        _("It is damaged or not what its name says."),
        nothing_taken(),
        _("Ask for it again, or scan the paper anew."),
    ),
    e.AttachmentDamagedError: lambda: (
        _("This attachment cannot be opened"),
        _("Its file is missing, or is not the one that was kept."),
        saved_kept(),
        _("Do not delete anything: a backup may have it whole. ") + call(),
    ),
}
