"""Inventory and security document on paper: in memory for a printing, or for a file asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cem_desktop.domain.roles import ANSWER_FOR_DATA
from cem_desktop.reports.legal_sheet import legal_pdf
from cem_desktop.services.data_inventory import inventory_sheet
from cem_desktop.services.form_library import form_language
from cem_desktop.services.printing import PrintJob
from cem_desktop.services.security_document import security_sheet

if TYPE_CHECKING:
    from cem_desktop.services.blocking import Blocking
    from cem_desktop.services.context import Context
    from cem_desktop.services.data_officer import DataOfficerSettings

INVENTORY: Final = "inventory"
SECURITY: Final = "security_document"


class LawPapers:
    """Makes the two documents that the law asks of an office about itself."""

    def __init__(self, context: Context, settings: DataOfficerSettings, blocking: Blocking) -> None:
        """Read in the workspace of ``context``."""
        self._context, self._settings, self._blocking = context, settings, blocking

    def inventory(self, language: str) -> PrintJob:
        """Return the inventory of personal data; longer than a moment.

        Raises:
            NotPermittedError: The user does not answer for the data.
        """
        context = self._context
        context.require(ANSWER_FOR_DATA, INVENTORY, "")
        texts = form_language(context.library.all()[0], language)
        sheet = inventory_sheet(
            context, self._settings.officer(), self._blocking.years_kept(), texts
        )
        return PrintJob(legal_pdf(sheet), INVENTORY, INVENTORY, INVENTORY)

    def security_document(self, lock_minutes: int) -> PrintJob:
        """Return the security document; longer than a moment.

        Args:
            lock_minutes: After how many idle minutes the window locks on this machine.

        Raises:
            NotPermittedError: The user does not answer for the data.
        """
        context = self._context
        context.require(ANSWER_FOR_DATA, SECURITY, "")
        sheet = security_sheet(
            context, self._settings.officer(), self._blocking.years_kept(), lock_minutes
        )
        return PrintJob(legal_pdf(sheet), SECURITY, SECURITY, SECURITY)
