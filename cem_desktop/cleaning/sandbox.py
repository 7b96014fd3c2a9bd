"""The parent's side: a file goes to the child, its cleaned bytes come back as a stream.

The child reads the file itself, so that it never stands in this process whole, and gets neither
the environment nor anything open of this process but its standard streams.
"""

from __future__ import annotations

import base64
import json
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final

from cem_desktop import errors
from cem_desktop.cleaning.cleaned import KINDS
from cem_desktop.cleaning.limits import MAX_CLEANED, MAX_INPUT, WALL_SECONDS
from cem_desktop.errors import (
    AttachmentError,
    AttachmentTooLargeError,
    AttachmentUnreadableError,
    FolderNotWritableError,
)

_RUN: Final = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); "
    "from cem_desktop.cleaning.child import main; main()"
)
CLEAN_FLAG: Final = "--clean-attachment"
"""What a frozen program is called with to be the child; it has no ``-c``."""

_MAX_HEAD: Final = 512 * 1024
_KEPT_ENVIRONMENT: Final = ("SYSTEMROOT", "PATH", "LD_LIBRARY_PATH")
_REFUSALS: Final = {
    one.code: one
    for one in vars(errors).values()
    if isinstance(one, type) and issubclass(one, AttachmentError)
}


@dataclass(frozen=True)
class CleanStream:
    """A cleaned file on its way.

    Attributes:
        kind: ``jpeg``, ``png`` or ``pdf``.
        size: Its bytes, which ``read`` gives.
        sha256: Of its bytes, in hex.
        pages: How many it has.
        thumbnail: A small JPEG, None for a PDF.
        dropped: What a person might miss: ``files``, ``links``, ``notes``, ``scripts``.
        source: Gives the bytes.
    """

    kind: str
    size: int
    sha256: str
    pages: int
    thumbnail: bytes | None = field(repr=False)
    dropped: tuple[str, ...]
    source: IO[bytes] = field(repr=False)

    def read(self, size: int, /) -> bytes:
        """Return at most ``size`` bytes, ``b""`` at the end."""
        return self.source.read(size)


@contextmanager
def cleaning(path: Path, check_cancelled: Callable[[], None]) -> Iterator[CleanStream]:
    """Give the cleaned bytes of a file; the child is gone when the block ends.

    Args:
        path: A file of the outside world; it is only read.
        check_cancelled: Is asked again and again while the child works; what it raises stops it.

    Raises:
        AttachmentError: The file is not taken; the leaf class says why.
        FolderNotWritableError: The file cannot be read.
    """
    with _opened(path) as file:
        child = subprocess.Popen(  # noqa: S603  (our own program; the file is no argument)
            _command(),
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        late = threading.Timer(WALL_SECONDS, child.kill)
        late.daemon = True
        late.start()
        watched = _Watched(child, check_cancelled)
        try:
            with watched:
                assert child.stdout is not None
                yield _answer(child.stdout, watched)
        finally:
            late.cancel()
            child.kill()
            child.wait()
            if child.stdout is not None:
                child.stdout.close()


class _Watched:
    """Kills the child as soon as somebody cancels; a read of its answer ends by that."""

    def __init__(self, child: subprocess.Popen[bytes], check: Callable[[], None]) -> None:
        self._child, self._check = child, check
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self.stopped: BaseException | None = None

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(0.1):
            try:
                self._check()
            except BaseException as stopped:  # noqa: BLE001  (raised again, where it is waited for)
                self.stopped = stopped
                self._child.kill()
                return


def _answer(out: IO[bytes], watched: _Watched) -> CleanStream:
    line = out.readline(_MAX_HEAD)
    if watched.stopped is not None:
        raise watched.stopped
    try:
        head = json.loads(line)
        if "error" in head:
            raise _REFUSALS.get(head["error"], AttachmentUnreadableError)
        return _stream(head, out)
    except (ValueError, KeyError, TypeError) as error:
        raise AttachmentUnreadableError from error


def _stream(head: dict[str, Any], out: IO[bytes]) -> CleanStream:
    """Read the head as if a stranger had written it: the file may have taken the child over."""
    size, pages = int(head["size"]), int(head["pages"])
    kind, sha256 = str(head["kind"]), str(head["sha256"])
    if not 0 < size <= MAX_CLEANED or kind not in KINDS:
        raise AttachmentUnreadableError
    small = base64.b64decode(head["thumbnail"], validate=True)
    dropped = tuple(str(one) for one in head["dropped"])
    return CleanStream(kind, size, sha256, pages, small or None, dropped, out)


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    """Open a plain file; a pipe or device would keep us waiting for ever.

    Raises:
        AttachmentTooLargeError: It has more bytes than are taken.
        AttachmentUnreadableError: It is no plain file.
        FolderNotWritableError: It cannot be read.
    """
    try:
        descriptor = os.open(
            path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        )
    except OSError as fault:
        raise FolderNotWritableError from fault
    found = os.fstat(descriptor)
    if not stat.S_ISREG(found.st_mode):
        os.close(descriptor)
        raise AttachmentUnreadableError
    with os.fdopen(descriptor, "rb") as file:
        if found.st_size > MAX_INPUT:
            raise AttachmentTooLargeError(size=found.st_size)
        yield file


def _command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, CLEAN_FLAG]
    package = Path(__file__).resolve().parent.parent.parent
    return [sys.executable, "-I", "-B", "-c", _RUN, str(package)]
