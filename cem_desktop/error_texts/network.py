"""Words for errors of the network."""

from __future__ import annotations

from cem_desktop import errors as e
from cem_desktop.error_texts.kept import Texts
from cem_desktop.i18n import _


def _waits() -> str:
    return _("Everything that was to be sent still waits here, sealed.")


TEXTS: Texts = {
    e.NetworkError: lambda: (
        _("The network did not help this time"),
        _("Something could not be sent or fetched."),
        _waits(),
        _("Try again later, or carry the bundle on a stick."),
    ),
    e.NoRoadError: lambda: (
        _("Headquarters has no address in the network"),
        _("Its roster names none, or the roster here is too old to know it."),
        _waits(),
        _("Carry the bundle on a stick. The next receipt brings the newest roster."),
    ),
    e.UnreachableError: lambda: (
        _("Headquarters does not answer"),
        _("There is no network, or the line breaks again and again."),
        _waits(),
        _("The program tries again by itself and goes on where it stopped."),
    ),
    e.NotHeadquartersError: lambda: (
        _("Something else answered in place of headquarters"),
        _("Often it is the page of a hotel or café that asks to sign in to its network."),
        _("Nothing was told to it. Everything still waits here, sealed."),
        _("Sign in to that network or use another one, and try again."),
    ),
    e.ServerKeyError: lambda: (
        _("The key at the other end is not that of headquarters"),
        _("Somebody stands between this computer and headquarters, or its key was changed."),
        _("Nothing was sent to it. Everything still waits here, sealed."),
        _("Use another network or a stick. If it happens again, tell headquarters by telephone."),
    ),
    e.UploadRefusedError: lambda: (
        _("Headquarters did not take what this computer sent"),
        _("It does not know this device any more, or the file is not as it should be."),
        _waits(),
        _("Call headquarters, and carry the bundle on a stick until it is cleared up."),
    ),
    e.ReceiverFullError: lambda: (
        _("Headquarters has no room now"),
        _("Too much waits there to be taken in."),
        _waits(),
        _("The program tries again later."),
    ),
    e.BudgetSpentError: lambda: (
        _("The data of today are spent"),
        _("This computer may send only so much a day."),
        _waits(),
        _("It goes on tomorrow, or after you allow more."),
    ),
    e.MeteredLineError: lambda: (
        _("This line costs by the megabyte"),
        _("The system says that the connection is metered, so nothing is sent by itself."),
        _waits(),
        _("Connect to another network, or choose to send all the same."),
    ),
    e.ReceiverPartMissingError: lambda: (
        _("The part that receives from the network is not installed"),
        _("It needs the package aiohttp, which only headquarters uses."),
        _("Nothing was changed."),
        _("Install it into the program's environment (make receiver), and try again."),
    ),
    e.ReceiverAddressError: lambda: (
        _("The receiver cannot listen there"),
        _("The address is taken, is not of this computer, or is not one that begins with https."),
        _("Nothing was changed."),
        _("Name another address or port."),
    ),
}
