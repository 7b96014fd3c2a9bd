"""Words for errors of documents of trust."""

from __future__ import annotations

from cem_desktop import errors as e
from cem_desktop.error_texts.kept import Texts, no_change
from cem_desktop.i18n import _

TEXTS: Texts = {
    e.TrustError: lambda: (
        _("The document was refused"),
        _("The program cannot trust it."),
        no_change(),
        _("Ask the other side to make it again."),
    ),
    e.TrustDocumentError: lambda: (
        _("The document cannot be trusted"),
        _("It cannot be read, or its signatures do not hold."),
        no_change(),
        _("Copy the file again, or ask for a new one. Do not go round this message."),
    ),
    e.TrustRollbackError: lambda: (
        _("This document is older than the one here"),
        _("A newer list of devices is already known; an older one is never taken back."),
        no_change(),
        _("Ask for the newest file."),
    ),
    e.FingerprintMismatchError: lambda: (
        _("The six words are not the right ones"),
        _("The file and the words you typed do not belong together."),
        _("Nothing was accepted, and nothing was sealed to anyone."),
        _(
            "Read or hear the words again: from the other screen, or by telephone at a number that "
            "you know. Not by e-mail."
        ),
    ),
    e.NotEnrolledError: lambda: (
        _("This workspace is not enrolled yet"),
        _("It knows no headquarters, so it seals bundles to nobody."),
        _("Your cases are safe here; everything else works as usual."),
        _("Go to Sync and enrol with the six words of headquarters."),
    ),
    e.TrustExpiredError: lambda: (
        _("There has been no news for too long to take on a new device"),
        _("The list of devices, or the keys it hangs on, are more than three months out of date."),
        _("Work, saving and export go on; only new devices wait."),
        _("Exchange a bundle with headquarters, then try again. Check the date of this PC too."),
    ),
    e.DeviceGoneError: lambda: (
        _("This device was taken off the list"),
        _("Whoever has its keys could be somebody else by now, so it does not come back."),
        no_change(),
        _("Set the laptop up afresh. It gets new keys, and writes a new request."),
    ),
    e.RootKeysMissingError: lambda: (
        _("Too few root keys"),
        _("A new root needs two of the three root keys; the same one twice does not count."),
        no_change(),
        _("Bring a second stick, from its other place."),
    ),
    e.WrongRootKeyError: lambda: (
        _("This is no root key of this headquarters"),
        _("The file holds another key, or one that a later root has replaced."),
        no_change(),
        _("Choose the file root-key-… that was made for the present root."),
    ),
    e.NotJoinedError: lambda: (
        _("This PC and its office do not know each other yet"),
        _("Laptop and office exchange nothing before each has compared the other's six words."),
        _("Your work is safe here; everything else works as usual."),
        _("Write the request of this laptop, take it to the office PC, and bring back the answer."),
    ),
}
