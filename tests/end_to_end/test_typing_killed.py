"""``kill -9`` of a real window while somebody types: at most two seconds are lost.

A child opens the real window without a screen, fills a ficha's long text letter by letter and says
after each how many there are. The parent kills it at a seeded moment, opens the store, and looks since
when the letters are missing in the draft.
"""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from simulator import FLOOR_KIB, PASSPHRASE

from cem_desktop.services.unlock import open_workspace

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is of POSIX")

SECONDS = 2.0
ROUNDS = int(os.environ.get("CEM_TYPING_KILLS", "2"))
TESTS = Path(__file__).resolve().parent.parent


def typing(folder):
    command = [sys.executable, str(TESTS / "end_to_end" / "typing_window.py"), str(folder)]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True)


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_at_most_two_seconds_of_typing_are_lost(world, seed, record_property):
    place = world.add_office()
    place.close()
    dice = random.Random(f"typing {seed}")
    process = typing(place.folder)
    assert process.stdout is not None
    said: list[tuple[float, int]] = []
    try:
        first = process.stdout.readline()
        assert first.startswith("typed "), first
        end = time.monotonic() + SECONDS + dice.uniform(0.5, 3.0)
        while time.monotonic() < end:
            _word, at, count = process.stdout.readline().split()
            said.append((float(at), int(count)))
    finally:
        killed = time.monotonic()
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()
    workspace = open_workspace(
        place.folder, "equipo", PASSPHRASE, clock=place.clock, floor_kib=FLOOR_KIB
    )
    try:
        (draft,) = workspace.fichas.drafts()
        kept = workspace.fichas.resume(draft.id).session.answers()
        text = next(
            value for path, value in kept.items() if isinstance(value, str) and "x" in value
        )
        lost_since = min((at for at, count in said if count > len(text)), default=killed)
        record_property("seconds lost", round(killed - lost_since, 2))
        assert killed - lost_since <= SECONDS
        assert workspace.trail.verify().first_fault is None
    finally:
        workspace.close()
