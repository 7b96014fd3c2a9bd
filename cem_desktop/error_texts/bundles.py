"""Words for errors of bundles."""

from __future__ import annotations

from cem_desktop import errors as e
from cem_desktop.error_texts.kept import Texts, nothing_taken
from cem_desktop.i18n import _

TEXTS: Texts = {
    e.BundleError: lambda: (
        _("The bundle was refused"),
        _("It is not as it should be."),
        nothing_taken(),
        _("Ask the office to export it again."),
    ),
    e.NotABundleError: lambda: (
        _("This file is not a bundle"),
        _("It is another kind of file, although its name may end in .cem."),
        nothing_taken(),
        _("Choose the .cem file that the other side exported."),
    ),
    e.BundleTruncatedError: lambda: (
        _("The bundle is incomplete"),
        _("The file ends too soon: perhaps the stick was taken out before the copy was over."),
        nothing_taken(),
        _("Copy the file again. If it stays so, ask for a new export; it repeats what is missing."),
    ),
    e.BundleTamperedError: lambda: (
        _("The bundle was changed on its way"),
        _("Its signature does not hold: the file is damaged, or somebody changed it."),
        nothing_taken(),
        _("Copy it again. If it is refused again, call the sender, and tell headquarters."),
    ),
    e.WrongRecipientError: lambda: (
        _("This bundle is for somebody else"),
        _("It was sealed to another recipient; only they can open it."),
        nothing_taken(),
        _("Pass it on unopened, and ask for the one that is meant for you."),
    ),
    e.UnknownSenderError: lambda: (
        _("The sender is not known"),
        _("The device that signed it is not enrolled, or no longer is."),
        nothing_taken(),
        _("Call the office. If the bundle is theirs, enrol the device first."),
    ),
    e.BundleGapError: lambda: (
        _("An earlier bundle has not arrived"),
        _("This one continues from a bundle that is not here yet."),
        nothing_taken(),
        _("Import the earlier one first, or hand the office its receipt: it sends the rest again."),
    ),
    e.BundleForkError: lambda: (
        _("Two different histories under one name"),
        _("A copy of that office's store, or a restored backup, has sent something else before."),
        nothing_taken(),
        _("Do not import more from this office. Call it and the security contact now."),
    ),
    e.BundleTooNewError: lambda: (
        _("The bundle needs a newer program"),
        _("It was written by a newer version of CEM Desktop."),
        nothing_taken(),
        _(
            "Install the newer version here and import it again. If this already is the newest, "
            "tell the person who supports this program at headquarters."
        ),
    ),
    e.BundleTooLargeError: lambda: (
        _("The bundle is larger than allowed"),
        _("A part of it passes the limits of the format."),
        nothing_taken(),
        _("Ask the office to export it again. If it stays so, tell headquarters."),
    ),
}
