"""Two places on one computer with a bad line between them: two network namespaces, each with a TUN.

Between the two this process carries every packet, as slowly and as badly as it is told to; TCP on
both sides is the kernel's own. It needs root on Linux; ``is_possible`` says whether it can be.
"""

from __future__ import annotations

import contextlib
import ctypes
import heapq
import os
import random
import select
import shutil
import struct
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Self

OFFICE, CENTRAL = "10.98.76.1", "10.98.76.2"
_MTU = 1400
_TUNSETIFF, _TUN_NO_INFO = 0x400454CA, 0x1001
_CLONE_NEWNET = 0x40000000
_LONGEST_QUEUE = 3.0


@dataclass(frozen=True)
class Line:
    """What the line between the places does.

    Attributes:
        kbit: Thousand bits a second each way.
        delay: Seconds one way.
        loss: Share of packets that never arrive, each way.
    """

    kbit: float
    delay: float
    loss: float = 0.0


def is_possible() -> bool:
    """Tell whether namespaces and TUN are here."""
    tools = Path("/dev/net/tun").exists() and os.geteuid() == 0
    return tools and _has_namespaces()


def _has_namespaces() -> bool:
    """Make one and take it away again: a container may be root and still not be let."""
    if shutil.which("ip") is None:
        return False
    try:
        os.close(os.open("/dev/net/tun", os.O_RDWR))
    except OSError:
        return False
    name = f"cem{os.getpid()}try"
    commands = (["add", name], ["exec", name, "true"], ["del", name])
    runs = [
        subprocess.run(["ip", "netns", *one], check=False, capture_output=True) for one in commands
    ]
    return all(one.returncode == 0 for one in runs)


class TwoPlaces:
    """An office and a headquarters; use it in a ``with`` block."""

    def __init__(self, line: Line, seed: int = 1) -> None:
        self.line = line
        self.packets = self.lost = 0
        self._chance = random.Random(seed)
        self._names = tuple(f"cem{os.getpid()}{side}" for side in "ab")
        self._free = [0.0, 0.0]
        self._ended = threading.Event()

    def __enter__(self) -> Self:
        self._devices = [self._make(name) for name in self._names]
        for name, own, other in zip(self._names, (OFFICE, CENTRAL), (CENTRAL, OFFICE), strict=True):
            for command in (
                ["link", "set", "lo", "up"],
                ["addr", "add", own, "peer", other, "dev", "line"],
                ["link", "set", "line", "mtu", str(_MTU), "up"],
            ):
                subprocess.run(["ip", "-n", name, *command], check=True)
        self._thread = threading.Thread(target=self._carry, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ended.set()
        self._thread.join()
        for device in self._devices:
            os.close(device)
        for name in self._names:
            subprocess.run(["ip", "netns", "del", name], check=False)

    @property
    def office(self) -> tuple[str, ...]:
        """What to put before a command that runs at the office."""
        return ("ip", "netns", "exec", self._names[0])

    @property
    def central(self) -> tuple[str, ...]:
        """What to put before a command that runs at headquarters."""
        return ("ip", "netns", "exec", self._names[1])

    def _make(self, name: str) -> int:
        """Make a namespace with a TUN in it; return the TUN."""
        import fcntl  # of POSIX; whoever only asks whether it is possible gets an answer

        subprocess.run(["ip", "netns", "add", name], check=True)
        libc = ctypes.CDLL(None, use_errno=True)
        home = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
        there = os.open(f"/run/netns/{name}", os.O_RDONLY)
        try:
            if libc.setns(there, _CLONE_NEWNET):
                raise OSError(ctypes.get_errno(), "setns")
            device = os.open("/dev/net/tun", os.O_RDWR)
            fcntl.ioctl(device, _TUNSETIFF, struct.pack("16sH", b"line", _TUN_NO_INFO))
        finally:
            libc.setns(home, _CLONE_NEWNET)
            os.close(home)
            os.close(there)
        return device

    def _carry(self) -> None:
        under_way: list[tuple[float, int, int, bytes]] = []
        number = 0
        while not self._ended.is_set():
            now = time.monotonic()
            while under_way and under_way[0][0] <= now:
                _at, _number, to, packet = heapq.heappop(under_way)
                with contextlib.suppress(OSError):
                    os.write(self._devices[to], packet)
            wait = min(0.05, under_way[0][0] - now) if under_way else 0.05
            ready, _, _ = select.select(self._devices, [], [], max(0.0, wait))
            for device in ready:
                packet = os.read(device, 65536)
                side = self._devices.index(device)
                number += 1
                arrives = self._arrival(side, len(packet))
                if arrives is not None:
                    heapq.heappush(under_way, (arrives, number, 1 - side, packet))

    def _arrival(self, side: int, size: int) -> float | None:
        """Return when a packet arrives, None where it never does."""
        self.packets += 1
        now = time.monotonic()
        begins = max(now, self._free[side])
        if self._chance.random() < self.line.loss or begins - now > _LONGEST_QUEUE:
            self.lost += 1
            return None
        self._free[side] = begins + size * 8 / (self.line.kbit * 1000)
        return self._free[side] + self.line.delay
