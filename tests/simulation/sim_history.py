"""One history from a seed: random acts, fair rounds, and the judgement."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sim_field import SimField
from sim_forger import Forger
from sim_judge import believed_is_received, judge, settle
from sim_sites import Template
from sim_world import FaultFoundError, world_of

from cem_desktop.errors import CemError

STEPS = 25
_ANY = 1_000_000
_SMALL = 0.6
WEIGHTS = {
    "open_case": 8, "edit": 8, "dispute": 2, "settle_dispute": 2, "consent": 2,
    "round_trip": 8, "export": 7, "carry": 9, "lose": 2, "answer": 4, "hear": 7,
    "back_up": 3, "restore": 3, "restore_store": 2, "clone": 2, "switch": 4,
    "back_up_central": 2, "restore_central": 2, "restore_registry": 1,
    "set_clock": 3, "set_central_clock": 3,
    "spoil_parcel": 2, "spoil_answer": 2, "forge_bundle": 2, "forge_answer": 2,
    "relapse": 3, "central_relapse": 3, "twin": 2,
    "lend": 8, "recall": 1, "check_in": 2, "purge": 3, "edit_away": 7, "edit_at_both": 3,
    "send_home": 4, "send_out": 4, "arrive_home": 6, "arrive_out": 6, "exchange": 6,
    "back_up_laptop": 2, "restore_laptop": 2, "clone_laptop": 1, "switch_laptop": 2,
    "set_laptop_clock": 2, "steal": 1, "publish_form": 1, "new_form": 2, "day_on_the_road": 5, "hasty_farewell": 3, "laptop_relapse": 3,
}  # fmt: skip
NUMBERS = {
    "open_case": 1, "edit": 2, "dispute": 2, "settle_dispute": 2, "consent": 2,
    "round_trip": 1, "export": 1, "carry": 1, "lose": 1, "answer": 0, "hear": 2,
    "back_up": 1, "restore": 2, "restore_store": 2, "clone": 1, "switch": 2,
    "back_up_central": 0, "restore_central": 1, "restore_registry": 1,
    "set_clock": 2, "set_central_clock": 1,
    "spoil_parcel": 3, "spoil_answer": 4, "forge_bundle": 2, "forge_answer": 2,
    "relapse": 1, "central_relapse": 1, "twin": 1,
    "lend": 2, "recall": 1, "check_in": 2, "purge": 1, "edit_away": 2, "edit_at_both": 2,
    "send_home": 1, "send_out": 1, "arrive_home": 2, "arrive_out": 2, "exchange": 1,
    "back_up_laptop": 1, "restore_laptop": 2, "clone_laptop": 1, "switch_laptop": 2,
    "set_laptop_clock": 2, "steal": 1, "publish_form": 0, "new_form": 1, "day_on_the_road": 1, "hasty_farewell": 1, "laptop_relapse": 1,
}  # fmt: skip
NEWEST = -1
TALES = {
    "relapse": (
        ("back_up", True), ("open_case", True), ("round_trip", True),
        ("restore", True, NEWEST), ("open_case", True), ("edit", True, 0), ("round_trip", True),
    ),
    "central_relapse": (
        ("back_up_central",), ("open_case", True), ("round_trip", True),
        ("restore_central", NEWEST), ("open_case", True), ("round_trip", True),
    ),
    "twin": (
        ("clone", True), ("open_case", True), ("round_trip", True),
        ("switch", True, 1), ("open_case", True), ("export", True),
    ),
    "day_on_the_road": (
        ("open_case", 0), ("lend", True, 0), ("send_out", True), ("arrive_out", True, 0),
        ("edit_away", True, 0), ("edit_at_both", True, 1), ("exchange", True),
    ),
    "new_form": (
        ("open_case", True), ("publish_form",), ("round_trip", True),
        ("open_case", True), ("edit", True, 0), ("edit", True, 1),
    ),
    "hasty_farewell": (
        ("open_case", 0), ("lend", True, 0), ("send_out", True), ("arrive_out", True, 0),
        ("edit_away", True, 0), ("check_in", True, 0), ("edit_away", True, 0), ("purge", True),
    ),
    "laptop_relapse": (
        ("back_up_laptop", True), ("edit_away", True, 0), ("exchange", True),
        ("restore_laptop", True, NEWEST), ("edit_away", True, 1), ("exchange", True),
    ),
}  # fmt: skip
"""Acts that mean something together; ``True`` stands for the office or laptop of the tale."""


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
        players = [world, Forger(world), SimField(world, world.laptops)]
        try:
            for name in chance.choices([*WEIGHTS], [*WEIGHTS.values()], k=steps):
                numbers = [_number(chance) for _ in range(NUMBERS[name])]
                perform(players, name, numbers)
            finish(players)
        except FaultFoundError as found:
            fault = str(found)
        except CemError as error:
            fault = f"nobody expected {error}"
    return Played(seed, tuple(world.history), world.counts, fault)


def _number(chance: random.Random) -> int:
    """Return a number that is often small: the newest file, the first office, the same case."""
    return chance.randrange(2) if chance.random() < _SMALL else chance.randrange(_ANY)


def perform(players: Sequence[object], name: str, numbers: list[int]) -> None:
    """Do one act of whoever knows it, or a tale of several."""
    if name in TALES:
        for told, *places in TALES[name]:
            perform(players, told, [numbers[0] if place is True else place for place in places])
        return
    player = next(one for one in players if hasattr(one, name))
    getattr(player, name)(*numbers)


def finish(players: Sequence[object]) -> None:
    """Play fair rounds, of laptops, of offices, and of laptops again, and judge.

    Raises:
        FaultFoundError: Something does not hold.
    """
    world, _forger, field = players
    believed_is_received(world)
    field.settle()
    settle(world)
    field.settle()  # a version of a ficha that headquarters brought lets more go out to laptops
    field.judge()
    judge(world)
