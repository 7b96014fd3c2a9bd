"""Difficulties and lessons learned: of the service, never of a case."""

from __future__ import annotations

from cem_desktop.domain.fact_types import All, choice, day, several, words

_ALL = All()

LESSON = (
    day("lesson.on", "Date on which it was noted", _ALL),
    choice("lesson.kind", "Difficulty, lesson or good practice", _ALL, "lesson_kind"),
    choice("lesson.side", "From inside or outside", _ALL, "lesson_side"),
    choice("lesson.stage", "Stage of care that it concerns", _ALL, "stage"),
    words("lesson.text", "What happens, in general", _ALL),
    several("lesson.causes", "What it is due to", _ALL, "lesson_cause"),
    choice("lesson.often", "How often it happened", _ALL, "lesson_often"),
    words("lesson.cause_text", "The cause, in words", _ALL),
    several("lesson.proposals", "What would help", _ALL, "lesson_proposal"),
    choice("lesson.level", "Who can do it", _ALL, "lesson_level"),
    words("lesson.proposal_text", "The proposal, in words", _ALL),
    choice("lesson.state", "Where it stands", _ALL, "lesson_state"),
    day("lesson.state_on", "Since when it stands there", _ALL),
    words("lesson.outcome", "What changed", _ALL),
)
