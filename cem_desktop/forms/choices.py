"""What a selection offers at the moment, and what of an answer is still on offer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cem_desktop.forms.environment import Context
from cem_desktop.forms.form_model import Itemset
from cem_desktop.forms.xpath_values import to_text

if TYPE_CHECKING:
    from cem_desktop.forms.instance_tree import InstanceNode
    from cem_desktop.forms.propagation import Propagation

Options = tuple[tuple[str, str], ...]


def offered_choices(session: Propagation, node: InstanceNode) -> Options:
    """Return the (value, label) pairs that a node's control offers, in order."""
    control = node.place.control
    if control is None:
        return ()
    if control.itemset is not None:
        return _from_nodes(session, node, control.itemset)
    return tuple((value, session.render(text, node)) for value, text in control.items)


def _from_nodes(session: Propagation, node: InstanceNode, itemset: Itemset) -> Options:
    rows = session.evaluate(itemset.nodes, node)
    if not isinstance(rows, list):
        return ()
    found: list[tuple[str, str]] = []
    for place, row in enumerate(rows, 1):
        if not row.relevant:
            continue
        context = Context(session.environment, row, node, place, len(rows))
        value = to_text(itemset.value.run(context))
        label = value if itemset.label is None else to_text(itemset.label.run(context))
        found.append((value, label))
    return tuple(found)


def prune(node: InstanceNode, options: Options) -> str:
    """Return the answer without the choices that are no longer offered."""
    if not node.text:
        return ""
    offered = {value for value, _label in options}
    control = node.place.control
    if control is not None and control.kind == "select1":
        return node.text if node.text in offered else ""
    return " ".join(value for value in node.text.split() if value in offered)
