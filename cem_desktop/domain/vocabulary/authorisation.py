"""Authorisation of a case outside the rules: its grounds, its states, its scope."""

from __future__ import annotations

from cem_desktop.domain.fact_types import Latest, choice, day, several, words

_LATEST = Latest("authorisation.on")

AUTHORISATION = (
    day("authorisation.on", "Date of the technical grounds", _LATEST),
    choice("authorisation.matter", "What is not covered", _LATEST, "uncovered_matter"),
    words("authorisation.facts", "Facts, coded, for headquarters", _LATEST),
    several("authorisation.reasons", "Reasons", _LATEST, "authorisation_reason"),
    several("authorisation.instruments", "Legal instruments", _LATEST, "legal_instrument"),
    words("authorisation.vulnerability", "Her extreme vulnerability, for headquarters", _LATEST),
    words("authorisation.proposal", "What is proposed to headquarters", _LATEST),
    choice("authorisation.scope", "Scope asked for", _LATEST, "authorisation_scope"),
    choice("authorisation.state", "State of the authorisation", _LATEST, "authorisation_state"),
    day("authorisation.submitted_on", "Date of submission", _LATEST),
    words("authorisation.observation", "What headquarters objected to", _LATEST),
    words("authorisation.reply", "Reply to the objection, for headquarters", _LATEST),
    choice("authorisation.authority", "Authority that decided", _LATEST, "deciding_authority"),
    day("authorisation.decided_on", "Date of the decision", _LATEST),
    choice("authorisation.granted_scope", "Scope authorised", _LATEST, "authorisation_scope"),
    words("authorisation.directive", "Document or directive of headquarters", _LATEST),
    day("authorisation.valid_until", "Last day of its validity", _LATEST),
)
