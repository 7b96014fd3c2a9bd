"""Who exploited her, as relation and part played; never a name, never a feature."""

from __future__ import annotations

from cem_desktop.domain.fact_types import PERPETRATOR, Home, choice, several

_F05 = Home("f05")

TRAFFICKER = (
    choice(
        "trafficker.relation",
        "Relation to her",
        _F05,
        "trafficker_relation",
        htcds="vic_RelationshipToTrafficker",
        ictip=PERPETRATOR,
    ),
    several(
        "trafficker.roles",
        "Parts played",
        _F05,
        "trafficker_role",
        htcds="per_RoleInProcess",
        ictip=PERPETRATOR,
    ),
    choice("trafficker.number", "How many took part", _F05, "trafficker_number", ictip=PERPETRATOR),
    choice(
        "trafficker.network",
        "Whether an organised network is behind",
        _F05,
        "yes_no_unknown",
        ictip=PERPETRATOR,
    ),
)
