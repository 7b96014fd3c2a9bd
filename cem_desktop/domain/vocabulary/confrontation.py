"""Preparation for proceedings: what is ordered, how it was rehearsed, whether she is ready."""

from __future__ import annotations

from cem_desktop.domain.fact_types import Latest, choice, day, number, several, words

_LATEST = Latest("contact.date")
_SCALE = (0, 10)

CONFRONTATION = (
    number("confrontation.rehearsal_no", "Number of the preparation", _LATEST, (1, 60)),
    choice("confrontation.kind", "Proceeding prepared for", _LATEST, "act_kind"),
    choice(
        "confrontation.opposition",
        "What was done against an ordered confrontation",
        _LATEST,
        "opposition_step",
    ),
    day("confrontation.on", "Date of the proceeding", _LATEST),
    choice("confrontation.place", "Kind of place of the proceeding", _LATEST, "act_place"),
    several("confrontation.escorts", "Who will go with her", _LATEST, "act_companion"),
    choice("confrontation.drawn", "Whether the drawing was used", _LATEST, "yes_no"),
    several("confrontation.traits", "What he is like, in her words", _LATEST, "offender_trait"),
    several("confrontation.feelings", "What she feels for him", _LATEST, "felt_emotion"),
    choice("confrontation.approach", "How near she came", _LATEST, "approach_reached"),
    several("confrontation.reactions", "Reactions before the drawing", _LATEST, "body_reaction"),
    number("confrontation.fear_before", "Fear at the beginning", _LATEST, _SCALE),
    number("confrontation.fear_after", "Fear at the end", _LATEST, _SCALE),
    several("confrontation.overflow", "Emotional overflow", _LATEST, "overflow_kind"),
    words("confrontation.words_to_avoid", "Words better avoided at the hearing", _LATEST),
    choice("confrontation.ready", "Whether she feels ready", _LATEST, "readiness"),
    several("confrontation.needs", "What she needs beforehand", _LATEST, "need_before"),
    several("confrontation.aftercare", "Care after the proceeding", _LATEST, "aftercare"),
    words("confrontation.shared_note", "Note for those who go with her", _LATEST),
)
