"""Areas and distances of the ODK function library, on the sphere that ODK clients use."""

from __future__ import annotations

import math
from itertools import pairwise

from cem_desktop.forms.environment import Context
from cem_desktop.forms.functions import Function
from cem_desktop.forms.xpath_values import Value, parse_number, to_text

EARTH_RADIUS = 6_378_100.0
_POLYGON = 3

Point = tuple[float, ...]
"""Latitude, longitude, and where given altitude and accuracy."""


def parse_points(text: str) -> list[Point] | None:
    """Return the points (latitude, longitude) of a geopoint, trace or shape; None if wrong."""
    points: list[Point] = []
    for part in text.strip().rstrip(";").split(";"):
        numbers = [parse_number(word) for word in part.split()]
        if len(numbers) < 2 or any(map(math.isnan, numbers[:2])):  # noqa: PLR2004 - a pair
            return None
        latitude, longitude = numbers[:2]
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):  # noqa: PLR2004 - degrees
            return None
        points.append(tuple(0.0 if math.isnan(number) else number for number in numbers))
    return points


def _points(values: tuple[Value, ...]) -> list[Point] | None:
    texts: list[str] = []
    for value in values:
        if isinstance(value, list):
            texts.extend(node.string_value() for node in value)
        else:
            texts.append(to_text(value))
    return parse_points(";".join(texts)) if any(text.strip() for text in texts) else None


def _area(_context: Context, *values: Value) -> Value:
    points = _points(values)
    if points is None or len(points) < _POLYGON:
        return 0.0
    total = 0.0
    for (lat1, lon1, *_), (lat2, lon2, *_) in zip(points, [*points[1:], points[0]], strict=True):
        total += math.radians(lon2 - lon1) * (
            2 + math.sin(math.radians(lat1)) + math.sin(math.radians(lat2))
        )
    return round(abs(total * EARTH_RADIUS * EARTH_RADIUS / 2), 2)


def _between(one: Point, other: Point) -> float:
    lat1, lat2 = math.radians(one[0]), math.radians(other[0])
    delta = math.radians(other[1] - one[1])
    cosine = math.sin(lat1) * math.sin(lat2) + math.cos(lat1) * math.cos(lat2) * math.cos(delta)
    return math.acos(max(-1.0, min(1.0, cosine))) * EARTH_RADIUS


def _distance(_context: Context, *values: Value) -> Value:
    points = _points(values)
    if points is None:
        return math.nan
    total = math.fsum(_between(one, other) for one, other in pairwise(points))
    return round(total, 2)


def _geofence(_context: Context, point: Value, shape: Value) -> Value:
    """Tell whether a point lies in a closed shape, by counting crossings of a ray."""
    where, fence = parse_points(to_text(point)), parse_points(to_text(shape))
    if not where or not fence or len(fence) < _POLYGON or fence[0][:2] != fence[-1][:2]:
        return False
    latitude, longitude = where[0][:2]
    inside = False
    for (lat1, lon1, *_), (lat2, lon2, *_) in zip(fence, [*fence[1:], fence[0]], strict=True):
        if (lat1 > latitude) != (lat2 > latitude):
            crossing = (lon2 - lon1) * (latitude - lat1) / (lat2 - lat1) + lon1
            inside ^= longitude < crossing
    return inside


GEO: dict[str, Function] = {
    "area": Function(1, None, _area),
    "distance": Function(1, None, _distance),
    "geofence": Function(2, 2, _geofence),
}
