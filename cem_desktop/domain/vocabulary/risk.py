"""Risk, a dated series; what the team sees and what an authority found stay apart.

``risk.level`` is the team's own judgement. ``risk.official_level`` is the result of the official
form (Ley 30364), which police, prosecutor or judge apply: it is recorded, never computed, and it
alone says which term a court has.
"""

from __future__ import annotations

from cem_desktop.domain.fact_types import All, Latest, choice, day, number, several, words

_LATEST = Latest("risk.assessed_on")
_OFFICIAL = Latest("risk.official_on")

RISK = (
    choice("risk.level", "Level of risk, in the team's own judgement", _LATEST, "risk_level"),
    day("risk.assessed_on", "Date of the risk estimate", _LATEST),
    words("risk.reasons", "What weighed in the judgement", _LATEST),
    number("risk.warning_signs", "Warning signs marked, an aid to the judgement", _LATEST, (0, 16)),
    day("risk.next_on", "Date of the next assessment", _LATEST),
    choice("risk.trafficker", "Where the trafficker is", _LATEST, "trafficker_state"),
    choice("risk.network", "Whether the trafficker acts with a network", _LATEST, "network_extent"),
    choice("risk.weapons", "Whether there are weapons", _LATEST, "yes_no_unknown"),
    several("risk.knows", "What the network knows of her", _LATEST, "trafficker_knowledge"),
    choice("risk.threatened", "Whether there were threats", _LATEST, "yes_no_unknown"),
    day("risk.threat_on", "Date of a threat", All()),
    choice("risk.threat_media", "Means of a threat", All(), "threat_medium"),
    several("risk.threat_targets", "Against whom a threat went", All(), "threat_target"),
    choice("risk.documents_kept", "Whether documents are kept from her", _LATEST, "yes_no_unknown"),
    choice("risk.debt", "Debt claimed from her", _LATEST, "debt_state"),
    choice("risk.children", "Safety of her children", _LATEST, "children_safety"),
    choice("risk.housing", "Safety of where she sleeps", _LATEST, "housing_safety"),
    choice("risk.support", "Whom she can count on", _LATEST, "support_level"),
    several("risk.health", "Health that cannot wait", _LATEST, "health_warning"),
    choice("risk.substances", "Use of alcohol or drugs", _LATEST, "substance_use"),
    choice("risk.bond", "Emotional bond with the trafficker", _LATEST, "degree"),
    choice("risk.withdrawal", "Risk that she gives up the proceedings", _LATEST, "degree"),
    several("risk.protective_factors", "Protective factors", _LATEST, "protective_factor"),
    several("risk.measures", "Safety measures agreed with her", _LATEST, "safety_measure"),
    words("risk.plan", "Safety measures in detail", _LATEST),
    choice(
        "risk.official_level",
        "Level stated by the official form, recorded and never computed",
        _OFFICIAL,
        "official_risk_level",
    ),
    day("risk.official_on", "Date on which the official form was applied", _OFFICIAL),
    choice("risk.official_by", "Authority that applied it", _OFFICIAL, "official_applier"),
)
