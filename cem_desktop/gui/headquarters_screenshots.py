"""Pictures of headquarters: the centres, keys and PCs, the desk, and the figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cem_desktop.gui.device_screenshots import draw_trust
from cem_desktop.gui.letter_screenshots import draw_desk_of_headquarters
from cem_desktop.gui.pages.statistics_page import StatisticsPage

if TYPE_CHECKING:
    from cem_desktop.gui.main_window import MainWindow
    from cem_desktop.gui.screenshots import Photographer
    from cem_desktop.services.workspace import Workspace


def draw_headquarters(photographer: Photographer, window: MainWindow, workspace: Workspace) -> None:
    """Draw every place of headquarters; nothing is signed or sent."""
    photographer.draw(window, "30-centres")
    draw_trust(photographer, window, workspace)
    draw_desk_of_headquarters(photographer, window)
    window.go("statistics")
    photographer.draw(window, "31-statistics-internal")
    page = window.findChild(StatisticsPage)
    assert page is not None
    page.verticalScrollBar().setValue(page.verticalScrollBar().maximum())
    photographer.draw(window, "32-statistics-table")
    page.choose_public()
    photographer.settle()
    page.verticalScrollBar().setValue(0)
    photographer.draw(window, "33-statistics-public")
