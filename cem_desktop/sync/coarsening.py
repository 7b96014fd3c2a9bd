"""What of an answer may leave: one rule a ``cem:send``, and then only a value that the fact knows.

The forms' lint sees to it that only closed questions are statistical. This guard stands behind it:
whatever is not one of the fact's codes, within its bounds, or as coarse as its rule foresees (a
free text, a telephone number, a whole date, a name that looks like a code) does not leave, whatever
a form says. Headquarters asks the same check, ``fact_values.fits``, before it keeps anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from datetime import date
from types import MappingProxyType

from cem_desktop.domain.fact_values import AGE_GROUPS, fits
from cem_desktop.domain.fact_vocabulary import Fact, FactType

Scalar = str | int | float | bool
Answer = Scalar | list[str] | None

_AGE_BOUNDS = (
    (5, "0_5"), (11, "6_11"), (17, "12_17"), (29, "18_29"), (59, "30_59"), (120, "60_plus"),
)  # fmt: skip
_CODE = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_TELLING = re.compile(  # telephones, identity cards, whole dates
    r"\d{7}|\d{4}[-_.]\d{1,2}[-_.]\d{1,2}(?!\d)|(?<!\d)\d{1,2}[-_.]\d{1,2}[-_.]\d{4}"
)
_LARGEST_NUMBER = 999_999
_DEPARTMENT = re.compile(r"(0[1-9]|1[0-9]|2[0-5])([0-9]{4})?")
_DIGITS = re.compile(r"[0-9]{1,6}")
_MOST_CODES = 64


def leaving(answer: Answer, send: str | None, fact: Fact, codes: AbstractSet[str]) -> Answer:
    """Return what of ``answer`` leaves under ``fact``; ``None`` when nothing may.

    Args:
        answer: As the ficha keeps it.
        send: The question's ``cem:send``.
        fact: The fact that the question states.
        codes: The codes of the fact's list. Of several choices those that it does not have are
            left out; a single one that it does not have does not leave.
    """
    if fact.type is FactType.MULTI and isinstance(answer, list):
        answer = [one for one in dict.fromkeys(map(str, answer)) if one in codes]
    elif fact.type is FactType.INTEGER and isinstance(answer, str) and _DIGITS.fullmatch(answer):
        answer = int(answer)  # a computed number without a type is kept as text
    coarse = coarsen(send, answer)
    return coarse if fits(fact, coarse, codes) else None


def coarsen(send: str | None, answer: Answer) -> Answer:
    """Return ``answer`` as coarse as the rule ``send`` has it; ``None`` when it has no such shape.

    Args:
        send: ``whole``, ``month``, ``year``, ``age_group`` or ``department``; any other: nothing.
        answer: As the ficha keeps it.
    """
    rule = _RULES.get(send or "")
    return None if rule is None or answer is None else rule(answer)


def is_coarse(answer: object) -> bool:
    """Return whether a received value has a shape that ``coarsen`` can give."""
    if isinstance(answer, list):
        return len(answer) <= _MOST_CODES and all(_is_code(item) for item in answer)
    return answer is None or _is_number(answer) or _is_code(answer)


def _whole(answer: Answer) -> Answer:
    return answer if is_coarse(answer) else None


def _month(answer: Answer) -> Answer:
    day = _date(answer)
    return None if day is None else f"{day.year:04}-{day.month:02}"


def _year(answer: Answer) -> Answer:
    day = _date(answer)
    return None if day is None else f"{day.year:04}"


def _age_group(answer: Answer) -> Answer:
    if isinstance(answer, str):
        if answer in AGE_GROUPS:
            return answer
        if not re.fullmatch(r"[0-9]{1,3}", answer):
            return None
        answer = int(answer)
    if isinstance(answer, bool) or not isinstance(answer, int | float) or answer < 0:
        return None
    return next((group for oldest, group in _AGE_BOUNDS if answer < oldest + 1), None)


def _department(answer: Answer) -> Answer:
    if not isinstance(answer, str) or not (found := _DEPARTMENT.fullmatch(answer)):
        return None
    return found.group(1)


def _date(answer: Answer) -> date | None:
    if not isinstance(answer, str) or not re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T|$)", answer):
        return None
    try:
        return date.fromisoformat(answer[:10])
    except ValueError:
        return None


def _is_number(value: object) -> bool:
    if isinstance(value, bool):
        return True
    return isinstance(value, int | float) and abs(value) <= _LARGEST_NUMBER


def _is_code(value: object) -> bool:
    return (
        isinstance(value, str)
        and _CODE.fullmatch(value) is not None
        and _TELLING.search(value) is None
    )


_RULES: Mapping[str, Callable[[Answer], Answer]] = MappingProxyType(
    {
        "whole": _whole,
        "month": _month,
        "year": _year,
        "age_group": _age_group,
        "department": _department,
    }
)
