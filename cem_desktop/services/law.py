"""What the law of personal data asks of an office, in one place: the services behind its page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cem_desktop.services.blocking import Blocking
from cem_desktop.services.data_clocks import DataClocks
from cem_desktop.services.data_officer import DataOfficerSettings
from cem_desktop.services.erasing import Erasing

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
    """

    settings: DataOfficerSettings
    clocks: DataClocks
    blocking: Blocking
    erasing: Erasing


def open_law(context: Context, sweep: Callable[[], int] | None = None) -> Law:
    """Return these services for an open workspace; an erasure that was cut short is finished.

    ``sweep`` removes the sealed files of attachments to which nothing refers any more.
    """
    settings = DataOfficerSettings(context)
    erasing = Erasing(context, sweep=sweep)
    erasing.finish()
    return Law(settings, DataClocks(context, settings), Blocking(context), erasing)
