"""Counts the seconds of a wait down, and tells when it is over."""

from __future__ import annotations

import math
import time
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

_TICK_MS: Final = 250


class Countdown(QObject):
    """A wait that a person can watch; it goes by the time since the start, not by the calendar."""

    ticked = Signal(int)
    """The whole seconds that are left, told at the beginning and whenever they change."""
    over = Signal()

    def __init__(self, parent: QObject) -> None:
        """Count nothing yet."""
        super().__init__(parent)
        self._until = 0.0
        self._told = -1
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tick)

    @property
    def is_running(self) -> bool:
        """Whether there is still time to wait."""
        return self._timer.isActive()

    def start(self, seconds: int) -> None:
        """Wait so many seconds from now."""
        self._until = time.monotonic() + seconds
        self._told = -1
        self._timer.start()
        self._tick()

    def stop(self) -> None:
        """Wait no longer, and say nothing."""
        self._timer.stop()

    def _tick(self) -> None:
        left = math.ceil(self._until - time.monotonic())
        if left <= 0:
            self._timer.stop()
            self.over.emit()
        elif left != self._told:
            self._told = left
            self.ticked.emit(left)
