"""Knows how long nobody has touched keyboard or mouse, and when the machine slept."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow

if TYPE_CHECKING:
    from cem_desktop.domain.period import Clock

_TICK_MS: Final = 5_000
_SLEPT_AFTER: Final = timedelta(seconds=60)
_ACTIVITY: Final = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.InputMethod,
    }
)


class InactivityWatch(QObject):
    """Tells once when the limit is reached, or at once when the machine comes back from sleep."""

    reached = Signal()
    slept = Signal()
    """The clock jumped: the machine slept, or somebody set the clock."""

    def __init__(self, clock: Clock, minutes: int, parent: QObject) -> None:
        """Watch every window of the program; ``start`` begins."""
        super().__init__(parent)
        self._clock = clock
        self._limit = timedelta(minutes=minutes)
        self._last = self._tick = clock.now()
        self._until: datetime | None = None
        self._windows: set[QWindow] = set()
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self.check)
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.focusWindowChanged.connect(self._on_window)

    @property
    def minutes(self) -> int:
        """After how many idle minutes the window locks."""
        return int(self._limit.total_seconds() // 60)

    def set_limit(self, minutes: int) -> None:
        """Lock after so many idle minutes from now on."""
        self._limit = timedelta(minutes=minutes)

    def start(self) -> None:
        """Count from now."""
        self._last = self._tick = self._clock.now()
        self._until = None
        self._timer.start()

    def start_rest(self, minutes: int) -> None:
        """Count so many minutes from now, whatever anybody touches meanwhile."""
        self.start()
        self._until = self._last + timedelta(minutes=minutes)

    def stop(self) -> None:
        """Stop counting, as while the window is locked."""
        self._timer.stop()

    def check(self) -> None:
        """Look at the clock; a timer does it every few seconds."""
        now: datetime = self._clock.now()
        jumped = abs(now - self._tick) > _SLEPT_AFTER
        self._tick = now
        over = now - self._last >= self._limit if self._until is None else now >= self._until
        if jumped:
            self.stop()
            self.slept.emit()
        elif over:
            self.stop()
            self.reached.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note that somebody is there; every event goes on its way."""
        if event.type() in _ACTIVITY:
            self._last = self._clock.now()
        return super().eventFilter(watched, event)

    def _on_window(self, window: QWindow | None) -> None:
        if window is not None and window not in self._windows:
            self._windows.add(window)
            window.installEventFilter(self)
            window.destroyed.connect(lambda: self._windows.discard(window))
