"""Trainings: how many of each profession took part, never who.

Whether an office counts as trained is a rule over its trainings that are still valid: at least
one person of each profession of care took part, psychology, law and social work. The rule needs
``training.psychology``, ``training.legal`` and ``training.social``, with the months of
``training.on`` and ``training.valid_until``; a training without that last month does not expire.
"""

from __future__ import annotations

from cem_desktop.domain.fact_types import All, choice, day, number, several, words

_ALL = All()
_MOST_OF_A_PROFESSION = 40
_PROFESSIONS = (
    ("psychology", "psychology"),
    ("legal", "the legal service"),
    ("social", "social work"),
    ("admission", "admission"),
    ("promotion", "promotion"),
    ("coordination", "coordination"),
    ("childcare", "child care"),
)
_MOST_STAFF = _MOST_OF_A_PROFESSION * len(_PROFESSIONS)
_MOST_OTHERS = 5000

TRAINING = (
    day("training.on", "Date of the training, the last of several days", _ALL),
    words("training.event", "Name of the training", _ALL),
    choice("training.kind", "Kind of training", _ALL, "course_kind"),
    choice("training.mode", "How it was given", _ALL, "course_mode"),
    choice("training.organiser", "Who organised it", _ALL, "course_organiser"),
    several("training.topics", "Topics treated", _ALL, "training_topic"),
    number("training.hours", "Hours in all", _ALL, (1, 400)),
    several("training.audience", "Whom it was for", _ALL, "training_audience"),
    *(
        number(
            f"training.{service}",
            f"People of {label} of this office who took part",
            _ALL,
            (0, _MOST_OF_A_PROFESSION),
        )
        for service, label in _PROFESSIONS
    ),
    number("training.staff", "People of this office who took part", _ALL, (0, _MOST_STAFF)),
    number("training.others", "People of other bodies who took part", _ALL, (0, _MOST_OTHERS)),
    number(
        "training.tested",
        "How many took the test before and after",
        _ALL,
        (0, _MOST_STAFF + _MOST_OTHERS),
    ),
    number("training.score_before", "Average mark before, of three or more", _ALL, (0, 20)),
    number("training.score_after", "Average mark afterwards, of three or more", _ALL, (0, 20)),
    several("training.pending", "Topics still needed", _ALL, "training_topic"),
    day("training.valid_until", "Until when it is valid", _ALL),
    words("training.remarks", "Comment or request for headquarters", _ALL),
)
