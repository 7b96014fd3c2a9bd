"""Pictures of letters and hand-overs at a centre, and of the desk of headquarters."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import TYPE_CHECKING

from cem_desktop.domain.letters import LetterKind
from cem_desktop.gui.letter_dialogs import LetterDialog, PreviewDialog
from cem_desktop.gui.transfer_dialogs import GiveCaseDialog, TakeCaseDialog
from cem_desktop.services.letter_writing import new_letter
from cem_desktop.services.transfer_taking import TransferOffer

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
    draw_hand_over(photographer, window, workspace)


def draw_hand_over(photographer: Photographer, window: MainWindow, workspace: Workspace) -> None:
    """Draw the dialogs of both sides of a hand-over; nothing is given, and nothing taken."""
    theme, tasks = photographer.theme, photographer.tasks
    catalogue, transfers = workspace.catalogue, workspace.transfers
    case = next(iter(workspace.casework.caseload()), None)
    if case is not None and workspace.sync_out.status().enrolled:
        give = GiveCaseDialog(transfers, case.file_id, case.code, catalogue, theme, tasks, window)
        with photographer.shown(give):
            photographer.draw(give, "116-give-case")
    words = "Se muda a esta ciudad con su hija. Tiene audiencia en marzo; espera la llamada."
    letter = new_letter(workspace.context, LetterKind.TRANSFER, "coordination", words)
    centre = catalogue.search("piura")[0]
    offer = TransferOffer(letter, centre.id, str(uuid.uuid4()), 14, 2, is_here=False)
    take = TakeCaseDialog(transfers, Path("case.cem"), offer, centre.title, theme, tasks, window)
    with photographer.shown(take):
        photographer.draw(take, "117-take-case")


def draw_desk_of_headquarters(photographer: Photographer, window: MainWindow) -> None:
    """Draw the desk of headquarters, where somebody is addressed."""
    window.go("desk")
    if window.place == "desk":
        photographer.draw(window, "113-desk")
