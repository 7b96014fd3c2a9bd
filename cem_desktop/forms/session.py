"""One form being filled: answers go in, what changed comes out.

A session has no screen and no disk. Paths name rows by identifiers that never move
(``children/<row-id>/age``), so that two devices can add rows to one record.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import tzinfo

from cem_desktop.domain.period import LIMA, Clock
from cem_desktop.errors import FormInvalidError
from cem_desktop.forms.answers import JsonValue, fits, text_of, value_of
from cem_desktop.forms.definition import FormDefinition, Question, is_meta
from cem_desktop.forms.environment import Environment
from cem_desktop.forms.events import change_value, load_events, preload
from cem_desktop.forms.form_model import RULES, Place
from cem_desktop.forms.instance_tree import InstanceNode
from cem_desktop.forms.propagation import Propagation
from cem_desktop.forms.texts import Text

_UNASKED = frozenset({"note", "calculate", "hidden"})


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
    """Everything a screen shows of one question, group, repeat or row."""

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


class FormSession:
    """A form, its answers so far, and its rules kept computed.

    Args:
        definition: The form.
        clock: What ``today()`` and ``now()`` read.
        answers: None for a new record: the form's defaults are set. A mapping (also an empty
            one) is a record that exists: it alone says what is answered and which rows there
            are; rows come in the order in which the mapping first names them.
        language: One of the form's languages; its default one when None.
        new_id: Makes row identifiers and ``uuid()``; they hold no slash.
        zone: The zone whose calendar ``today()`` shows.
        chance: What ``random()`` and ``randomize()`` draw from.
    """

    def __init__(
        self,
        definition: FormDefinition,
        *,
        clock: Clock,
        answers: Mapping[str, JsonValue] | None = None,
        language: str | None = None,
        new_id: Callable[[], str] = lambda: str(uuid.uuid4()),
        zone: tzinfo = LIMA,
        chance: random.Random | None = None,
    ) -> None:
        self.definition = definition
        form = definition.compiled
        environment = Environment(
            clock=clock,
            zone=zone,
            chance=chance or random.SystemRandom(),
            new_id=new_id,
            instances=form.instances,
            prefixes=form.prefixes,
            lookups=form.lookups,
        )
        chosen = language if language in definition.languages else definition.default_language
        self._engine = Propagation(form, environment, chosen)
        is_new = answers is None
        if answers is not None:
            self._restore(answers)
        preload(self._engine, is_new=is_new)
        self._engine.push_all(self._engine.root)
        self._engine.settle()
        load_events(self._engine, is_new=is_new)
        self._engine.changed.clear()

    @property
    def language(self) -> str:
        """Return the language of labels and messages."""
        return self._engine.language

    @property
    def engine(self) -> Propagation:
        """Return the engine, for traces and measurements."""
        return self._engine

    # --- answers in and out ---------------------------------------------------------------

    def _restore(self, answers: Mapping[str, JsonValue]) -> None:
        """Replace the form's defaults by a record's answers; places unknown today are left out."""
        self._clear(self._engine.root)
        for path, value in answers.items():
            node = self._reach(path)
            if node is not None and node.place.is_answer:
                order = tuple(name for name, _label in self._offer_order(node))
                self._write(node, text_of(node.place, value, order))

    def _offer_order(self, node: InstanceNode) -> tuple[tuple[str, str], ...]:
        control = node.place.control
        return self._engine.choices(node) if control and control.kind == "select" else ()

    def _reach(self, path: str) -> InstanceNode | None:
        """Return the node of a path, making the rows on the way."""
        known = self._engine.grower.by_path.get(path)
        if known is not None:
            return known
        parent_path, _, name = path.rpartition("/")
        if not parent_path and not name:
            return None
        parent = self._reach(parent_path) if parent_path else None
        if parent is None or not parent.is_marker:
            return self._engine.grower.by_path.get(path)
        row = self._engine.grower.add_row(parent, parent.place.template, name)
        self._clear(row)
        return row

    def _clear(self, top: InstanceNode) -> None:
        """Take away the defaults inside a node, keeping the form's own bookkeeping."""
        known = self._engine.grower.by_path
        for node in list(top.below()):
            if known.get(node.path) is not node:
                continue
            if node.is_marker:
                for row in list(node.rows):
                    self._engine.grower.remove_row(node, row)
            elif node.place.is_answer and not is_meta(node.place):
                node.text = node.held = ""

    def _write(self, node: InstanceNode, text: str) -> bool:
        """Store a typed text, keeping beside it what is no value of its type."""
        is_value = fits(node.place, text)
        typed = None if is_value else text
        changed = typed != node.typed
        changed = self._engine.set_text(node, text if is_value else "") or changed
        node.typed = typed
        return changed

    def answer(self, path: str, value: JsonValue) -> frozenset[str]:
        """Set one answer; return the paths of all that changed by it.

        A text that is no value of the question's type stays where it was typed, as a problem of
        kind ``type``, and reads as blank elsewhere. An answer to a readonly question is left out.

        Raises:
            KeyError: The form has no such question.
        """
        node = self._find(path)
        if not node.place.is_answer:
            raise KeyError(path)
        if node.readonly:
            return frozenset()
        order = tuple(name for name, _label in self._offer_order(node))
        if self._write(node, text_of(node.place, value, order)):
            self._engine.changed[node.path] = None
            self._engine.settle()
            change_value(self._engine, node)
        return self._take_changes()

    def answers(self) -> dict[str, JsonValue]:
        """Return the answers that count, by path, in document order: relevant and not blank."""
        found: dict[str, JsonValue] = {}
        for node in self._engine.root.below():
            if not node.place.is_answer or not node.relevant or not node.text:
                continue
            question = self.definition.questions.get(node.place.public_path)
            if question is not None and question.type != "note":
                found[node.path] = value_of(node.place, node.text)
        return found

    def draft(self) -> dict[str, JsonValue]:
        """Return all that was typed: hidden answers, and texts that are no value of their type too.

        A session made from it goes on exactly where this one stands.
        """
        found: dict[str, JsonValue] = {}
        for node in self._engine.root.below():
            question = self.definition.questions.get(node.place.public_path)
            if question is None or question.type in _UNASKED:
                continue
            if node.typed is not None:
                found[node.path] = node.typed
            elif node.text:
                found[node.path] = value_of(node.place, node.text)
        return found

    def _take_changes(self) -> frozenset[str]:
        changed = frozenset(self._engine.changed)
        self._engine.changed.clear()
        return changed

    # --- rows -----------------------------------------------------------------------------

    def rows(self, repeat_path: str) -> tuple[str, ...]:
        """Return the identifiers of the rows of a repeat, in order.

        Raises:
            KeyError: There is no such repeat.
        """
        return tuple(row.row_id for row in self._marker(repeat_path).rows)

    def add_row(self, repeat_path: str, row_id: str | None = None) -> str:
        """Append a row to a repeat; return its identifier.

        Raises:
            KeyError: There is no such repeat.
            FormInvalidError: The rows come from a number, or the identifier is taken or wrong.
        """
        marker = self._marker(repeat_path)
        identifier = row_id if row_id is not None else self._engine.environment.new_id()
        taken = f"{marker.path}/{identifier}" in self._engine.grower.by_path
        if marker.place.count is not None or marker.place.fixed:
            raise FormInvalidError(reason="rows_are_counted", where=repeat_path)
        if taken or not identifier or "/" in identifier:
            raise FormInvalidError(reason="row_identifier", where=repeat_path)
        self._engine.add_row(marker, identifier, marker.place.template)
        self._engine.settle()
        return identifier

    def remove_row(self, repeat_path: str, row_id: str) -> frozenset[str]:
        """Take a row out; return the paths of all that changed, those gone included.

        Raises:
            KeyError: There is no such repeat or row.
            FormInvalidError: The rows come from a number.
        """
        marker = self._marker(repeat_path)
        row = next((item for item in marker.rows if item.row_id == row_id), None)
        if row is None:
            raise KeyError(f"{repeat_path}/{row_id}")
        if marker.place.count is not None or marker.place.fixed:
            raise FormInvalidError(reason="rows_are_counted", where=repeat_path)
        self._engine.remove_row(marker, row)
        self._engine.settle()
        return self._take_changes()

    # --- what is shown --------------------------------------------------------------------

    def set_language(self, language: str) -> frozenset[str]:
        """Show labels, choices and messages in another of the form's languages.

        Raises:
            KeyError: The form does not speak it.
        """
        if language not in self.definition.languages:
            raise KeyError(language)
        engine = self._engine
        engine.language = language
        for node in engine.root.below():
            node.options = None
            node.words.clear()
            engine.changed[node.path] = None
            for target in engine.form.targets[node.place]:
                if target.speaks or (target.kind not in RULES and target.kind != "count"):
                    engine.push(target, node)
        engine.settle()
        return self._take_changes()

    def node(self, path: str) -> NodeState:
        """Return the state of a question, group, repeat or row.

        Raises:
            KeyError: There is none of that path now.
        """
        return self._state(self._find(path))

    def problems(self) -> tuple[FieldProblem, ...]:
        """Return what stands in the way of closing the record, in document order."""
        return tuple(
            problem
            for node in self._engine.root.below()
            if (problem := self._problem(node)) is not None
        )

    def progress(self, section_path: str) -> tuple[int, int]:
        """Return how many questions of a section are answered, and how many are asked now.

        Raises:
            KeyError: There is no such section.
        """
        asked = list(self._asked(self._find(section_path)))
        return sum(1 for node in asked if node.text), len(asked)

    def _asked(self, top: InstanceNode) -> Iterator[InstanceNode]:
        inner = top.rows if top.is_marker else [top]
        for item in inner:
            for node in item.below():
                if not node.relevant or not node.place.is_answer or node.readonly:
                    continue
                question = self.definition.questions.get(node.place.public_path)
                asked = node.place.control is not None
                if asked and question is not None and question.type not in _UNASKED:
                    yield node

    # --- inside ---------------------------------------------------------------------------

    def _find(self, path: str) -> InstanceNode:
        return self._engine.grower.by_path[path]

    def _marker(self, path: str) -> InstanceNode:
        node = self._find(path)
        if not node.is_marker:
            raise KeyError(path)
        return node

    def _state(self, node: InstanceNode) -> NodeState:
        place = node.place
        value = None
        if place.is_answer and node.relevant:
            value = node.typed if node.typed is not None else value_of(place, node.text)
        offers = place.control is not None and place.control.offers_choices
        return NodeState(
            path=node.path,
            question=self.definition.questions.get(place.public_path),
            relevant=node.relevant,
            readonly=node.readonly,
            required=node.required,
            value=value,
            label=self._label(node),
            hint=self._words("hint", node),
            choices=self._engine.choices(node) if offers else (),
            problem=self._problem(node),
        )

    def _label(self, node: InstanceNode) -> str:
        return self._words("label", node)

    def _words(self, kind: str, node: InstanceNode) -> str:
        text = _text(kind, node.place)
        if text is not None and text.reference is not None:
            return self._engine.render(text, node)
        known = node.words.get(kind)
        if known is None:
            known = node.words[kind] = self._engine.render(text, node)
        return known

    def _is_unknown_choice(self, node: InstanceNode) -> bool:
        """Tell whether an answer names a choice that its list does not have."""
        control = node.place.control
        if control is None or not node.text or not control.offers_choices:
            return False
        offered = {value for value, _label in self._engine.choices(node)}
        chosen = [node.text] if control.kind == "select1" else node.text.split()
        return not offered.issuperset(chosen)

    def _problem(self, node: InstanceNode) -> FieldProblem | None:
        if not node.relevant or not node.place.is_answer or is_meta(node.place):
            return None
        if node.typed is not None or self._is_unknown_choice(node):
            kind = "type"
        elif node.required and not node.text:
            kind = "required"
        elif not node.holds and node.text:
            kind = "constraint"
        else:
            return None
        message = "" if kind == "type" else self._words(f"message:{kind}", node)
        return FieldProblem(node.path, kind, message, self._label(node))


def _text(kind: str, place: Place) -> Text | None:
    if kind == "label":
        return place.label
    if kind == "hint":
        return place.control.hint if place.control is not None else None
    return place.messages.get(kind.removeprefix("message:"))
