"""Referrals sent and received: one record each, with what went along and what came of it."""

from __future__ import annotations

from cem_desktop.domain.fact_types import ORGANIZATION, All, choice, day, several, words

_ALL = All()

REFERRAL = (
    choice("referral.direction", "Sent or received", _ALL, "referral_direction"),
    several("referral.service", "Service asked for", _ALL, "referral_service"),
    choice("referral.urgency", "Urgency of the referral", _ALL, "urgency"),
    day(
        "referral.received_on",
        "Date it was received",
        _ALL,
        htcds="cas_IncomingReferralDate",
    ),
    choice(
        "referral.from",
        "Body that refers",
        _ALL,
        "referral_destination",
        htcds="cas_ReferringOrganisation",
        ictip=ORGANIZATION,
    ),
    words(
        "referral.from_unit",
        "Unit and post of whoever refers",
        _ALL,
        htcds="cas_ReferringPrimaryCaseWorker",
    ),
    choice(
        "referral.reason_in",
        "Reason of a referral received",
        _ALL,
        "referral_reason",
        htcds="cas_ReasonForIncomingReferral",
    ),
    words(
        "referral.details_in",
        "Details of a referral received",
        _ALL,
        htcds="cas_IncomingReferralDetails",
    ),
    choice("referral.knows_why", "Whether she knows why she was sent", _ALL, "yes_no_unknown"),
    choice(
        "referral.to",
        "Body she is referred to",
        _ALL,
        "referral_destination",
        htcds="cas_ReferredOrganisation",
        ictip=ORGANIZATION,
    ),
    choice("referral.consent", "Whether she agrees to this referral", _ALL, "referral_consent"),
    several("referral.duty", "Duty that commands it anyway", _ALL, "referral_duty"),
    choice("referral.may_send", "Whether it may be sent", _ALL, "yes_no"),
    day("referral.sent_on", "Date it was sent", _ALL, htcds="cas_OutgoingReferralDate"),
    words(
        "referral.to_unit",
        "Unit and post of whoever receives",
        _ALL,
        htcds="cas_ReferredPrimaryCaseWorker",
    ),
    choice(
        "referral.reason_out",
        "Reason of a referral sent",
        _ALL,
        "referral_reason",
        htcds="cas_ReasonForOutgoingReferral",
    ),
    several("referral.disclosed", "Data that were given", _ALL, "disclosed_data"),
    words(
        "referral.details_out",
        "Details of a referral sent",
        _ALL,
        htcds="cas_OutgoingReferralDetails",
    ),
    choice("referral.accompaniment", "Who goes with her", _ALL, "accompaniment"),
    choice("referral.transport", "How she gets there", _ALL, "safe_transport"),
    day("referral.answer_by", "Deadline of the answer", _ALL),
    choice("referral.state", "State of the referral", _ALL, "referral_state"),
    day("referral.answered_on", "Date of the answer", _ALL),
    several("referral.rejected_for", "Why she was not taken in", _ALL, "rejection_reason"),
    choice("referral.counter", "Counter-referral", _ALL, "counter_referral"),
    words("referral.counter_details", "What the counter-referral said", _ALL),
    choice("referral.well_treated", "Whether she was treated well", _ALL, "yes_no_unknown"),
)
