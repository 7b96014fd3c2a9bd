"""Words for errors of files on the road."""

from __future__ import annotations

from cem_desktop import errors as e
from cem_desktop.error_texts.kept import Texts, no_change
from cem_desktop.i18n import _

TEXTS: Texts = {
    e.LeaseError: lambda: (
        _("This cannot be done with a file on the road"),
        _("Its state does not let it."),
        no_change(),
        _("Ask your coordination."),
    ),
    e.DeviceInactiveError: lambda: (
        _("This laptop gets no files"),
        _("It is not on the list of this centre, or was taken off it."),
        no_change(),
        _("Look at «Laptops and PCs»; add the laptop there, or choose another."),
    ),
    e.LeaseMissingError: lambda: (
        _("This file is not out any more"),
        _("It was given back, or the laptop that held it was reported as stolen."),
        no_change(),
        _("Lend it again if it is to go out once more."),
    ),
    e.LeaseEndedError: lambda: (
        _("This file is locked on this laptop"),
        _("Its time on the road is over, or it was given back. At the centre it is open as ever."),
        _("Everything that was written here is kept until the centre has it."),
        _("Take the laptop or its bundle to the centre, or ask your coordination to extend it."),
    ),
    e.LeaseDraftsError: lambda: (
        _("There are drafts of these files"),
        _("A draft does not travel; it would be lost with the file."),
        no_change(),
        _("Close the drafts, or discard them, and try again."),
    ),
    e.LeaseUncoveredError: lambda: (
        _("The centre does not have everything yet"),
        _("Something that was written here has no receipt and lies in no sealed bundle."),
        no_change(),
        _("Prepare the bundle for the centre first."),
    ),
}
