"""Letters and official text in words: kinds, decisions, addressees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cem_desktop.i18n import _
from cem_desktop.reports.role_words import role_words

if TYPE_CHECKING:
    from cem_desktop.gui.tokens import PillKind


def kind_of_letter(kind: str) -> str:
    """Return what a letter is."""
    return {
        "authorisation": _("Answer to a proposal"),
        "supervision": _("Supervision note"),
        "notice": _("Notice"),
        "transfer": _("Hand-over of a case"),
        "transfer_accepted": _("Hand-over accepted"),
        "transfer_refused": _("Hand-over refused"),
        "transfer_removed": _("Removal receipt"),
    }.get(kind, kind)


def decision_words(decision: str | None) -> str:
    """Return what was decided, "" where nothing was."""
    return {
        "authorised": _("Authorised"),
        "denied": _("Denied"),
        "observed": _("More is asked"),
    }.get(decision or "", "")


def decision_mark(decision: str | None) -> PillKind:
    """Return how a decision is coloured."""
    marks: dict[str, PillKind] = {"authorised": "accent", "denied": "danger", "observed": "warn"}
    return marks.get(decision or "", "info")


def transfer_words(kind: str, direction: str = "in") -> str:
    """Return what a letter without words about a hand-over means here, "" for any other."""
    own = {
        "transfer_accepted": _("This centre has taken the case on."),
        "transfer_removed": _("The case is out of use here."),
    }
    theirs = {
        "transfer_accepted": _(
            "The other centre has the case; here it is out of use. Renew the keys, so that no "
            "earlier copy of this computer opens with keys of today."
        ),
        "transfer_refused": _(
            "The other centre does not take the case on. It stays here, as before."
        ),
        "transfer_removed": _("The other centre has taken the case out of use."),
    }
    return (own if direction == "out" else theirs).get(kind, "")


def to_role(role: str) -> str:
    """Return to whom at headquarters a text goes."""
    return _("To headquarters: {role}").format(role=role_words(role))


def item_state(state: str) -> str:
    """Return what was done with what a centre says."""
    return {"new": _("New"), "read": _("Read"), "answered": _("Answered")}.get(state, state)
