"""What she allows, purpose by purpose, and who decided; each act dated, the latest counts."""

from __future__ import annotations

from cem_desktop.domain.fact_types import Latest, choice, day, several, words

_LATEST = Latest("consent.on")

CONSENT = (
    day("consent.on", "Date of the decision", _LATEST),
    choice("consent.act", "First decision, or a change of it", _LATEST, "consent_act"),
    choice(
        "consent.limits_told",
        "When the limits of confidentiality were explained",
        _LATEST,
        "limits_told",
    ),
    choice("consent.language", "Language of the explanation", _LATEST, "mother_tongue"),
    choice("consent.interpreter", "Who interpreted the explanation", _LATEST, "interpreter_used"),
    choice("consent.fourteen", "Whether she is 14 or older", _LATEST, "yes_no_unknown"),
    choice("consent.capacity", "Whether she can decide today", _LATEST, "deciding_capacity"),
    choice("consent.given_by", "Who decided", _LATEST, "consent_given_by"),
    choice("consent.assent", "Whether she agrees with who decided", _LATEST, "assent_answer"),
    choice("consent.care", "Consent to care", _LATEST, "consent_answer"),
    choice(
        "consent.record",
        "Consent to a coded file",
        _LATEST,
        "consent_answer",
        htcds="con_Consent",
    ),
    choice("consent.statistics", "Consent to be counted", _LATEST, "consent_answer"),
    choice("consent.referral", "Consent to referral", _LATEST, "consent_answer"),
    several("consent.referral_to", "Bodies that may be told", _LATEST, "referral_destination"),
    choice("consent.visit", "Consent to visits", _LATEST, "consent_answer"),
    choice("consent.contact", "Consent to calls and messages", _LATEST, "consent_answer"),
    choice("consent.recording", "Consent to recording", _LATEST, "consent_answer"),
    choice("consent.research", "Consent to studies", _LATEST, "consent_answer"),
    several("consent.withheld_data", "What must not be shared", _LATEST, "withheld_data"),
    several("consent.withheld_from", "With whom nothing is shared", _LATEST, "withheld_from"),
    words("consent.withheld_words", "What must not be shared, in her words", _LATEST),
    several("consent.other_basis", "Legal basis other than consent", _LATEST, "legal_basis"),
    several("consent.basis_for", "Purposes on another basis", _LATEST, "consent_purpose"),
    choice("consent.basis_explained", "Whether that basis was explained", _LATEST, "yes_no"),
    choice("consent.form", "Form in which consent was given", _LATEST, "consent_form"),
    choice("consent.understood", "Whether she said it back in her words", _LATEST, "yes_no"),
    choice("consent.rights_told", "Whether she was told her rights", _LATEST, "yes_no"),
    choice("consent.retention_told", "Whether she was told how long", _LATEST, "yes_no"),
    choice("consent.copy", "Whether she takes a copy", _LATEST, "consent_copy"),
    words("consent.notes", "What the team should know of her decision", _LATEST),
    choice("representative.needed", "Whether another decides for her", _LATEST, "yes_no"),
    choice("representative.kind", "Who represents her", _LATEST, "representative_kind"),
    words("representative.name", "Name of her representative", _LATEST),
    choice(
        "representative.linked",
        "Whether the representative is linked to the accused",
        _LATEST,
        "yes_no_unknown",
    ),
)
