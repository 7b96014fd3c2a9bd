"""What a screen shows of one node of a session, and what is wrong with its answer."""

from __future__ import annotations

from dataclasses import dataclass

from cem_desktop.forms.answers import JsonValue, is_outside, value_of
from cem_desktop.forms.definition import FormDefinition, Question, is_meta
from cem_desktop.forms.instance_tree import InstanceNode
from cem_desktop.forms.propagation import Propagation


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """Why an answer cannot stand: ``required``, ``constraint`` or ``type``.

    ``message`` is the form's own, in the session's language; "" when it has none.
    """

    path: str
    kind: str
    message: str
    label: str


@dataclass(frozen=True, slots=True)
class NodeState:
    """Everything a screen shows of one question, group, repeat or row.

    ``withheld``: the answer has no place in this session; only the words are shown.
    ``guidance`` says more than the hint, for whoever wants to read it.
    """

    path: str
    question: Question | None
    relevant: bool
    readonly: bool
    required: bool
    value: JsonValue
    label: str
    hint: str
    choices: tuple[tuple[str, str], ...]
    problem: FieldProblem | None
    withheld: bool = False
    guidance: str = ""


def state_of(definition: FormDefinition, engine: Propagation, node: InstanceNode) -> NodeState:
    """Return what a screen shows of a node."""
    place = node.place
    value: JsonValue = None
    if place.is_answer and node.relevant:
        value = node.typed if node.typed is not None else value_of(place, node.text)
    offers = place.control is not None and place.control.offers_choices
    return NodeState(
        path=node.path,
        question=definition.questions.get(place.public_path),
        relevant=node.relevant,
        readonly=node.readonly,
        required=node.required,
        value=value,
        label=words_of(engine, "label", node).strip(),
        hint=words_of(engine, "hint", node).strip(),
        choices=engine.choices(node) if offers else (),
        problem=problem_of(engine, node),
        guidance=words_of(engine, "guidance", node).strip(),
    )


def problem_of(engine: Propagation, node: InstanceNode) -> FieldProblem | None:
    """Return why an answer cannot stand, or None; what is not relevant has no problems."""
    if not node.relevant or not node.place.is_answer or is_meta(node.place):
        return None
    if node.typed is not None:
        kind = "constraint" if is_outside(node.place, node.typed) else "type"
    elif _is_unknown_choice(engine, node):
        kind = "type"
    elif node.required and not node.text:
        kind = "required"
    elif not node.holds and node.text:
        kind = "constraint"
    else:
        return None
    message = "" if kind == "type" else words_of(engine, f"message:{kind}", node)
    return FieldProblem(node.path, kind, message, words_of(engine, "label", node).strip())


def _is_unknown_choice(engine: Propagation, node: InstanceNode) -> bool:
    """Tell whether an answer names a choice that its list does not have."""
    control = node.place.control
    if control is None or not node.text or not control.offers_choices:
        return False
    choices = engine.choices(node)
    if control.kind == "select1":
        return all(value != node.text for value, _label in choices)
    return not {value for value, _label in choices}.issuperset(node.text.split())


def words_of(engine: Propagation, kind: str, node: InstanceNode) -> str:
    """Return the label, the hint or a message of a node in the session's language."""
    text = node.place.words(kind)
    if text is not None and text.reference is not None:
        return engine.render(text, node)
    known = node.words.get(kind)
    if known is None:
        known = node.words[kind] = engine.render(text, node)
    return known
