"""Kill a child process in the middle of an act, and look at what is left.

The child does real work on a real workspace. It dies by SIGKILL either at the n-th step that the
program takes inside its own storage, services and cryptography, or at a random instant wherever it
is, inside SQLite, the kernel or Python. What it finished it acknowledges through a pipe first.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

SURVIVED = 42
WATCHED = ("/cem_desktop/storage/", "/cem_desktop/services/", "/cem_desktop/crypto/")

Acknowledge = Callable[[str], None]


@dataclass(frozen=True)
class Ended:
    """How a child ended: whether it finished, and what it had acknowledged by then."""

    finished: bool
    acknowledged: tuple[str, ...]
    seconds: float


def run_child(act: Callable[[Acknowledge], None], *, step: int = 0, after: float = 0.0) -> Ended:
    """Run ``act`` in a child; kill it at its ``step``-th step, or ``after`` so many seconds.

    With neither it runs to its end.
    """
    reading, writing = os.pipe()
    started = time.monotonic()
    child = os.fork()
    if child == 0:
        _be_the_child(act, writing, step)
    os.close(writing)
    if after:
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
    told = b""
    while more := os.read(reading, 65536):
        told += more
    os.close(reading)
    _, status = os.waitpid(child, 0)
    seconds = time.monotonic() - started
    acknowledged = tuple(told.decode().split("\n")[:-1])
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return Ended(False, acknowledged, seconds)
    assert os.WEXITSTATUS(status) == SURVIVED, acknowledged
    return Ended(True, acknowledged, seconds)


def count_steps(
    act: Callable[[Acknowledge], None], put_back: Callable[[], None]
) -> tuple[int, float]:
    """Return how many steps an act takes, and how many seconds without counting."""
    seconds = run_child(act).seconds
    put_back()

    def counting(acknowledge: Acknowledge) -> None:
        steps = [0]
        _watch(steps, 0)
        act(acknowledge)
        sys.setprofile(None)
        acknowledge(f"steps {steps[0]}")

    ended = run_child(counting)
    counted = [line for line in ended.acknowledged if line.startswith("steps ")]
    return int(counted[-1].split()[1]), seconds


def random_death(dice: random.Random, steps: int, seconds: float) -> dict[str, float]:
    """Return one way to die: by step or by instant."""
    if dice.random() < 0.5:
        return {"step": dice.randint(1, steps)}
    return {"after": dice.uniform(0.002, seconds)}


def _be_the_child(act: Callable[[Acknowledge], None], writing: int, step: int) -> None:
    code = 1
    try:

        def acknowledge(line: str) -> None:
            os.write(writing, line.encode() + b"\n")

        if step:
            _watch([0], step)
        act(acknowledge)
        code = SURVIVED
    except BaseException as error:  # noqa: BLE001  (the parent must see what went wrong)
        sys.setprofile(None)
        os.write(writing, f"failed {type(error).__name__}: {error}\n".encode())
    finally:
        os._exit(code)


def _watch(steps: list[int], die_at: int) -> None:
    """Count calls out of the watched packages, of Python and of C; die at the chosen one."""

    def on_event(frame, event, _argument):
        if event not in {"call", "c_call"}:
            return
        name = frame.f_code.co_filename
        if any(part in name for part in WATCHED):
            steps[0] += 1
            if steps[0] == die_at:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(on_event)


def put_back(pristine: Path, folder: Path) -> None:
    """Put a copy of a folder in the place of what was done to it."""
    import shutil

    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(pristine, folder)
