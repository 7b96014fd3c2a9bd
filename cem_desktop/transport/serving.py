"""Runs a receiver: listens, sweeps, and ends in order when it is asked to."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import ssl
from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import web

from cem_desktop.crypto.tls_identity import TlsIdentity
from cem_desktop.errors import ReceiverAddressError
from cem_desktop.transport import tls
from cem_desktop.transport.chunks import aside
from cem_desktop.transport.server import IDLE, Doors, Receiver
from cem_desktop.transport.spool import Spool

_SWEEP_EVERY = 3600
_GRACE = 5


@dataclass(frozen=True)
class Running:
    """A receiver that listens.

    Attributes:
        port: Where.
        stop: Asks it to end, from any thread.
    """

    port: int
    stop: Callable[[], None]


def serve(
    spool: Spool,
    identity: TlsIdentity,
    doors: Doors,
    *,
    host: str,
    port: int,
    ready: Callable[[Running], None],
    idle: float = IDLE,
) -> None:
    """Receive until the process is asked to end (SIGINT, SIGTERM).

    Args:
        spool: Where to.
        identity: The receiver's TLS key.
        doors: The house around it.
        host: The address of this computer to listen at.
        port: The port; 0 takes any that is free.
        ready: Told once it listens, with what ends it from another thread.
        idle: Seconds after which a connection is given up that brings no byte of a body, or no
            whole request.

    Raises:
        ReceiverAddressError: The address is taken or not of this computer.
    """
    receiver = Receiver(spool, identity.pin, doors, idle=idle)
    context = tls.server_context(identity)
    application = receiver.application()
    # aiohttp's one clock for whoever has not (yet) sent a whole head, from the handshake on.
    runner = web.AppRunner(
        application, access_log=None, keepalive_timeout=idle, shutdown_timeout=_GRACE
    )
    asyncio.run(_serve(runner, spool, context, host, port, ready))


def _stop(loop: asyncio.AbstractEventLoop, stopped: asyncio.Event) -> None:
    with contextlib.suppress(RuntimeError):  # it has ended already
        loop.call_soon_threadsafe(stopped.set)


async def _serve(
    runner: web.AppRunner,
    spool: Spool,
    context: ssl.SSLContext,
    host: str,
    port: int,
    ready: Callable[[Running], None],
) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        # Windows has none, and only the main thread may: Ctrl+C ends that loop by itself.
        with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
            loop.add_signal_handler(number, stopped.set)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port, ssl_context=context, backlog=512)
        try:
            await site.start()
        except (OSError, OverflowError) as fault:  # a port beyond 65535 is no OSError
            raise ReceiverAddressError from fault
        port = runner.addresses[0][1]
        ready(Running(port, lambda: _stop(loop, stopped)))
        while not stopped.is_set():
            await aside(spool.sweep)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stopped.wait(), _SWEEP_EVERY)
    finally:
        await runner.cleanup()
