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
    """

    settings: DataOfficerSettings
    clocks: DataClocks
    blocking: Blocking
    erasing: Erasing
    incidents: IncidentReport
    papers: LawPapers


def open_law(context: Context, sweep: Callable[[], int] | None = None) -> Law:
    """Return these services for an open workspace; an erasure that was cut short is finished.

    ``sweep`` removes the sealed files of attachments to which nothing refers any more.
    """
    settings = DataOfficerSettings(context)
    erasing = Erasing(context, sweep=sweep)
    erasing.finish()
    clocks, blocking = DataClocks(context, settings), Blocking(context)
    return Law(
        settings=settings,
        clocks=clocks,
        blocking=blocking,
        erasing=erasing,
        incidents=IncidentReport(context, clocks, settings),
        papers=LawPapers(context, settings, blocking),
    )
