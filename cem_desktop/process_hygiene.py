"""How a process of the program begins: private files, no memory on the disk, no fault with values.

``settle`` is called first thing by the window and by the command line. Files that are made belong
to their owner alone; a crash writes no core file and no crash report; an exception that nobody
caught is told by its class and place, not by its value, which may be an answer.
"""

from __future__ import annotations

import contextlib
import ctypes
import faulthandler
import os
import sys
from typing import Final

PRIVATE_UMASK: Final = 0o077
_PR_SET_DUMPABLE: Final = 4
_NO_REPORTS: Final = 0x0001 | 0x0002
"""Windows: SEM_FAILCRITICALERRORS and SEM_NOGPFAULTERRORBOX, so that no error report is made."""


def settle() -> None:
    """Make this process private; what a system does not know is passed over."""
    os.umask(PRIVATE_UMASK)
    faulthandler.disable()
    if sys.platform == "win32":
        ctypes.windll.kernel32.SetErrorMode(_NO_REPORTS)
    else:
        _forbid_core_files()
        if sys.platform == "linux":
            _forbid_dumps()


def _forbid_core_files() -> None:
    """Set the limit of a core file to nothing, for this process and its children."""
    if sys.platform != "win32":
        import resource

        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _forbid_dumps() -> None:
    """Keep the kernel from handing memory to a crash handler, and other processes from reading it.

    A core limit of nothing does not hold where ``core_pattern`` is a pipe; this does.
    """
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def is_settled() -> bool | None:
    """Tell whether a crash of this process leaves no memory on the disk; None: not known here."""
    if sys.platform == "win32":
        return None
    import resource

    return resource.getrlimit(resource.RLIMIT_CORE)[0] == 0
