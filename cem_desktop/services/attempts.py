"""Wrong passphrases slow the next try, also after a restart.

Three tries are free. After the third the next one waits five seconds, and each further failure
doubles the wait, up to a quarter of an hour; for each user, and more leniently for all together,
so that whoever goes from login to login is slowed too. A try is counted before it is made and
given back when it succeeds: ending the program in the middle gains nothing.

Time is what the computer counts since it was started. Its calendar plays no part, so setting the
clock forth or back gains nothing; after a restart only the time since then is sure to have passed.
This slows whoever types into the program. Who takes the folder away guesses without it, and then
only the cost of Argon2id stands in the way.
"""

from __future__ import annotations

import contextlib
import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from cem_desktop.errors import (
    AttemptsSlowedError,
    RecoveryWordsError,
    StoreError,
    WrongPassphraseError,
)
from cem_desktop.storage import attempts_file
from cem_desktop.storage.attempts_file import AttemptsBook, Count

FREE: Final = 3
FREE_IN_ALL: Final = 10
FIRST_WAIT: Final = 5
LONGEST_WAIT: Final = 15 * 60
KIT: Final = "kit"
"""What is guessed at the paper kit: no user's passphrase."""
_MISTYPED: Final = frozenset({"count", "unknown", "checksum", "share"})
"""Words that carry their own check and fail it were mistyped: nothing was guessed with them."""

Uptime = Callable[[], float]


@dataclass(frozen=True)
class FailedTries:
    """What was tried since the last entry, told to whoever comes in.

    Attributes:
        own: Failed tries with her login since she came in last.
        total: Failed tries with any login since anybody came in last.
        mark: Of the file that counted them.
    """

    own: int = 0
    total: int = 0
    mark: str = ""


def uptime() -> float:
    """Return the seconds since this computer was started, sleep included where it counts them."""
    boot_clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot_clock is None else time.clock_gettime(boot_clock)


def wait_after(failed: int, free: int = FREE) -> int:
    """Return how many seconds the next try waits after so many failures in a row."""
    if failed < free:
        return 0
    doublings = min(failed - free, LONGEST_WAIT.bit_length())
    return min(LONGEST_WAIT, FIRST_WAIT << doublings)


def seconds_to_wait(folder: Path, who: str, now: Uptime = uptime) -> int:
    """Return how long the next try of ``who`` has to wait; 0 for not at all."""
    return _remaining(attempts_file.read_attempts(folder), who, now())


@contextlib.contextmanager
def slowed(folder: Path, who: str, now: Uptime = uptime) -> Iterator[FailedTries]:
    """Let a passphrase or recovery words be tried within the block.

    Args:
        folder: The workspace.
        who: The id of the user whose passphrase is tried; "" for a login that nobody has.
        now: Seconds since the computer was started.

    Yields:
        What failed before this try.

    Raises:
        AttemptsSlowedError: It is too early; nothing was tried.
        WrongPassphraseError: The block's, with the ``seconds`` until the next try.
    """
    before = attempts_file.read_attempts(folder)
    if wait := _remaining(before, who, now()):
        raise AttemptsSlowedError(seconds=wait)
    charged = _with_failure(before, who, now())
    _keep(folder, charged)
    try:
        yield FailedTries(_own(before, who).failed, before.total.failed, charged.mark)
    except WrongPassphraseError as wrong:
        raise WrongPassphraseError(seconds=_remaining(charged, who, now())) from wrong
    except RecoveryWordsError as wrong:
        if wrong.details.get("reason") in _MISTYPED:
            _keep(folder, before)
        raise
    except BaseException:
        _keep(folder, before)  # nothing was judged: a key file was missing, a disk was full
        raise
    each = {key: count for key, count in before.each.items() if key != who}
    _keep(folder, replace(before, each=each))


def forget_total(folder: Path) -> None:
    """Begin to count anew what failed in all: somebody came in, and was told."""
    _keep(folder, replace(attempts_file.read_attempts(folder), total=Count()))


def _own(book: AttemptsBook, who: str) -> Count:
    return book.each.get(who, Count()) if who else Count()


def _remaining(book: AttemptsBook, who: str, now: float) -> int:
    own, total = _own(book, who), book.total
    return max(
        _left(wait_after(own.failed), own, now),
        _left(wait_after(total.failed, FREE_IN_ALL), total, now),
    )


def _left(wait: int, count: Count, now: float) -> int:
    """Return what is left of a wait. A reading that lies ahead is from before a restart."""
    passed = now - count.at if now >= count.at else now
    return max(0, math.ceil(wait - passed))


def _with_failure(book: AttemptsBook, who: str, now: float) -> AttemptsBook:
    each = dict(book.each)
    if who:
        each[who] = Count(_own(book, who).failed + 1, now)
    return replace(book, total=Count(book.total.failed + 1, now), each=each)


def _keep(folder: Path, book: AttemptsBook) -> None:
    """Write the book; a disk that refuses keeps nobody out."""
    with contextlib.suppress(StoreError):
        attempts_file.write_attempts(folder, book)
