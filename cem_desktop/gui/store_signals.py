"""One Qt signal for what a commit touched, whichever thread committed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

if TYPE_CHECKING:
    from collections.abc import Callable


class StoreSignals(QObject):
    """Brings the store's ``on_commit`` onto the GUI thread, as names of what was touched."""

    changed = Signal(frozenset)
    _committed = Signal(frozenset)

    def __init__(self, subscribe: Callable[[Callable[[frozenset[str]], None]], None]) -> None:
        """``subscribe`` takes the listener, as ``Store.on_commit`` does."""
        super().__init__()
        self._committed.connect(self._pass_on, Qt.ConnectionType.QueuedConnection)
        subscribe(self._committed.emit)

    @Slot(frozenset)
    def _pass_on(self, touched: frozenset[str]) -> None:
        if touched:
            self.changed.emit(touched)
