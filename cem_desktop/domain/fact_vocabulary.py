"""The one vocabulary of facts: what they are, and every fact the house knows.

Each fact says its type, its code list, how the statements of several records come to one value,
and where it belongs in two standards: IOM's Human Trafficking Case Data Standard 2.0 (HTCDS, 24
December 2021) and the UN's International Classification of Trafficking in Persons (IC-TIP, 2025),
whose category codes stay empty until they have been read.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class FactType(StrEnum):
    """What kind of value a fact has."""

    CHOICE = "choice"
    MULTI = "multi"
    INTEGER = "integer"
    DATE = "date"
    PLACE = "place"
    BOOLEAN = "boolean"
    TEXT = "text"


@dataclass(frozen=True)
class Home:
    """One ficha is the fact's home; what others state about it is shown, never counted."""

    form: str


@dataclass(frozen=True)
class Ordered:
    """The first of these fichas that states the fact; the others are silent then."""

    forms: tuple[str, ...]


@dataclass(frozen=True)
class Latest:
    """The statement of the latest date, told by the date fact ``by`` of the same record."""

    by: str


@dataclass(frozen=True)
class All:
    """Every statement: the union of what the records state."""


Rule = Home | Ordered | Latest | All


@dataclass(frozen=True)
class IcTip:
    """Where a fact belongs in the UN's International Classification of Trafficking in Persons.

    ``unit`` is one of the four units it records (event, victim, perpetrator, organization);
    ``code`` stays empty until the published category codes have been read: none is invented.
    """

    unit: str
    code: str = ""
    status: str = "pendiente"


@dataclass(frozen=True)
class Fact:
    """One entry of the vocabulary.

    Attributes:
        id: Dotted name, ``victim.sex``; never changes once published.
        label: English, for code and documents; screens show the ficha's own label.
        type: The kind of value.
        resolve: How the statements of several records come to one value.
        code_list: The list of ``code_lists`` that a choice draws from, if any.
        htcds: Field of the Human Trafficking Case Data Standard 2.0, if it has one.
        ictip: Place in the IC-TIP, if it has one.
        bounds: Least and greatest whole number that may be counted; every integer has them.
    """

    id: str
    label: str
    type: FactType
    resolve: Rule
    code_list: str | None = None
    htcds: str | None = None
    ictip: IcTip | None = None
    bounds: tuple[int, int] | None = None


_FIRST_CONTACT = Home("f01")
_CODED_FILE = Home("f06")
_FILE_THEN_CONTACT = Ordered(("f06", "f01"))
_LAST_CONTACT = Latest("contact.date")

_EVENT = IcTip("event")
_VICTIM = IcTip("victim")
_ORGANIZATION = IcTip("organization")

PRESUMED_MINOR = "presumed_minor"
MINOR_GROUPS = frozenset({"0_5", "6_11", "12_17", PRESUMED_MINOR})
"""The codes of list ``age_group`` that count as a minor."""

_CHOICE, _MULTI, _DATE = FactType.CHOICE, FactType.MULTI, FactType.DATE

_FILE = (
    Fact("file.opened", "Date the file was opened", _DATE, _FILE_THEN_CONTACT),
    Fact(
        "file.admission",
        "Whether the ordinary admission ficha was opened",
        _CHOICE,
        _FIRST_CONTACT,
        "admission_decision",
    ),
    Fact(
        "file.admission_reasons",
        "Why the admission ficha was not opened",
        _MULTI,
        _FIRST_CONTACT,
        "not_opened_reason",
    ),
    Fact(
        "file.admission_decided_by",
        "Who decided not to open the admission ficha",
        _CHOICE,
        _FIRST_CONTACT,
        "deciding_role",
    ),
    Fact(
        "file.admission_other_reason",
        "Another reason for not opening the admission ficha, in words",
        FactType.TEXT,
        _FIRST_CONTACT,
    ),
    Fact("file.alias", "Word she asks to be called by", FactType.TEXT, _FIRST_CONTACT),
    Fact("file.reserve", "Level of reserve", _CHOICE, _CODED_FILE, "reserve_level"),
    Fact("file.team", "Services in charge", _MULTI, _CODED_FILE, "team_service"),
    Fact("file.care_notes", "Particular care and agreements", FactType.TEXT, _CODED_FILE),
    Fact("file.linked", "Whether others belong to the same case", _CHOICE, _CODED_FILE, "linked"),
    Fact("file.link_kinds", "What links the files of the same case", _CHOICE, All(), "link_kind"),
    Fact("file.linked_codes", "Codes of files of the same case", FactType.TEXT, All()),
)

_CASE = (
    Fact(
        "case.matter",
        "Matter of the case",
        _MULTI,
        _CODED_FILE,
        "matter",
        htcds="vic_TypeOfExploitation",
        ictip=_EVENT,
    ),
    Fact(
        "case.stage",
        "Stage of the circuit, where it was declared",
        _CHOICE,
        Latest("case.stage_on"),
        "stage",
        htcds="cas_Status",
    ),
    Fact("case.stage_on", "Date of the declared stage", _DATE, Latest("case.stage_on")),
    Fact("risk.level", "Level of risk", _CHOICE, Latest("risk.assessed_on"), "risk_level"),
    Fact("risk.assessed_on", "Date of the risk estimate", _DATE, Latest("risk.assessed_on")),
)

_CONTACT = (
    Fact("contact.date", "Date of the contact", _DATE, _LAST_CONTACT),
    Fact("contact.shift", "Shift of the contact", _CHOICE, _LAST_CONTACT, "shift"),
    Fact("contact.place", "Where the contact took place", _CHOICE, _LAST_CONTACT, "contact_place"),
    Fact("contact.next_on", "Date agreed for the next contact", _DATE, _LAST_CONTACT),
    Fact("contact.account", "What she wished to tell", FactType.TEXT, All()),
    Fact("contact.agreed", "What was agreed with her", FactType.TEXT, _LAST_CONTACT),
    Fact("arrival.way", "Way of arrival", _CHOICE, _FIRST_CONTACT, "arrival_way"),
    Fact(
        "arrival.referred_by",
        "Kind of body that referred her",
        _CHOICE,
        _FIRST_CONTACT,
        "referring_body",
        htcds="cas_ReferringOrganisation",
        ictip=_ORGANIZATION,
    ),
    Fact(
        "arrival.channel",
        "Intake channel of the official register",
        _CHOICE,
        _FIRST_CONTACT,
        "intake_channel",
    ),
    Fact("arrival.condition", "Condition of the case", _CHOICE, _FIRST_CONTACT, "case_condition"),
    Fact("arrival.comes_alone", "Whether she comes alone", _CHOICE, _FIRST_CONTACT, "comes_alone"),
    Fact("arrival.companion", "Who is with her", _CHOICE, _FIRST_CONTACT, "companion"),
    Fact("arrival.urgency", "Urgency of the attention", _CHOICE, _FIRST_CONTACT, "urgency"),
    Fact("safety.danger_now", "Danger at this moment", _CHOICE, _LAST_CONTACT, "yes_no_unknown"),
    Fact(
        "trafficking.indicators",
        "Indicators of trafficking observed or told",
        _MULTI,
        All(),
        "trafficking_indicator",
        ictip=_EVENT,
    ),
)

_VICTIM_FACTS = (
    Fact(
        "victim.sex",
        "Sex",
        _CHOICE,
        _FILE_THEN_CONTACT,
        "sex",
        htcds="prs_Gender",
        ictip=_VICTIM,
    ),
    Fact(
        "victim.age_source",
        "What is known of her age",
        _CHOICE,
        _FIRST_CONTACT,
        "age_source",
    ),
    Fact("victim.age", "Age in years", FactType.INTEGER, _FILE_THEN_CONTACT, bounds=(0, 110)),
    Fact(
        "victim.age_group",
        "Age group; in doubt a presumed minor",
        _CHOICE,
        _FILE_THEN_CONTACT,
        "age_group",
        ictip=_VICTIM,
    ),
    Fact(
        "victim.gender_identity",
        "Gender identity, where she wished to say it",
        _CHOICE,
        _CODED_FILE,
        "gender_identity",
        htcds="prs_Gender",
        ictip=_VICTIM,
    ),
    Fact(
        "victim.language",
        "Language she speaks best",
        _CHOICE,
        _FILE_THEN_CONTACT,
        "mother_tongue",
        htcds="prs_PrimaryLanguage",
    ),
    Fact(
        "victim.language_group",
        "Language, in groups wide enough to be counted",
        _CHOICE,
        _FILE_THEN_CONTACT,
        "language_group",
    ),
    Fact(
        "victim.interpreter",
        "Whether she needs an interpreter",
        _CHOICE,
        _FILE_THEN_CONTACT,
        "yes_no",
    ),
    Fact("victim.ethnicity", "Ethnic self-identification", _CHOICE, _CODED_FILE, "ethnic_self_id"),
    Fact(
        "victim.nationality",
        "Nationality",
        _CHOICE,
        _CODED_FILE,
        "country",
        htcds="prs_Citizenship",
        ictip=_VICTIM,
    ),
    Fact(
        "victim.nationality_group",
        "Nationality, Peruvian or foreign",
        _CHOICE,
        _CODED_FILE,
        "nationality_group",
        ictip=_VICTIM,
    ),
    Fact(
        "victim.migration_status",
        "Migration status",
        _MULTI,
        _CODED_FILE,
        "migration_status",
    ),
    Fact(
        "victim.education",
        "Level of education",
        _CHOICE,
        _CODED_FILE,
        "education_level",
        htcds="prs_HighestLevelOfEducation",
    ),
    Fact(
        "victim.marital_status",
        "Marital status",
        _CHOICE,
        _CODED_FILE,
        "marital_status",
        htcds="prs_MaritalStatus",
    ),
    Fact(
        "victim.children",
        "Children in her charge",
        FactType.INTEGER,
        _FILE_THEN_CONTACT,
        htcds="prs_NumberOfChildren",
        bounds=(0, 20),
    ),
    Fact("victim.pregnant", "Whether she is pregnant", _CHOICE, _CODED_FILE, "yes_no_unknown"),
    Fact("victim.disability", "Disability", _MULTI, _CODED_FILE, "disability"),
    Fact(
        "victim.origin_department",
        "Department she lived in before",
        FactType.PLACE,
        _CODED_FILE,
        "department",
        htcds="prs_MailingState",
        ictip=_VICTIM,
    ),
)

FACTS: Mapping[str, Fact] = MappingProxyType(
    {fact.id: fact for fact in (*_FILE, *_CASE, *_CONTACT, *_VICTIM_FACTS)}
)
