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
    if itemset.is_constant:
        known = session.form.constant_options
        found = known.get(itemset)
        if found is None:
            found = known[itemset] = _offered(session, node, itemset)
        return found
    return _offered(session, node, itemset)


def _offered(session: Propagation, node: InstanceNode, itemset: Itemset) -> Options:
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
    """Return what was chosen without what is not offered now.

    A ranking that was made takes in new choices at its end, so that it stays complete.
    """
    if not node.held:
        return ""
    offered = {value: None for value, _label in options}
    control = node.place.control
    if control is not None and control.kind == "select1":
        return node.held if node.held in offered else ""
    chosen = [value for value in node.held.split() if value in offered]
    if control is not None and control.kind == "rank":
        chosen.extend(value for value in offered if value not in chosen)
    return " ".join(chosen)
