"""Her children in the child care area: by number and age band, handed over by code."""

from __future__ import annotations

from cem_desktop.domain.fact_types import All, Latest, choice, day, hour, number, several, words

_LATEST = Latest("childcare.on")

CHILDCARE = (
    day("childcare.on", "Date in the child care area", _LATEST),
    choice("childcare.shift", "Shift in the child care area", _LATEST, "shift"),
    hour("childcare.in_at", "Hour of arrival", _LATEST),
    number("childcare.child_numbers", "Number of a child", All(), (1, 20)),
    choice("childcare.child_ages", "Age band of a child", All(), "child_age_band"),
    several("childcare.needs", "What a child needs", All(), "child_need"),
    words("childcare.care", "Special care of a child", All()),
    several("childcare.not_to", "Whom a child is not handed to", All(), "child_no_handover"),
    several("childcare.signs", "Signs of harm to a child", All(), "child_sign"),
    choice("childcare.upe", "Notice given for a child", All(), "upe_state"),
    choice("childcare.pickup", "Who will fetch the children", _LATEST, "child_pickup"),
    words("childcare.pickup_code", "Code agreed with the mother", _LATEST),
    hour("childcare.out_at", "Hour of handing over", _LATEST),
    choice("childcare.handover", "How the handing over went", _LATEST, "child_handover"),
    words("childcare.notes", "What is good to know next time", _LATEST),
)
