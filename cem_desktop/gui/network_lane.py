"""The network's own lane beside the other tasks: an upload takes hours, and nobody waits for it.

It tries by itself while the system says that there is a network which nobody pays by the byte, and
when a person asks. A lock ends what is under way; what waits goes on waiting.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal
from PySide6.QtNetwork import QNetworkInformation

from cem_desktop.domain.roles import CARRY
from cem_desktop.errors import CancelledError, CemError
from cem_desktop.gui.tasks import TaskRunner

if TYPE_CHECKING:
    from collections.abc import Callable

    from cem_desktop.gui.tasks import Progress
    from cem_desktop.services.network_road import Exchanged, Step
    from cem_desktop.services.workspace import Workspace

_TRY_EVERY_MS: Final = 10 * 60 * 1000
_AFTER_IT_CAME_MS: Final = 5000
_TELL_EVERY: Final = 0.1


class NetworkLane(QObject):
    """Runs exchanges one at a time, off the GUI thread, and tells how they go."""

    begun = Signal()
    stepped = Signal(object)
    ended = Signal(object)
    failed = Signal(object)

    def __init__(self, workspace: Workspace, show_error: Callable[[Exception], None]) -> None:
        """Try by itself from now on, where the user carries bundles and an address is known."""
        super().__init__(QCoreApplication.instance())  # it may outlive the window by a moment
        self._road = workspace.network_road
        self._may = bool(CARRY & set(workspace.user.roles))
        self._tasks = TaskRunner(show_error, self)
        self._told = 0.0
        self._asked = self._left = False
        self._timer = QTimer(self)
        self._timer.setInterval(_TRY_EVERY_MS)
        self._timer.timeout.connect(self.try_by_itself)
        self._timer.start()
        self._information = _find_information()
        if self._information is not None:
            self._information.reachabilityChanged.connect(self._on_network)
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self._end)

    @property
    def is_busy(self) -> bool:
        """Whether an exchange is under way."""
        return self._tasks.is_busy

    @property
    def is_metered(self) -> bool:
        """Whether the system says that the line is paid by the byte."""
        return self._information is not None and self._information.isMetered()

    @property
    def is_offline(self) -> bool:
        """Whether the system says that there is no network; it may not know."""
        nothing = QNetworkInformation.Reachability.Disconnected
        return self._information is not None and self._information.reachability() == nothing

    def start(self, *, asked: bool, also_metered: bool = False) -> None:
        """Begin an exchange, unless one is under way.

        Args:
            asked: A person wants it.
            also_metered: She wants it also on a line that is paid by the byte.
        """
        if self.is_busy:
            return
        road, self._asked = self._road, asked

        def work(progress: Progress) -> Exchanged:
            def tell(step: Step) -> None:
                progress.check_cancelled()
                self._tell(step)

            metered = (lambda: False) if also_metered else (lambda: self.is_metered)
            return road.exchange(tell, is_metered=metered, asked=asked)

        self._tasks.run(work, owner=self, done=self.ended.emit, failed=self._on_failed)
        self.begun.emit()

    def try_by_itself(self) -> None:
        """Begin an exchange if it costs nobody anything and somebody is known to speak to."""
        if not self._may or self.is_offline or self.is_metered or self.is_busy:
            return
        try:
            if self._road.state().address is None:
                return
        except CemError:
            return  # the store is busy or closed; the next time will tell
        self.start(asked=False)

    def stop(self) -> None:
        """End what is under way; what waits goes on waiting."""
        self._tasks.cancel_all()
        self._road.stop()

    def leave(self) -> None:
        """End for good: the window locks. The thread ends by itself, and then this object."""
        if self._left:
            return
        self._left = True
        self._timer.stop()
        if self._information is not None:
            self._information.reachabilityChanged.disconnect(self._on_network)
        self.stop()
        if self.is_busy:
            self._tasks.busy_changed.connect(lambda _busy: self.deleteLater())
        else:
            self.deleteLater()

    def wait(self, milliseconds: int = 30_000) -> bool:
        """Wait until no thread of the lane runs."""
        return self._tasks.wait(milliseconds)

    def _end(self) -> None:
        self.stop()
        self._tasks.stop()

    def _tell(self, step: Step) -> None:
        """Pass a step on, a few times a second; called from the worker's thread."""
        now = time.monotonic()
        if now - self._told >= _TELL_EVERY or not step.total:
            self._told = now
            self.stepped.emit(step)

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, CemError) and not self._asked:
            error = CancelledError()  # the page shows the last try; nobody waits for an answer
        self.failed.emit(error)

    def _on_network(self) -> None:
        if not self.is_offline:
            QTimer.singleShot(_AFTER_IT_CAME_MS, self, self.try_by_itself)


def _find_information() -> QNetworkInformation | None:
    """Return what the system tells of the network; None where it tells nothing."""
    QNetworkInformation.loadDefaultBackend()
    return QNetworkInformation.instance()
