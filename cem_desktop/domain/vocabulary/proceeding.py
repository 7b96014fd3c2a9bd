"""The criminal proceeding: its stage, a dated series; its acts; how she is protected in it."""

from __future__ import annotations

from cem_desktop.domain.fact_types import (
    ORGANIZATION,
    PERPETRATOR,
    All,
    Home,
    Latest,
    Ordered,
    choice,
    day,
    hour,
    number,
    several,
    ticked,
    words,
)

_F19 = Home("f19")
_STAGE = Latest("proceeding.stage_on")
_ALL = All()

PROCEEDING = (
    day("proceeding.stage_on", "Date of the step of the proceeding", _STAGE),
    choice("proceeding.code", "Procedural code", _F19, "criminal_code"),
    choice("proceeding.stage", "Stage of the proceeding", _STAGE, "proceeding_stage"),
    choice(
        "proceeding.organ",
        "Kind of body that the proceeding stands before",
        _STAGE,
        "process_instance",
        ictip=ORGANIZATION,
    ),
    day(
        "proceeding.reported_on",
        "Date of the report of the offence",
        Ordered(("f19", "f05")),
    ),
    choice("proceeding.reported_by", "Who reported the offence", _F19, "proceeding_reporter"),
    choice("proceeding.reported_at", "Where the offence was reported", _F19, "complaint_place"),
    choice("proceeding.sponsor", "Who defends her", _STAGE, "legal_sponsor"),
    choice("proceeding.civil_party", "Standing as civil party", _STAGE, "civil_party_state"),
    day("proceeding.civil_party_on", "Date of the decision on the civil party", _STAGE),
    words("proceeding.court_file", "Number of the court or prosecution file", _F19),
    several(
        "proceeding.offences", "Offences of the proceeding", _ALL, "offence", ictip=PERPETRATOR
    ),
    number("proceeding.accused_count", "Number of accused people", _STAGE, (0, 60)),
    number("proceeding.accused_numbers", "Numbers of the accused people", _ALL, (1, 60)),
    several(
        "proceeding.accused_roles",
        "Parts attributed to the accused",
        _ALL,
        "trafficker_role",
        htcds="per_RoleInProcess",
        ictip=PERPETRATOR,
    ),
    choice("proceeding.accused_sex", "Sex of the accused", _ALL, "sex", ictip=PERPETRATOR),
    choice(
        "proceeding.accused_situation",
        "Situation of the accused",
        _ALL,
        "aggressor_situation",
        ictip=PERPETRATOR,
    ),
    choice("proceeding.act_kinds", "Acts of the proceeding", _ALL, "act_kind"),
    choice("proceeding.act_organs", "Before whom acts took place", _ALL, "process_instance"),
    choice("proceeding.act_places", "Where acts took place", _ALL, "act_place"),
    number("proceeding.act_accused", "Accused people she was confronted with", _ALL, (1, 60)),
    day("proceeding.act_on", "Dates of acts", _ALL),
    hour("proceeding.act_hour", "Hours of acts", _ALL),
    choice("proceeding.act_cited", "Whether she was summoned", _ALL, "yes_no"),
    several("proceeding.act_companions", "Who went with her to acts", _ALL, "act_companion"),
    choice("proceeding.act_results", "What became of acts", _ALL, "act_result"),
    choice("proceeding.act_attendance", "Whether she attended acts", _ALL, "act_attendance"),
    day("proceeding.resolution_on", "Dates of resolutions", _ALL),
    day("proceeding.notified_on", "Dates of notification", _ALL),
    day("proceeding.next_term_on", "Days on which terms end", _ALL),
    ticked("proceeding.term_checked", "Whether a lawyer checked the term", _ALL),
    choice("proceeding.identity_reserve", "Reserve of identity", _STAGE, "identity_reserve"),
    day("proceeding.identity_reserve_on", "Date of the reserve of identity", _STAGE),
    several(
        "proceeding.reserve_measures",
        "Measures of the reserve of identity",
        _STAGE,
        "reserve_measure",
    ),
    words("proceeding.witness_key", "Key of the protected witness", _F19),
    words("proceeding.notice_address", "The prosecution's address for notices", _F19),
    choice("proceeding.measure_kinds", "Protection measures", _ALL, "protection_measure"),
    day("proceeding.measure_asked_on", "Dates protection was asked for", _ALL),
    day("proceeding.measure_granted_on", "Dates protection was granted", _ALL),
    day("proceeding.measure_executed_on", "Dates protection came into force", _ALL),
    choice("proceeding.measure_states", "How far protection came", _ALL, "measure_state"),
    words("proceeding.strategy", "Strategy of the legal service", _ALL),
)
