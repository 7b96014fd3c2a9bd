"""Temporary shelter: offered, wanted or not, how safe; a shelter is a code and never a place.

Source: regulation of Ley 30364, articles 89 and 90: entry with her will, through a CEM, SAU, SAR or
a judge; disclosing the place of a shelter, or where she went afterwards, is forbidden.
"""

from __future__ import annotations

from cem_desktop.domain.fact_types import Latest, choice, day, number, several, words

_LATEST = Latest("contact.date")

SHELTER = (
    choice("shelter.wish", "What she wants", _LATEST, "shelter_wish"),
    several("shelter.decline_reasons", "Why she declines", _LATEST, "shelter_decline_reason"),
    number("shelter.children", "Children who would come with her", _LATEST, (0, 20)),
    words("shelter.code", "Internal code of the shelter", _LATEST),
    choice("shelter.reserved_location", "Whether its place is secret", _LATEST, "yes_no_unknown"),
    choice("shelter.access_control", "Whether it controls entry", _LATEST, "yes_no_unknown"),
    choice("shelter.guarding", "Guarding", _LATEST, "shelter_guarding"),
    choice("shelter.leaks", "Whether its place became known before", _LATEST, "yes_no_unknown"),
    choice(
        "shelter.admits_trafficking",
        "Whether it admits trafficking cases",
        _LATEST,
        "yes_no_unknown",
    ),
    choice("shelter.admits_children", "Whether it admits children", _LATEST, "yes_no_unknown"),
    choice("shelter.level", "Level of safety of the shelter", _LATEST, "shelter_level"),
    choice("shelter.below_need", "Whether it is less safe than she needs", _LATEST, "yes_no"),
    choice("shelter.override", "Whether it goes ahead all the same", _LATEST, "yes_no"),
    words("shelter.override_reason", "Why it goes ahead all the same", _LATEST),
    choice("shelter.override_by", "Who decided to go ahead", _LATEST, "deciding_role"),
    choice("shelter.result", "What came of the offer", _LATEST, "shelter_result"),
    choice("shelter.entry_way", "Way of entry", _LATEST, "shelter_entry_way"),
    day("shelter.entry_on", "Date of entry", _LATEST),
    several("shelter.incidents", "Incidents during the stay", _LATEST, "shelter_incident"),
    day("shelter.exit_on", "Date of leaving", _LATEST),
    choice("shelter.exit_reason", "Reason for leaving", _LATEST, "shelter_exit_reason"),
)
