"""Levels of risk, a dated series; what the team sees and what an authority found stay apart."""

from __future__ import annotations

from cem_desktop.domain.fact_types import Latest, choice, day

_LATEST = Latest("risk.assessed_on")

RISK = (
    choice("risk.level", "Level of risk", _LATEST, "risk_level"),
    day("risk.assessed_on", "Date of the risk estimate", _LATEST),
)
