"""Headquarters' receiver: tus 1.0 (core, creation, expiration, checksum, termination) over TLS.

A pass is checked before a byte is stored. Every byte that was acknowledged is on the disk. One
connection at a time writes an upload, and the newest wins: the one before is mostly half open. A
sender that stalls blocks nobody. What a device may fetch is a folder of its own.

Source: https://tus.io/protocols/resumable-upload (1.0.0).
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from email.utils import formatdate
from http import HTTPStatus

from aiohttp import web

from cem_desktop.errors import TrustDocumentError
from cem_desktop.transport.challenges import Challenges
from cem_desktop.transport.chunks import CHECKSUM_MISMATCH, CHECKSUMS, Checksum, Chunks, aside
from cem_desktop.transport.pass_document import HEADQUARTERS, FindCaller, Parcel, Pass, read_pass
from cem_desktop.transport.spool import MAX_LENGTH, Entry, Spool

VERSION = "1.0.0"
EXTENSIONS = "creation,expiration,checksum,termination"
IDLE = 60.0
"""Seconds without a byte after which a sender is given up."""
_OFFSET_TYPE = "application/offset+octet-stream"
_DIGITS = 15
_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Doors:
    """What the receiver asks of the house around it; all are called outside of the event loop.

    Attributes:
        find: Finds an active enrolled device by its key's id.
        may_carry: Tells whether a device may leave a parcel for another one.
        arrived: Told that a bundle for headquarters lies in the spool.
        prepare: Puts what is new for a device into its outbox.
    """

    find: FindCaller
    may_carry: Callable[[Pass, str], bool] = lambda _pass, _to: False
    arrived: Callable[[], None] = lambda: None
    prepare: Callable[[str], None] = lambda _device: None


class Receiver:
    """The routes, and what stands behind them."""

    def __init__(
        self,
        spool: Spool,
        pin: str,
        doors: Doors,
        *,
        idle: float = IDLE,
        challenges: Challenges | None = None,
    ) -> None:
        """Receive into ``spool`` under the key of ``pin``."""
        self._spool = spool
        self._pin = pin
        self._doors = doors
        self._chunks = Chunks(spool, idle)
        self._challenges = challenges or Challenges()

    def application(self) -> web.Application:
        """Return the application to be served."""
        application = web.Application(middlewares=[_speak_tus])
        application.add_routes(
            [
                web.get("/v1/challenge", self._challenge),
                web.options("/v1/uploads", self._options),
                web.post("/v1/uploads", self._create),
                web.head("/v1/uploads/{id}", self._tell_offset),
                web.patch("/v1/uploads/{id}", self._append),
                web.delete("/v1/uploads/{id}", self._terminate),
                web.get("/v1/bundles", self._list, allow_head=False),
                web.get("/v1/bundles/{name}", self._give, allow_head=False),
                web.delete("/v1/bundles/{name}", self._drop),
            ]
        )
        return application

    async def _challenge(self, _request: web.Request) -> web.Response:
        return web.Response(status=HTTPStatus.NO_CONTENT, headers=self._fresh())

    async def _options(self, _request: web.Request) -> web.Response:
        headers = {
            "Tus-Version": VERSION,
            "Tus-Extension": EXTENSIONS,
            "Tus-Max-Size": str(MAX_LENGTH),
            "Tus-Checksum-Algorithm": ",".join(CHECKSUMS),
        }
        return web.Response(status=HTTPStatus.NO_CONTENT, headers=headers)

    async def _create(self, request: web.Request) -> web.Response:
        shown = await self._read_pass(request)
        parcel = shown.parcel
        if parcel is None or not self._challenges.holds(shown.challenge):
            raise self._unauthorised()
        length = _number(request, "Upload-Length")
        if length > MAX_LENGTH:
            raise web.HTTPRequestEntityTooLarge(max_size=MAX_LENGTH, actual_size=length)
        if length != parcel.length or request.content_length:
            raise web.HTTPBadRequest
        if not await aside(self._may_send, shown, parcel):
            raise web.HTTPForbidden
        if not self._challenges.use(shown.challenge):
            raise self._unauthorised()
        entry = await aside(self._open, shown, parcel, _digest_of_pass(request))
        if entry is None:
            headers = {"Retry-After": "3600"}
            return web.Response(status=HTTPStatus.INSUFFICIENT_STORAGE, headers=headers)
        headers = {"Location": f"/v1/uploads/{entry.id}", **self._expiry()}
        return web.Response(status=HTTPStatus.CREATED, headers=headers)

    async def _tell_offset(self, request: web.Request) -> web.Response:
        entry = await self._entry(request)
        async with self._chunks.alone(entry):
            entry = await self._still(entry)
            offset = await aside(self._spool.offset, entry)
            if not await self._hand_on(entry, offset):
                raise web.HTTPNotFound
        headers = {
            "Upload-Offset": str(offset),
            "Upload-Length": str(entry.length),
            "Cache-Control": "no-store",
        }
        return web.Response(headers=headers)

    async def _append(self, request: web.Request) -> web.Response:
        entry = await self._entry(request)
        if request.content_type != _OFFSET_TYPE:
            raise web.HTTPUnsupportedMediaType
        stated = _number(request, "Upload-Offset")
        announced = request.headers.get("Upload-Checksum")
        checksum = None if announced is None else Checksum(announced)
        async with self._chunks.alone(entry) as writing:
            entry = await self._still(entry)
            offset = await aside(self._spool.offset, entry)
            if stated != offset:
                raise web.HTTPConflict
            end = offset + (request.content_length or 0)
            if end > entry.length:
                raise web.HTTPRequestEntityTooLarge(max_size=entry.length, actual_size=end)
            if offset < entry.length:
                offset = await self._chunks.copy(writing, request, entry, checksum)
            if not await self._hand_on(entry, offset):
                return web.Response(status=CHECKSUM_MISMATCH, reason="Checksum Mismatch")
        headers = {"Upload-Offset": str(offset), **self._expiry()}
        return web.Response(status=HTTPStatus.NO_CONTENT, headers=headers)

    async def _terminate(self, request: web.Request) -> web.Response:
        entry = await self._entry(request)
        async with self._chunks.alone(entry):
            await aside(self._spool.drop, entry)
        return web.Response(status=HTTPStatus.NO_CONTENT)

    async def _list(self, request: web.Request) -> web.Response:
        device = await self._fetcher(request)
        await aside(self._doors.prepare, device)
        found = await aside(self._spool.waiting, device)
        bundles = [{"name": one.name, "size": one.stat().st_size} for one in found]
        return web.json_response({"bundles": bundles}, headers={"Cache-Control": "no-store"})

    async def _give(self, request: web.Request) -> web.StreamResponse:
        device = await self._fetcher(request)
        path = self._spool.ready(device, request.match_info["name"])
        if path is None:
            raise web.HTTPNotFound
        return web.FileResponse(path, headers={"Content-Type": "application/octet-stream"})

    async def _drop(self, request: web.Request) -> web.Response:
        device = await self._fetcher(request)
        path = self._spool.ready(device, request.match_info["name"])
        if path is not None:
            await aside(path.unlink, missing_ok=True)
        return web.Response(status=HTTPStatus.NO_CONTENT)

    def _open(self, shown: Pass, parcel: Parcel, opened_by: str) -> Entry | None:
        """Return the upload of a parcel, also one that was begun before; None without room."""
        entry = self._spool.same(shown.caller, parcel)
        if entry is None and self._spool.has_room(shown.caller, parcel):
            entry = self._spool.begin(shown.caller, parcel, opened_by)
        return entry

    async def _still(self, entry: Entry) -> Entry:
        """Return the upload as it is once one is alone with it."""
        found = await aside(self._spool.find, entry.id)
        if found is None:
            raise web.HTTPNotFound
        return found

    async def _entry(self, request: web.Request) -> Entry:
        """Return the upload of the path, if the pass is one for it.

        The pass that opened an upload is good for it as long as it is there; another one as long as
        its challenge is.
        """
        shown = await self._read_pass(request)
        entry = await aside(self._spool.find, request.match_info["id"])
        is_opener = entry is not None and entry.opened_by == _digest_of_pass(request)
        if not is_opener and not self._challenges.holds(shown.challenge):
            raise self._unauthorised()
        if entry is None or entry.device != shown.caller.device or entry.parcel != shown.parcel:
            raise web.HTTPNotFound
        return entry

    async def _fetcher(self, request: web.Request) -> str:
        """Return the device that may fetch: the one that signed the pass."""
        shown = await self._read_pass(request)
        if shown.parcel is not None or not self._challenges.holds(shown.challenge):
            raise self._unauthorised()
        return shown.caller.device

    async def _read_pass(self, request: web.Request) -> Pass:
        header = request.headers.get("Authorization", "")
        try:
            return await aside(read_pass, header, self._pin, self._doors.find)
        except TrustDocumentError:
            raise self._unauthorised() from None

    def _may_send(self, shown: Pass, parcel: Parcel) -> bool:
        if parcel.to == HEADQUARTERS:
            return not shown.caller.vouched
        return self._doors.may_carry(shown, parcel.to)

    async def _hand_on(self, entry: Entry, offset: int) -> bool:
        """Hand on what is whole; False where it is another file than the pass announced.

        Whoever asks how far it is does this too: who sent the last byte may have been sent away.
        """
        if offset < entry.length or entry.done:
            return True
        if not await aside(self._spool.finish, entry):
            return False
        if entry.to == HEADQUARTERS:
            asyncio.get_running_loop().run_in_executor(None, self._doors.arrived)
        return True

    def _unauthorised(self) -> web.HTTPUnauthorized:
        return web.HTTPUnauthorized(headers=self._fresh())

    def _fresh(self) -> dict[str, str]:
        return {"Cem-Challenge": self._challenges.issue(), "Cache-Control": "no-store"}

    def _expiry(self) -> dict[str, str]:
        until = formatdate(time.time() + self._spool.quota.life, usegmt=True)
        return {"Upload-Expires": until}


@web.middleware
async def _speak_tus(request: web.Request, handler: _Handler) -> web.StreamResponse:
    """Refuse another version of tus, and name ours in every answer."""
    stated = request.headers.get("Tus-Resumable")
    needed = request.path.startswith("/v1/uploads") and request.method != "OPTIONS"
    try:
        if needed and stated != VERSION:
            raise web.HTTPPreconditionFailed(headers={"Tus-Version": VERSION})
        answer = await handler(request)
    except web.HTTPException as refusal:
        refusal.headers["Tus-Resumable"] = VERSION
        raise
    if not answer.prepared:
        answer.headers["Tus-Resumable"] = VERSION
    return answer


def _number(request: web.Request, name: str) -> int:
    value = request.headers.get(name, "")
    if not value.isascii() or not value.isdigit() or len(value) > _DIGITS:
        raise web.HTTPBadRequest
    return int(value)


def _digest_of_pass(request: web.Request) -> str:
    return hashlib.sha256(request.headers.get("Authorization", "").encode()).hexdigest()
