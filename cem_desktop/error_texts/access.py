"""Words for errors of who may do what."""

from __future__ import annotations

from cem_desktop import errors as e
from cem_desktop.error_texts.kept import Texts, no_change
from cem_desktop.i18n import _, ngettext

_MINUTE = 60
_IN_SECONDS = 2 * _MINUTE
TEXTS: Texts = {
    e.AccessError: lambda: (
        _("This is not open to you"),
        _("The program did not let this pass."),
        no_change(),
        _("Ask your coordination if you need it for your work."),
    ),
    e.WrongPassphraseError: lambda: (
        _("User name or passphrase is not right"),
        _("No key opens with what you typed."),
        _("Nothing is lost. After three wrong tries each further one takes a little longer."),
        _("Check capital letters and spaces between the words, and type it again."),
    ),
    e.NotPermittedError: lambda: (
        _("Your role does not cover this"),
        _("This act belongs to another service of the team."),
        no_change(),
        _("Ask a colleague of that service, or your coordination."),
    ),
    e.WorkspaceLockedError: lambda: (
        _("The window was locked meanwhile"),
        _("The workspace closed before this was finished."),
        _("What was saved is saved, and what you typed is kept as a draft."),
        _("Come in again and repeat the last step."),
    ),
    e.KeyFileMissingError: lambda: (
        _("The key file is needed too"),
        _("This user opens the workspace with the passphrase and a key file together."),
        no_change(),
        _("Put in the stick with the key file, choose the file and try again."),
    ),
    e.AttemptsSlowedError: lambda: (
        _("Please wait a little"),
        _("There were several wrong passphrases. Each further one makes the wait longer."),
        no_change(),
        _("Then type it slowly."),
    ),
    e.WrongPinError: lambda: (
        _("That is not the PIN"),
        _("The session stays covered."),
        _("What you typed before is safe."),
        _("After three wrong PINs the workspace closes, and the passphrase opens it."),
    ),
    e.IdentityClosedError: lambda: (
        _("The identity vault is closed"),
        _("Nobody has opened it, or the time of the opening is over."),
        _("Everything kept in it is safe, and the coded files work as usual."),
        _("Open it again with a reason, if you need it."),
    ),
    e.PassphraseReissuedError: lambda: (
        _("Choose a passphrase of your own"),
        _("A colleague gave you this one, so it is not only yours."),
        no_change(),
        _("Come in through the window: it asks for the new passphrase."),
    ),
    e.OutsideTeamError: lambda: (
        _("This file belongs to another team"),
        _("You are not among those who accompany her."),
        no_change(),
        _("Ask coordination to add you, or open it for a day by its code and with your reason."),
    ),
    e.LastKeeperError: lambda: (
        _("Somebody must be left to do this work"),
        _("After this, nobody could add users, or too few could open the identity vault."),
        no_change(),
        _("Give that role to another colleague first."),
    ),
    e.OwnRightsError: lambda: (
        _("Nobody changes her own rights"),
        _("Another person here can add users and change their roles."),
        no_change(),
        _("Ask her to do it: two people then know of it."),
    ),
    e.SecondPersonNeededError: lambda: (
        _("A second person is needed"),
        _("In this office two people open the identity vault together."),
        no_change(),
        _("Ask a colleague who keeps identities to type her passphrase beside you."),
    ),
}


def wait_words(seconds: object) -> str:
    """Return how long to wait before the next try; "" where nobody said."""
    if not isinstance(seconds, int) or seconds <= 0:
        return ""
    if seconds < _IN_SECONDS:
        text = ngettext("Wait {count} second.", "Wait {count} seconds.", seconds)
        return text.format(count=seconds)
    minutes = -(-seconds // _MINUTE)
    return ngettext("Wait {count} minute.", "Wait {count} minutes.", minutes).format(count=minutes)
