"""The draft keeps itself: within two seconds of a change, before leaving, and when asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from cem_desktop.errors import CemError
from cem_desktop.gui.widgets.ficha_texts import saved_text
from cem_desktop.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from cem_desktop.domain.period import Clock

_WAIT: Final = 1_000
"""Milliseconds from the first unsaved change to the save; later changes do not put it off."""
_RETRY: Final = 5_000
_TELL: Final = 5_000


class DraftKeeper(QObject):
    """Saves through the function it is given, and says when it did."""

    told = Signal(str)
    """The line that tells when the draft was saved."""
    failed = Signal(CemError)
    recovered = Signal()

    def __init__(self, save: Callable[[], object], clock: Clock, parent: QObject) -> None:
        super().__init__(parent)
        self._save, self._clock = save, clock
        self._is_dirty = False
        self._has_failed = False
        self._saved_at: datetime | None = None
        self._unsaved_since: datetime | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.flush)
        self._teller = QTimer(self)
        self._teller.setInterval(_TELL)
        self._teller.timeout.connect(self.tell)

    @property
    def unsaved_since(self) -> datetime | None:
        """Since when there is something that is not saved; None where all is."""
        return self._unsaved_since

    def touch(self) -> None:
        """Note a change; it is saved within two seconds however fast the next ones come."""
        self._is_dirty = True
        if self._unsaved_since is None:
            self._unsaved_since = self._clock.now()
        if not self._timer.isActive():
            self._timer.start(_WAIT)

    def flush(self) -> bool:
        """Save now what is not saved yet; return whether everything is."""
        return self.save() if self._is_dirty else True

    def save(self) -> bool:
        """Save now; a failure is told, keeps the text and is tried again by itself."""
        self._timer.stop()
        try:
            self._save()
        except CemError as error:
            self._is_dirty = True
            self._timer.start(_RETRY)
            self._has_failed = True
            self.told.emit(_("Not saved yet"))
            self.failed.emit(error)
            return False
        self._is_dirty = False
        self._unsaved_since = None
        self._saved_at = self._clock.now()
        self._teller.start()
        self.tell()
        if self._has_failed:
            self._has_failed = False
            self.recovered.emit()
        return True

    def stop(self) -> None:
        """Save nothing more: the ficha was closed."""
        self._is_dirty = False
        self._timer.stop()
        self._teller.stop()

    def tell(self) -> None:
        """Say when the draft was saved."""
        if self._saved_at is not None and not self._has_failed:
            self.told.emit(saved_text((self._clock.now() - self._saved_at).total_seconds()))
