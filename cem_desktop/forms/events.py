"""What happens at moments of a session: loading, and an answer that sets another."""

from __future__ import annotations

from cem_desktop.forms.actions import Action
from cem_desktop.forms.effort import refuse_depth
from cem_desktop.forms.form_model import Place
from cem_desktop.forms.instance_tree import InstanceNode
from cem_desktop.forms.moments import Moment, midnight
from cem_desktop.forms.propagation import Propagation

FIRST_LOAD = "odk-instance-first-load"
LOAD = "odk-instance-load"
VALUE_CHANGED = "xforms-value-changed"


def preload(engine: Propagation, *, is_new: bool) -> None:
    """Fill the places that name themselves to be filled at the start (``jr:preload``)."""
    for node in engine.root.below():
        place = node.place
        if place.preload is not None:
            text = _preloaded(engine, *place.preload, is_new=is_new)
            if text is not None and (is_new or not node.text):
                engine.set_text(node, text)


def _preloaded(engine: Propagation, kind: str, parameter: str, *, is_new: bool) -> str | None:
    environment = engine.environment
    now = environment.clock.now().astimezone(environment.zone)
    if kind == "uid":
        return f"uuid:{environment.new_id()}"
    if kind == "date" and parameter == "today" and is_new:
        return midnight(now.date(), environment.zone).text
    if kind == "timestamp" and parameter == "start" and is_new:
        return Moment(now, whole=False).text
    return None


def load_events(engine: Propagation, *, is_new: bool) -> None:
    """Set dynamic defaults: on the first load of a record, and on every load."""
    wanted = {LOAD, FIRST_LOAD} if is_new else {LOAD}
    for action in engine.form.actions:
        if not action.events & wanted:
            continue
        for node in _targets(engine, action, engine.root):
            if node.relevant:
                engine.apply_value(action.value, action.literal, node)
                engine.settle()


def change_value(engine: Propagation, source: InstanceNode, depth: int = 0) -> None:
    """Run the actions that a control holds, after its answer changed.

    Raises:
        FormInvalidError: Actions that set off each other without an end.
    """
    refuse_depth(depth, source.path)
    for action in engine.form.actions:
        if action.source is source.place and VALUE_CHANGED in action.events:
            holder = _shared(source, action.target)
            for node in _targets(engine, action, source if action.selector else holder)[:1]:
                before = node.text
                engine.apply_value(action.value, action.literal, node)
                engine.settle()
                if node.text != before and node is not source:
                    change_value(engine, node, depth + 1)


def _shared(source: InstanceNode, target: Place) -> InstanceNode:
    """Return the deepest node that holds the source and the target's place."""
    holders = set(target.above())
    node: InstanceNode = source
    while node.place not in holders:
        above = node.above
        assert above is not None
        node = above
    return node


def _targets(engine: Propagation, action: Action, where: InstanceNode) -> list[InstanceNode]:
    if action.selector is not None:
        found = engine.evaluate(action.selector, where)
        nodes = found if isinstance(found, list) else []
        return [node for node in nodes if isinstance(node, InstanceNode)]
    return where.find(action.target)
