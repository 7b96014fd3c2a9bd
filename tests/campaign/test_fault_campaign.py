"""A small seeded part of the campaign; the whole is ``python -m benchmarks.fault_campaign``."""

import random
import sys

import pytest
from killing import count_steps, put_back, random_death, run_child
from scenarios import SCENARIOS
from simulator import World

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="fork and SIGKILL are of POSIX")

KILLS = 6


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.name)
def test_nothing_acknowledged_is_lost_and_every_store_opens(scenario, tmp_path):
    world = World(tmp_path)
    place = scenario.prepare(world)
    world.headquarters.close()
    pristine = tmp_path / "pristine"
    place.copy_to(pristine)

    def act(acknowledge):
        scenario.act(place, acknowledge)

    steps, seconds = count_steps(act, lambda: put_back(pristine, place.folder))
    dice = random.Random(f"campaign {scenario.name}")
    for _ in range(KILLS):
        put_back(pristine, place.folder)
        ended = run_child(act, **random_death(dice, steps, seconds))
        assert not any(line.startswith("failed") for line in ended.acknowledged), ended
        try:
            assert scenario.judge(place, ended.acknowledged) == 0
        finally:
            place.close()
    world.close()
