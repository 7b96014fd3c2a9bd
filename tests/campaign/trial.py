"""One act of the campaign, tried again and again: prepared once, killed at random, judged."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

from killing import Acknowledge, count_steps, put_back, random_death, run_child
from scenarios import Scenario
from simulator import World


@dataclass(frozen=True)
class Outcome:
    """What came of one try: whether the kill came before the end, and how much is lost."""

    killed: bool
    lost: int


class Trial:
    """A scenario in a folder of its own; close it."""

    def __init__(self, scenario: Scenario, root: Path, seed: str) -> None:
        """Prepare the place, and learn how many steps and seconds the act takes."""
        self._scenario = scenario
        self._world = World(root)
        self._place = scenario.prepare(self._world)
        self._world.headquarters.close()
        self._pristine = root / "pristine"
        self._place.copy_to(self._pristine)
        self._dice = random.Random(f"{seed} {scenario.name}")
        self._steps, self._seconds = count_steps(self._act, self._put_back)

    def once(self) -> Outcome:
        """Do the act in a child that dies at random; open what is left, and count."""
        self._put_back()
        ended = run_child(self._act, **random_death(self._dice, self._steps, self._seconds))
        assert not any(line.startswith("failed") for line in ended.acknowledged), ended
        try:
            lost = self._scenario.judge(self._place, ended.acknowledged)
        finally:
            self._place.close()
        return Outcome(not ended.finished, lost)

    def close(self) -> None:
        """Close what is open."""
        self._world.close()

    def _act(self, acknowledge: Acknowledge) -> None:
        self._scenario.act(self._place, acknowledge)

    def _put_back(self) -> None:
        put_back(self._pristine, self._place.folder)
