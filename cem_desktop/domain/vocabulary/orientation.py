"""Legal orientation: what she was told, what she wants, and the duty that stands all the same."""

from __future__ import annotations

from cem_desktop.domain.fact_types import Latest, choice, day, several, words

_LATEST = Latest("contact.date")

ORIENTATION = (
    choice("orientation.language", "Language of the orientation", _LATEST, "mother_tongue"),
    choice("orientation.interpreter", "Who interpreted it", _LATEST, "interpreter_used"),
    several("orientation.topics", "Topics explained", _LATEST, "orientation_topic"),
    choice("orientation.understanding", "Whether she understood", _LATEST, "understanding"),
    words("orientation.doubts", "Her questions and fears", _LATEST),
    choice("orientation.wish", "Her wish about reporting; no waiver", _LATEST, "report_wish"),
    several("orientation.wish_care", "How her wish is looked after", _LATEST, "wish_care"),
    choice(
        "orientation.duty_state",
        "Whether the authority knows of the offence",
        _LATEST,
        "report_duty_state",
    ),
    day("orientation.duty_on", "Date on which the service reported", _LATEST),
    words("orientation.duty_reason", "Why the service has not reported yet", _LATEST),
)
