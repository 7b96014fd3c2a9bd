"""What makes it trafficking: signs, act, means, purpose, places."""

from __future__ import annotations

from cem_desktop.domain.fact_types import EVENT, All, several

TRAFFICKING = (
    several(
        "trafficking.indicators",
        "Indicators of trafficking observed or told",
        All(),
        "trafficking_indicator",
        ictip=EVENT,
    ),
)
