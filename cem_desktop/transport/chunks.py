"""A chunk of an upload from the wire into its file, one writer at a time, the newest first."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import errno
import functools
import hashlib
import os
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import ParamSpec, TypeVar

from aiohttp import ClientError, web

from cem_desktop.transport.spool import Entry, Spool

CHECKSUMS = ("sha256", "sha1")
CHECKSUM_MISMATCH = 460
_LOST = (ConnectionError, ClientError, web.PayloadAccessError, web.RequestPayloadError)
_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")


class ChecksumMismatch(web.HTTPClientError):
    """The chunk is another than its checksum says; nothing of it is kept."""

    status_code = CHECKSUM_MISMATCH

    def __init__(self) -> None:
        super().__init__(reason="Checksum Mismatch")


class Superseded(web.HTTPClientError):
    """A newer connection writes this upload now."""

    status_code = HTTPStatus.LOCKED


class Checksum:
    """The checksum that a chunk announced; it holds only once the whole chunk was seen."""

    def __init__(self, header: str) -> None:
        """Read ``<algorithm> <base64>``.

        Raises:
            HTTPBadRequest: An algorithm that is not known, or no checksum.
        """
        name, _space, encoded = header.partition(" ")
        if name not in CHECKSUMS:
            raise web.HTTPBadRequest
        try:
            self._wanted = base64.b64decode(encoded, validate=True)
        except ValueError:
            raise web.HTTPBadRequest from None
        self._digest = hashlib.new(name, usedforsecurity=False)
        self.holds = False

    def update(self, data: bytes) -> None:
        """See the next bytes."""
        self._digest.update(data)

    def close(self) -> None:
        """The chunk is over: compare."""
        self.holds = self._digest.digest() == self._wanted


async def aside(
    act: Callable[_Arguments, _Result], *args: _Arguments.args, **kwargs: _Arguments.kwargs
) -> _Result:
    """Run what may take a moment outside of the event loop."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(None, functools.partial(act, *args, **kwargs))


@dataclass
class Writing:
    """Who writes an upload."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    copying: asyncio.Task[int] | None = None
    users: int = 0


class Chunks:
    """Writes chunks into the files of a spool."""

    def __init__(self, spool: Spool, idle: float) -> None:
        """Give a sender up after ``idle`` seconds without a byte."""
        self._spool = spool
        self._idle = idle
        self._writing: dict[str, Writing] = {}

    @contextlib.asynccontextmanager
    async def alone(self, entry: Entry) -> AsyncIterator[Writing]:
        """Be the only one with an upload; whoever writes it at this moment has to leave."""
        writing = self._writing.setdefault(entry.id, Writing())
        writing.users += 1
        try:
            if writing.copying is not None:
                writing.copying.cancel()
            async with writing.lock:
                yield writing
        finally:
            writing.users -= 1
            if writing.users == 0:
                self._writing.pop(entry.id, None)

    async def copy(
        self, writing: Writing, request: web.Request, entry: Entry, checksum: Checksum | None
    ) -> int:
        """Copy the body behind what is here; return how many bytes are here then.

        Raises:
            Superseded: A newer connection came.
            HTTPRequestTimeout: The sender stalled or is gone; what came is kept.
            HTTPRequestEntityTooLarge: More than was announced.
            HTTPInsufficientStorage: The disk is full; what fitted is kept.
            ChecksumMismatch: The chunk is another one; nothing of it is kept.
        """
        if checksum is not None:
            await aside(self._spool.begin_checked, entry)
        copying = asyncio.ensure_future(self._copy(request, entry, checksum))
        writing.copying = copying
        try:
            await asyncio.wait({copying})
        finally:
            copying.cancel()
            writing.copying = None
            with contextlib.suppress(asyncio.CancelledError, web.HTTPException):
                await copying
            if checksum is not None:
                self._spool.end_checked(entry, holds=checksum.holds)
        if copying.cancelled():
            raise Superseded
        offset = copying.result()
        if checksum is not None and not checksum.holds:
            raise ChecksumMismatch
        return offset

    async def _copy(self, request: web.Request, entry: Entry, checksum: Checksum | None) -> int:
        path = self._spool.part(entry)
        with path.open("ab", buffering=0) as file:
            offset = file.seek(0, os.SEEK_END)
            try:
                while data := await asyncio.wait_for(request.content.readany(), self._idle):
                    if offset + len(data) > entry.length:
                        raise web.HTTPRequestEntityTooLarge(
                            max_size=entry.length, actual_size=offset + len(data)
                        )
                    offset += _write(file.write, data)
                    if checksum is not None:
                        checksum.update(data)
            except (TimeoutError, *_LOST):
                raise web.HTTPRequestTimeout from None
            finally:
                await asyncio.shield(aside(_sync, path))
        if checksum is not None:
            checksum.close()
        return offset


def _write(write: Callable[[bytes], int | None], data: bytes) -> int:
    left = memoryview(data)
    try:
        while left:
            left = left[write(bytes(left)) or 0 :]
    except OSError as fault:
        if fault.errno not in {errno.ENOSPC, errno.EDQUOT}:
            raise
        raise web.HTTPInsufficientStorage from None
    return len(data)


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
