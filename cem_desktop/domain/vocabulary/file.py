"""The coded file itself: its opening, its team, its links, its stage."""

from __future__ import annotations

from cem_desktop.domain.fact_types import (
    EVENT,
    All,
    Home,
    Latest,
    Ordered,
    choice,
    day,
    several,
    words,
)

_F01 = Home("f01")
_F06 = Home("f06")
_F06_F01 = Ordered(("f06", "f01"))
_LATEST_STAGE = Latest("case.stage_on")

FILE = (
    day("file.opened", "Date the file was opened", _F06_F01),
    choice(
        "file.admission",
        "Whether the ordinary admission ficha was opened",
        _F01,
        "admission_decision",
    ),
    several(
        "file.admission_reasons",
        "Why the admission ficha was not opened",
        _F01,
        "not_opened_reason",
    ),
    choice(
        "file.admission_decided_by",
        "Who decided not to open the admission ficha",
        _F01,
        "deciding_role",
    ),
    words(
        "file.admission_other_reason",
        "Another reason for not opening the admission ficha, in words",
        _F01,
    ),
    words("file.alias", "Word she asks to be called by", _F01),
    choice("file.reserve", "Level of reserve", _F06, "reserve_level"),
    several("file.team", "Services in charge", _F06, "team_service", htcds="cas_CaseOwner"),
    words("file.care_notes", "Particular care and agreements", _F06),
    choice("file.linked", "Whether others belong to the same case", _F06, "linked"),
    choice("file.link_kinds", "What links the files of the same case", All(), "link_kind"),
    words("file.linked_codes", "Codes of files of the same case", All()),
    several(
        "case.matter",
        "Matter of the case",
        _F06,
        "matter",
        htcds="vic_TypeOfExploitation",
        ictip=EVENT,
    ),
    choice(
        "case.stage",
        "Stage of the circuit, where it was declared",
        _LATEST_STAGE,
        "stage",
        htcds="cas_Status",
    ),
    day("case.stage_on", "Date of the declared stage", _LATEST_STAGE),
)
