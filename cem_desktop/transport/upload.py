"""Sends one file by tus 1.0, over a line that breaks, and goes on where the receiver has it.

The receiver's offset is the only truth: it is asked for before the first byte and after every
fault. That everything was uploaded means only that; what it is worth a signed receipt says later.
A chunk is cut by the measured speed, and a receiver keeps what came of a broken one.

Source: https://tus.io/protocols/resumable-upload (1.0.0: core, creation).
"""

from __future__ import annotations

import http.client
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import IO
from urllib.parse import urlsplit

from cem_desktop.domain.network_address import NetworkAddress
from cem_desktop.errors import (
    NotHeadquartersError,
    ReceiverFullError,
    UnreachableError,
    UploadRefusedError,
)
from cem_desktop.transport.http_line import PIECE, Answer, HttpLine, Patience
from cem_desktop.transport.pace import BackOff, Limits, Speedometer

TUS = {"Tus-Resumable": "1.0.0"}
UPLOADS = "/v1/uploads"
CHALLENGE_HEADER = "cem-challenge"
_FULL = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.INSUFFICIENT_STORAGE})
_GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
_ASK_AGAIN = frozenset({HTTPStatus.CONFLICT, HTTPStatus.LOCKED, 460})
_MOST_LOST = 3

Authorise = Callable[[str | None], Mapping[str, str]]
"""Returns the headers of authority; gets a new challenge when the receiver gave one out."""


@dataclass(frozen=True)
class Progress:
    """How far an upload is.

    Attributes:
        sent: Bytes that are on their way or there.
        total: Bytes in all.
        speed: Bytes a second that were acknowledged; 0 before the first chunk.
    """

    sent: int
    total: int
    speed: float


@dataclass
class Upload:
    """One file on its way to one receiver.

    Attributes:
        address: The receiver.
        source: The file.
        length: Its bytes.
        authorise: Gives the headers of authority.
        place: The upload's path at the receiver, None before it has one; keep it, to go on later.
        limits: What may pass.
        progress: Told after every piece; may raise to stop.
        on_place: Told of the path as soon as there is one.
        patience: Of the line.
        back_off: Between tries.
        sleep: Waits; a test waits otherwise.
        on_line: Told of every connection, so that it can be broken off from another thread.
        collection: The path that makes uploads.
    """

    address: NetworkAddress
    source: IO[bytes]
    length: int
    authorise: Authorise
    place: str | None = None
    limits: Limits = field(default_factory=Limits)
    progress: Callable[[Progress], None] = lambda _progress: None
    on_place: Callable[[str | None], None] = lambda _place: None
    patience: Patience = field(default_factory=Patience)
    back_off: BackOff = field(default_factory=BackOff)
    sleep: Callable[[float], None] = time.sleep
    on_line: Callable[[HttpLine], None] = lambda _line: None
    collection: str = UPLOADS
    _speed: Speedometer = field(default_factory=Speedometer, init=False)
    _lost: int = field(default=0, init=False)
    _furthest: int = field(default=-1, init=False)

    def run(self) -> None:
        """Send until the receiver says that it has every byte.

        Raises:
            UnreachableError: The line broke too often without coming forward.
            NotHeadquartersError: Somebody else answers.
            UploadRefusedError: The receiver does not take it.
            ReceiverFullError: It has no room.
            BudgetSpentError: The day's bytes are spent.
            MeteredLineError: The line is metered.
        """
        done = False
        while not done:
            try:
                with HttpLine(self.address, self.patience) as line:
                    self.on_line(line)
                    self._send_over(line)
                done = True
            except (OSError, http.client.HTTPException, _AgainError) as fault:
                self._speed.broke()
                wait = self.back_off.next_wait()
                if wait is None:
                    raise UnreachableError from fault
                self.sleep(wait)

    def _send_over(self, line: HttpLine) -> None:
        """Send over one connection, as long as it holds."""
        self.limits.allow(1)
        offset = self._begin(line) if self.place is None else self._ask_offset(line)
        while offset < self.length:
            offset = self._send_chunk(line, offset)
            self._note_offset(offset)

    def _begin(self, line: HttpLine) -> int:
        """Make the upload at the receiver."""
        headers = {"Upload-Length": str(self.length)}
        answer = self._ask(line, "POST", self.collection, headers, HTTPStatus.CREATED)
        self._keep_place(_path_of(answer))
        return self._ask_offset(line)

    def _ask_offset(self, line: HttpLine) -> int:
        """Ask how far the receiver is."""
        assert self.place is not None
        answer = self._ask(line, "HEAD", self.place, {}, HTTPStatus.OK)
        offset = answer.number("Upload-Offset")
        if offset > self.length or answer.number("Upload-Length") != self.length:
            raise NotHeadquartersError(reason="Upload-Offset")
        self._note_offset(offset)
        self.progress(Progress(offset, self.length, self._speed.speed))
        return offset

    def _send_chunk(self, line: HttpLine, offset: int) -> int:
        """Send one chunk; return how far the receiver is."""
        assert self.place is not None
        size = self.limits.allow(min(self._speed.chunk(), self.length - offset))
        headers = {"Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"}
        self._speed.begin()
        body = self._pieces(offset, size)
        answer = self._ask(line, "PATCH", self.place, headers, HTTPStatus.NO_CONTENT, body, size)
        if answer.number("Upload-Offset") != offset + size:
            raise NotHeadquartersError(reason="Upload-Offset")
        self._speed.end(size)
        return offset + size

    def _pieces(self, offset: int, size: int) -> Iterator[bytes]:
        """Read a chunk from the file in pieces, and tell of each that went."""
        self.source.seek(offset)
        end = offset + size
        while offset < end:
            piece = self.source.read(min(PIECE, end - offset))
            if not piece:
                raise UploadRefusedError(reason="short file")
            yield piece
            offset += len(piece)
            self.limits.spend(len(piece))
            self.progress(Progress(offset, self.length, self._speed.speed))

    def _note_offset(self, offset: int) -> None:
        if offset > self._furthest:
            if self._furthest >= 0:
                self.back_off.forward()
            self._furthest = offset

    def _ask(
        self,
        line: HttpLine,
        method: str,
        path: str,
        headers: Mapping[str, str],
        wanted: int,
        body: Iterator[bytes] | None = None,
        length: int = 0,
    ) -> Answer:
        """Ask with authority; with a fresh challenge once more where the receiver gives one."""
        authority = self.authorise(None)
        answer = line.ask(method, path, {**TUS, **authority, **headers}, body, length)
        fresh = answer.headers.get(CHALLENGE_HEADER)
        if answer.status == HTTPStatus.UNAUTHORIZED and fresh is not None:
            self.authorise(fresh)
            if body is not None:
                raise _AgainError
            authority = self.authorise(None)
            answer = line.ask(method, path, {**TUS, **authority, **headers})
        self._judge(answer, wanted)
        return answer

    def _judge(self, answer: Answer, wanted: int) -> None:
        """Go on only with the answer of a tus receiver that is wanted."""
        if answer.headers.get("tus-resumable") != TUS["Tus-Resumable"]:
            if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                raise _AgainError
            raise NotHeadquartersError(reason="Tus-Resumable", status=answer.status)
        if answer.status == wanted:
            return
        if answer.status in _GONE and self.place is not None:
            self._keep_place(None)
            self._furthest = -1
            self._lost += 1
            if self._lost > _MOST_LOST:
                raise UploadRefusedError(reason="gone")
            raise _AgainError
        if answer.status in _ASK_AGAIN:
            raise _AgainError
        if answer.status in _FULL:
            raise ReceiverFullError(status=answer.status)
        if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise _AgainError
        if answer.status >= HTTPStatus.BAD_REQUEST:
            raise UploadRefusedError(status=answer.status)
        raise NotHeadquartersError(reason="status", status=answer.status)

    def _keep_place(self, place: str | None) -> None:
        self.place = place
        self.on_place(place)


class _AgainError(Exception):
    """Ask for the offset and go on."""


def _path_of(answer: Answer) -> str:
    """Return the path of a new upload; the receiver's address stays the one of the roster."""
    path = urlsplit(answer.headers.get("location", "")).path
    if not path.startswith("/") or not path.isascii() or not path.isprintable() or " " in path:
        raise NotHeadquartersError(reason="Location")
    return path
