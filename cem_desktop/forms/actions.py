"""``<setvalue>`` actions: dynamic defaults and values set when another answer changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cem_desktop.errors import FormInvalidError
from cem_desktop.forms.form_model import Place, Rule, RuleBook, resolve_path
from cem_desktop.forms.xml_tree import Node
from cem_desktop.forms.xpath_ast import Path, Step

EVENTS = frozenset(
    {"odk-instance-first-load", "odk-instance-load", "odk-new-repeat", "xforms-value-changed"}
)
_ACTIONS = frozenset({"setvalue"})


@dataclass(frozen=True, slots=True, eq=False)
class Action:
    """Set ``target`` to ``value`` (or to ``literal``) when one of ``events`` comes.

    ``source`` is the place of the control or repeat that holds the action, None in the model.
    ``selector`` finds the target when its path has predicates.
    """

    events: frozenset[str]
    target: Place
    source: Place | None
    value: Rule | None
    literal: str
    selector: Rule | None


def read_actions(model: Node, body: Node, root: Place, book: RuleBook) -> Iterator[Action]:
    """Yield the actions of a form in document order.

    Raises:
        FormInvalidError: An unknown event, or a target that the form does not have.
    """
    binds = {
        bind.attribute("id") or "": bind.attribute("nodeset") or ""
        for bind in model.elements("bind")
    }
    for node in model.elements("setvalue"):
        action = _action(node, None, root, book, binds)
        if action is not None:
            yield action
    yield from _inside(body, None, root, book, binds)


def _inside(
    node: Node, source: Place | None, root: Place, book: RuleBook, binds: Mapping[str, str]
) -> Iterator[Action]:
    for child in node.elements():
        if child.local in _ACTIONS:
            action = _action(child, source, root, book, binds)
            if action is not None:
                yield action
            continue
        reference = child.attribute("ref") or child.attribute("nodeset")
        place = resolve_path(root, reference) if reference else None
        yield from _inside(child, place or source, root, book, binds)


def _action(
    node: Node, source: Place | None, root: Place, book: RuleBook, binds: Mapping[str, str]
) -> Action | None:
    reference = (node.attribute("ref") or "").strip()
    if not reference and node.attribute("bind"):
        reference = binds.get(node.attribute("bind") or "", "")
    events = frozenset((node.attribute("event") or "").split())
    unknown = events - EVENTS
    where = reference or node.name
    if unknown or not events:
        raise FormInvalidError(reason="unknown_event", where=where)
    selector = book.rule(reference, where)
    target = _target(selector, root, source or root)
    if target is None:
        if "@" in reference:
            return None
        raise FormInvalidError(reason="unknown_node", where=where)
    value = node.attribute("value")
    expression = selector.expression
    has_predicates = isinstance(expression, Path) and any(
        step.predicates for step in expression.steps
    )
    return Action(
        events=events,
        target=target,
        source=source,
        value=book.rule(value, f"{reference}@setvalue") if value and value.strip() else None,
        literal=node.string_value() if value is None else "",
        selector=selector if has_predicates else None,
    )


def _target(selector: Rule, root: Place, here: Place) -> Place | None:
    expression = selector.expression
    if not isinstance(expression, Path) or expression.start is not None:
        return None
    steps = list(expression.steps)
    place: Place | None = here
    if expression.absolute:
        if not steps or steps[0].test not in {root.name, root.local}:
            return None
        place, steps = root, steps[1:]
    for step in steps:
        place = _step(place, step)
    return place


def _step(place: Place | None, step: Step) -> Place | None:
    if place is None:
        return None
    if step.axis == "parent":
        return place.parent
    if step.axis == "self":
        return place
    return place.children.get(step.test) if step.axis == "child" else None
