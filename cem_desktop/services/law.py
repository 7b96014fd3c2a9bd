"""What the law of personal data asks of an office, in one place: the services behind its page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cem_desktop.services.blocking import Blocking
from cem_desktop.services.data_clocks import DataClocks
from cem_desktop.services.data_officer import DataOfficerSettings
from cem_desktop.services.erasing import Erasing
from cem_desktop.services.incident_report import IncidentReport
from cem_desktop.services.law_papers import LawPapers

if TYPE_CHECKING:
    from collections.abc import Callable

    from cem_desktop.services.context import Context
    from cem_desktop.services.identity_erasing import IdentityErasing


@dataclass(frozen=True)
class Law:
    """The services of the page «Personal data».

    Attributes:
        settings: The data protection officer, and the region's holidays.
        clocks: Incidents and requests with the time that is left.
        blocking: Files out of use, and how long files are kept.
        erasing: Erasure.
        incidents: Notices of incidents on paper.
        papers: Inventory and security document on paper.
        identities: Erasure in the identity vault.
    """

    settings: DataOfficerSettings
    clocks: DataClocks
    blocking: Blocking
    erasing: Erasing
    incidents: IncidentReport
    papers: LawPapers
    identities: IdentityErasing | None


def open_law(
    context: Context,
    sweep: Callable[[], int] | None = None,
    identities: IdentityErasing | None = None,
) -> Law:
    """Return these services for an open workspace; an erasure that was cut short is finished.

    Args:
        context: The workspace.
        sweep: Removes the sealed files of attachments to which nothing refers any more.
        identities: Empties the identity vault of what is erased.
    """
    settings = DataOfficerSettings(context)
    erase_identity = identities.erase if identities is not None else None
    erasing = Erasing(context, erase_identity, sweep)
    erasing.finish()
    clocks, blocking = DataClocks(context, settings), Blocking(context)
    return Law(
        settings=settings,
        clocks=clocks,
        blocking=blocking,
        erasing=erasing,
        incidents=IncidentReport(context, clocks, settings),
        papers=LawPapers(context, settings, blocking),
        identities=identities,
    )
