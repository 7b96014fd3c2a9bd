"""Look up rows of a secondary instance by hash instead of walking them all.

A choice filter such as ``instance('district')/root/item[province = /data/province]`` compares one
child of every row with a value that does not depend on the row. The first use builds a map from
the child's text to the rows; 1,874 districts then cost as much as one.
"""

from __future__ import annotations

from collections.abc import Callable

from cem_desktop.forms.environment import Compiled, Context
from cem_desktop.forms.xml_tree import Kind, Node
from cem_desktop.forms.xpath_ast import (
    Call,
    Expression,
    Literal,
    Number,
    Operation,
    Path,
    Step,
    walk,
)

Lookup = Callable[[Context, Node], list[Node] | None]

_POSITIONAL = frozenset({"position", "last"})


def compile_lookup(step: Step, compile_part: Callable[[Expression], Compiled]) -> Lookup | None:
    """Return the hashed way into a step, or None where its first predicate allows none.

    The result may hold rows that the whole predicate refuses (``a = x and b > 2``): the caller
    still applies every predicate to what is found.
    """
    if step.axis != "child" or not step.test.isidentifier() or not step.predicates:
        return None
    if any(
        isinstance(item, Call) and item.name in _POSITIONAL for item in walk(step.predicates[0])
    ):
        return None
    pair = _equality(step.predicates[0])
    if pair is None:
        return None
    key, wanted = pair
    value_of = compile_part(wanted)
    local, marker = step.test, hash((step.test, key))

    def lookup(context: Context, node: Node) -> list[Node] | None:
        value = value_of(Context(context.environment, context.current, context.current, 1, 1))
        if isinstance(value, list):
            if len(value) != 1:
                return None if value else []
            value = value[0].string_value()
        if not isinstance(value, str):
            return None
        index = context.environment.lookups.get((marker, id(node)))
        if index is None:
            index = _build(node, local, key)
            context.environment.lookups[marker, id(node)] = index
        return index.get(value, [])

    return lookup


def _build(node: Node, local: str, key: str) -> dict[str, list[Node]]:
    index: dict[str, list[Node]] = {}
    for row in node.children:
        if row.kind is not Kind.ELEMENT or row.local != local or row.prefix:
            continue
        for text in {field.string_value() for field in row.elements(key) if not field.prefix}:
            index.setdefault(text, []).append(row)
    return index


def _equality(predicate: Expression) -> tuple[str, Expression] | None:
    """Return the row's child name and the value it must equal, from the first conjunct."""
    if not isinstance(predicate, Operation):
        return None
    if predicate.operator == "and":
        return _equality(predicate.left) or _equality(predicate.right)
    if predicate.operator != "=":
        return None
    for one, other in ((predicate.left, predicate.right), (predicate.right, predicate.left)):
        key = _child_name(one)
        if key is not None and _is_outside(other):
            return key, other
    return None


def _child_name(expression: Expression) -> str | None:
    if not isinstance(expression, Path) or expression.absolute or expression.start is not None:
        return None
    if len(expression.steps) != 1:
        return None
    step = expression.steps[0]
    plain = step.axis == "child" and step.test.isidentifier() and not step.predicates
    return step.test if plain else None


def _is_outside(expression: Expression) -> bool:
    """Tell whether a value does not depend on the row."""
    match expression:
        case Literal():
            return True
        case Path(absolute=True, steps=steps):
            return not any(step.predicates for step in steps)
        case Path(start=Call(name="current"), steps=steps):
            return not any(step.predicates for step in steps)
        case Call(name="current" | "string" | "concat" | "coalesce", arguments=arguments):
            return all(_is_outside(item) for item in arguments)
        case Number():
            return False
        case _:
            return False
