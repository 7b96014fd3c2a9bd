"""Pictures of the identity vault: how it is made and opened, and its page while it is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox

from cem_desktop.gui.create_vault_dialog import CreateVaultDialog
from cem_desktop.gui.open_vault_dialog import OpenVaultDialog
from cem_desktop.gui.pages.users_page import UsersPage
from cem_desktop.services.identity_creation import CUSTODY

if TYPE_CHECKING:
    from cem_desktop.gui.main_window import MainWindow
    from cem_desktop.gui.screenshots import Photographer
    from cem_desktop.services.workspace import Workspace


def draw_no_vault(photographer: Photographer, window: MainWindow, workspace: Workspace) -> None:
    """Draw how a vault is made where there is none; none is made."""
    identities = workspace.identities
    if CUSTODY not in workspace.user.roles or identities.state().made:
        return
    window.go("identities")
    photographer.draw(window, "70-identities-none")
    dialog = CreateVaultDialog(identities, photographer.theme, photographer.tasks, window)
    with photographer.shown(dialog):
        photographer.draw(dialog, "71-vault-made")


def draw_vault(
    photographer: Photographer,
    window: MainWindow,
    workspace: Workspace,
    passphrase: str,
    sheet: str,
) -> None:
    """Draw a vault that two people open: by both, by one with a ``sheet``, and open.

    That it was opened with a sheet is an exceptional access, which coordination is shown then.
    """
    if not sheet:
        return
    identities = workspace.identities
    opening = OpenVaultDialog(identities, photographer.theme, photographer.tasks, window)
    with photographer.shown(opening):
        photographer.draw(opening, "72-vault-opened-by-two")
        by_sheet = opening.findChild(QCheckBox, "vault_emergency")
        assert by_sheet is not None
        by_sheet.setChecked(True)
        photographer.draw(opening, "74-vault-opened-by-sheet")
    identities.open("Prueba de pantalla", passphrase, paper_share=sheet)
    window.go("identities")
    photographer.settle()
    photographer.draw(window, "73-identities")
    identities.close()
    window.go("users")
    photographer.settle()
    page = window.findChild(UsersPage)
    assert page is not None
    bar = page.verticalScrollBar()
    bar.setValue(bar.maximum())
    photographer.draw(window, "87-users-oversight")
    bar.setValue(0)
    window.go("cases")
