"""The log: ids and codes, never answers, names or keys; and the hook for bugs.

Whatever is logged passes a filter that blots out long digit runs, e-mail addresses, hexadecimal
keys and home folders, for the case that a library says more than it should. Values of exceptions
are not written: only their class and the lines of code they passed.
"""

from __future__ import annotations

import logging
import platform
import re
import sys
import threading
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cem_desktop import __version__
from cem_desktop.errors import CemError

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

_FILE: Final = "cem-desktop.log"
_MAX_BYTES: Final = 1_000_000
_KEPT: Final = 3
_BLOTS: Final = (
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+"), "[e-mail]"),
    (re.compile(r"\b[0-9a-fA-F]{32,}\b"), "[hex]"),
    (re.compile(r"AGE-SECRET-KEY-\w+"), "[key]"),
    (re.compile(r"\b\d(?:[ -]?\d){5,}\b"), "[digits]"),
    (re.compile(r"(/home|/Users|[A-Z]:\\Users)[/\\][^/\\\s\"']+"), r"\1/[user]"),
)


class RedactingFormatter(logging.Formatter):
    """Writes a record without what looks like a person or a key."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line: when, how grave, where, and the blotted message."""
        head = f"{self.formatTime(record)} {record.levelname} {record.name}"
        line = f"{head} {redact(record.getMessage())}"
        if record.exc_info:
            line += "\n" + describe_bug(*record.exc_info)
        return line


def redact(text: str) -> str:
    """Blot out what looks like a telephone, a document number, an address or a key."""
    for pattern, blot in _BLOTS:
        text = pattern.sub(blot, text)
    return text


def start_logging(folder: Path) -> None:
    """Log to a rotating file in ``folder``; a folder that cannot be written is done without."""
    try:
        handler: logging.Handler = RotatingFileHandler(
            folder / _FILE, maxBytes=_MAX_BYTES, backupCount=_KEPT, encoding="utf-8", delay=False
        )
    except OSError:
        handler = logging.StreamHandler()
    handler.setFormatter(RedactingFormatter())
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    root.addHandler(handler)
    logging.getLogger(__name__).info("started, version %s", __version__)


def log_to_screen() -> None:
    """Log what is grave to standard error, for a command; blotted as the file is."""
    handler = logging.StreamHandler()
    handler.setFormatter(RedactingFormatter())
    handler.setLevel(logging.WARNING)
    logging.getLogger().addHandler(handler)


def install_bug_hook(show: Callable[[str], None]) -> None:
    """Log every exception that nobody foresaw and show its redacted report.

    One that ends a thread, or that Python cannot raise, is logged alone.

    Args:
        show: Gets the report, as text that a person may send on.
    """

    def on_bug(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.exit(130)
        report = describe_bug(kind, error, trace)
        logging.getLogger(__name__).error("a bug\n%s", report)
        show(report)

    def on_lost(lost: threading.ExceptHookArgs | sys.UnraisableHookArgs) -> None:
        report = describe_bug(lost.exc_type, lost.exc_value, lost.exc_traceback)
        logging.getLogger(__name__).error("a bug\n%s", report)

    sys.excepthook = on_bug
    threading.excepthook = on_lost
    sys.unraisablehook = on_lost


def describe_bug(
    kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
) -> str:
    """Return a report without values: version, system, class and the lines that it passed."""
    steps = "\n".join(
        f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(trace)
    )
    code = f" {error.code}" if isinstance(error, CemError) else ""
    name = kind.__name__ if kind else "Exception"
    system = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return redact(f"CEM Desktop {__version__} ({system})\n{name}{code}\n{steps}")
