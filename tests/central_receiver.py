"""Headquarters' receiver in a thread of its own, on loopback."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager

from cem_desktop.services.receiving import Listening, Receiving


class Central:
    """Headquarters' receiver in a thread of its own."""

    def __init__(self, world):
        self.world = world
        self.receiving = Receiving(world.headquarters.workspace.context, world.hq)
        self.told = []
        self.port = 0

    @property
    def spool(self):
        return self.world.root / "spool"

    @contextmanager
    def serving(self):
        listening, found = threading.Event(), []

        def ready(running):
            found.append(running)
            listening.set()

        thread = threading.Thread(
            target=self.receiving.serve,
            args=(Listening("127.0.0.1", self.port), self.spool),
            kwargs={"ready": ready, "tell": self.told.append},
        )
        thread.start()
        assert listening.wait(30)
        self.port = found[0].port
        try:
            yield
        finally:
            found[0].stop()
            thread.join()

    def publish(self):
        return self.receiving.publish(f"https://127.0.0.1:{self.port}")

    def wait_until_taken_in(self):
        limit = time.monotonic() + 30
        while any((self.spool / "arrived").iterdir()):
            assert time.monotonic() < limit
            time.sleep(0.01)


def quick(place):
    """Let a place wait a hundredth of what it would."""
    place.workspace.network_road.sleep = lambda seconds: time.sleep(seconds / 100)
