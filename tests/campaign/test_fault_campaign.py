"""A small seeded part of the campaign; the whole is ``python -m benchmarks.fault_campaign``."""

import sys

import pytest
from scenarios import SCENARIOS
from trial import Trial

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="fork and SIGKILL are of POSIX")

KILLS = 6


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.name)
def test_nothing_acknowledged_is_lost_and_every_store_opens(scenario, tmp_path):
    trial = Trial(scenario, tmp_path, "campaign")
    for _ in range(KILLS):
        assert trial.once().lost == 0
    trial.close()
