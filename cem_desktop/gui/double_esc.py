"""Knows when Esc was pressed twice in a row."""

from __future__ import annotations

import time
from typing import Final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

_SECONDS: Final = 0.6


class DoubleEsc:
    """Looks at every key on its way; the second Esc in a moment counts."""

    def __init__(self) -> None:
        """Wait for the first."""
        self._last = 0.0

    def is_second(self, event: QEvent) -> bool:
        """Tell whether ``event`` is the second Esc, also where a page has a use for it."""
        if (
            event.type() != QEvent.Type.ShortcutOverride
            or not isinstance(event, QKeyEvent)
            or event.key() != Qt.Key.Key_Escape
            or event.isAutoRepeat()
        ):
            return False
        now = time.monotonic()
        twice = now - self._last < _SECONDS
        self._last = 0.0 if twice else now
        return twice
