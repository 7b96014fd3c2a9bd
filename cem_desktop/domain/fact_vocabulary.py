"""The one vocabulary of facts: every fact the house knows, by its id.

What a fact is stands in ``fact_types``; the facts stand in ``vocabulary``, one module a family.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from cem_desktop.domain.fact_types import (
    All,
    Fact,
    FactType,
    Home,
    IcTip,
    Latest,
    Ordered,
    Rule,
)
from cem_desktop.domain.vocabulary.access import ACCESS
from cem_desktop.domain.vocabulary.ally import ALLY
from cem_desktop.domain.vocabulary.authorisation import AUTHORISATION
from cem_desktop.domain.vocabulary.childcare import CHILDCARE
from cem_desktop.domain.vocabulary.closure import CLOSURE
from cem_desktop.domain.vocabulary.confrontation import CONFRONTATION
from cem_desktop.domain.vocabulary.consent import CONSENT
from cem_desktop.domain.vocabulary.contact import CONTACT
from cem_desktop.domain.vocabulary.coordination import COORDINATION
from cem_desktop.domain.vocabulary.crisis import CRISIS
from cem_desktop.domain.vocabulary.data_request import DATA_REQUEST
from cem_desktop.domain.vocabulary.document import DOCUMENT
from cem_desktop.domain.vocabulary.evidence import EVIDENCE
from cem_desktop.domain.vocabulary.file import FILE
from cem_desktop.domain.vocabulary.group import GROUP
from cem_desktop.domain.vocabulary.incident import INCIDENT
from cem_desktop.domain.vocabulary.lesson import LESSON
from cem_desktop.domain.vocabulary.norm import NORM
from cem_desktop.domain.vocabulary.offence import OFFENCE
from cem_desktop.domain.vocabulary.operation import OPERATION
from cem_desktop.domain.vocabulary.orientation import ORIENTATION
from cem_desktop.domain.vocabulary.outreach import OUTREACH
from cem_desktop.domain.vocabulary.plan import PLAN
from cem_desktop.domain.vocabulary.proceeding import PROCEEDING
from cem_desktop.domain.vocabulary.referral import REFERRAL
from cem_desktop.domain.vocabulary.reintegration import REINTEGRATION
from cem_desktop.domain.vocabulary.risk import RISK
from cem_desktop.domain.vocabulary.selfcare import SELFCARE
from cem_desktop.domain.vocabulary.sentence import SENTENCE
from cem_desktop.domain.vocabulary.service import SERVICE
from cem_desktop.domain.vocabulary.session import SESSION
from cem_desktop.domain.vocabulary.shelter import SHELTER
from cem_desktop.domain.vocabulary.strategy import STRATEGY
from cem_desktop.domain.vocabulary.supervision import SUPERVISION
from cem_desktop.domain.vocabulary.trafficker import TRAFFICKER
from cem_desktop.domain.vocabulary.trafficking import TRAFFICKING
from cem_desktop.domain.vocabulary.training import TRAINING
from cem_desktop.domain.vocabulary.treatment import TREATMENT
from cem_desktop.domain.vocabulary.victim import VICTIM_FACTS
from cem_desktop.domain.vocabulary.visit import VISIT

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "FACTS",
    "FAMILIES",
    "MINOR_GROUPS",
    "PRESUMED_MINOR",
    "All",
    "Fact",
    "FactType",
    "Home",
    "IcTip",
    "Latest",
    "Ordered",
    "Rule",
]

PRESUMED_MINOR = "presumed_minor"
MINOR_GROUPS = frozenset({"0_5", "6_11", "12_17", PRESUMED_MINOR})
"""The codes of list ``age_group`` that count as a minor."""

FAMILIES = (
    FILE,
    CONTACT,
    CONSENT,
    CRISIS,
    REFERRAL,
    AUTHORISATION,
    SERVICE,
    TRAFFICKING,
    TRAFFICKER,
    VICTIM_FACTS,
    RISK,
    VISIT,
    INCIDENT,
    DATA_REQUEST,
    ACCESS,
    COORDINATION,
    CHILDCARE,
    REINTEGRATION,
    SHELTER,
    SESSION,
    ORIENTATION,
    PROCEEDING,
    SENTENCE,
    EVIDENCE,
    DOCUMENT,
    OPERATION,
    NORM,
    OFFENCE,
    STRATEGY,
    CONFRONTATION,
    GROUP,
    TREATMENT,
    SELFCARE,
    TRAINING,
    ALLY,
    OUTREACH,
    LESSON,
    SUPERVISION,
    PLAN,
    CLOSURE,
)
"""In the order of the reference (``docs/facts.md``)."""

FACTS: Mapping[str, Fact] = MappingProxyType(
    {fact.id: fact for family in FAMILIES for fact in family}
)
