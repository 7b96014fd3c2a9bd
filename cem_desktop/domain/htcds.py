"""Every field of IOM's Human Trafficking Case Data Standard 2.0, and what becomes of it here.

The standard (HTCDS, 24 December 2021) has 83 fields, 40 of them core, made for a case record that
holds names. Here a field is stated by facts (``Fact.htcds``), or it is never kept, for a reason.
The reference of facts (``docs/facts.md``) ends with this table; a test sees that it is whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING

from cem_desktop.domain.fact_vocabulary import FACTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cem_desktop.domain.fact_types import Fact


class NeverKept(Enum):
    """Why no fact states a field of the standard."""

    IDENTITY = "it tells who she is: at most in the identity store, never exported"
    ADDRESS = "it tells where a body stands; a district is enough, and a shelter has none here"
    PRECISE_PLACE = "it finds a person on the map; a district is the narrowest place that is kept"
    DEPRECATED = "the standard itself has given it up"
    NOT_NEEDED = "it serves no care, and would help to recognise her"
    ACCUSED = "free words about an accused person could name him; the parts played are coded"


@dataclass(frozen=True)
class HtcdsField:
    """One field of the standard.

    Attributes:
        name: Its name there.
        core: Whether the standard counts it among its core fields.
        never: Why it is never kept; None for a field that facts state.
    """

    name: str
    core: bool
    never: NeverKept | None = None


def _group(
    prefix: str, core: str, other: str, never: Mapping[str, NeverKept]
) -> tuple[HtcdsField, ...]:
    """Return the fields of a section, the core ones first."""
    named = [(name, True) for name in core.split()] + [(name, False) for name in other.split()]
    return tuple(
        HtcdsField(f"{prefix}_{name}", is_core, never.get(name)) for name, is_core in named
    )


def _all_of(reason: NeverKept, names: str) -> dict[str, NeverKept]:
    """Return one reason for several fields."""
    return dict.fromkeys(names.split(), reason)


_ORGANIZATION = _group(
    "org",
    "",
    "Name ShippingCity ShippingCountry ShippingState ShippingStreet "
    "ShippingPostalCode ShippingLongitude ShippingLatitude Phone Type",
    _all_of(NeverKept.ADDRESS, "ShippingStreet ShippingPostalCode")
    | _all_of(NeverKept.PRECISE_PLACE, "ShippingLongitude ShippingLatitude"),
)
_PERSON = _group(
    "prs",
    "Salutation FirstName SecondName Birthdate Gender Citizenship Title Email "
    "HomePhone MobilePhone MailingCity MailingCountry MailingState MailingStreet "
    "MailingPostalCode",
    "MiddleName Deceased MaritalStatus NumberOfChildren PrimaryLanguage "
    "SecondaryLanguage HighestLevelOfEducation IdentityNumber MailingLongitude "
    "MailingLatitude",
    _all_of(NeverKept.NOT_NEEDED, "Salutation Title")
    | _all_of(
        NeverKept.IDENTITY,
        "FirstName SecondName Birthdate Email HomePhone MobilePhone MailingCity "
        "MailingStreet MiddleName IdentityNumber",
    )
    | _all_of(NeverKept.PRECISE_PLACE, "MailingPostalCode MailingLongitude MailingLatitude"),
)
_VICTIM = _group(
    "vic",
    "TraffickingStatus TraffickingStatusDecisionMakingOrg MethodOfRecruitment "
    "LocationOfRecruitment MethodsOfControl TypeOfExploitation ForcedLabourIndustry "
    "TypeOfSexExploitation LocationOfExploitation Vulnerabilities "
    "DetailsOfVulnerabilities",
    "AgreementToManagePersonalData RelationshipToTrafficker AgeWhenTrafficked "
    "RecruitmentWebsitesAndApps ExploitationWebsitesAndApps",
    _all_of(
        NeverKept.DEPRECATED,
        "Vulnerabilities DetailsOfVulnerabilities AgreementToManagePersonalData",
    ),
)
_PERPETRATOR = _group(
    "per", "", "RoleInProcess RoleDetails", _all_of(NeverKept.ACCUSED, "RoleDetails")
)
_CASE = _group(
    "cas",
    "Status ReasonForCaseClosure CaseOwner ReferringOrganisation IncomingReferralDate "
    "ReferringPrimaryCaseWorker ReasonForIncomingReferral IncomingReferralDetails "
    "ReferredOrganisation ReferredPrimaryCaseWorker ReasonForOutgoingReferral "
    "OutgoingReferralDate OutgoingReferralDetails",
    "",
    {},
)
_COMMENT = _group("cco", "", "CaseComment", {})
_EVENT = _group(
    "hte",
    "",
    "City Country State Date Type Description Longitude Latitude Street PostalCode",
    _all_of(NeverKept.PRECISE_PLACE, "Longitude Latitude Street PostalCode"),
)
_PLAN = _group("spl", "", "Objectives ActionPlan PlannedEndDate ActualEndDate Type", {})
_CONSENT = _group("con", "Consent", "", {})

FIELDS: tuple[HtcdsField, ...] = (
    *_ORGANIZATION,
    *_PERSON,
    *_VICTIM,
    *_PERPETRATOR,
    *_CASE,
    *_COMMENT,
    *_EVENT,
    *_PLAN,
    *_CONSENT,
)
"""All 83 fields, by section."""

BY_NAME: Mapping[str, HtcdsField] = MappingProxyType({field.name: field for field in FIELDS})


def fields_of(fact: Fact) -> tuple[str, ...]:
    """Return the names of the fields that a fact states; most state none or one."""
    return tuple((fact.htcds or "").split())


def stating(name: str, facts: Iterable[Fact] | None = None) -> tuple[Fact, ...]:
    """Return the facts that state a field, in the order of the vocabulary.

    Args:
        name: The name of the field.
        facts: The facts to look through; all by default.
    """
    return tuple(
        fact for fact in (FACTS.values() if facts is None else facts) if name in fields_of(fact)
    )
