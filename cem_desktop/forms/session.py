"""One form being filled: answers go in, what changed comes out.

A session has no screen and no disk. Paths name rows by identifiers that never move
(``children/<row-id>/age``), so that two devices can add rows to one record.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from datetime import tzinfo

from cem_desktop.domain.period import LIMA, Clock
from cem_desktop.errors import FormInvalidError
from cem_desktop.forms.answers import JsonValue, value_of
from cem_desktop.forms.definition import FormDefinition
from cem_desktop.forms.environment import Environment
from cem_desktop.forms.events import change_value, load_events, preload
from cem_desktop.forms.form_model import RULES
from cem_desktop.forms.instance_tree import InstanceNode
from cem_desktop.forms.node_state import FieldProblem, NodeState, problem_of, state_of
from cem_desktop.forms.propagation import Propagation
from cem_desktop.forms.restoring import MAX_STEPS, restore, write_answer
from cem_desktop.forms.row_ids import OrderedIds

__all__ = ["FieldProblem", "FormSession", "NodeState"]

_UNASKED = frozenset({"note", "calculate", "hidden"})


class FormSession:
    """A form, its answers so far, and its rules kept computed.

    Args:
        definition: The form.
        clock: What ``today()`` and ``now()`` read.
        answers: None for a new record: the form's defaults are set. A mapping (also an empty
            one) is a record that exists: it alone says what is answered and which rows there
            are; rows come in the order in which the mapping first names them.
        language: One of the form's languages; its default one when None.
        new_id: Makes row identifiers and ``uuid()``; they hold no slash. By default they sort in
            the order in which they are made.
        zone: The zone whose calendar ``today()`` shows.
        chance: What ``random()`` and ``randomize()`` draw from.
        withheld: Classes of privacy that are not asked for here, because there is no place to keep
            them: an answer to such a question is neither taken nor given out.
    """

    def __init__(
        self,
        definition: FormDefinition,
        *,
        clock: Clock,
        answers: Mapping[str, JsonValue] | None = None,
        language: str | None = None,
        new_id: Callable[[], str] | None = None,
        zone: tzinfo = LIMA,
        chance: random.Random | None = None,
        withheld: frozenset[str] = frozenset(),
    ) -> None:
        self.definition = definition
        self._withheld = withheld
        form = definition.compiled
        environment = Environment(
            clock=clock,
            zone=zone,
            chance=chance or random.SystemRandom(),
            new_id=new_id or OrderedIds(clock),
            instances=form.instances,
            prefixes=form.prefixes,
            lookups=form.lookups,
        )
        chosen = language if language in definition.languages else definition.default_language
        self._engine = Propagation(form, environment, chosen)
        is_new = answers is None
        if answers is not None:
            restore(self._engine, answers)
            self._blank_withheld()
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
        if node.readonly or self._is_withheld(node):
            return frozenset()
        if write_answer(self._engine, node, value):
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
            if self._is_withheld(node):
                continue
            question = self.definition.questions.get(node.place.public_path)
            if question is not None and question.type != "note":
                found[node.path] = value_of(node.place, node.text)
        return found

    def draft(self) -> dict[str, JsonValue]:
        """Return all that was typed: hidden answers, and texts that are no value of their type too.

        A row stands in it by its path, with None, so that blank rows are not lost. A session made
        from it goes on exactly where this one stands.
        """
        found: dict[str, JsonValue] = {}
        for node in self._engine.root.below():
            if node.row_id:
                found[node.path] = None
                continue
            question = self.definition.questions.get(node.place.public_path)
            if question is None or question.type in _UNASKED or self._is_withheld(node):
                continue
            if node.typed is not None:
                found[node.path] = node.typed
            elif node.held:
                found[node.path] = value_of(node.place, node.held)
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

    # --- answers that are kept apart ------------------------------------------------------

    @property
    def withheld(self) -> frozenset[str]:
        """Return the classes of privacy that are not asked for now."""
        return self._withheld

    def withhold(self, classes: frozenset[str]) -> frozenset[str]:
        """Ask for these classes no more and forget their answers; return all that changed."""
        self._withheld = classes
        engine = self._engine
        for node in list(engine.root.below()):
            if node.place.is_answer and self._is_withheld(node):
                write_answer(engine, node, None)
                node.held, node.typed = "", None
                engine.changed[node.path] = None
        engine.settle()
        return self._take_changes()

    def release(self, answers: Mapping[str, JsonValue]) -> frozenset[str]:
        """Ask for everything, with answers that were kept apart; return all that changed.

        A row that is not there is made: an answer of it may be the only one that it has. None
        stands for a row, or for an answer that was taken back; places unknown today are left out.
        """
        classes, self._withheld = self._withheld, frozenset()
        engine = self._engine
        engine.changed.update(
            (node.path, None)
            for node in engine.root.below()
            if (question := self.definition.questions.get(node.place.public_path)) is not None
            and question.privacy in classes
        )
        for path, value in answers.items():
            parent = engine.grower.by_path.get(path.rpartition("/")[0])
            if value is not None or (parent is not None and parent.is_marker):
                self._make_rows(path)
            node = engine.grower.by_path.get(path)
            if node is not None and node.place.is_answer and not node.readonly:
                write_answer(engine, node, value)
                engine.changed[node.path] = None
        engine.settle()
        return self._take_changes()

    def _make_rows(self, path: str) -> None:
        """Make the rows that a path runs through, also the one at its end."""
        steps = path.split("/")
        for at in range(1, min(len(steps), MAX_STEPS)):
            marker = self._engine.grower.by_path.get("/".join(steps[:at]))
            if marker is None or not marker.is_marker or not steps[at]:
                continue
            is_free = marker.place.count is None and not marker.place.fixed
            if is_free and f"{marker.path}/{steps[at]}" not in self._engine.grower.by_path:
                self._engine.add_row(marker, steps[at], marker.place.template)

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
        node = self._find(path)
        state = state_of(self.definition, self._engine, node)
        return replace(state, withheld=True) if self._is_withheld(node) else state

    def problems(self) -> tuple[FieldProblem, ...]:
        """Return what stands in the way of closing the record, in document order."""
        return tuple(
            problem
            for node in self._engine.root.below()
            if (problem := problem_of(self._engine, node)) is not None
        )

    def progress(self, section_path: str, unasked: Collection[str] = ()) -> tuple[int, int]:
        """Return how many questions of a section are answered, and how many are asked now.

        Args:
            section_path: The group or repeat.
            unasked: Form paths of questions that do not count: their answers are kept elsewhere.

        Raises:
            KeyError: There is no such section.
        """
        found = self._asked(self._find(section_path))
        asked = [node for node in found if node.place.public_path not in unasked]
        return sum(1 for node in asked if node.text), len(asked)

    def _asked(self, top: InstanceNode) -> Iterator[InstanceNode]:
        inner = top.rows if top.is_marker else [top]
        for item in inner:
            for node in item.below():
                if not node.relevant or not node.place.is_answer or node.readonly:
                    continue
                if self._is_withheld(node):
                    continue
                question = self.definition.questions.get(node.place.public_path)
                asked = node.place.control is not None
                if asked and question is not None and question.type not in _UNASKED:
                    yield node

    # --- inside ---------------------------------------------------------------------------

    def _is_withheld(self, node: InstanceNode) -> bool:
        question = self.definition.questions.get(node.place.public_path)
        return question is not None and question.privacy in self._withheld

    def _blank_withheld(self) -> None:
        """Drop what a record brings along that is not asked for here."""
        for node in self._engine.root.below():
            if node.place.is_answer and (node.text or node.typed) and self._is_withheld(node):
                node.text, node.held, node.typed = "", "", None

    def _find(self, path: str) -> InstanceNode:
        return self._engine.grower.by_path[path]

    def _marker(self, path: str) -> InstanceNode:
        node = self._find(path)
        if not node.is_marker:
            raise KeyError(path)
        return node
