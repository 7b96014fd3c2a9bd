"""Pictures of a PC that several people use: waiting, rescue, the PIN, what is told at entry."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from cem_desktop.errors import AttemptsSlowedError
from cem_desktop.gui.doors import Typed
from cem_desktop.gui.kit_dialog import KitDialog
from cem_desktop.gui.pages.pin_page import PinPage
from cem_desktop.gui.pages.unlock_page import UnlockPage
from cem_desktop.gui.pin_dialog import PinDialog
from cem_desktop.gui.salvage_dialog import SalvageDialog
from cem_desktop.gui.widgets.entry_news import EntryNews
from cem_desktop.gui.widgets.room_warning import RoomWarning

if TYPE_CHECKING:
    from cem_desktop.gui.doors import Doors
    from cem_desktop.gui.main_window import MainWindow
    from cem_desktop.gui.screenshots import Photographer
    from cem_desktop.services.workspace import Workspace

_WAIT: Final = 160
_OWN, _TOTAL = 2, 5


def draw_waiting(photographer: Photographer, doors: Doors, login: str) -> None:
    """Draw the locked page while the next try waits."""
    page = UnlockPage(photographer.theme, photographer.tasks, doors, Path("workspace"), login)
    with photographer.shown(page):
        page.tell_failed(AttemptsSlowedError(seconds=_WAIT))
        photographer.draw(page, "08-unlock-waiting")


def draw_rescue(photographer: Photographer, doors: Doors, login: str) -> None:
    """Draw the ways in when something is lost: the paper kit, and a damaged store."""
    theme, tasks, folder = photographer.theme, photographer.tasks, Path("workspace")
    typed = Typed(login, "", is_kit=False)
    dialogs = (
        (KitDialog(theme, tasks, doors, folder), "64-kit"),
        (SalvageDialog(theme, tasks, doors, folder, typed), "65-salvage"),
    )
    for dialog, name in dialogs:
        with photographer.shown(dialog):
            photographer.draw(dialog, name)


def draw_absence(photographer: Photographer, window: MainWindow, workspace: Workspace) -> None:
    """Draw the covered session, the choice of a PIN, and what is told at entry."""
    page = PinPage(photographer.theme, photographer.tasks, workspace.pin)
    with photographer.shown(page):
        photographer.draw(page, "09-pin")
    dialog = PinDialog(photographer.theme, photographer.tasks, workspace.pin)
    with photographer.shown(dialog):
        photographer.draw(dialog, "60-pin-choice")
    news = window.findChild(EntryNews)
    assert news is not None
    news.tell(_OWN, _TOTAL)
    photographer.draw(window, "61-entry-news")
    news.hide()
    tight = window.findChild(RoomWarning)
    assert tight is not None
    tight.show_whether(is_tight=True)
    photographer.draw(window, "62-disk-full")
    tight.show_whether(is_tight=False)
