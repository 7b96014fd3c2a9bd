"""Home visits: the safe plan, the way out and back, what was seen; never where.

The date, the length and what was agreed are facts of any contact (``contact.*``).
"""

from __future__ import annotations

from cem_desktop.domain.fact_types import Latest, choice, day, hour, several, words

_LATEST = Latest("visit.planned_on")

VISIT = (
    day("visit.planned_on", "Date planned for the visit", _LATEST),
    several("visit.aims", "What the visit is for", _LATEST, "visit_aim"),
    choice("visit.accepted", "Whether she accepted the visit", _LATEST, "yes_no"),
    words("visit.address", "Address or meeting point, in the identity store alone", _LATEST),
    several("visit.known_by", "Who knows of the visit", _LATEST, "visit_knower"),
    choice("visit.route_agreed", "Whether the ways there and back are agreed", _LATEST, "yes_no"),
    choice("visit.pretext", "What is said if somebody asks", _LATEST, "visit_pretext"),
    choice("visit.company", "Who goes", _LATEST, "visit_company"),
    choice("visit.unmarked_vehicle", "Whether the vehicle is without logos", _LATEST, "yes_no"),
    hour("visit.leave_at", "Hour planned for leaving", _LATEST),
    hour("visit.return_at", "Hour planned for the return", _LATEST),
    choice("visit.alarm", "Who acts if the hour of return passes", _LATEST, "visit_alarm"),
    hour("visit.out_at", "Hour of leaving", _LATEST),
    hour("visit.back_at", "Hour of the return", _LATEST),
    choice("visit.outcome", "Whether the visit was made", _LATEST, "visit_outcome"),
    choice("visit.alone_with_her", "Whether one could talk with her alone", _LATEST, "yes_no"),
    several("visit.surroundings", "What was seen around", _LATEST, "visit_surrounding"),
    choice("visit.dwelling", "The dwelling", _LATEST, "visit_dwelling"),
    several("visit.lives_with", "Whom she lives with, by relation", _LATEST, "support_relation"),
    several("visit.networks", "Who supports her, by relation", _LATEST, "support_relation"),
    several("visit.income", "What she lives on", _LATEST, "income_source"),
    choice("visit.result", "Result of the visit", _LATEST, "home_visit_result"),
    words("visit.incident", "What happened on the visit", _LATEST),
)
