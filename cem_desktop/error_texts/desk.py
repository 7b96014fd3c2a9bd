"""Words for errors of what travels in words between an office and headquarters."""

from __future__ import annotations

from cem_desktop import errors as e
from cem_desktop.error_texts.kept import Texts
from cem_desktop.i18n import _

TEXTS: Texts = {
    e.DeskError: lambda: (
        _("This cannot be sent as it is"),
        _("Something about it is not as it should be."),
        _("Nothing has left."),
        _("Open it again and look at it once more."),
    ),
    e.OfficialChangedError: lambda: (
        _("The text has changed meanwhile"),
        _("It is not the one that you have read: somebody corrected the ficha."),
        _("Nothing has left."),
        _("Read it again, then confirm it."),
    ),
    e.FileLentError: lambda: (
        _("The case is out on a laptop"),
        _("What is written there would not go along."),
        _("Nothing has left."),
        _("Let the laptop bring it back first, then hand it over."),
    ),
    e.TransferStateError: lambda: (
        _("This does not fit the hand-over"),
        _("The bundle answers a hand-over that this centre has not begun, or has finished."),
        _("Nothing was changed."),
        _("Call the other centre, and choose the bundle that it means."),
    ),
    e.FormNotPublishedError: lambda: (
        _("This ficha cannot be published"),
        _(
            "One of its checks fails, its version is not above today's, or a question would be "
            "shown to more people than before."
        ),
        _("Nothing was published."),
        _("Check it with «cem forms lint», raise its version, and choose it again."),
    ),
    e.OfficialDisputedError: lambda: (
        _("Two answers differ"),
        _("This text has two versions that nobody has settled yet."),
        _("Nothing has left."),
        _("Settle them in the ficha first; then the text waits here again."),
    ),
}
