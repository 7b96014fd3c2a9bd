"""The model of a form: the tree of places that answers can have, and the rules on each place.

This is built once per form and shared by all its sessions; ``instance_tree`` holds the answers of
one session. A place is named by its path without row numbers, ``/data/children/age``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from cem_desktop.errors import FormInvalidError
from cem_desktop.forms.effort import MOST_DEFAULTS, MOST_PLACES, Effort
from cem_desktop.forms.environment import Compiled
from cem_desktop.forms.texts import Text
from cem_desktop.forms.xml_tree import Node
from cem_desktop.forms.xpath import compile_expression
from cem_desktop.forms.xpath_ast import Expression, Path, walk
from cem_desktop.forms.xpath_parser import parse

JAVAROSA = "http://openrosa.org/javarosa"
OPENROSA = "http://openrosa.org/xforms"
RULES = ("relevant", "readonly", "required", "calculate", "constraint")
_TYPES = {"integer": "int", "select1": "string", "select": "string", "xsd:string": "string"}


@dataclass(frozen=True, slots=True)
class Rule:
    """One expression of a form: its text, its parts, and itself compiled."""

    text: str
    expression: Expression
    run: Compiled


class RuleBook:
    """Compiles each distinct expression of a form once."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self.prefixes = prefixes
        self._rules: dict[str, Rule] = {}

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Return every distinct rule of the form."""
        return tuple(self._rules.values())

    def rule(self, text: str, where: str) -> Rule:
        """Return the rule of an expression.

        Raises:
            FormInvalidError: It does not compile; ``where`` names the place in the form.
        """
        text = text.strip()
        found = self._rules.get(text)
        if found is None:
            try:
                found = Rule(text, parse(text), compile_expression(text, self.prefixes))
            except FormInvalidError as error:
                details = {"expression": text, **error.details, "part": error.details.get("where")}
                raise FormInvalidError(**{**details, "where": where}) from error
            self._rules[text] = found
        return found


@dataclass(slots=True, eq=False)
class Place:
    """One place of the form: an answer, a group or a repeat."""

    name: str
    local: str
    prefix: str
    namespace: str
    path: str
    parent: Place | None
    depth: int
    order: int = 0
    children: dict[str, Place] = field(default_factory=dict)
    repeats: bool = False
    template: Node | None = None
    samples: tuple[Node, ...] = ()
    count: Rule | None = None
    fixed: bool = False
    rules: dict[str, Rule] = field(default_factory=dict)
    messages: dict[str, Text] = field(default_factory=dict)
    datatype: str = "string"
    preload: tuple[str, str] | None = None
    attributes: dict[str, str] = field(default_factory=dict)
    control: Control | None = None
    label: Text | None = None

    @property
    def is_answer(self) -> bool:
        """Tell whether this place holds a value rather than other places."""
        return not self.children and not self.repeats

    @property
    def is_shown_only(self) -> bool:
        """Tell whether nobody may ever write here."""
        readonly = self.rules.get("readonly")
        return readonly is not None and readonly.text == "true()"

    @property
    def public_path(self) -> str:
        """Return the path without the root element, as sessions name it."""
        return self.path.split("/", 2)[2] if self.depth else ""

    def words(self, kind: str) -> Text | None:
        """Return the text of a kind: ``label``, ``hint``, ``guidance`` or ``message:required``."""
        if kind == "label":
            return self.label
        if kind in {"hint", "guidance"}:
            control = self.control
            return None if control is None else getattr(control, kind)
        return self.messages.get(kind.removeprefix("message:"))

    def above(self) -> Iterator[Place]:
        """Yield this place and those that hold it, inside out."""
        current: Place | None = self
        while current is not None:
            yield current
            current = current.parent

    def below(self) -> Iterator[Place]:
        """Yield this place and every place inside it, in document order."""
        yield self
        for child in self.children.values():
            yield from child.below()

    def find(self, steps: list[str]) -> Place | None:
        """Return the place that child names lead to."""
        current: Place | None = self
        for step in steps:
            current = current.children.get(step) if current is not None else None
        return current


def _has_predicates(expression: Expression) -> bool:
    return isinstance(expression, Path) and any(step.predicates for step in expression.steps)


@dataclass(frozen=True, slots=True)
class Itemset:
    """Choices that come from nodes: where they are, and what of each is value and label."""

    nodes: Rule
    value: Rule
    label: Rule | None
    list_name: str | None

    @property
    def is_static(self) -> bool:
        """Tell whether the choices depend on no answer: a whole secondary instance."""
        return (
            isinstance(self.nodes.expression, Path)
            and not any(
                isinstance(part, Path) and part is not self.nodes.expression
                for part in walk(self.nodes.expression)
            )
            and self.nodes.expression.start is not None
        )

    @property
    def is_constant(self) -> bool:
        """Tell whether a static list is the same in every session and language.

        It is a whole list, without any condition, of which two plain columns are read.
        """
        read = (self.value, self.label or self.value)
        return (
            self.is_static
            and not _has_predicates(self.nodes.expression)
            and all(
                isinstance(rule.expression, Path)
                and not rule.expression.absolute
                and rule.expression.start is None
                and not _has_predicates(rule.expression)
                for rule in read
            )
        )


@dataclass(frozen=True, slots=True)
class Control:
    """How a place is asked: the kind of control, its texts, its choices and attributes."""

    kind: str
    label: Text | None
    hint: Text | None
    appearance: str
    attributes: Mapping[str, str]
    guidance: Text | None = None
    items: tuple[tuple[str, Text], ...] = ()
    itemset: Itemset | None = None

    @property
    def offers_choices(self) -> bool:
        """Tell whether the answer is one or more of a set of choices."""
        return self.kind in {"select1", "select", "rank"}


def build_places(instance: Node) -> Place:
    """Return the tree of places of a primary instance's root element."""
    root = _place(instance, None)
    _fill(root, instance, Effort(MOST_DEFAULTS, "too_many_nodes"))
    for order, place in enumerate(root.below()):
        if order > MOST_PLACES:
            raise FormInvalidError(reason="too_many_nodes", where=place.path)
        place.order = order
    return root


def _place(node: Node, parent: Place | None) -> Place:
    path = f"{parent.path if parent else ''}/{node.name}"
    depth = parent.depth + 1 if parent else 0
    return Place(node.name, node.local, node.prefix, node.namespace, path, parent, depth)


def _fill(place: Place, node: Node, effort: Effort) -> None:
    for child in node.elements():
        effort.spend(1, place.path)
        known = place.children.get(child.name)
        if known is None:
            known = _place(child, place)
            place.children[child.name] = known
        if child.attribute("template", JAVAROSA) is None:
            known.samples += (child,)
        elif known.template is None:
            known.template = child
        _fill(known, child, effort)


def apply_bind(root: Place, bind: Node, book: RuleBook) -> None:
    """Put one ``<bind>`` on its place.

    A bind to a place that the instance does not have is left out, as other engines do; the lint
    reports it. Raises FormInvalidError for an expression that does not compile.
    """
    place = resolve_path(root, bind.attribute("nodeset") or "")
    if place is None:
        return
    for name in RULES:
        text = bind.attribute(name)
        if text is not None and text.strip():
            place.rules[name] = book.rule(text, f"{place.path}@{name}")
    datatype = (bind.attribute("type") or "string").removeprefix("xsd:").strip()
    place.datatype = _TYPES.get(datatype, datatype)
    for item in bind.attributes:
        place.attributes[f"{{{item.namespace}}}{item.local}"] = item.text
    preload = bind.attribute("preload", JAVAROSA)
    if preload:
        place.preload = (preload, bind.attribute("preloadParams", JAVAROSA) or "")


def resolve_path(root: Place, path: str) -> Place | None:
    """Return the place that an absolute path without predicates names."""
    steps = [step.strip() for step in path.strip().split("/")]
    if len(steps) < 2 or steps[0] or steps[1] not in {root.name, root.local}:  # noqa: PLR2004
        return None
    return root.find(steps[2:])


def mark_repeat(place: Place) -> None:
    """Make a place a repeat whose rows are made from its template.

    Without one they are made as its first row is, but blank, as in other ODK engines.
    """
    place.repeats = True
    if place.template is None and place.samples:
        place.template = _blank(place.samples[0])


def _blank(node: Node) -> Node:
    """Return a copy of an element and all inside it, without any text."""
    copy = Node(node.kind, node.local, node.namespace, node.prefix)
    copy.attributes = node.attributes
    for child in node.elements():
        copy.append(_blank(child))
    return copy
