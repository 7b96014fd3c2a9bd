"""Work with other institutions on a case: what they ask of the centre, and what it answers."""

from __future__ import annotations

from cem_desktop.domain.fact_types import (
    ORGANIZATION,
    Latest,
    choice,
    day,
    several,
    words,
)

_LATEST = Latest("coordination.on")

COORDINATION = (
    day("coordination.on", "Date of the coordination", _LATEST),
    choice(
        "coordination.entity",
        "Body worked with",
        _LATEST,
        "coordination_entity",
        ictip=ORGANIZATION,
    ),
    words("coordination.post", "Post of the person worked with", _LATEST),
    choice("coordination.started_by", "Who began", _LATEST, "coordination_start"),
    several("coordination.asked", "What the centre is asked for", _LATEST, "coordination_ask"),
    words("coordination.asked_words", "The request in words", _LATEST),
    day("coordination.due_on", "Date by which it is asked for", _LATEST),
    choice(
        "coordination.police_support",
        "Whether support was asked for by and coordinated with the police",
        _LATEST,
        "yes_no",
    ),
    choice("coordination.answer", "What was answered", _LATEST, "coordination_answer"),
    choice("coordination.refusal", "Why it was not given", _LATEST, "coordination_refusal"),
    day("coordination.answered_on", "Date of the answer", _LATEST),
    several("coordination.told", "What was told of her", _LATEST, "coordination_told"),
    choice("coordination.consented", "Whether she consented to it", _LATEST, "yes_no"),
    choice("coordination.she_knows", "Whether she knows of it", _LATEST, "yes_no"),
    words("coordination.agreed", "What the institutions agreed", _LATEST),
)
