"""Follow-up, closure and reopening of a file; a withdrawal has causes and no blame."""

from __future__ import annotations

from cem_desktop.domain.fact_types import Latest, choice, several, ticked, words

_LATEST = Latest("case.stage_on")

CLOSURE = (
    choice("closure.act", "Follow-up, closure or reopening", _LATEST, "follow_act"),
    choice("closure.reach", "How she was heard of", _LATEST, "follow_reach"),
    choice("closure.reopening", "Why the file was reopened", _LATEST, "reopening_reason"),
    choice("closure.psychological", "State of the psychological area", _LATEST, "area_outcome"),
    choice("closure.legal", "State of the legal area", _LATEST, "area_outcome"),
    choice("closure.social", "State of the social area", _LATEST, "area_outcome"),
    choice(
        "closure.proceeding_final",
        "Whether the criminal proceeding ended with a final decision",
        _LATEST,
        "yes_no_unknown",
    ),
    choice(
        "closure.reason",
        "Reason for the closure",
        _LATEST,
        "closure_reason",
        htcds="cas_ReasonForCaseClosure",
    ),
    words("closure.reason_words", "Another reason for the closure, in words", _LATEST),
    ticked("closure.deceased", "It is on record that she died", _LATEST, htcds="prs_Deceased"),
    choice("closure.withdraws", "Whether she decided not to go on", _LATEST, "yes_no_unknown"),
    choice("closure.withdrawn_from", "What she does not go on with", _LATEST, "withdrawn_from"),
    several("closure.withdrawal_causes", "What led to it", _LATEST, "withdrawal_cause"),
    several("closure.steps", "What was done before closing", _LATEST, "closing_step"),
    choice(
        "closure.contact_allowed",
        "Whether she may be contacted afterwards",
        _LATEST,
        "contact_allowed",
    ),
)
