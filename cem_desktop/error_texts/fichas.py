"""Words for errors of form definitions."""

from __future__ import annotations

from cem_desktop import errors as e
from cem_desktop.error_texts.kept import Texts, call, no_change, saved_kept
from cem_desktop.i18n import _

TEXTS: Texts = {
    e.FormError: lambda: (
        _("This ficha cannot be used"),
        _("The program cannot read the definition of the ficha."),
        saved_kept(),
        call(),
    ),
    e.FormUnknownError: lambda: (
        _("This ficha is of a version that the program does not have"),
        _("It was filled with another version of the ficha."),
        _("It is kept as it is and can be read, not changed."),
        _("Install the newer version of the program to edit it."),
    ),
    e.FormInvalidError: lambda: (
        _("The definition of this ficha has an error"),
        _("The program refuses to show it, so that nothing is recorded wrongly."),
        saved_kept(),
        _("Send the file of the ficha back to whoever wrote it, with this message."),
    ),
    e.FormBuildError: lambda: (
        _("The ficha does not compile"),
        _("Its source has an error."),
        _("The version built before is still in use."),
        _("Correct the line named in the message and build it again."),
    ),
    e.FormsNotBuiltError: lambda: (
        _("The fichas are not ready"),
        _("This copy of the program has not built its fichas yet."),
        no_change(),
        _("Run «cem forms build» once, or install the program from its package."),
    ),
}
