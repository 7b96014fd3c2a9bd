"""Keep the rules of one session computed.

What changes is queued, in the order of ranks, until nothing changes any more.
"""

from __future__ import annotations

import heapq
import itertools
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from cem_desktop.errors import FormInvalidError
from cem_desktop.forms.answers import cast_text
from cem_desktop.forms.choices import offered_choices, prune
from cem_desktop.forms.compiled_form import CompiledForm
from cem_desktop.forms.dependencies import Target
from cem_desktop.forms.effort import refuse_depth
from cem_desktop.forms.environment import Compiled, Context, Environment
from cem_desktop.forms.form_model import Place, Rule
from cem_desktop.forms.instance_tree import Grower, InstanceNode
from cem_desktop.forms.texts import Text, render_parts
from cem_desktop.forms.xml_tree import Node
from cem_desktop.forms.xpath import compile_expression
from cem_desktop.forms.xpath_values import InvalidDate, Value, to_number, to_text, to_truth

MAX_ROUNDS = 20
MAX_COUNTED_ROWS = 1_000
MAX_COMPUTED = 100_000
"""The longest text that a rule may make: one that reads itself could double for ever."""

_Entry = tuple[int, int, Target, InstanceNode]


class Propagation:
    """The instance of a session and the queue of rules that must be computed again."""

    def __init__(self, form: CompiledForm, environment: Environment, language: str) -> None:
        self.form = form
        self.environment = environment
        self.language = language
        self.grower = Grower(environment.new_id)
        document, self.root = self.grower.root(form.root, form.instance)
        environment.primary = document
        environment.text = self.text_of
        environment.choice_label = self.choice_label
        self.changed: dict[str, None] = {}
        self._queue: list[_Entry] = []
        self._queued: set[tuple[int, int]] = set()
        self._serial = itertools.count()
        self._paths: dict[str, Compiled] = {}
        self._settling = False
        self._compute: dict[str, Callable[[Rule, InstanceNode], None]] = {
            "relevant": self._relevant,
            "readonly": self._readonly,
            "required": self._required,
            "calculate": self._calculate,
            "constraint": self._constraint,
            "count": self._count,
        }

    # --- queue ----------------------------------------------------------------------------

    def push(self, target: Target, node: InstanceNode) -> None:
        """Ask for a rule to be computed at a node."""
        key = (id(target), id(node))
        if key not in self._queued:
            self._queued.add(key)
            heapq.heappush(self._queue, (target.rank, next(self._serial), target, node))

    def push_all(self, top: InstanceNode) -> None:
        """Ask for every rule at a node and inside it."""
        for node in top.below():
            for target in self.form.targets[node.place]:
                self.push(target, node)

    def push_readers(self, node: InstanceNode) -> None:
        """Ask for every rule that reads this node's value."""
        for target, anchor in self.form.readers[node.place].of_value:
            holder = node.climb(anchor)
            if holder is not None:
                for reader in holder.find(target.place):
                    self.push(target, reader)

    def push_row_readers(self, place: Place) -> None:
        """Ask for every rule that looks at the rows of a repeat, or of one inside it."""
        for inner in place.below():
            if inner.repeats:
                for target in self.form.readers[inner].of_rows:
                    for reader in self.root.find(target.place):
                        self.push(target, reader)

    def settle(self) -> None:
        """Compute what is queued until nothing changes any more.

        A rule that reads its own product could go on for ever: at one node no rule is computed
        more than ``MAX_ROUNDS`` times in one go. The lint reports such cycles.
        """
        effort = self.environment.effort
        if not effort.depth:
            effort.done = 0
        effort.depth += 1
        try:
            self._settle()
        finally:
            effort.depth -= 1

    def _settle(self) -> None:
        rounds: dict[tuple[int, int], int] = {}
        while self._queue:
            _rank, _serial, target, node = heapq.heappop(self._queue)
            key = (id(target), id(node))
            self._queued.discard(key)
            if self.grower.by_path.get(node.path) is not node:
                continue
            rounds[key] = rounds.get(key, 0) + 1
            if rounds[key] <= MAX_ROUNDS:
                self.compute(target, node)

    def compute(self, target: Target, node: InstanceNode) -> None:
        """Compute one rule at one node and store what it says."""
        if target.kind in self._compute:
            if node.is_marker != (target.kind == "count") and target.kind != "relevant":
                return
            self._compute[target.kind](target.rules[0], node)
        elif target.kind == "choices":
            self._choices(node)
        else:
            self._words(target.kind, node)

    def context(self, node: Node) -> Context:
        """Return the context of an expression at a node."""
        effort = self.environment.effort
        if not effort.depth:
            effort.done = 0
        return Context(self.environment, node, node, 1, 1)

    def evaluate(self, rule: Rule, node: Node) -> Value:
        """Return the value of a rule at a node.

        Raises:
            FormInvalidError: Values do not fit its functions; ``where`` is the place, and no
                value of an answer is told.
        """
        try:
            return rule.run(self.context(node))
        except FormInvalidError as error:
            raise _placed(error, node, rule.text) from error

    # --- values ---------------------------------------------------------------------------

    def set_text(self, node: InstanceNode, text: str) -> bool:
        """Store a text as this node's answer; tell whether it changed."""
        text = cast_text(node.place.datatype, text)
        node.held = text
        return self._show_text(node, text)

    def _show_text(self, node: InstanceNode, text: str) -> bool:
        if text == node.text:
            return False
        node.text = text
        node.typed = None
        self.changed[node.path] = None
        self.push_readers(node)
        return True

    def text_of_rule(self, rule: Rule, node: Node) -> str:
        """Return a computed value as it is stored: NaN is blank."""
        value = self.evaluate(rule, node)
        if isinstance(value, InvalidDate) or (isinstance(value, float) and math.isnan(value)):
            return ""
        return to_text(value)[:MAX_COMPUTED]

    def _calculate(self, rule: Rule, node: InstanceNode) -> None:
        if node.relevant:
            text = self.text_of_rule(rule, node)
            if text != node.computed:
                node.computed = text
                self.set_text(node, text)

    # --- flags ----------------------------------------------------------------------------

    def _relevant(self, rule: Rule, node: InstanceNode) -> None:
        node.own_relevant = to_truth(self.evaluate(rule, node))
        self.refresh_relevance(node)

    def refresh_relevance(self, node: InstanceNode) -> None:
        """Hand relevance down: what is inside something not relevant is not relevant."""
        above = node.above
        relevant = node.own_relevant and (above is None or above.relevant)
        if relevant == node.relevant:
            return
        node.relevant = relevant
        node.computed = None
        self.changed[node.path] = None
        if node.text:
            self.push_readers(node)
        for target in self.form.targets[node.place]:
            if target.kind in {"calculate", "constraint", "choices"}:
                self.push(target, node)
        for child in node.children:
            assert isinstance(child, InstanceNode)
            self.refresh_relevance(child)

    def _readonly(self, rule: Rule, node: InstanceNode) -> None:
        readonly = to_truth(self.evaluate(rule, node))
        if readonly != node.own_readonly:
            node.own_readonly = readonly
            self.changed.update((inner.path, None) for inner in node.below())

    def _required(self, rule: Rule, node: InstanceNode) -> None:
        required = to_truth(self.evaluate(rule, node))
        if required != node.required:
            node.required = required
            self.changed[node.path] = None

    def _constraint(self, rule: Rule, node: InstanceNode) -> None:
        holds = not node.string_value() or to_truth(self.evaluate(rule, node))
        if holds != node.holds:
            node.holds = holds
            self.changed[node.path] = None

    # --- rows -----------------------------------------------------------------------------

    def _count(self, rule: Rule, marker: InstanceNode) -> None:
        number = to_number(self.evaluate(rule, marker), self.environment.zone)
        if math.isnan(number):
            if marker.counted:
                return
            number = 0.0
        marker.counted = True
        wanted = int(max(0.0, min(MAX_COUNTED_ROWS, number)))
        while len(marker.rows) > wanted:
            self.remove_row(marker, marker.rows[-1])
        nested = any(place.repeats for place in list(marker.place.above())[1:])
        samples = () if nested else marker.place.samples
        while len(marker.rows) < wanted:
            place = len(marker.rows)
            source = samples[place] if place < len(samples) else marker.place.template
            self.add_row(marker, self.environment.new_id(), source)

    def add_row(self, marker: InstanceNode, row_id: str, source: Node | None) -> InstanceNode:
        """Append a row, made from a source with its defaults, and compute it."""
        row = self.grower.add_row(marker, source, row_id)
        self.adopt(row)
        for action in self.form.actions:
            if "odk-new-repeat" in action.events:
                for node in row.find(action.target):
                    self.settle_for(action.value)
                    self.apply_value(action.value, action.literal, node)
        return row

    def settle_for(self, rule: Rule | None) -> None:
        """Bring what a default may read up to date; nothing to do for a plain text."""
        if rule is not None and not self._settling:
            self._settling = True
            self.settle()
            self._settling = False

    def adopt(self, row: InstanceNode) -> None:
        """Compute a new row and whoever looks at the rows of its repeat."""
        above = row.above
        if above is not None and not above.relevant:
            self.refresh_relevance(row)
        self.changed.update((node.path, None) for node in row.below())
        self.push_all(row)
        self.push_row_readers(row.place)

    def remove_row(self, marker: InstanceNode, row: InstanceNode) -> None:
        """Take a row out and compute whoever looked at it."""
        gone = self.grower.remove_row(marker, row)
        self.changed.update((path, None) for path in gone)
        self.push_row_readers(row.place)

    def apply_value(self, rule: Rule | None, literal: str, node: InstanceNode) -> None:
        """Give a node the value of an action."""
        self.set_text(node, literal if rule is None else self.text_of_rule(rule, node))

    # --- words and choices ----------------------------------------------------------------

    def _words(self, kind: str, node: InstanceNode) -> None:
        words = self.render(node.place.words(kind), node)
        if node.words.get(kind) != words:
            node.words[kind] = words
            self.changed[node.path] = None

    def render(self, text: Text | None, node: Node) -> str:
        """Return a text in the session's language, its outputs evaluated at a node."""
        if text is None:
            return ""
        if text.reference is not None:
            return to_text(self.evaluate(text.reference, node))
        parts = text.parts
        if text.identifier is not None:
            parts = self.form.translations.parts(text.identifier, self.language)
        try:
            return render_parts(parts, self.context(node))
        except FormInvalidError as error:
            raise _placed(error, node, text.identifier or "") from error

    def text_of(self, identifier: str, node: Node) -> str:
        """Return the words of an itext identifier, for ``jr:itext``."""
        parts = self.form.translations.parts(identifier, self.language)
        with self._busy(identifier):
            return render_parts(parts, self.context(node))

    def choices(self, node: InstanceNode) -> tuple[tuple[str, str], ...]:
        """Return the choices offered at a node, computed when first asked for."""
        if node.options is None:
            node.options = offered_choices(self, node)
        return node.options

    def _choices(self, node: InstanceNode) -> None:
        options = offered_choices(self, node)
        if options != node.options:
            if node.options is not None:
                self.changed[node.path] = None
            node.options = options
        if node.relevant:
            self._show_text(node, prune(node, options))

    def choice_label(self, value: str, path: str, node: Node) -> str:
        """Return the label of a choice of the question that a path names."""
        if path not in self._paths:
            try:
                self._paths[path] = compile_expression(path, self.form.prefixes)
            except FormInvalidError:  # a path may be an answer, and an answer any text
                return ""
        with self._busy(path):
            found = self._paths[path](self.context(node))
            if not isinstance(found, list) or not found or not isinstance(found[0], InstanceNode):
                return ""
            return dict(self.choices(found[0])).get(value, "")

    @contextmanager
    def _busy(self, where: str = "") -> Iterator[None]:
        """Count all work inside as one act; what is woven into itself is refused."""
        effort = self.environment.effort
        if not effort.depth:
            effort.done = 0
        effort.depth += 1
        try:
            refuse_depth(effort.depth, where)
            yield
        finally:
            effort.depth -= 1


def _placed(error: FormInvalidError, node: Node, rule: str) -> FormInvalidError:
    """Return a fault of an expression with its place in the form instead of its values."""
    where = node.place.path if isinstance(node, InstanceNode) else node.name
    return FormInvalidError(reason=error.details["reason"], where=where, expression=rule)
