"""The function library of XPath 1.0 (section 4), with the ODK variants of the same names."""

from __future__ import annotations

import math

from cem_desktop.forms.effort import capped_join
from cem_desktop.forms.environment import Compiled, Context
from cem_desktop.forms.functions import Function, nodes_of, number_of
from cem_desktop.forms.moments import Moment
from cem_desktop.forms.xml_tree import XML_NAMESPACE, Kind, Node
from cem_desktop.forms.xpath_values import (
    DayNumber,
    Value,
    parse_number,
    to_number,
    to_text,
    to_truth,
)

_SPACES = " \t\r\n"
_MOST_DIGITS = 30
_PASSED_AT_ONCE = 8
"""How many siblings are passed in the time that one node takes which is looked at."""


def _last(context: Context) -> Value:
    return float(context.size)


def _position(context: Context, *arguments: Compiled) -> Value:
    """Return the place in the context, or (ODK) that of a repeat row among its siblings."""
    if not arguments:
        return float(context.position)
    nodes = nodes_of(arguments[0](context))
    if not nodes or nodes[0].parent is None:
        return math.nan if not nodes else 1.0
    node = nodes[0]
    assert node.parent is not None
    siblings = node.parent.children
    before = siblings[: siblings.index(node)]
    context.environment.effort.spend(len(before) // _PASSED_AT_ONCE)
    same = [one for one in before if one.local == node.local and one.kind == 1]
    return 1.0 + sum(1 for one in same if one.prefix == node.prefix)


def _count(_context: Context, nodes: Value) -> Value:
    return float(len(nodes_of(nodes)))


def _identify(context: Context, value: Value) -> Value:
    texts = [node.string_value() for node in value] if isinstance(value, list) else [to_text(value)]
    wanted = {word for text in texts for word in text.split()}
    return [
        node
        for node in context.node.root().descendants()
        if node.kind is Kind.ELEMENT
        and (node.attribute("id") in wanted or node.attribute("id", XML_NAMESPACE) in wanted)
    ]


def _one(context: Context, values: tuple[Value, ...]) -> Node | None:
    if not values:
        return context.node
    nodes = nodes_of(values[0])
    return nodes[0] if nodes else None


def _local_name(context: Context, *values: Value) -> Value:
    node = _one(context, values)
    return node.local if node is not None and node.kind is not Kind.NAMESPACE else ""


def _name(context: Context, *values: Value) -> Value:
    node = _one(context, values)
    return node.name if node is not None and node.kind is not Kind.NAMESPACE else ""


def _namespace_uri(context: Context, *values: Value) -> Value:
    node = _one(context, values)
    return node.namespace if node is not None else ""


def _text_or_context(context: Context, values: tuple[Value, ...]) -> str:
    return to_text(values[0]) if values else context.node.string_value()


def _string(context: Context, *values: Value) -> Value:
    return _text_or_context(context, values)


def _concat(_context: Context, *values: Value) -> Value:
    parts: list[str] = []
    for value in values:
        if isinstance(value, list):
            parts.extend(node.string_value() for node in value)
        else:
            parts.append(to_text(value))
    return capped_join("", parts)


def _starts_with(_context: Context, text: Value, start: Value) -> Value:
    return to_text(text).startswith(to_text(start))


def _contains(_context: Context, text: Value, part: Value) -> Value:
    return to_text(part) in to_text(text)


def _substring_before(_context: Context, text: Value, mark: Value) -> Value:
    before, found, _after = to_text(text).partition(to_text(mark) or "\0")
    return before if found else ""


def _substring_after(_context: Context, text: Value, mark: Value) -> Value:
    if not to_text(mark):
        return to_text(text)
    _before, _found, after = to_text(text).partition(to_text(mark))
    return after


def round_half_up(number: float) -> float:
    """Round to the nearest whole number, halves towards positive infinity (4.4)."""
    if math.isnan(number) or math.isinf(number):
        return number
    return float(math.floor(number + 0.5))


def _substring(context: Context, text: Value, start: Value, *length: Value) -> Value:
    first = round_half_up(number_of(context, start))
    end = math.inf
    if length:
        end = first + round_half_up(number_of(context, length[0]))
    return "".join(
        character
        for place, character in enumerate(to_text(text), 1)
        if place >= first and place < end
    )


def _string_length(context: Context, *values: Value) -> Value:
    return float(len(_text_or_context(context, values)))


def _normalize_space(context: Context, *values: Value) -> Value:
    text = _text_or_context(context, values)
    for space in _SPACES:
        text = text.replace(space, " ")
    return " ".join(part for part in text.split(" ") if part)


def _translate(_context: Context, text: Value, old: Value, new: Value) -> Value:
    targets = to_text(new)
    table: dict[int, str | None] = {}
    for place, character in enumerate(to_text(old)):
        replacement = targets[place] if place < len(targets) else None
        table.setdefault(ord(character), replacement)
    return to_text(text).translate(table)


def _boolean(_context: Context, value: Value) -> Value:
    return to_truth(value)


def _not(_context: Context, value: Value) -> Value:
    return not to_truth(value)


def _true(_context: Context) -> Value:
    return True


def _false(_context: Context) -> Value:
    return False


def _lang(context: Context, wanted: Value) -> Value:
    language = to_text(wanted).lower()
    node: Node | None = context.node
    while node is not None:
        found = node.attribute("lang", XML_NAMESPACE)
        if found is not None:
            return found.lower() == language or found.lower().startswith(f"{language}-")
        node = node.parent
    return False


def _number(context: Context, *values: Value) -> Value:
    """Return a value as a number; a date becomes its day number."""
    value: Value = values[0] if values else [context.node]
    number = number_of(context, value)
    is_plain = isinstance(value, bool | float) or math.isnan(number)
    if is_plain or (not isinstance(value, Moment) and not math.isnan(parse_number(to_text(value)))):
        return number
    return DayNumber(number)


def _sum(context: Context, nodes: Value) -> Value:
    """Return the sum; of no nodes it is NaN, as in other ODK engines, not the standard's 0."""
    found = nodes_of(nodes)
    zone = context.environment.zone
    return math.fsum(to_number([node], zone) for node in found) + 0.0 if found else math.nan


def _floor(context: Context, value: Value) -> Value:
    number = number_of(context, value)
    return float(math.floor(number)) if math.isfinite(number) else number


def _ceiling(context: Context, value: Value) -> Value:
    number = number_of(context, value)
    return float(math.ceil(number)) if math.isfinite(number) else number


def _round(context: Context, value: Value, *digits: Value) -> Value:
    """Round to whole numbers or (ODK) to digits; halves away from zero, as other ODK engines do."""
    number = number_of(context, value)
    places = number_of(context, digits[0]) if digits else 0.0
    if not math.isfinite(number) or not abs(places) <= _MOST_DIGITS:
        return number if math.isinf(number) else math.nan
    shift = math.pow(10.0, places)
    return math.copysign(math.floor(abs(number) * shift + 0.5) / shift, number) + 0.0


CORE: dict[str, Function] = {
    "last": Function(0, 0, _last),
    "position": Function(0, 1, lazy=_position),
    "count": Function(1, 1, _count),
    "id": Function(1, 1, _identify),
    "local-name": Function(0, 1, _local_name),
    "name": Function(0, 1, _name),
    "namespace-uri": Function(0, 1, _namespace_uri),
    "string": Function(0, 1, _string),
    "concat": Function(0, None, _concat),
    "starts-with": Function(2, 2, _starts_with),
    "contains": Function(2, 2, _contains),
    "substring-before": Function(2, 2, _substring_before),
    "substring-after": Function(2, 2, _substring_after),
    "substring": Function(2, 3, _substring),
    "string-length": Function(0, 1, _string_length),
    "normalize-space": Function(0, 1, _normalize_space),
    "translate": Function(3, 3, _translate),
    "boolean": Function(1, 1, _boolean),
    "not": Function(1, 1, _not),
    "true": Function(0, 0, _true),
    "false": Function(0, 0, _false),
    "lang": Function(1, 1, _lang),
    "number": Function(0, 1, _number),
    "sum": Function(1, 1, _sum),
    "floor": Function(1, 1, _floor),
    "ceiling": Function(1, 1, _ceiling),
    "round": Function(1, 2, _round),
}
