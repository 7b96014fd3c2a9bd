"""Which rule reads which place, found once from the parsed expressions.

A dependency says: when the value, relevance or rows of ``source`` change, the rule of ``target``
must be computed again, in every row that shares the ``anchor`` with the change. The anchor is the
deepest place that a relative path never leaves, so that an answer in one row of fifty touches
the rules of that row only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from cem_desktop.forms.effort import MOST_READ, Effort
from cem_desktop.forms.form_model import Place, Rule
from cem_desktop.forms.xpath_ast import (
    Call,
    Expression,
    Filter,
    Literal,
    Negation,
    Number,
    Operation,
    Path,
    Step,
    write,
)

_STRUCTURAL = frozenset({"count", "position", "name", "local-name", "indexed-repeat"})
_LANGUAGE = frozenset({"jr:choice-name"})


@dataclass(slots=True, eq=False)
class Target:
    """A rule at a place that the engine keeps computed: what it sets is its ``kind``."""

    place: Place
    kind: str
    rules: tuple[Rule, ...]
    rank: int = 0
    speaks: bool = False


@dataclass(slots=True)
class Readers:
    """Who reads a place: its value, and its rows."""

    of_value: list[tuple[Target, Place]] = field(default_factory=list)
    of_rows: list[Target] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a path may lead: places, the shallowest place on the way, and whether it left."""

    places: frozenset[Place]
    anchor: Place
    foreign: bool = False


class Finder:
    """Collects what one rule reads, starting from the place it belongs to."""

    def __init__(self, root: Place, context: Place, effort: Effort | None = None) -> None:
        self.root = root
        self.context = context
        self.effort = effort or Effort(MOST_READ)
        self.values: dict[Place, Place] = {}
        self.rows: set[Place] = set()
        self.speaks = False
        self.dead: list[str] = []

    def visit(self, expression: Expression, here: Reach | None = None) -> Reach | None:
        """Note what an expression reads; return where it leads when it is a path."""
        if here is None:
            here = Reach(frozenset({self.context}), self.context)
        match expression:
            case Path():
                reach = self.follow(expression, here)
                self.note_value(reach)
                return reach
            case Filter(primary=primary, predicates=predicates):
                narrowed = self.visit(primary, here)
                for item in predicates:
                    self.visit(item, narrowed or here)
                return narrowed
            case Operation(left=left, right=right):
                first, second = self.visit(left, here), self.visit(right, here)
                return self.join(first, second) if expression.operator == "|" else None
            case Negation(operand=operand):
                self.visit(operand, here)
                return None
            case Call():
                return self.visit_call(expression, here)
            case Number() | Literal():
                return None

    def join(self, first: Reach | None, second: Reach | None) -> Reach | None:
        """Return where the union of two paths leads."""
        if first is None or second is None:
            return first or second
        anchor = min((first.anchor, second.anchor), key=lambda place: place.depth)
        return Reach(first.places | second.places, anchor)

    def visit_call(self, call: Call, here: Reach) -> Reach | None:
        """Note what a call reads; return where it leads when it gives nodes."""
        if call.name in _LANGUAGE:
            self.speaks = True
        if call.name == "current":
            return Reach(frozenset({self.context}), self.context)
        if call.name == "instance":
            return Reach(frozenset(), self.root, foreign=True)
        if call.name == "jr:choice-name":
            self.note_choice_name(call, here)
        if call.name in _STRUCTURAL:
            self.visit_structural(call, here)
            return None
        if call.name in {"randomize", "once"} and call.arguments:
            reach = self.visit(call.arguments[0], here)
            for item in call.arguments[1:]:
                self.visit(item, here)
            return reach
        for item in call.arguments:
            self.visit(item, here)
        if not call.arguments and call.name in {
            "string",
            "number",
            "string-length",
            "normalize-space",
        }:
            self.note_value(here)
        return None

    def note_choice_name(self, call: Call, here: Reach) -> None:
        """Read the question that the second argument names, for its choices."""
        self.visit(call.arguments[0], here)

    def visit_structural(self, call: Call, here: Reach) -> None:
        """Note that rows are counted; only ``indexed-repeat`` also reads its first argument."""
        for place, argument in enumerate(call.arguments):
            reads_value = call.name == "indexed-repeat" and (place == 0 or place % 2 == 0)
            if isinstance(argument, Path) and not reads_value:
                self.note_rows(self.follow(argument, here))
            else:
                self.visit(argument, here)
            if call.name == "indexed-repeat" and isinstance(argument, Path):
                self.note_rows(self.follow(argument, here))

    # --- paths ----------------------------------------------------------------------------

    def follow(self, path: Path, here: Reach) -> Reach:
        """Return where a path leads; note one that leads nowhere."""
        steps = path.steps
        if path.start is not None:
            start = self.visit_start(path.start, here)
        elif path.absolute:
            start = Reach(frozenset({self.root}), self.root)
            steps = self.from_document(steps)
        else:
            start = here
        reach = self.follow_steps(steps, start)
        if start.places and not reach.places and not reach.foreign:
            self.dead.append(write(path))
        return reach

    def visit_start(self, start: Expression, here: Reach) -> Reach:
        """Return where the expression that a path starts with leads."""
        match start:
            case Call(name="current"):
                return Reach(frozenset({self.context}), self.context)
            case Path():
                return self.follow(start, here)
            case _:
                return self.visit(start, here) or Reach(frozenset(), self.root, foreign=True)

    def from_document(self, steps: tuple[Step, ...]) -> tuple[Step, ...]:
        """Drop the step to the root element: places begin there."""
        if steps and steps[0].axis == "child":
            return steps[1:]
        return steps

    def follow_steps(self, steps: tuple[Step, ...], reach: Reach) -> Reach:
        """Return where steps lead, noting what their predicates read."""
        for step in steps:
            reach = self.follow_step(step, reach)
            for predicate in step.predicates:
                self.visit(predicate, reach)
        return reach

    def follow_step(self, step: Step, reach: Reach) -> Reach:
        """Return where one step leads."""
        if reach.foreign:
            return reach
        found: set[Place] = set()
        for place in reach.places:
            moved = list(_move(step, place))
            self.effort.spend(len(moved) + 1, self.context.path)
            found.update(moved)
        anchor = reach.anchor
        shallow = min(found, key=lambda place: place.depth, default=anchor)
        if shallow.depth < anchor.depth:
            anchor = shallow
        if step.axis in {"following", "preceding", "following-sibling", "preceding-sibling"}:
            anchor = self.root
        if step.axis not in {"self", "parent", "ancestor", "ancestor-or-self"}:
            self.rows.update(place for place in found if place.repeats)
        return Reach(frozenset(found), anchor)

    def note_value(self, reach: Reach) -> None:
        """Note that the answers at these places are read."""
        if reach.foreign:
            return
        for place in reach.places:
            for inner in place.below():
                self.effort.spend(1, self.context.path)
                if inner.is_answer:
                    known = self.values.get(inner)
                    if known is None or reach.anchor.depth < known.depth:
                        self.values[inner] = reach.anchor
                elif inner.repeats:
                    self.rows.add(inner)

    def note_rows(self, reach: Reach) -> None:
        """Note that the rows around these places are counted."""
        for place in reach.places:
            self.rows.update(item for item in place.above() if item.repeats)


def _matches(step: Step, place: Place) -> bool:
    test = step.test
    return test in {"*", "node()"} or test in {place.name, place.local}


def _move(step: Step, place: Place) -> Iterable[Place]:
    match step.axis:
        case "self":
            moved: Iterable[Place] = [place]
        case "parent":
            moved = [place.parent] if place.parent is not None else []
        case "child":
            named = place.children.get(step.test)
            if named is not None:
                return [named]
            moved = place.children.values()
        case "descendant":
            moved = list(place.below())[1:]
        case "descendant-or-self":
            moved = place.below()
        case "ancestor":
            moved = list(place.above())[1:]
        case "ancestor-or-self":
            moved = place.above()
        case "attribute" | "namespace":
            return [place]
        case _:
            moved = [item for item in list(place.above())[-1].below() if item is not place]
    return [item for item in moved if _matches(step, item)]
