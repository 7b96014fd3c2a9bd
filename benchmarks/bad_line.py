"""A bad line on loopback: a proxy that is slow, breaks off, resets, or falls silent.

It knows no protocol. Rates are bytes a second in each direction; faults are drawn from a seed.
"""

from __future__ import annotations

import contextlib
import random
import socket
import struct
import threading
import time
from dataclasses import dataclass
from typing import Self

PIECE = 1460
_NOW = struct.pack("ii", 1, 0)


@dataclass(frozen=True)
class Faults:
    """What the line does.

    Attributes:
        rate: Bytes a second each way; 0 for as fast as it goes.
        delay: Seconds that every piece takes.
        loss: Share of pieces that come only after a further second, as TCP would send them again.
        reset_after: Bytes of a connection towards the server after which it is reset; 0 for never.
        down_reset_after: The same for the way from the server.
        silent_after: As ``reset_after``, after which nothing passes any more though nobody says so.
        seed: Of the chance.
    """

    rate: float = 0
    delay: float = 0
    loss: float = 0
    reset_after: int = 0
    down_reset_after: int = 0
    silent_after: int = 0
    seed: int = 1


class BadLine:
    """Listens on loopback and passes on to ``target``; use it in a ``with`` block."""

    def __init__(self, target: tuple[str, int], faults: Faults) -> None:
        self.target = target
        self.faults = faults
        self.connections = 0
        self.passed = 0
        self._chance = random.Random(faults.seed)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._open: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._ended = False

    def __enter__(self) -> Self:
        self._start(self._listen)
        return self

    def __exit__(self, *_error: object) -> None:
        self._ended = True
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for one in list(self._open):
            _reset(one)
        for thread in list(self._threads):
            thread.join(10)

    def _start(self, work, *args) -> None:
        thread = threading.Thread(target=work, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _listen(self) -> None:
        while not self._ended:
            try:
                near, _address = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            # A small window, so that what the sender has got rid of is on its way.
            near.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 * 1024)
            try:
                far = socket.create_connection(self.target, 10)
            except OSError:
                _reset(near)
                continue
            far.settimeout(None)
            self._open += [near, far]
            self._start(self._pass_on, near, far, "up")
            self._start(self._pass_on, far, near)

    def _pass_on(self, source: socket.socket, target: socket.socket, way: str = "") -> None:
        passed, upward = 0, bool(way)
        reset_after = self.faults.reset_after if upward else self.faults.down_reset_after
        with contextlib.suppress(OSError):
            while data := source.recv(PIECE):
                self._wait(len(data))
                if upward and self.faults.silent_after and passed >= self.faults.silent_after:
                    while not self._ended:  # half open: nobody hears, nobody is told
                        time.sleep(0.05)
                    return
                target.sendall(data)
                passed += len(data)
                self.passed += len(data)
                if reset_after and passed >= reset_after:
                    break
            else:
                with contextlib.suppress(OSError):
                    target.shutdown(socket.SHUT_WR)
                return
        _reset(source)
        _reset(target)

    def _wait(self, size: int) -> None:
        wait = self.faults.delay
        if self.faults.rate:
            wait += size / self.faults.rate
        if self.faults.loss and self._chance.random() < self.faults.loss:
            wait += 1.0
        if wait:
            time.sleep(wait)


def _reset(one: socket.socket) -> None:
    """Close with RST."""
    with contextlib.suppress(OSError):
        one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NOW)
    with contextlib.suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    with contextlib.suppress(OSError):
        one.close()
