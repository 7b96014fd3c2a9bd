"""Pictures of the queue: before an address is known, under way, and after a try that failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cem_desktop.errors import NotHeadquartersError
from cem_desktop.gui.pages.queue_page import QueuePage
from cem_desktop.services.network_road import Step

if TYPE_CHECKING:
    from cem_desktop.gui.main_window import MainWindow
    from cem_desktop.gui.screenshots import Photographer
    from cem_desktop.services.workspace import Workspace


def draw_network(photographer: Photographer, window: MainWindow, workspace: Workspace) -> None:
    """Draw the page; nobody is called."""
    window.go("queue")
    photographer.draw(window, "150-network")
    page = window.findChild(QueuePage)
    assert page is not None
    out = workspace.network_road.outgoing(workspace.context.device.id)
    bundle = workspace.sync_out.export(out)
    workspace.network_road.post(bundle.path, workspace.context.device.id)
    page.renew(frozenset({"network"}))
    window.network.begun.emit()
    window.network.stepped.emit(Step("send", 620_000, 1_900_000, 14_500))
    photographer.draw(window, "151-network-under-way")
    window.network.failed.emit(NotHeadquartersError())
    photographer.draw(window, "152-network-portal")
