"""How it stands with the recovery papers, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cem_desktop.i18n import _
from cem_desktop.services.recovery import PaperNeed

if TYPE_CHECKING:
    from cem_desktop.gui.tokens import PillKind
    from cem_desktop.services.recovery import PaperState


def pill_words(paper: PaperState) -> tuple[str, PillKind]:
    """Return the word of a paper's state, and its colour."""
    words: dict[PaperNeed, tuple[str, PillKind]] = {
        PaperNeed.NOTHING: (_("in order"), "accent"),
        PaperNeed.MAKE: (_("missing"), "danger"),
        PaperNeed.REPLACE_USED: (_("used"), "danger"),
        PaperNeed.REPLACE_VOID: (_("void"), "danger"),
        PaperNeed.REHEARSE: (_("to rehearse"), "warn"),
    }
    return words[paper.need]


def kit_need(need: PaperNeed) -> str:
    """Return what the kit asks of the office."""
    return {
        PaperNeed.NOTHING: _("Opens the coded files, never the identities."),
        PaperNeed.MAKE: _(
            "There is no kit. If all who come in lose their passphrases, every case is lost."
        ),
        PaperNeed.REPLACE_USED: _("It has been out of its envelope: make a new one today."),
        PaperNeed.REPLACE_VOID: _("The stores got new keys, and the kit opens nothing any more."),
        PaperNeed.REHEARSE: _("Half a year has passed: see whether it is there and would open."),
    }[need]


def sheets_need(need: PaperNeed) -> str:
    """Return what the sheets ask of the office."""
    return {
        PaperNeed.NOTHING: _("Any two of the three open the identity vault."),
        PaperNeed.MAKE: _(
            "No sheets count yet. If the custodians lose their passphrases, who she is is lost."
        ),
        PaperNeed.REPLACE_USED: _("Two of them have been used: make new ones today."),
        PaperNeed.REPLACE_VOID: _("The vault got new keys, and the sheets open nothing any more."),
        PaperNeed.REHEARSE: _("Half a year has passed: see whether they are there and would open."),
    }[need]
