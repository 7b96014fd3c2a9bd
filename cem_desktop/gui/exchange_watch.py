"""Every minute, off the window's thread: the exchange folder, hours of cards, ends of leases."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from cem_desktop.errors import CemError
from cem_desktop.gui.error_messages import report_bug

if TYPE_CHECKING:
    from cem_desktop.gui.tasks import Progress, TaskRunner
    from cem_desktop.services.workspace import Workspace

_EVERY: Final = 60_000
_log = logging.getLogger(__name__)


class ExchangeWatch(QObject):
    """Exchanges with the folder whenever it is there; tells when a lease of this laptop ended."""

    locked = Signal()

    def __init__(self, workspace: Workspace, tasks: TaskRunner, parent: QObject) -> None:
        """Begin to look; ``locked`` comes when other files are locked than at the last look."""
        super().__init__(parent)
        self._workspace, self._tasks = workspace, tasks
        self._known = workspace.leasing.locked()
        self._at_work = False
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Exchange, unless the last one is still under way."""
        if self._at_work:
            return
        self._at_work = True
        self._tasks.run(
            self._work,
            owner=self,
            done=self._on_looked,
            failed=self._on_failed,
        )

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    def _work(self, progress: Progress) -> frozenset[str]:
        self._workspace.visit_cards.sweep()
        self._workspace.exchange.run(progress.report)
        return self._workspace.leasing.locked()

    def _on_looked(self, locked: frozenset[str]) -> None:
        self._rest()
        if locked != self._known:
            self._known = locked
            self.locked.emit()

    def _rest(self) -> None:
        self._at_work = False

    def _on_failed(self, error: Exception) -> None:
        self._rest()
        if isinstance(error, CemError):
            _log.warning("the exchange did not work: %s", error.code)
        else:
            report_bug(error)
