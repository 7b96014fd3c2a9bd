"""Individual sessions: what was worked on, how she was, and two notes for two readers."""

from __future__ import annotations

from cem_desktop.domain.fact_types import All, Latest, choice, day, number, several, words

_LATEST = Latest("session.on")
_SCALE = (0, 10)

SESSION = (
    day("session.on", "Date of the session, held or missed", _LATEST),
    choice("session.held", "Whether the session took place", _LATEST, "session_held"),
    choice("session.absence", "Why the session did not take place", _LATEST, "absence_reason"),
    number("session.number", "Number of the session", _LATEST, (1, 400)),
    choice("session.area", "Critical area worked on", _LATEST, "critical_area"),
    several("session.techniques", "Techniques used in sessions", All(), "therapy_technique"),
    number("session.before", "Distress at the beginning, in her own measure", _LATEST, _SCALE),
    number("session.after", "Distress at the end, in her own measure", _LATEST, _SCALE),
    choice("session.response", "How she responded", _LATEST, "session_response"),
    words("session.reserved_note", "Note of psychology for itself", All()),
    words("session.shared_note", "Note for the team", All(), htcds="cco_CaseComment"),
    words("session.tasks", "Tasks she chose for the week", _LATEST),
)
