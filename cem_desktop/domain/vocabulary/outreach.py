"""Outreach: messages to the public, made from no case."""

from __future__ import annotations

from cem_desktop.domain.fact_types import All, choice, day, number, several, ticked, words

_ALL = All()

OUTREACH = (
    day("outreach.on", "Date of the outreach", _ALL),
    choice("outreach.medium", "Medium", _ALL, "outreach_medium"),
    several("outreach.messages", "What was said", _ALL, "outreach_message"),
    several("outreach.languages", "Languages of the message", _ALL, "language_group"),
    words("outreach.text", "The message as it goes out", _ALL),
    several("outreach.audience", "For whom", _ALL, "outreach_audience"),
    number("outreach.reach", "How many people it reached", _ALL, (0, 500_000)),
    choice("outreach.reach_how", "How the reach is known", _ALL, "outreach_reach"),
    several("outreach.checks", "What was looked over", _ALL, "outreach_check"),
    ticked("outreach.language_reviewed", "Words and pictures looked over beforehand", _ALL),
    ticked("outreach.no_case_data", "That nothing comes from a case", _ALL),
)
