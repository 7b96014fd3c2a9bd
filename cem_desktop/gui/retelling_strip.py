"""Above the pages: what headquarters was told by other rules is told anew, once a window opens."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer

from cem_desktop.errors import CancelledError, CemError
from cem_desktop.gui.error_messages import report_bug
from cem_desktop.gui.tokens import PAGE_MARGIN
from cem_desktop.gui.widgets.layouts import Pane, column
from cem_desktop.gui.widgets.progress_panel import ProgressPanel
from cem_desktop.i18n import _

if TYPE_CHECKING:
    from cem_desktop.gui.tasks import Progress, TaskRunner
    from cem_desktop.services.reprojecting import Retold
    from cem_desktop.services.workspace import Workspace

_FIRST_MS: Final = 1_000
_TOUCHED: Final = frozenset({"form_versions"})
_log = logging.getLogger(__name__)


class RetellingStrip(Pane):
    """A progress panel that takes no room while there is nothing to tell anew.

    Whoever stops it loses nothing: the next export goes on with it before anything leaves.
    """

    def __init__(self, workspace: Workspace, tasks: TaskRunner) -> None:
        """Look a moment after the window has opened."""
        layout = column(0)
        layout.setContentsMargins(PAGE_MARGIN, 0, PAGE_MARGIN, 0)
        super().__init__("page", layout, name="retelling_strip")
        self._workspace, self._tasks = workspace, tasks
        self._progress = ProgressPanel(tasks, name="retelling_progress")
        layout.addWidget(self._progress)
        QTimer.singleShot(_FIRST_MS, self, self.look)

    def renew(self, touched: frozenset[str]) -> None:
        """Look again when a version of a ficha has arrived."""
        if touched & _TOUCHED:
            self.look()

    def look(self) -> None:
        """Tell anew what was told by other rules, off the window's thread."""
        reprojecting = self._workspace.reprojecting

        def work(progress: Progress) -> Retold:
            return reprojecting.run(progress.report)

        task = self._tasks.run(
            work, owner=self, done=lambda _retold: self._progress.finish(), failed=self._on_failed
        )
        self._progress.follow(_("Bringing up to date what headquarters is told…"), task)

    def _on_failed(self, error: Exception) -> None:
        self._progress.finish()
        if isinstance(error, CemError):
            if not isinstance(error, CancelledError):
                _log.warning("telling anew: %s", error.code)
            return
        report_bug(error)
