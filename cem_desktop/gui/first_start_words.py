"""Words of the first start: what a computer may be for, and what happens next."""

from __future__ import annotations

from cem_desktop.domain.roles import WorkspaceKind
from cem_desktop.i18n import _


def kind_words() -> dict[WorkspaceKind, tuple[str, str, str]]:
    """Return title, text and picture of each kind of workspace, in their order."""
    return {
        WorkspaceKind.OFFICE: (
            _("A centre (CEM)"),
            _("Coded files, fichas and accompaniment of the people this centre receives."),
            "office",
        ),
        WorkspaceKind.LAPTOP: (
            _("A laptop or further PC of a centre"),
            _(
                "Takes cases of the centre along for visits, or holds all of them as a second PC. "
                "The centre's own PC must be set up first."
            ),
            "laptop",
        ),
        WorkspaceKind.HEADQUARTERS: (
            _("Headquarters"),
            _("Receives statistical bundles of the centres, and counts. It sees no case."),
            "headquarters",
        ),
    }


def steps_ahead(kind: WorkspaceKind, *, keeps_identities: bool) -> tuple[str, ...]:
    """Return what happens next, a sentence a step."""
    paper = _("Keep the paper with the six words under lock, away from this computer.")
    if kind is WorkspaceKind.HEADQUARTERS:
        return (
            _("1. The workspace and its keys are made; it takes some seconds."),
            _("2. Centres hand you a request file; you approve it and read them six words."),
            _("3. Their bundles can then be imported, and the table builds itself."),
            _("4. Three root keys are to be moved to three sticks; «Centres» shows them."),
            paper,
        )
    if kind is WorkspaceKind.LAPTOP:
        return (
            _("1. The encrypted workspace is made; it takes some seconds."),
            _("2. «Join the centre» writes a request; the centre's PC answers it on a stick."),
            _("3. You compare six words on both screens, so that no other PC can pass for it."),
            _("4. The centre lends cases with a date; what you write comes home on the stick."),
            paper,
        )
    vault = _("4. The identity vault is offered to you then; coded files work without it too.")
    return (
        _("1. The encrypted workspace is made; it takes some seconds."),
        _("2. You can receive people and record their cases at once, without internet."),
        _("3. To send statistics, enrol with headquarters: they read you six words by phone."),
        *((vault,) if keeps_identities else ()),
        paper,
    )
