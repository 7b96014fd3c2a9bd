"""What every test may lean on: a clock that stands still, cheap keys, no network of any kind."""

from __future__ import annotations

import os
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, settings

from cem_desktop.domain.period import SetClock

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

settings.register_profile(
    "house", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("house")


@pytest.fixture
def clock() -> SetClock:
    return SetClock(datetime(2026, 11, 23, 15, 0, tzinfo=UTC))
