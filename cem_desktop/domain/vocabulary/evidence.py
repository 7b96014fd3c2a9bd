"""Evidence: what it is, who keeps it, through which hands it went; never the piece itself."""

from __future__ import annotations

from cem_desktop.domain.fact_types import All, choice, day, number, several, ticked, words

_ALL = All()

EVIDENCE = (
    number("evidence.number", "Number in the index", _ALL, (1, 999)),
    choice("evidence.kind", "Kind of evidence", _ALL, "evidence_kind"),
    choice("evidence.origin", "Where it comes from", _ALL, "evidence_origin"),
    day("evidence.obtained_on", "Date on which it was obtained", _ALL),
    several("evidence.shows", "What it helps to show", _ALL, "evidence_shows"),
    words("evidence.description", "Short description", _ALL),
    words("evidence.sha256", "Fingerprint of the file", _ALL),
    choice("evidence.holder", "Who keeps it", _ALL, "evidence_holder"),
    choice("evidence.chain_events", "What was done with it", _ALL, "custody_event"),
    day("evidence.chain_on", "Dates of the chain of custody", _ALL),
    choice("evidence.chain_from", "Who had it", _ALL, "evidence_holder"),
    choice("evidence.chain_to", "Who received it", _ALL, "evidence_holder"),
    choice("evidence.chain_receipt", "Whether there is a signed receipt", _ALL, "yes_no"),
    choice("evidence.filed_with", "Authority that it was handed to", _ALL, "evidence_authority"),
    day("evidence.filed_on", "Date of handing over", _ALL),
    ticked("evidence.filed_receipt", "Whether there is a stamped receipt", _ALL),
    choice("evidence.countered", "Whether something was brought against it", _ALL, "yes_no"),
    several("evidence.counter_kinds", "What was brought against it", _ALL, "counter_evidence"),
    several("evidence.rebuttals", "How that is answered", _ALL, "rebuttal"),
    words("evidence.rebuttal_text", "Argument of the answer", _ALL),
)
