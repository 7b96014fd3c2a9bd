"""How she is spoken to and treated: what an office sees of itself, naming nobody."""

from __future__ import annotations

from cem_desktop.domain.fact_types import All, choice, day, several, words

_ALL = All()

TREATMENT = (
    day("treatment.on", "Date of the look at one's own treatment", _ALL),
    choice("treatment.kind", "Who looks", _ALL, "check_kind"),
    choice("treatment.moment", "Moment looked at", _ALL, "check_moment"),
    choice("treatment.words", "Words that hurt and were used", _ALL, "stigma_word"),
    choice("treatment.speakers", "Where the words came from", _ALL, "word_speaker"),
    choice("treatment.alternatives", "Words to use instead", _ALL, "kind_word"),
    several("treatment.tone", "What was taken care of in the tone", _ALL, "kind_tone"),
    several("treatment.posture", "What was taken care of in the posture", _ALL, "kind_posture"),
    choice("treatment.dress_judged", "Whether her dress was judged", _ALL, "yes_no"),
    several("treatment.dress", "What was taken care of in the staff's dress", _ALL, "kind_dress"),
    several("treatment.place", "What was taken care of in the place", _ALL, "kind_place"),
    several("treatment.presence", "What was seen to about who is there", _ALL, "kind_presence"),
    several("treatment.stereotypes", "Stereotypes that came up", _ALL, "stereotype"),
    choice("treatment.clash", "Whether there was a misunderstanding", _ALL, "yes_no"),
    several("treatment.steps", "How it is mended", _ALL, "mending_step"),
    words("treatment.learned", "What will be done differently", _ALL),
)
