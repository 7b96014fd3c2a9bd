"""Allies, agreements and the directory: institutions alone, and never a shelter or a person."""

from __future__ import annotations

from cem_desktop.domain.fact_types import ORGANIZATION, All, choice, day, place, several, words

_ALL = All()

ALLY = (
    day("ally.checked_on", "Day on which the data of the ally were checked", _ALL),
    choice("ally.side", "Inside or outside the ministry", _ALL, "ally_side"),
    choice("ally.sector", "Public or private", _ALL, "ally_sector"),
    choice(
        "ally.type",
        "Kind of institution",
        _ALL,
        "organization_type",
        htcds="org_Type",
        ictip=ORGANIZATION,
    ),
    words("ally.name", "Name of the institution", _ALL, htcds="org_Name"),
    choice("ally.country", "Country", _ALL, "country", htcds="org_ShippingCountry"),
    place("ally.place", "District", _ALL, "district", htcds="org_ShippingCity org_ShippingState"),
    words("ally.phone", "The institution's own telephone", _ALL, htcds="org_Phone"),
    choice("ally.hours", "When it is open", _ALL, "ally_hours"),
    several("ally.offers", "What it can help with", _ALL, "referral_service"),
    words("ally.focal", "Post of the focal point", _ALL),
    choice("ally.sensitised", "Whether its staff is sensitised", _ALL, "yes_no_unknown"),
    choice("ally.harmed", "Whether it harmed or leaked", _ALL, "yes_no_unknown"),
    words("ally.remarks", "What is good to know", _ALL),
    choice("ally.agreement", "Kind of agreement", _ALL, "ally_agreement"),
    words("ally.commitment", "What each side committed to", _ALL),
    words("ally.document", "Document of the agreement", _ALL),
    day("ally.signed_on", "Day on which the agreement began", _ALL),
    day("ally.valid_until", "Until when the agreement is valid", _ALL),
    choice("ally.state", "How the alliance stands", _ALL, "ally_state"),
)
