"""Judgments, a dated series; the reparation they order, what of it was paid, and the appeals."""

from __future__ import annotations

from cem_desktop.domain.fact_types import (
    PERPETRATOR,
    All,
    Latest,
    choice,
    day,
    number,
    several,
    ticked,
    words,
)

_LATEST = Latest("sentence.on")
_ALL = All()
_MOST_MONEY = 5_000_000

SENTENCE = (
    day("sentence.on", "Date of the judgment", _LATEST),
    choice("sentence.instance", "Instance of the judgment", _LATEST, "sentence_instance"),
    day("sentence.reading_on", "Date on which it was read", _LATEST),
    day("sentence.view_on", "Date of the hearing of the appeal", _LATEST),
    number("sentence.accused_number", "Number of the accused person", _LATEST, (1, 60)),
    choice("sentence.verdict", "What was decided", _LATEST, "verdict", ictip=PERPETRATOR),
    choice("sentence.condition", "Condition of the judgment", _LATEST, "sentence_condition"),
    day("sentence.final_on", "Date since which it stands", _LATEST),
    choice("sentence.precedent", "Whether it serves as a precedent", _LATEST, "yes_no"),
    several(
        "sentence.penalty_kinds", "Kinds of penalty", _LATEST, "penalty_kind", ictip=PERPETRATOR
    ),
    number("sentence.years", "Years of prison", _LATEST, (0, 50), ictip=PERPETRATOR),
    choice(
        "sentence.years_band",
        "Years of prison, in bands wide enough to be counted",
        _LATEST,
        "penalty_band",
        ictip=PERPETRATOR,
    ),
    choice("sentence.reparation", "Whether civil reparation is ordered", _LATEST, "yes_no"),
    choice("sentence.reparation_for", "For whom reparation is ordered", _ALL, "reparation_for"),
    number("sentence.reparation_amount", "Amounts of reparation", _ALL, (0, _MOST_MONEY)),
    choice("sentence.reparation_currency", "Currencies of reparation", _ALL, "currency"),
    choice("sentence.reparation_paid", "Whether reparation was paid", _LATEST, "reparation_paid"),
    day("sentence.paid_on", "Dates of payments", _ALL),
    number("sentence.paid_amount", "Amounts paid", _ALL, (1, _MOST_MONEY)),
    choice("sentence.paid_currency", "Currencies of payments", _ALL, "currency"),
    day("sentence.notified_on", "Date of notification of the judgment", _LATEST),
    day("sentence.term_on", "Day on which the term to appeal ends", _LATEST),
    ticked("sentence.term_checked", "Whether a lawyer checked that day", _LATEST),
    choice("sentence.appeal_kinds", "Appeals", _ALL, "appeal_kind"),
    choice("sentence.appellants", "Who appealed", _ALL, "appellant"),
    several("sentence.appeal_requests", "What the appeals ask", _ALL, "appeal_request"),
    day("sentence.appeal_filed_on", "Dates of filing of appeals", _ALL),
    choice("sentence.appeal_results", "What became of appeals", _ALL, "appeal_result"),
    day("sentence.appeal_decided_on", "Dates of decisions on appeals", _ALL),
    words("sentence.notes", "What has to be remembered of the judgment", _ALL),
)
