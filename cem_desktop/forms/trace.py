"""Run recorded steps through a form and say, step by step, which nodes are new or changed.

The shape is that of recordings made from other ODK engines, so that two engines can be laid side
by side: references with row numbers (``/data/children[2]/age``), values as they are stored.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from typing import Any

from cem_desktop.domain.period import LIMA, Clock, SetClock, SystemClock
from cem_desktop.errors import FormInvalidError
from cem_desktop.forms.answers import JsonValue
from cem_desktop.forms.attached import Attached, no_files
from cem_desktop.forms.definition import load_definition
from cem_desktop.forms.instance_tree import InstanceNode
from cem_desktop.forms.node_state import words_of
from cem_desktop.forms.session import FormSession

Snapshot = dict[str, dict[str, Any]]

_TYPES = {"select1": "select", "secret": "input"}
MAX_STEPS = 100_000


class Trace:
    """A session driven by references, and what it looked like after the step before."""

    def __init__(self, session: FormSession) -> None:
        self.session = session
        self.nodes: dict[str, InstanceNode] = {}
        self.before: Snapshot = {}

    def run(self, step: Mapping[str, Any]) -> dict[str, Any]:
        """Do one step; return it with the nodes it changed (``expect``) and ``removed``.

        Raises:
            FormInvalidError: An unknown operation, or a reference that is not there or is of
                another kind than the operation needs.
        """
        try:
            self._act(step)
        except KeyError as error:  # not a question, not a repeat, not a row, not a language
            where = step.get("ref", step.get("language"))
            raise FormInvalidError(reason="unknown_reference", where=str(where)) from error
        after = self._snapshot()
        done: dict[str, Any] = {
            key: step[key] for key in ("op", "ref", "value", "language") if key in step
        }
        done["expect"] = [
            {"ref": ref, **state} for ref, state in after.items() if self.before.get(ref) != state
        ]
        removed = [ref for ref in self.before if ref not in after]
        if removed:
            done["removed"] = removed
        self.before = after
        return done

    def _act(self, step: Mapping[str, Any]) -> None:
        operation = step.get("op")
        session = self.session
        if operation == "init":
            return
        if operation == "set-language":
            session.set_language(str(step.get("language")))
            return
        node = self.nodes.get(str(step.get("ref")))
        if node is None:
            raise FormInvalidError(reason="unknown_reference", where=str(step.get("ref")))
        if operation == "answer":
            if "value" not in step:
                raise FormInvalidError(reason="steps_shape", where=str(step.get("ref")))
            session.answer(node.path, str(step["value"]))
        elif operation == "add-repeat":
            session.add_row(node.path)
        elif operation == "remove-repeat":
            session.remove_row(node.path.rpartition("/")[0], node.row_id)
        else:
            raise FormInvalidError(reason="unknown_operation", where=str(operation))

    # --- what it looks like ---------------------------------------------------------------

    def _snapshot(self) -> Snapshot:
        self.nodes.clear()
        found: Snapshot = {}
        root = self.session.engine.root
        for ref, node in self._walk(root, f"/{root.name}"):
            self.nodes[ref] = node
            found[ref] = self._state(node)
        return found

    def _walk(self, node: InstanceNode, ref: str) -> Iterator[tuple[str, InstanceNode]]:
        for child in node.children:
            assert isinstance(child, InstanceNode)
            inner = f"{ref}/{child.place.name}"
            if child.row_id:
                marker = next(item for item in node.by_place[child.place] if item.is_marker)
                inner = f"{inner}[{marker.rows.index(child) + 1}]"
            yield inner, child
            yield from self._walk(child, inner)

    def _state(self, node: InstanceNode) -> dict[str, Any]:
        shown = self.session.node(node.path)
        state: dict[str, Any] = {
            "type": node_type(node),
            "relevant": shown.relevant,
            "readonly": shown.readonly,
            "required": shown.required,
        }
        if node.place.is_answer:
            # A file stays where it was chosen while its question is hidden.
            is_file = node.place.control is not None and node.place.control.kind == "upload"
            state["value"] = node.text if is_file else node.string_value()
            if node.place.control is not None and node.place.control.offers_choices:
                state["choices"] = [list(choice) for choice in shown.choices]
        if node.place.label is not None:
            state["label"] = words_of(self.session.engine, "label", node)
        if hint := words_of(self.session.engine, "hint", node):
            state["hint"] = hint
        if shown.problem is not None and shown.problem.kind != "type" and node.typed is None:
            state["violation"] = shown.problem.kind
            if shown.problem.message:
                state["violationMessage"] = shown.problem.message
        return state


def node_type(node: InstanceNode) -> str:
    """Return the kind of a node in the words of the recordings."""
    place = node.place
    if node.is_marker:
        return f"repeat-range:{'controlled' if place.count or place.fixed else 'uncontrolled'}"
    if node.row_id:
        return "repeat-instance"
    if not place.is_answer:
        return "group"
    if place.control is None:
        return "model-value"
    says = place.label is not None or place.control.hint is not None
    if place.control.kind == "input" and place.is_shown_only and says:
        return "note"
    return _TYPES.get(place.control.kind, place.control.kind)


def trace(
    xml: bytes,
    steps: Sequence[Mapping[str, Any]],
    *,
    clock: Clock,
    zone: tzinfo = LIMA,
    attached: Attached = no_files,
    answers: Mapping[str, JsonValue] | None = None,
    chance: random.Random | None = None,
) -> list[dict[str, Any]]:
    """Return the recorded steps with what this engine makes of them.

    Args:
        xml: The form.
        steps: The steps.
        clock: What the form's clock reads.
        zone: The zone that it is read in.
        attached: Gives the files whose rows the form reads.
        answers: Those of a record that exists; None begins a new one.
        chance: What the form draws from.

    Raises:
        FormInvalidError: The form is refused, or a step cannot be done.
    """
    definition = load_definition(xml, attached)
    running = Trace(FormSession(definition, clock=clock, zone=zone, answers=answers, chance=chance))
    done: list[dict[str, Any]] = []
    for number, step in enumerate(steps, 1):
        try:
            done.append(running.run(step))
        except FormInvalidError as error:
            where = f"step {number}: {error.details.get('where', '')}"
            raise FormInvalidError(**{**error.details, "where": where}) from error
    return done


def trace_files(form: bytes, steps: bytes, attached: Attached = no_files) -> list[dict[str, Any]]:
    """Return the trace of a form and a file of steps, as the command line reads them.

    The steps are a JSON list, or an object with ``steps`` and, where wanted, ``now`` (milliseconds
    since 1970, UTC). Without ``now`` the computer's clock is used.

    Raises:
        FormInvalidError: The form or the steps cannot be read.
    """
    found = _read_steps(steps)
    now = found.get("now") if isinstance(found, dict) else None
    listed = found.get("steps") if isinstance(found, dict) else found
    if not isinstance(listed, list) or len(listed) > MAX_STEPS:
        raise FormInvalidError(reason="steps_shape", where="steps")
    if not all(isinstance(step, dict) for step in listed):
        raise FormInvalidError(reason="steps_shape", where="steps")
    clock: Clock = SystemClock()
    if now is not None:
        try:
            clock = SetClock(datetime.fromtimestamp(now / 1000, UTC))
        except (TypeError, ValueError, OverflowError, OSError) as error:
            raise FormInvalidError(reason="steps_shape", where="now") from error
    return trace(form, listed, clock=clock, attached=attached)


def _read_steps(steps: bytes) -> Any:
    try:
        found = json.loads(steps)
        json.dumps(found, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise FormInvalidError(reason="steps_not_json", where="steps") from error
    return found
