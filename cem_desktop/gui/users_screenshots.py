"""Pictures of users and keys: the page, its dialogs, and the team of a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cem_desktop.gui.case_access import GlassDialog, TeamDialog
from cem_desktop.gui.new_keys_dialog import NewKeysDialog
from cem_desktop.gui.user_dialogs import AddUserDialog, HandOverDialog, OwnPassphraseDialog

if TYPE_CHECKING:
    from cem_desktop.gui.main_window import MainWindow
    from cem_desktop.gui.screenshots import Photographer
    from cem_desktop.services.workspace import Workspace

_WORDS = "lirio puente calma tejado brisa nogal"


def draw_users(photographer: Photographer, window: MainWindow, workspace: Workspace) -> None:
    """Draw the page and what it asks; nobody is added."""
    theme, tasks, users = photographer.theme, photographer.tasks, workspace.users
    window.go("users")
    photographer.draw(window, "80-users")
    words = [("psico", _WORDS), ("legal", _WORDS)]
    dialogs = [
        (AddUserDialog(users, theme, tasks, window), "81-user-added"),
        (NewKeysDialog(users, None, theme, tasks, window), "82-new-keys"),
        (OwnPassphraseDialog(workspace.own_access, theme, tasks, window), "83-own-passphrase"),
        (HandOverDialog(theme, "Para entregar", "Prueba de pantalla.", words, window), "84-words"),
        (GlassDialog(workspace.exceptional, theme, window), "85-glass"),
    ]
    for row in workspace.casework.caseload()[:1]:
        team = TeamDialog(workspace.teams, row.file_id, theme, window)
        dialogs.append((team, "86-team"))
    for dialog, name in dialogs:
        with photographer.shown(dialog):
            photographer.draw(dialog, name)
