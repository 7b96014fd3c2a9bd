"""Functions that ODK adds: choices, repeats, texts and control (ODK XForms, "XPath Functions")."""

from __future__ import annotations

import base64
import binascii
import hashlib
import math

from cem_desktop.errors import FormInvalidError
from cem_desktop.forms.effort import capped_join
from cem_desktop.forms.environment import Compiled, Context
from cem_desktop.forms.functions import Function, nodes_of, number_of
from cem_desktop.forms.patterns import compile_pattern
from cem_desktop.forms.xml_tree import Node
from cem_desktop.forms.xpath_values import Value, text_number, to_number, to_text, to_truth

_LARGEST_SEED = 2**63 - 1


def _if(context: Context, condition: Compiled, yes: Compiled, no: Compiled) -> Value:
    return yes(context) if to_truth(condition(context)) else no(context)


def _coalesce(context: Context, *arguments: Compiled) -> Value:
    for argument in arguments:
        value = argument(context)
        text = to_text(value)
        if text:
            return text
    return ""


def _once(context: Context, argument: Compiled) -> Value:
    held = context.current.string_value()
    if held:
        return held
    return to_text(argument(context))


def _current(context: Context) -> Value:
    return [context.current]


def _instance(context: Context, name: Value) -> Value:
    found = context.environment.instances.get(to_text(name))
    return [found] if found is not None else []


def _itext(context: Context, name: Value) -> Value:
    return context.environment.text(to_text(name), context.current)


def _choice_name(context: Context, value: Value, path: Value) -> Value:
    return context.environment.choice_label(to_text(value), to_text(path), context.current)


def _selected(_context: Context, answer: Value, choice: Value) -> Value:
    return to_text(choice).strip() in (to_text(answer).split() or [""])


def _selected_at(context: Context, answer: Value, place: Value) -> Value:
    chosen = to_text(answer).split()
    index = number_of(context, place)
    if not math.isfinite(index) or not 0 <= int(index) < len(chosen):
        return ""
    return chosen[int(index)]


def _count_selected(_context: Context, answer: Value) -> Value:
    return float(len(to_text(answer).split()))


def _texts(values: tuple[Value, ...]) -> list[str]:
    found: list[str] = []
    for value in values:
        if isinstance(value, list):
            found.extend(node.string_value() for node in value)
        else:
            found.append(to_text(value))
    return found


def _join(_context: Context, separator: Value, *values: Value) -> Value:
    return capped_join(to_text(separator), _texts(values))


def _numbers(context: Context, values: tuple[Value, ...]) -> list[float]:
    zone = context.environment.zone
    found: list[float] = []
    for value in values:
        if isinstance(value, list):
            found.extend(text_number(node.string_value(), zone) for node in value)
        else:
            found.append(to_number(value, zone))
    return found


def _min(context: Context, *values: Value) -> Value:
    numbers = _numbers(context, values)
    return math.nan if not numbers or any(map(math.isnan, numbers)) else min(numbers)


def _max(context: Context, *values: Value) -> Value:
    numbers = _numbers(context, values)
    return math.nan if not numbers or any(map(math.isnan, numbers)) else max(numbers)


def _count_non_empty(_context: Context, nodes: Value) -> Value:
    return float(sum(1 for node in nodes_of(nodes) if node.string_value()))


def _truths(values: tuple[Value, ...]) -> list[bool]:
    found: list[bool] = []
    for value in values:
        if isinstance(value, list):
            found.extend(bool(node.string_value()) for node in value)
        else:
            found.append(to_truth(value))
    return found


def _within(total: float, least: float, most: float) -> bool:
    return (least < 0 or total >= least) and not 0 <= most < total


def _checklist(context: Context, least: Value, most: Value, *values: Value) -> Value:
    total = float(sum(_truths(values)))
    return _within(total, number_of(context, least), number_of(context, most))


def _weighted_checklist(context: Context, least: Value, most: Value, *pairs: Value) -> Value:
    truths = _truths(pairs[0::2])
    weights = _numbers(context, pairs[1::2])
    total = math.fsum(weight for held, weight in zip(truths, weights, strict=False) if held)
    return _within(total, number_of(context, least), number_of(context, most))


def _regex(_context: Context, text: Value, pattern: Value) -> Value:
    return compile_pattern(to_text(pattern)).search(to_text(text))


def _ends_with(_context: Context, text: Value, end: Value) -> Value:
    return to_text(text).endswith(to_text(end))


def _substr(context: Context, text: Value, start: Value, *end: Value) -> Value:
    whole = to_text(text)
    first = number_of(context, start)
    last = number_of(context, end[0]) if end else float(len(whole))
    if not math.isfinite(first) or not math.isfinite(last):
        return ""
    return whole[_index(first, whole) : _index(last, whole)]


def _index(number: float, text: str) -> int:
    return max(0, min(len(text), int(number) if number >= 0 else len(text) + int(number)))


def _boolean_from_string(_context: Context, value: Value) -> Value:
    return to_text(value) in {"1", "true"}


def _uuid(context: Context, *_length: Value) -> Value:
    return context.environment.new_id()


def _random(context: Context) -> Value:
    return context.environment.chance.random()


def _randomize(context: Context, nodes: Value, *seed: Value) -> Value:
    shuffled = list(nodes_of(nodes))
    if not seed:
        context.environment.chance.shuffle(shuffled)
        return shuffled
    return park_miller_shuffle(shuffled, _seed(context, seed[0]))


def _seed(context: Context, value: Value) -> int:
    number = number_of(context, value)
    if math.isfinite(number):
        return int(number)
    if math.isinf(number):
        return _LARGEST_SEED if number > 0 else -_LARGEST_SEED - 1
    text = to_text(value)
    if not text:
        return 0
    digest = hashlib.sha256(text.encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


def park_miller_shuffle(nodes: list[Node], seed: int) -> list[Node]:
    """Shuffle as every ODK client does: Fisher-Yates inside out, drawing by Park and Miller."""
    modulus = 2_147_483_647
    state = abs(seed) % modulus * (1 if seed > 0 else -1)
    if state <= 0:
        state += modulus - 1
    shuffled: list[Node] = []
    for place, node in enumerate(nodes):
        state = state * 16_807 % modulus
        other = int((state - 1) / (modulus - 1) * (place + 1))
        shuffled.append(shuffled[other] if other < place else node)
        shuffled[other] = node
    return shuffled


def _indexed_repeat(context: Context, *arguments: Compiled) -> Value:
    """Return the value of a question in the row that the indexes name, repeat by repeat."""
    targets = nodes_of(arguments[0](context))
    for place in range(1, len(arguments) - 1, 2):
        rows = nodes_of(arguments[place](context))
        index = number_of(context, arguments[place + 1](context))
        local = rows[0].local if rows else ""
        targets = [node for node in targets if _row_place(node, local) == index]
    return targets


def _row_place(node: Node, local: str) -> float:
    current: Node | None = node
    while current is not None and current.local != local:
        current = current.parent
    if current is None or current.parent is None:
        return math.nan
    rows = [sibling for sibling in current.parent.children if sibling.local == local]
    return float(next(place for place, row in enumerate(rows, 1) if row is current))


_DIGESTS = {
    "MD5": "md5",
    "SHA-1": "sha1",
    "SHA-256": "sha256",
    "SHA-384": "sha384",
    "SHA-512": "sha512",
}


def _digest(_context: Context, data: Value, algorithm: Value, *encoding: Value) -> Value:
    name = _DIGESTS.get(to_text(algorithm).upper())
    if name is None:
        raise FormInvalidError(reason="unknown_digest", where="digest")
    digest = hashlib.new(name, to_text(data).encode(), usedforsecurity=False)
    if encoding and to_text(encoding[0]).lower() == "hex":
        return digest.hexdigest()
    return base64.b64encode(digest.digest()).decode()


def _base64_decode(_context: Context, text: Value) -> Value:
    encoded = to_text(text)
    try:
        return base64.b64decode(encoded + "=" * (-len(encoded) % 4)).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""


def _pulldata(context: Context, name: Value, wanted: Value, key: Value, value: Value) -> Value:
    """Return a column of the first row of a secondary instance whose key column has a value."""
    instance = context.environment.instances.get(to_text(name))
    root = next(instance.elements(), None) if instance is not None else None
    if root is None:
        return ""
    column = to_text(key)
    index = context.environment.lookups.get((hash(("pulldata", column)), id(root)))
    if index is None:
        index = {}
        for row in root.elements():
            text = _column(row, column)
            if text is not None:
                index.setdefault(text, []).append(row)
        context.environment.lookups[hash(("pulldata", column)), id(root)] = index
    rows = index.get(to_text(value), ())
    return _column(rows[0], to_text(wanted)) or "" if rows else ""


def _column(row: Node, name: str) -> str | None:
    if name.startswith("@"):
        return row.attribute(name[1:])
    found = row.element(name)
    return found.string_value() if found is not None else None


ODK: dict[str, Function] = {
    "if": Function(3, 3, lazy=_if),
    "coalesce": Function(1, None, lazy=_coalesce),
    "once": Function(1, 1, lazy=_once),
    "current": Function(0, 0, _current),
    "instance": Function(1, 1, _instance),
    "jr:itext": Function(1, 1, _itext),
    "jr:choice-name": Function(2, 2, _choice_name),
    "selected": Function(2, 2, _selected),
    "selected-at": Function(2, 2, _selected_at),
    "count-selected": Function(1, 1, _count_selected),
    "join": Function(1, None, _join),
    "min": Function(1, None, _min),
    "max": Function(1, None, _max),
    "count-non-empty": Function(1, 1, _count_non_empty),
    "checklist": Function(2, None, _checklist),
    "weighted-checklist": Function(2, None, _weighted_checklist),
    "regex": Function(2, 2, _regex),
    "ends-with": Function(2, 2, _ends_with),
    "substr": Function(2, 3, _substr),
    "boolean-from-string": Function(1, 1, _boolean_from_string),
    "uuid": Function(0, 1, _uuid),
    "random": Function(0, 0, _random),
    "randomize": Function(1, 2, _randomize),
    "indexed-repeat": Function(3, None, lazy=_indexed_repeat),
    "pulldata": Function(4, 4, _pulldata),
    "digest": Function(2, 3, _digest),
    "base64-decode": Function(1, 1, _base64_decode),
}
