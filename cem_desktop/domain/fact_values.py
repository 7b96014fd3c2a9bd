"""What a fact may be once it leaves an office: closed, coarse values, and nothing else.

Both ends use the one check: an office before it states a fact, headquarters before it keeps one. So
neither a fault in a ficha nor a strange office can put a name where a code belongs.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cem_desktop.domain.fact_vocabulary import Fact, FactType

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

AGE_GROUPS = ("0_5", "6_11", "12_17", "presumed_minor", "18_29", "30_59", "60_plus")
"""The codes of list ``age_group``, from the youngest; in doubt a person is a presumed minor."""

_PERIOD = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2]))?")
_DEPARTMENT = re.compile(r"[0-9]{2}")


def fits(fact: Fact, value: object, codes: AbstractSet[str]) -> bool:
    """Tell whether headquarters may hold ``value`` under ``fact``.

    Args:
        fact: The fact.
        value: A value from outside, of any kind; ``None`` states nothing and does not fit.
        codes: The codes of the fact's list; empty where it has none, or where it is not known.

    Returns:
        For a choice: that it is one of ``codes``; for several: that all are, each once, at least
        one. For a whole number: that it is within the fact's bounds; an age: that it is a code of
        the age groups. For a date: that it is a month or a year. For a place: that it is the code
        of a department. A text or a time of the day never fits.
    """
    match fact.type:
        case FactType.CHOICE:
            fitting = isinstance(value, str) and value in codes
        case FactType.MULTI:
            fitting = isinstance(value, list) and _are_members(value, codes)
        case FactType.INTEGER:
            fitting = value in AGE_GROUPS if states_age(fact.id) else _is_within(fact, value)
        case FactType.DATE:
            fitting = isinstance(value, str) and _PERIOD.fullmatch(value) is not None
        case FactType.PLACE:
            fitting = isinstance(value, str) and value in codes and _is_department(value)
        case FactType.BOOLEAN:
            fitting = isinstance(value, bool)
        case FactType.TEXT | FactType.TIME:
            fitting = False
    return fitting


def states_age(fact_id: str) -> bool:
    """Tell whether a whole number is an age in years: one word of the fact's name is ``age``."""
    return "age" in fact_id.replace(".", "_").split("_")


def _are_members(values: list[object], codes: AbstractSet[str]) -> bool:
    texts = [value for value in values if isinstance(value, str)]
    return 0 < len(set(texts)) == len(values) and set(texts) <= codes


def _is_within(fact: Fact, value: object) -> bool:
    if fact.bounds is None or type(value) is not int:
        return False
    least, greatest = fact.bounds
    return least <= value <= greatest


def _is_department(value: str) -> bool:
    return _DEPARTMENT.fullmatch(value) is not None
