"""Opens the history of a record over the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cem_desktop.domain.period import LIMA
from cem_desktop.errors import CemError
from cem_desktop.gui.error_messages import make_error_dialog
from cem_desktop.gui.form_language import form_language
from cem_desktop.gui.widgets.history_dialog import HistoryDialog

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from cem_desktop.domain.period import Clock
    from cem_desktop.gui.style import Theme
    from cem_desktop.services.workspace import Workspace


def show_history(
    workspace: Workspace, record: str, language: str, theme: Theme, clock: Clock, parent: QWidget
) -> None:
    """Show who changed what in a record, in the language of the screens."""
    carried = workspace.context.library.all()
    speech = form_language(carried[0], language) if carried else None
    try:
        changes = workspace.casework.changes(record, speech)
    except CemError as error:
        make_error_dialog(theme, error, parent).open()
        return
    named = (one.title(speech) for one in carried if one.form_id == changes.form)
    title = next(named, changes.form.upper())
    now = clock.now().astimezone(LIMA)
    HistoryDialog(title, changes, theme, now, parent).open()
