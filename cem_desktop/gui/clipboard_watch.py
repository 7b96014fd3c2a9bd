"""The clipboard: what was copied in the program is gone half a minute later, and at lock.

What somebody copied in another program is left alone. Where the system does not tell whose it is,
a text that came while the program was in front counts as its own; of it only a hash is kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication

_KEPT_MS: Final = 30_000


class ClipboardWatch(QObject):
    """Empties the clipboard of the program's own texts."""

    def __init__(
        self,
        application: QGuiApplication,
        parent: QObject,
        *,
        is_in_front: Callable[[], bool] | None = None,
    ) -> None:
        """Watch the clipboard of ``application``; ``is_in_front`` says whether it is being used."""
        super().__init__(parent)
        self._is_in_front = is_in_front or (
            lambda: application.applicationState() is Qt.ApplicationState.ApplicationActive
        )
        self._clipboard = application.clipboard()
        self._own = b""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_KEPT_MS)
        self._timer.timeout.connect(self.clear)
        self._clipboard.dataChanged.connect(self._on_change)

    def clear(self) -> None:
        """Empty the clipboard if what is in it came from here."""
        if self._clipboard.ownsClipboard() or (self._own and self._print() == self._own):
            self._clipboard.clear()
        if self._clipboard.supportsSelection() and self._clipboard.ownsSelection():
            self._clipboard.clear(QClipboard.Mode.Selection)  # what was only marked (X11)
        self._own = b""

    def _on_change(self) -> None:
        is_ours = self._clipboard.ownsClipboard() or self._is_in_front()
        if self._clipboard.text() and is_ours:
            self._own = self._print()
            self._timer.start()

    def _print(self) -> bytes:
        return hashlib.sha256(self._clipboard.text().encode("utf-8", "surrogatepass")).digest()
