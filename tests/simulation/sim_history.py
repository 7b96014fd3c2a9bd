"""One history from a seed: random acts, fair rounds, and the judgement."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass

from sim_forger import Forger
from sim_judge import judge, settle
from sim_sites import Template
from sim_world import Fault, SimWorld, world_of

STEPS = 30
_ANY = 1_000_000
_SMALL = 0.6
WEIGHTS = {
    "open_case": 10, "edit": 10, "dispute": 2, "settle_dispute": 2, "consent": 2,
    "round_trip": 10, "export": 8, "carry": 10, "lose": 1, "answer": 4, "hear": 8,
    "back_up": 5, "restore": 4, "restore_store": 2, "clone": 2, "switch": 3,
    "back_up_central": 3, "restore_central": 3, "restore_registry": 1,
    "set_clock": 3, "set_central_clock": 2,
    "spoil_parcel": 3, "spoil_answer": 2, "forge_bundle": 2, "forge_answer": 2,
}  # fmt: skip
_NUMBERS = {
    "open_case": 1, "edit": 2, "dispute": 2, "settle_dispute": 2, "consent": 2,
    "round_trip": 1, "export": 1, "carry": 1, "lose": 1, "answer": 0, "hear": 2,
    "back_up": 1, "restore": 2, "restore_store": 2, "clone": 1, "switch": 2,
    "back_up_central": 0, "restore_central": 1, "restore_registry": 1,
    "set_clock": 2, "set_central_clock": 1,
    "spoil_parcel": 3, "spoil_answer": 4, "forge_bundle": 2, "forge_answer": 2,
}  # fmt: skip


@dataclass(frozen=True)
class Played:
    """What came of a history; ``fault`` is empty where all held."""

    seed: int
    history: tuple[str, ...]
    counts: Counter[str]
    fault: str

    def told(self) -> str:
        """Return the history for whoever must play it again."""
        return "\n".join([f"seed {self.seed}: {self.fault}", *self.history])


def play(template: Template, seed: int, steps: int = STEPS) -> Played:
    """Play the history of a seed; the same seed gives the same acts."""
    chance = random.Random(seed)
    fault = ""
    with world_of(template) as world:
        forger = Forger(world)
        try:
            for name in chance.choices([*WEIGHTS], [*WEIGHTS.values()], k=steps):
                numbers = [_number(chance) for _ in range(_NUMBERS[name])]
                perform(world, forger, name, numbers)
            settle(world)
            judge(world)
        except Fault as found:
            fault = str(found)
    return Played(seed, tuple(world.history), world.counts, fault)


def _number(chance: random.Random) -> int:
    """Return a number that is often small: the newest file, the first office, the same case."""
    return chance.randrange(2) if chance.random() < _SMALL else chance.randrange(_ANY)


def perform(world: SimWorld, forger: Forger, name: str, numbers: list[int]) -> None:
    """Do one act, of the world or of the forger."""
    if hasattr(forger, name):
        world.history.append(f"{name}{tuple(numbers)}")
        getattr(forger, name)(*numbers)
    else:
        getattr(world, name)(*numbers)
