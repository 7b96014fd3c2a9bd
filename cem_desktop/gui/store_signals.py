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
        self._stopped = False
        self._committed.connect(self._pass_on, Qt.ConnectionType.QueuedConnection)
        subscribe(self._on_commit)

    def stop(self) -> None:
        """Tell nothing any more, as when the window is left; also what is on its way."""
        self._stopped = True

    def _on_commit(self, touched: frozenset[str]) -> None:
        if not self._stopped:
            self._committed.emit(touched)

    @Slot(frozenset)
    def _pass_on(self, touched: frozenset[str]) -> None:
        if touched and not self._stopped:
            self.changed.emit(touched)
