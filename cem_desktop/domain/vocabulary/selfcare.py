"""Care of the team: signs of exhaustion of the team as a whole, and what is agreed."""

from __future__ import annotations

from cem_desktop.domain.fact_types import All, choice, day, number, several, words

_ALL = All()
_SIGNS = (
    ("tired", "Tiredness that rest does not take away"),
    ("sleep", "Bad sleep or nightmares"),
    ("images", "Images or accounts that come back"),
    ("irritable", "Irritability or quarrels"),
    ("distant", "Coldness or distance towards service users"),
    ("afraid", "Fear, or a feeling of being watched"),
    ("useless", "Feeling that nothing helps"),
    ("mistakes", "Forgetting and mistakes"),
    ("alone", "Withdrawing, keeping quiet"),
)

SELFCARE = (
    day("selfcare.on", "Date of the team's talk about itself", _ALL),
    number("selfcare.people", "How many people talked", _ALL, (1, 40)),
    *(
        choice(f"selfcare.{sign}", f"{label}, in the team", _ALL, "team_frequency")
        for sign, label in _SIGNS
    ),
    several("selfcare.supports", "What holds the team up today", _ALL, "team_support"),
    several("selfcare.measures", "What the team agreed to begin", _ALL, "team_support"),
    words("selfcare.how", "How it will be done", _ALL),
    day("selfcare.review_on", "Date to talk again", _ALL),
)
