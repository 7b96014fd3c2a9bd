"""Every minute, off the window's thread: is the exchange folder there, are a card's hours over?"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer

from cem_desktop.errors import CemError
from cem_desktop.gui.error_messages import report_bug

if TYPE_CHECKING:
    from cem_desktop.gui.tasks import Progress, TaskRunner
    from cem_desktop.services.exchange import Exchange
    from cem_desktop.services.visit_cards import VisitCards

_EVERY: Final = 60_000
_log = logging.getLogger(__name__)


class ExchangeWatch(QObject):
    """Exchanges with the folder whenever it is there, and drops cards whose hours are over."""

    def __init__(
        self, exchange: Exchange, cards: VisitCards, tasks: TaskRunner, parent: QObject
    ) -> None:
        """Begin to look; the first time soon after the window is there."""
        super().__init__(parent)
        self._exchange, self._cards, self._tasks = exchange, cards, tasks
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
            done=lambda _nothing: self._rest(),
            failed=self._on_failed,
        )

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    def _work(self, progress: Progress) -> None:
        self._cards.sweep()
        self._exchange.run(progress.report)

    def _rest(self) -> None:
        self._at_work = False

    def _on_failed(self, error: Exception) -> None:
        self._rest()
        if isinstance(error, CemError):
            _log.warning("the exchange did not work: %s", error.code)
        else:
            report_bug(error)
