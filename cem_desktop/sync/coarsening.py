"""What of an answer may leave: one rule a ``cem:send``, each with a guard of its own.

The forms' lint sees to it that only closed questions are statistical. This guard stands behind it:
whatever is not of the shape that its rule foresees (a free text, a telephone number, a whole date)
does not leave, whatever a form says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType

Scalar = str | int | float | bool
Answer = Scalar | list[str] | None

AGE_GROUPS = ("0_5", "6_11", "12_17", "presumed_minor", "18_29", "30_59", "60_plus")
_AGE_BOUNDS = (
    (5, "0_5"), (11, "6_11"), (17, "12_17"), (29, "18_29"), (59, "30_59"), (120, "60_plus"),
)  # fmt: skip
_CODE = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_TELLING = re.compile(  # telephones, identity cards, whole dates
    r"\d{7}|\d{4}[-_.]\d{1,2}[-_.]\d{1,2}(?!\d)|(?<!\d)\d{1,2}[-_.]\d{1,2}[-_.]\d{4}"
)
_LARGEST_NUMBER = 999_999
_DEPARTMENT = re.compile(r"(0[1-9]|1\d|2[0-5])(\d{4})?")
_MOST_CODES = 64


def coarsen(send: str | None, answer: Answer) -> Answer:
    """Return what of ``answer`` leaves under the rule ``send``; ``None`` when nothing may.

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
        if not re.fullmatch(r"\d{1,3}", answer):
            return None
        answer = int(answer)
    if isinstance(answer, bool) or not isinstance(answer, int | float) or answer < 0:
        return None
    return next((group for oldest, group in _AGE_BOUNDS if int(answer) <= oldest), None)


def _department(answer: Answer) -> Answer:
    if not isinstance(answer, str) or not (found := _DEPARTMENT.fullmatch(answer)):
        return None
    return found.group(1)


def _date(answer: Answer) -> date | None:
    if not isinstance(answer, str) or not re.match(r"\d{4}-\d{2}-\d{2}(T|$)", answer):
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
