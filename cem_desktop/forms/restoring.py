"""Put answers into a session: one that a person gives, or all of a record that exists."""

from __future__ import annotations

from collections.abc import Mapping

from cem_desktop.forms.answers import JsonValue, fits, text_of
from cem_desktop.forms.definition import is_meta
from cem_desktop.forms.instance_tree import InstanceNode
from cem_desktop.forms.propagation import Propagation

MAX_STEPS = 100
"""The longest path that is followed: a record may come from a stranger."""


def restore(engine: Propagation, answers: Mapping[str, JsonValue]) -> None:
    """Replace the form's defaults by a record's answers; places unknown today are left out.

    None makes no row for an answer that was taken back; at the path of a row it makes the row.
    """
    _clear(engine, engine.root)
    for path, value in answers.items():
        parent = engine.grower.by_path.get(path.rpartition("/")[0])
        if value is None and (parent is None or not parent.is_marker):
            continue
        node = _reach(engine, path)
        if node is not None and node.place.is_answer:
            write_answer(engine, node, value)


def write_answer(engine: Propagation, node: InstanceNode, value: JsonValue) -> bool:
    """Store an answer, keeping as typed what is no value of its type; tell what changed."""
    text = text_of(node.place, value, _order(engine, node))
    typed = None if fits(node.place, text) else text
    was_typed = node.typed
    changed = engine.set_text(node, text if typed is None else "")
    node.typed = typed
    return changed or typed != was_typed


def _order(engine: Propagation, node: InstanceNode) -> tuple[str, ...]:
    """Return the choices in the form's order, where an answer of several needs it."""
    control = node.place.control
    if control is None or control.kind != "select":
        return ()
    return tuple(name for name, _label in engine.choices(node))


def _reach(engine: Propagation, path: str) -> InstanceNode | None:
    """Return the node of a path, making the rows on the way."""
    known = engine.grower.by_path.get(path)
    if known is not None or not path or path.count("/") > MAX_STEPS:
        return known
    parent_path, _, name = path.rpartition("/")
    parent = _reach(engine, parent_path) if parent_path else None
    if parent is None or not parent.is_marker or not name:
        return engine.grower.by_path.get(path)
    row = engine.grower.add_row(parent, parent.place.template, name)
    _clear(engine, row)
    return row


def _clear(engine: Propagation, top: InstanceNode) -> None:
    """Take away the defaults inside a node, keeping the form's own bookkeeping."""
    known = engine.grower.by_path
    for node in list(top.below()):
        if known.get(node.path) is not node:
            continue
        if node.is_marker:
            for row in list(node.rows):
                engine.grower.remove_row(node, row)
        elif node.place.is_answer and not is_meta(node.place):
            node.text = node.held = ""
