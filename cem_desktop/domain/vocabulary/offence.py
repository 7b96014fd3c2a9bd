"""The day of the facts, and the law against trafficking that it falls under."""

from __future__ import annotations

from cem_desktop.domain.fact_types import Home, choice, day, number

_F19 = Home("f19")

OFFENCE = (
    day("offence.facts_on", "Date of the facts, for the law that applies", _F19),
    number(
        "offence.facts_day",
        "The same date as a number (20210330), for the list of offences",
        _F19,
        (19000101, 21001231),
    ),
    choice(
        "offence.law", "Law against trafficking on the day of the facts", _F19, "trafficking_law"
    ),
)
