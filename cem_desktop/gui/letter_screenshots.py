"""Pictures of letters: a centre's list and preview, and the desk of headquarters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cem_desktop.gui.letter_dialogs import LetterDialog, PreviewDialog

if TYPE_CHECKING:
    from cem_desktop.gui.main_window import MainWindow
    from cem_desktop.gui.screenshots import Photographer
    from cem_desktop.services.workspace import Workspace


def draw_letters(photographer: Photographer, window: MainWindow, workspace: Workspace) -> None:
    """Draw the letters of a centre; nothing is sent."""
    window.go("letters")
    photographer.draw(window, "110-letters")
    for waiting in workspace.official.waiting("es")[:1]:
        preview = PreviewDialog(waiting, photographer.theme, lambda: None, lambda: None, window)
        with photographer.shown(preview):
            photographer.draw(preview, "111-preview")
    for shown in workspace.correspondence.all("es")[:1]:
        letter = LetterDialog(shown, photographer.theme, window)
        with photographer.shown(letter):
            photographer.draw(letter, "112-letter")


def draw_desk_of_headquarters(photographer: Photographer, window: MainWindow) -> None:
    """Draw the desk of headquarters, where somebody is addressed."""
    window.go("desk")
    if window.place == "desk":
        photographer.draw(window, "113-desk")
