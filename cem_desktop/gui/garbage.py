"""Cyclic garbage is collected on the thread of the window, and on no other.

Python collects where it happens to allocate. A page that was closed is often part of a cycle; found
by a collection on the worker thread, its widgets would be destroyed there, and Qt allows that on
the window's thread alone: the program would crash, seldom and anywhere. So automatic collection is
off as long as there is a window, and a timer of the window collects instead.
"""

from __future__ import annotations

import gc
from functools import cache
from typing import Final

from PySide6.QtCore import QObject, QTimer

_PAUSE_MS: Final = 1000


def collect_due() -> int | None:
    """Collect the oldest generation whose count says so; return which, None where none is due.

    The counts and thresholds are those by which Python itself decides.
    """
    due = [
        generation
        for generation, (count, most) in enumerate(
            zip(gc.get_count(), gc.get_threshold(), strict=True)
        )
        if count > most
    ]
    if not due:
        return None
    gc.collect(due[-1])
    return due[-1]


class GarbageCollection(QObject):
    """Turns automatic collection off and collects once a second, between events."""

    def __init__(self, parent: QObject) -> None:
        """Begin; ``parent`` is the application, on whose thread it collects."""
        super().__init__(parent)
        gc.disable()
        timer = QTimer(self)
        timer.setInterval(_PAUSE_MS)
        timer.timeout.connect(collect_due)
        timer.start()


@cache
def keep_for_good() -> None:
    """Spare collections what is loaded by now: modules and fichas last as long as the program.

    Done once, before the first workspace is open: what is kept so is never collected.
    """
    gc.freeze()
