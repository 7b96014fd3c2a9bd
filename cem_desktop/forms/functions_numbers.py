"""Mathematics of the ODK function library."""

from __future__ import annotations

import math
from collections.abc import Callable

from cem_desktop.forms.environment import Context
from cem_desktop.forms.functions import Function, number_of
from cem_desktop.forms.xpath_values import Value


def _one(calculate: Callable[[float], float]) -> Function:
    """Make a function of one number; outside its domain it is NaN, beyond all numbers infinite."""

    def evaluate(context: Context, value: Value) -> Value:
        try:
            return calculate(number_of(context, value))
        except OverflowError:
            return math.inf
        except ValueError:
            return math.nan

    return Function(1, 1, evaluate)


def _two(calculate: Callable[[float, float], float]) -> Function:
    """Make a function of two numbers; outside its domain it is NaN, beyond all infinite."""

    def evaluate(context: Context, left: Value, right: Value) -> Value:
        try:
            return calculate(number_of(context, left), number_of(context, right))
        except OverflowError:
            return math.inf
        except (ValueError, ZeroDivisionError):
            return math.nan

    return Function(2, 2, evaluate)


def _truncate(number: float) -> float:
    return float(math.trunc(number)) if math.isfinite(number) else math.nan


def _logarithm(number: float) -> float:
    return -math.inf if number == 0 else math.log(number)


def _logarithm_ten(number: float) -> float:
    return -math.inf if number == 0 else math.log10(number)


def _power(base: float, exponent: float) -> float:
    if base == 0 and exponent < 0:
        return math.inf
    if math.isnan(base) or math.isnan(exponent):
        return math.nan
    return math.pow(base, exponent)


def _pi(_context: Context) -> Value:
    return math.pi


NUMBERS: dict[str, Function] = {
    "abs": _one(abs),
    "acos": _one(math.acos),
    "asin": _one(math.asin),
    "atan": _one(math.atan),
    "atan2": _two(math.atan2),
    "cos": _one(math.cos),
    "exp": _one(math.exp),
    "exp10": _one(lambda number: math.pow(10, number)),
    "int": _one(_truncate),
    "log": _one(_logarithm),
    "log10": _one(_logarithm_ten),
    "pi": Function(0, 0, _pi),
    "pow": _two(_power),
    "sin": _one(math.sin),
    "sqrt": _one(math.sqrt),
    "tan": _one(math.tan),
}
