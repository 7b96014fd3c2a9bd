"""Words for the errors that stand at the root of the tree."""

from __future__ import annotations

from cem_desktop import errors as e
from cem_desktop.error_texts.kept import Texts, no_change, saved_kept
from cem_desktop.i18n import _

TEXTS: Texts = {
    e.CemError: lambda: (
        _("This could not be done"),
        _("The program met a problem that it knows, but has no words for."),
        saved_kept(),
        _("Try again. If it happens twice, tell headquarters what you were doing."),
    ),
    e.CancelledError: lambda: (
        _("Stopped"),
        _("You stopped the task."),
        no_change(),
        _("Start it again whenever you like."),
    ),
}
