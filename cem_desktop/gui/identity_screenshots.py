"""Pictures of the identity vault: how it is made and opened, and its page while it is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cem_desktop.gui.create_vault_dialog import CreateVaultDialog
from cem_desktop.gui.open_vault_dialog import OpenVaultDialog
from cem_desktop.services.identity_creation import CUSTODY

if TYPE_CHECKING:
    from cem_desktop.gui.main_window import MainWindow
    from cem_desktop.gui.screenshots import Photographer
    from cem_desktop.services.workspace import Workspace


def draw_vault(
    photographer: Photographer, window: MainWindow, workspace: Workspace, passphrase: str
) -> None:
    """Draw them for who keeps identities; the first time the vault is made for it."""
    if CUSTODY not in workspace.user.roles:
        return
    identities, theme, tasks = workspace.identities, photographer.theme, photographer.tasks
    if not identities.state().made:
        window.go("identities")
        photographer.draw(window, "70-identities-none")
        dialog = CreateVaultDialog(identities, theme, tasks, window)
        with photographer.shown(dialog):
            photographer.draw(dialog, "71-vault-made")
        identities.create(passphrase)
    opening = OpenVaultDialog(identities, theme, tasks, window)
    with photographer.shown(opening):
        photographer.draw(opening, "72-vault-opened")
    identities.open("Prueba de pantalla", passphrase)
    window.go("identities")
    photographer.settle()
    photographer.draw(window, "73-identities")
    identities.close()
    window.go("cases")
