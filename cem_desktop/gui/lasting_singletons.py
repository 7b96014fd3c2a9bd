"""A guard against a fault of PySide6 6.12 on Python 3.11.

There, ``Signal.emit()`` hands back True or False, and a variant that holds nothing hands back None,
without taking a reference of its own. Each time one reference of that object is lost; after some
hundred signals a count reaches zero and Python aborts («bool_dealloc: deallocating True or
False»). From Python 3.12 on these objects are immortal and the fault has no effect; PySide6 6.11
does not have it. This module makes them last on 3.11.
"""

from __future__ import annotations

import ctypes
import sys
from typing import Final

_IMMORTAL_SINCE: Final = (3, 12)
_MANY: Final = 1 << 40


def keep_singletons() -> None:
    """Give True, False and None more references than a program could lose; once is enough."""
    if sys.version_info >= _IMMORTAL_SINCE:
        return
    for singleton in (True, False, None):
        if sys.getrefcount(singleton) < _MANY:
            # The count is the first field of every object of CPython (Include/object.h).
            ctypes.c_ssize_t.from_address(id(singleton)).value += _MANY
