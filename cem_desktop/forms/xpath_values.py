"""Values of XPath expressions and their conversions (XPath 1.0, 3.4, 3.5 and 4.2-4.4).

A value is a number, a text, a truth, a list of nodes or a moment. ODK adds one rule to the
standard: a text that is a date counts as its day number wherever a number is wanted.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import tzinfo
from decimal import Decimal

from cem_desktop.forms.moments import Moment, parse_moment
from cem_desktop.forms.xml_tree import Node

Value = float | str | bool | list[Node] | Moment

_NUMBER = re.compile(r"\s*[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,4})?\s*$")
_LOOKS_DATED = re.compile(r"\s*\d{4}-\d")
_LARGEST_PLAIN = 1e21
_EXACT = 2.0**53
_SMALLEST_PLAIN = 1e-6


class InvalidDate(str):
    """What ``date('nonsense')`` gives: words to read, false, no number, and never an answer."""

    __slots__ = ()

    def __bool__(self) -> bool:
        """Return false."""
        return False


INVALID_DATE = InvalidDate("Invalid Date")


class DayNumber(float):
    """The day number that ``number()`` makes of a date; in words it is the whole day."""

    __slots__ = ()


def parse_number(text: str) -> float:
    """Return the number of a text, NaN where it is none; an exponent may follow, as in ODK."""
    if text.isdigit() and text.isascii() and len(text) < 400:  # noqa: PLR2004 - nearly all are so
        return float(text)
    if _NUMBER.match(text) and len(text) < 400:  # noqa: PLR2004 - longer is no answer
        return float(text)
    return math.nan


def text_number(text: str, zone: tzinfo) -> float:
    """Return a text as a number; a date or instant is its day number."""
    found = parse_number(text)
    if math.isnan(found) and _LOOKS_DATED.match(text):
        moment = parse_moment(text, zone)
        if moment is not None:
            return moment.days
    return found


def to_number(value: Value, zone: tzinfo) -> float:
    """Return any value as a number."""
    if isinstance(value, bool):
        return 1.0 if value else 0.0
    if isinstance(value, float):
        return value
    if isinstance(value, str):
        return text_number(value, zone)
    if isinstance(value, Moment):
        return value.days
    return text_number(value[0].string_value(), zone) if value else math.nan


def number_text(number: float) -> str:
    """Return a number as ODK clients write it: none is blank, a tiny one has an exponent."""
    if math.isnan(number):
        return ""
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    if number == int(number) and abs(number) < _LARGEST_PLAIN:
        return str(int(number) if abs(number) < _EXACT else int(Decimal(repr(number))))
    text = repr(number)
    if "e" not in text:
        return text
    mantissa, _, exponent = text.partition("e")
    if abs(number) >= _SMALLEST_PLAIN and int(exponent) < 0:
        return f"{Decimal(text):f}"
    return f"{mantissa.removesuffix('.0')}e{int(exponent):+d}"


def to_text(value: Value) -> str:
    """Return any value as a text."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(math.floor(value)) if type(value) is DayNumber else number_text(value)
    if isinstance(value, Moment):
        return value.text
    return value[0].string_value() if value else ""


def to_truth(value: Value) -> bool:
    """Return any value as true or false."""
    if isinstance(value, bool):
        return value
    if isinstance(value, float):
        return value != 0.0 and not math.isnan(value)
    if isinstance(value, Moment):
        return True
    return bool(value)


_RELATIONS: dict[str, Callable[[float, float], bool]] = {
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
    "=": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
}


def _atoms(value: Value) -> list[str | float | bool | Moment]:
    if isinstance(value, list):
        return [node.string_value() for node in value]
    return [value]


def compare(operator: str, left: Value, right: Value, zone: tzinfo) -> bool:
    """Compare two values: any pair of nodes that holds makes it true (3.4)."""
    if operator in {"=", "!="} and (isinstance(left, bool) or isinstance(right, bool)):
        return (to_truth(left) == to_truth(right)) == (operator == "=")
    if isinstance(left, list) or isinstance(right, list):
        ours, theirs = _atoms(left), _atoms(right)
        return any(_compare_atoms(operator, one, other, zone) for one in ours for other in theirs)
    return _compare_atoms(operator, left, right, zone)


def _compare_atoms(
    operator: str,
    left: str | float | bool | Moment,  # noqa: FBT001 - XPath truths are values
    right: str | float | bool | Moment,  # noqa: FBT001
    zone: tzinfo,
) -> bool:
    if operator in {"=", "!="} and isinstance(left, str) and isinstance(right, str):
        return (left == right) == (operator == "=")
    return _RELATIONS[operator](to_number(left, zone), to_number(right, zone))
