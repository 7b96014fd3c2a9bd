"""The sheets that a new vault or new keys brought: printed at once, for they are kept nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cem_desktop.gui.papers_dialog import PapersDialog
from cem_desktop.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from cem_desktop.gui.style import Theme
    from cem_desktop.gui.tasks import TaskRunner
    from cem_desktop.services.workspace import Workspace


def print_sheets(
    workspace: Workspace,
    theme: Theme,
    tasks: TaskRunner,
    papers: Sequence[str],
    parent: QWidget | None = None,
) -> PapersDialog:
    """Show the three sheets over ``parent``, and let them count when they are on paper."""
    sheets = workspace.identity_sheets
    new = sheets.of_new_keys(papers)
    said = (
        _(
            "The vault has new keys, so its three sheets are new too. Print them now: they are "
            "kept nowhere."
        ),
    )
    dialog = PapersDialog(
        theme,
        tasks,
        _("New sheets of the identity key"),
        said,
        new.asked,
        lambda: sheets.paper(new),
        workspace.printing.note,
        lambda answers, _typed: sheets.count(new, answers),
        parent,
    )
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog
