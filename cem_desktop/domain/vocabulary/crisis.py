"""Interview and crisis support: her state, what was done at once, and where her account lies."""

from __future__ import annotations

from cem_desktop.domain.fact_types import All, Latest, choice, several, words

_LATEST = Latest("contact.date")

CRISIS = (
    choice("crisis.upe_told", "Whether the UPE was told", _LATEST, "yes_no"),
    choice("crisis.single_interview", "State of the single interview", _LATEST, "interview_state"),
    choice("crisis.account_taken", "Whether her account was taken", _LATEST, "yes_no_unknown"),
    several("crisis.account_where", "Where her account lies", All(), "account_place"),
    choice("crisis.account_copy", "Whether there is a copy of it", _LATEST, "account_copy"),
    choice("crisis.exam", "State of the forensic examination", _LATEST, "exam_state"),
    several("crisis.emotions", "How she appears", _LATEST, "emotional_state"),
    choice("crisis.suicide_risk", "Thoughts of taking her life", _LATEST, "suicide_risk"),
    several("crisis.containment", "Emotional support given", _LATEST, "containment"),
    choice("crisis.response", "How she was at the end", _LATEST, "crisis_response"),
    several("crisis.needs", "Immediate needs", _LATEST, "immediate_need"),
    several("crisis.needs_met", "Immediate needs seen to", _LATEST, "immediate_need"),
    words("crisis.note", "Reserved note of psychology on the interview", All()),
    several("crisis.next_steps", "What comes next", _LATEST, "crisis_next_step"),
)
