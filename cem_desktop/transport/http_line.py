"""One HTTP connection to a pinned receiver, in which nothing waits for ever.

Sending stops when no byte moves for a while; a handshake and an answer have a deadline as a whole,
for a sender of one byte a second keeps every single time-out. Answers are small and bounded; a
redirect is no answer of a receiver.
"""

from __future__ import annotations

import contextlib
import http.client
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Self

from cem_desktop.domain.network_address import NetworkAddress
from cem_desktop.errors import NotHeadquartersError
from cem_desktop.transport import tls

PIECE = 16 * 1024
"""Bytes that are sent between two looks at the world; one record of TLS."""
MAX_ANSWER = 1024 * 1024


@dataclass(frozen=True)
class Patience:
    """Seconds that the line may take.

    Attributes:
        connect: For a connection, and for its handshake.
        idle: Without any byte moving.
        answer: For a whole answer, head and body of at most ``MAX_ANSWER``.
    """

    connect: float = 20
    idle: float = 60
    answer: float = 120


@dataclass(frozen=True)
class Answer:
    """What the receiver said."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def number(self, name: str) -> int:
        """Return a header that must be a whole number.

        Raises:
            NotHeadquartersError: It is missing or none.
        """
        value = self.headers.get(name.lower(), "")
        if not value.isascii() or not value.isdigit() or len(value) > 15:  # noqa: PLR2004
            raise NotHeadquartersError(reason=name)
        return int(value)


class _PinnedConnection(http.client.HTTPConnection):
    """Python's own HTTP/1.1 over a connection whose key was compared first."""

    def __init__(self, address: NetworkAddress, patience: Patience) -> None:
        super().__init__(address.host, address.port, timeout=patience.connect)
        self._address = address
        self._patience = patience
        self._is_cut = False

    def connect(self) -> None:
        self._stop_if_cut()
        self.sock = wire = tls.reach(self._address, self._patience.connect)
        self._stop_if_cut()
        with _deadline(wire, self._patience.connect):
            tls.prove(wire, self._address)
        wire.settimeout(self._patience.idle)

    def cut(self) -> None:
        """Break off, also what has not begun yet."""
        self._is_cut = True
        wire = self.sock
        if wire is not None:
            with contextlib.suppress(OSError):
                wire.shutdown(socket.SHUT_RDWR)

    def _stop_if_cut(self) -> None:
        if self._is_cut:
            raise ConnectionAbortedError


class HttpLine:
    """A connection that opens when it is needed; use it in a ``with`` block."""

    def __init__(self, address: NetworkAddress, patience: Patience) -> None:
        """Speak to ``address`` alone."""
        self._address = address
        self._patience = patience
        self._connection: _PinnedConnection | None = None
        self._is_aborted = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Let the connection go."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def abort(self) -> None:
        """Break the connection off from another thread; who uses it gets an ``OSError``."""
        self._is_aborted = True
        connection = self._connection
        if connection is not None:
            connection.cut()

    def ask(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str],
        body: Iterator[bytes] | None = None,
        length: int = 0,
    ) -> Answer:
        """Send a request and return the answer.

        Raises:
            OSError: The line broke, or took too long.
            NotHeadquartersError: The answer is none of a receiver.
        """
        with self._asked(method, path, headers, body, length, bounded=True) as response:
            data = response.read(MAX_ANSWER + 1)
            if len(data) > MAX_ANSWER:
                raise NotHeadquartersError(reason="long")
            return Answer(response.status, _headers(response), data)

    def fetch(
        self,
        path: str,
        headers: Mapping[str, str],
        target: IO[bytes],
        on_piece: Callable[[int], None],
    ) -> Answer:
        """Ask for a file and write it to ``target`` as it comes, as long as ``on_piece`` lets it.

        Args:
            path: The file at the receiver.
            headers: Of the request.
            target: Where to; what came before the end stands in it.
            on_piece: Told the bytes of every piece that was written; may raise to stop.

        Raises:
            OSError: The line broke.
            NotHeadquartersError: The answer is none of a receiver.
        """
        with self._asked("GET", path, headers, None, 0, bounded=False) as response:
            if response.status not in {http.client.OK, http.client.PARTIAL_CONTENT}:
                return Answer(response.status, _headers(response), response.read(MAX_ANSWER))
            if response.status == http.client.OK:
                target.seek(0)
                target.truncate()
            while piece := response.read1(PIECE):
                target.write(piece)
                on_piece(len(piece))
            if response.length:  # http.client says so itself only to those who read at once
                raise ConnectionResetError
            return Answer(response.status, _headers(response), b"")

    @contextlib.contextmanager
    def _asked(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str],
        body: Iterator[bytes] | None,
        length: int,
        *,
        bounded: bool,
    ) -> Iterator[http.client.HTTPResponse]:
        connection = self._connection or _PinnedConnection(self._address, self._patience)
        self._connection = connection
        if self._is_aborted:
            connection.cut()
        try:
            connection.putrequest(method, path, skip_accept_encoding=True)
            for name, value in headers.items():
                connection.putheader(name, value)
            if body is not None or method in {"POST", "PATCH"}:
                connection.putheader("Content-Length", str(length))
            connection.endheaders()
            for piece in body or ():
                connection.send(piece)
            with self._answer_deadline(connection, bounded=bounded):
                response = connection.getresponse()
                _refuse_redirect(response.status)
                yield response
                if response.will_close:
                    self.close()
        except http.client.RemoteDisconnected:
            self.close()
            raise
        except http.client.IncompleteRead as error:
            self.close()
            raise ConnectionResetError from error
        except http.client.HTTPException as error:
            self.close()
            raise NotHeadquartersError(reason="http") from error
        except BaseException:
            self.close()
            raise

    def _answer_deadline(
        self, connection: _PinnedConnection, *, bounded: bool
    ) -> contextlib.AbstractContextManager[None]:
        if not bounded or connection.sock is None:
            return contextlib.nullcontext()
        return _deadline(connection.sock, self._patience.answer)


@contextlib.contextmanager
def _deadline(wire: socket.socket, seconds: float) -> Iterator[None]:
    """Cut a connection when what is done with it as a whole takes too long.

    Raises:
        TimeoutError: It did.
    """
    cut = threading.Event()

    def give_up() -> None:
        cut.set()
        with contextlib.suppress(OSError):
            wire.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, give_up)
    timer.daemon = True
    timer.start()
    try:
        yield
    except (OSError, http.client.HTTPException, ValueError, NotHeadquartersError) as error:
        if cut.is_set():
            raise TimeoutError from error
        raise
    finally:
        timer.cancel()


def _refuse_redirect(status: int) -> None:
    if http.client.MULTIPLE_CHOICES <= status < http.client.BAD_REQUEST:
        raise NotHeadquartersError(reason="redirect", status=status)


def _headers(response: http.client.HTTPResponse) -> dict[str, str]:
    return {name.lower(): value for name, value in response.getheaders()}
