"""Pictures of the backups: the page, what stands above the pages, the dialog that restores."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from cem_desktop.domain.period import SetClock

if TYPE_CHECKING:
    from cem_desktop.gui.main_window import MainWindow
    from cem_desktop.gui.screenshots import Photographer
    from cem_desktop.services.workspace import Workspace


def draw_backups(
    photographer: Photographer, window: MainWindow, workspace: Workspace, passphrase: str
) -> None:
    """Draw them with a backup that is made for it; the workspace's clock is put back after."""
    from cem_desktop.gui.doors import real_doors
    from cem_desktop.gui.restore_dialog import RestoreDialog
    from cem_desktop.gui.safety_notices import SafetyNotices

    clock = workspace.context.clock
    assert isinstance(clock, SetClock)
    notices = window.findChild(SafetyNotices)
    assert notices is not None
    now = clock.at
    with tempfile.TemporaryDirectory() as stick:
        run = workspace.backups.create(Path(stick))
        window.go("backup")
        photographer.settle()
        photographer.draw(window, "45-backups")
        dialog = RestoreDialog(
            photographer.theme, photographer.tasks, real_doors(), workspace.folder, window
        )
        dialog.use(Path(stick) / run.file)
        with photographer.shown(dialog):
            photographer.draw(dialog, "46-restore")
            dialog.type_as(workspace.user.login, passphrase)
            dialog.look()
            photographer.settle()
            photographer.draw(dialog, "47-restore-preview")
    clock.at = now + timedelta(days=60)
    filling = workspace.fichas.begin("f01", None)
    workspace.fichas.save_draft(filling)
    notices.look()
    photographer.settle()
    window.go("cases")
    photographer.draw(window, "48-backup-asked-for")
    for draft in workspace.fichas.drafts():
        workspace.fichas.discard(draft.id)
    clock.at = now


def draw_copy(
    photographer: Photographer, window: MainWindow, workspace: Workspace, passphrase: str
) -> None:
    """Draw what is told where the guard is gone, as after a folder was copied; then mend it."""
    from cem_desktop.gui.safety_notices import SafetyNotices
    from cem_desktop.services.rekeying import Typed

    notices = window.findChild(SafetyNotices)
    assert notices is not None
    (workspace.folder / "guard.json").unlink()
    workspace.guarding.watch()
    notices.renew(frozenset({"guard"}))
    photographer.settle()
    photographer.draw(window, "49-copy-told")
    workspace.guarding.put_away()
    workspace.users.renew_keys({workspace.user.id: Typed(passphrase, None)}, with_identities=False)
    photographer.settle()
