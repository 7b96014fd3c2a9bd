"""Mutual aid groups: they belong to the office; nothing of them joins their members' files."""

from __future__ import annotations

from cem_desktop.domain.fact_types import All, choice, day, number, several, words

_ALL = All()

GROUP = (
    day("group.on", "Date of the group's session or programme", _ALL),
    choice("group.act", "Programme or session", _ALL, "group_act"),
    words("group.name", "Word that names the group", _ALL),
    several("group.objectives", "Objectives of the group", _ALL, "group_objective"),
    number("group.sessions_planned", "Sessions planned", _ALL, (1, 60)),
    several("group.facilitators", "Services that facilitate", _ALL, "team_service"),
    words("group.agreements", "Agreements of the group", _ALL),
    number("group.session_no", "Number of the session", _ALL, (1, 200)),
    choice("group.theme", "Theme of the session", _ALL, "group_theme"),
    several("group.techniques", "Techniques of the session", _ALL, "group_technique"),
    number("group.minutes", "Length of the session in minutes", _ALL, (0, 600)),
    choice("group.climate", "Climate of the group", _ALL, "group_climate"),
    words("group.process", "What happened in the group", _ALL),
    words("group.members", "Codes of the members' files", _ALL),
    choice("group.attendance", "Attendance of the members", _ALL, "group_attendance"),
    several("group.conduct", "How the members were", _ALL, "group_conduct"),
    choice("group.seen_alone", "Members to be seen alone soon", _ALL, "yes_no"),
    several("group.facilitator_care", "Care of the facilitator", _ALL, "facilitator_care"),
    words("group.facilitator_note", "What the session left the facilitator with", _ALL),
)
