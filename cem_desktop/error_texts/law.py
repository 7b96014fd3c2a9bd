"""Words for errors of blocked and erased files."""

from __future__ import annotations

from cem_desktop import errors as e
from cem_desktop.error_texts.kept import Texts, no_change
from cem_desktop.i18n import _

TEXTS: Texts = {
    e.LawError: lambda: (
        _("This cannot be done with the data of this file"),
        _("Its state does not let it."),
        no_change(),
        _("Ask your coordination."),
    ),
    e.FileBlockedError: lambda: (
        _("This file is blocked"),
        _("It is kept and out of use: nobody writes in it, and only coordination reads it."),
        no_change(),
        _("If it is needed for her care, coordination can give it back with a reason."),
    ),
    e.FileErasedError: lambda: (
        _("This file was erased"),
        _("Its code is left, and the signed document that says what was dropped and why."),
        no_change(),
        _("If she comes back, open a new file: nothing is asked of the old one."),
    ),
    e.ErasureCodeError: lambda: (
        _("That is not the code of the file to erase"),
        _("The code is typed again so that no other file is erased by mistake."),
        no_change(),
        _("Compare both codes, and type the one of this file."),
    ),
    e.ErasureRequestError: lambda: (
        _("There is no granted request for this erasure"),
        _("The ground says that she asked for it, and no F37 granted for this file was named."),
        no_change(),
        _("Record the request (F37) with its answer first, or choose the ground that holds."),
    ),
}
