"""The person, as far as the coded file may know her."""

from __future__ import annotations

from cem_desktop.domain.fact_types import VICTIM, Home, Ordered, choice, number, place, several

_F01 = Home("f01")
_F06 = Home("f06")
_F06_F01 = Ordered(("f06", "f01"))

VICTIM_FACTS = (
    choice("victim.sex", "Sex", _F06_F01, "sex", htcds="prs_Gender", ictip=VICTIM),
    choice("victim.age_source", "What is known of her age", _F01, "age_source"),
    number("victim.age", "Age in years", _F06_F01, (0, 110)),
    choice(
        "victim.age_group",
        "Age group; in doubt a presumed minor",
        _F06_F01,
        "age_group",
        ictip=VICTIM,
    ),
    choice(
        "victim.gender_identity",
        "Gender identity, where she wished to say it",
        _F06,
        "gender_identity",
        htcds="prs_Gender",
        ictip=VICTIM,
    ),
    choice(
        "victim.language",
        "Language she speaks best",
        _F06_F01,
        "mother_tongue",
        htcds="prs_PrimaryLanguage",
    ),
    choice(
        "victim.second_language",
        "Another language she speaks",
        _F06,
        "mother_tongue",
        htcds="prs_SecondaryLanguage",
    ),
    choice(
        "victim.language_group",
        "Language, in groups wide enough to be counted",
        _F06_F01,
        "language_group",
    ),
    choice("victim.interpreter", "Whether she needs an interpreter", _F06_F01, "yes_no"),
    choice("victim.ethnicity", "Ethnic self-identification", _F06, "ethnic_self_id"),
    choice(
        "victim.nationality", "Nationality", _F06, "country", htcds="prs_Citizenship", ictip=VICTIM
    ),
    choice(
        "victim.nationality_group",
        "Nationality, Peruvian or foreign",
        _F06,
        "nationality_group",
        ictip=VICTIM,
    ),
    several("victim.migration_status", "Migration status", _F06, "migration_status"),
    choice(
        "victim.education",
        "Level of education",
        _F06,
        "education_level",
        htcds="prs_HighestLevelOfEducation",
    ),
    choice(
        "victim.marital_status", "Marital status", _F06, "marital_status", htcds="prs_MaritalStatus"
    ),
    number(
        "victim.children", "Children in her charge", _F06_F01, (0, 20), htcds="prs_NumberOfChildren"
    ),
    choice("victim.pregnant", "Whether she is pregnant", _F06, "yes_no_unknown"),
    several("victim.disability", "Disability", _F06, "disability"),
    place(
        "victim.origin_department",
        "Department she lived in before",
        _F06,
        "department",
        htcds="prs_MailingState",
        ictip=VICTIM,
    ),
    choice("victim.earlier_activity", "What she did before", Home("f05"), "earlier_activity"),
    choice(
        "victim.origin_country",
        "Country she lived in before, where it was not Peru",
        _F06,
        "country",
        htcds="prs_MailingCountry",
        ictip=VICTIM,
    ),
)
