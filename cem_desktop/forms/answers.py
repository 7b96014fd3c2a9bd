"""Answers as JSON and as the texts that an instance holds, by the type of their bind.

ODK stores every answer as text. Reading casts it: an integer drops its fraction, a date its time,
and what is no value of the type reads as blank.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import UTC

from cem_desktop.forms.form_model import Place
from cem_desktop.forms.functions_geo import parse_points
from cem_desktop.forms.moments import parse_date, parse_moment, parse_time
from cem_desktop.forms.xpath_values import number_text, parse_number

JsonValue = str | int | float | list[str] | None

_SEVERAL = frozenset({"select", "rank"})
_MOST_CHARACTERS = 1_000_000
_LARGEST_WHOLE = 2**53
_SMALLEST_SHAPE = 2


def cast_text(datatype: str, text: str) -> str:
    """Return a text as a value of its type stores it; blank where it is none."""
    cast = _CASTS.get(datatype)
    return cast(text) if cast is not None and text else text


def _cast_int(text: str) -> str:
    number = parse_number(text)
    if math.isnan(number) or abs(number) > _LARGEST_WHOLE:
        return ""
    return str(int(number))


def _cast_decimal(text: str) -> str:
    if not math.isfinite(parse_number(text)):
        return ""
    text = text.strip().removeprefix("+")
    return text if "." in text or "e" in text.lower() else f"{text}.0"


def _cast_date(text: str) -> str:
    day = parse_date(text.strip().partition("T")[0])
    return day.isoformat() if day is not None else ""


def _cast_instant(text: str) -> str:
    return text if parse_moment(text, UTC) is not None else ""


def _cast_time(text: str) -> str:
    return text if parse_time(text) is not None else ""


def _cast_points(text: str) -> str:
    points = parse_points(text)
    return ";".join(map(_point_text, points)) if points is not None else ""


def _cast_shape(text: str) -> str:
    points = parse_points(text)
    return _cast_points(text) if points is not None and len(points) > _SMALLEST_SHAPE else ""


def _point_text(point: tuple[float, ...]) -> str:
    return " ".join(repr(number) for number in (*point, 0.0, 0.0)[:4])


_CASTS: dict[str, Callable[[str], str]] = {
    "int": _cast_int,
    "decimal": _cast_decimal,
    "date": _cast_date,
    "dateTime": _cast_instant,
    "time": _cast_time,
    "geopoint": _cast_points,
    "geotrace": _cast_points,
    "geoshape": _cast_shape,
}


def text_of(place: Place, value: JsonValue, order: tuple[str, ...]) -> str:
    """Return a JSON answer as text; several choices come in the order of the form.

    Args:
        place: Where the answer goes.
        value: The answer; None clears it.
        order: The values of the choices in the form's order, for a selection of several.
    """
    if value is None:
        return ""
    if isinstance(value, list):
        chosen = list(dict.fromkeys(map(str, value)))
        if place.control is not None and place.control.kind == "select":
            ranks = {name: rank for rank, name in enumerate(order)}
            chosen.sort(key=lambda name: ranks.get(name, len(ranks)))
        return " ".join(chosen)
    if isinstance(value, float):
        return number_text(value)
    # A lone surrogate, pasted from a broken page, is no text that could be kept.
    text = str(value)[:_MOST_CHARACTERS].encode("utf-8", "replace").decode("utf-8")
    return text if text.strip() else ""


def value_of(place: Place, text: str) -> JsonValue:
    """Return the JSON answer of a stored text; None when blank."""
    if not text:
        return None
    if place.control is not None and place.control.kind in _SEVERAL:
        return text.split()
    if place.datatype == "int":
        number = parse_number(text)
        return None if math.isnan(number) else int(number)
    if place.datatype == "decimal":
        number = parse_number(text)
        return number if math.isfinite(number) else None
    return text


def is_outside(place: Place, text: str) -> bool:
    """Tell whether a text is a number outside the ends of the range that asks for it."""
    if place.control is None or place.control.kind != "range":
        return False
    attributes = place.control.attributes
    ends = sorted(parse_number(attributes.get(name, "")) for name in ("start", "end"))
    number = parse_number(text)
    has_ends = not any(map(math.isnan, ends))
    return has_ends and not math.isnan(number) and not ends[0] <= number <= ends[1]


def fits(place: Place, text: str) -> bool:
    """Tell whether a typed text is a value of the place's type, so that nothing would be lost."""
    if not text.strip():
        return True
    if is_outside(place, text):
        return False
    if place.datatype == "int":
        number = parse_number(text)
        return number.is_integer() and abs(number) <= _LARGEST_WHOLE
    return bool(cast_text(place.datatype, text))
