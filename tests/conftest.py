"""What every test may lean on: a clock that stands still, cheap keys, no network of any kind."""

from __future__ import annotations

import gc
import os
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, settings

from cem_desktop.domain.period import SetClock

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

_FULL_COLLECTION = 25
"""So many collections of the middle generation, and then one of all that is held."""

# The same everywhere, also where CI is set: hypothesis would draw the same examples each time there.
settings.register_profile(
    "house",
    settings.get_profile("default"),
    derandomize=False,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
)
settings.load_profile("house")


@pytest.fixture
def clock() -> SetClock:
    return SetClock(datetime(2026, 11, 23, 15, 0, tzinfo=UTC))


@pytest.fixture
def world(tmp_path):
    """A headquarters and the road; offices are added by the test."""
    from simulator import World

    made = World(tmp_path)
    yield made
    made.close()


@pytest.fixture
def office(world):
    """An office whose only user, who is open, has every role but the keeping of identities."""
    return world.add_office()


@pytest.fixture
def field(world, office):
    """That office with its laptops, which the test adds."""
    from field_world import Field

    made = Field(world, office)
    yield made
    made.close()


@pytest.fixture
def custody(world):
    """An office with an identity vault, which its only user keeps."""
    from simulator import CUSTODIAN, PASSPHRASE

    place = world.add_office("tacna", "Tacna", roles=CUSTODIAN)
    place.workspace.identities.create(PASSPHRASE)
    return place


@pytest.fixture
def stick(tmp_path):
    """A folder that stands for a stick."""
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


gc.disable()  # as under the window: on another thread a collection would destroy widgets there


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown() -> None:
    """Collect between tests, on the thread that made the widgets."""
    counts = gc.get_count()
    if counts[0] > gc.get_threshold()[0]:
        gc.collect(2 if counts[2] > _FULL_COLLECTION else 1)
