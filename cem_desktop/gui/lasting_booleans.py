"""A guard against a fault of PySide6 6.12 on Python 3.11.

There, ``Signal.emit()`` hands back True or False without taking a reference of its own, so every
emitted signal takes one reference of that boolean away. After some hundred signals the count
reaches zero and Python aborts: «bool_dealloc: deallocating True or False». From Python 3.12 on
booleans are immortal and the fault has no effect. This module makes them so on 3.11.
"""

from __future__ import annotations

import ctypes
import sys
from typing import Final

_IMMORTAL_SINCE: Final = (3, 12)
_MANY: Final = 1 << 40


def keep_booleans() -> None:
    """Give True and False more references than a program could ever lose; once is enough."""
    if sys.version_info >= _IMMORTAL_SINCE:
        return
    for boolean in (True, False):
        if sys.getrefcount(boolean) < _MANY:
            # The count is the first field of every object of CPython (Include/object.h).
            ctypes.c_ssize_t.from_address(id(boolean)).value += _MANY
