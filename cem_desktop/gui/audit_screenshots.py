"""Pictures of the audit trail, after a check that finds it whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cem_desktop.gui.pages.audit_page import AuditPage

if TYPE_CHECKING:
    from cem_desktop.gui.main_window import MainWindow
    from cem_desktop.gui.screenshots import Photographer


def draw_audit(photographer: Photographer, window: MainWindow) -> None:
    """Draw the newest entries with the result of a check, and the check of the computer."""
    window.go("audit")
    photographer.settle()
    page = window.findChild(AuditPage)
    assert page is not None
    page.verify()
    photographer.settle()
    photographer.draw(window, "50-audit")
    page.check_computer()
    photographer.settle()
    photographer.draw(window, "51-selfcheck")
