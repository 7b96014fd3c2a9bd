"""Turn parsed expressions into Python closures, once per expression and form.

``compile_expression`` returns a function of a ``Context``. Names, functions and prefixes are
resolved here, so an unknown function is refused when the form is loaded and never reads false.
``evaluate`` is for one expression alone, which fails only where it is reached.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from itertools import pairwise

from cem_desktop.errors import FormInvalidError
from cem_desktop.forms.environment import Compiled, Context, Environment
from cem_desktop.forms.function_table import FUNCTIONS
from cem_desktop.forms.xml_tree import Kind, Node, document_order
from cem_desktop.forms.xpath_ast import (
    DESCENDANTS,
    Call,
    Expression,
    Filter,
    Literal,
    Negation,
    Number,
    Operation,
    Path,
    Step,
    walk,
)
from cem_desktop.forms.xpath_axes import AXES, REVERSE, compile_test, is_page
from cem_desktop.forms.xpath_index import compile_lookup
from cem_desktop.forms.xpath_parser import parse
from cem_desktop.forms.xpath_values import Value, compare, to_number, to_truth

Narrow = Callable[[Context, list[Node]], list[Node]]
Advance = Callable[[Context, list[Node]], list[Node]]

_POSITIONAL = frozenset({"position", "last"})
_SLOW = 4
"""What a node costs that is looked at one by one, against one that is only passed by."""
_SAFE_AXES = frozenset({"self", "attribute", "namespace"})


class _Compiler:
    """Compiles the expressions of one document, whose prefixes it knows."""

    def __init__(self, prefixes: Mapping[str, str], *, late: bool = False) -> None:
        self.prefixes = prefixes
        self.late = late

    def compile(self, expression: Expression) -> Compiled:
        match expression:
            case Number(value=constant) | Literal(text=constant):
                return lambda _context: constant
            case Negation(operand=operand):
                return _negation(self.compile(operand))
            case Operation():
                return self.operation(expression)
            case Call():
                return self.call(expression)
            case Filter(primary=primary, predicates=predicates):
                return self.filter(primary, predicates)
            case Path():
                return self.path(expression)

    # --- operators ------------------------------------------------------------------------

    def operation(self, expression: Operation) -> Compiled:
        operator = expression.operator
        if operator in {"and", "or"}:
            return _logical(operator, [self.compile(item) for item in _chain(expression)])
        left, right = self.compile(expression.left), self.compile(expression.right)
        if operator == "|":
            return _union(left, right)
        if operator in _ARITHMETIC:
            return _arithmetic(operator, left, right)
        return lambda context: compare(
            operator, left(context), right(context), context.environment.zone
        )

    def fault(self, reason: str, name: str) -> Compiled:
        """Refuse a call now, or where it is reached."""
        if not self.late:
            raise FormInvalidError(reason=reason, where=name)

        def fail(_context: Context) -> Value:
            raise FormInvalidError(reason=reason, where=name)

        return fail

    def call(self, call: Call) -> Compiled:
        function = FUNCTIONS.get(call.name)
        if function is None:
            return self.fault("unknown_function", call.name)
        count = len(call.arguments)
        if count < function.least or (function.most is not None and count > function.most):
            return self.fault("argument_count", call.name)
        arguments = tuple(self.compile(item) for item in call.arguments)
        if function.lazy is not None:
            lazy = function.lazy
            return lambda context: lazy(context, *arguments)
        eager = function.eager
        assert eager is not None
        if count == 1:
            only = arguments[0]
            return lambda context: eager(context, only(context))
        return lambda context: eager(context, *[item(context) for item in arguments])

    def filter(self, primary: Expression, predicates: tuple[Expression, ...]) -> Compiled:
        start = self.compile(primary)
        narrow = self.predicates(predicates)

        def evaluate(context: Context) -> Value:
            return narrow(context, _nodes(start(context)))

        return evaluate

    # --- paths ----------------------------------------------------------------------------

    def path(self, path: Path) -> Compiled:
        advance = self.steps(path)
        if path.start is not None:
            start = self.compile(path.start)
            return lambda context: advance(context, _nodes(start(context)))
        if path.absolute:
            return lambda context: advance(context, [context.environment.document(context.node)])
        return lambda context: advance(context, [context.node])

    def steps(self, path: Path) -> Advance:
        static = isinstance(path.start, Call) and path.start.name == "instance"
        moves = [self.step(step, static=static) for step in _shorten(path.steps)]
        if len(moves) == 1:
            return moves[0]
        if not moves:
            return lambda _context, nodes: nodes

        def advance(context: Context, nodes: list[Node]) -> list[Node]:
            for move in moves:
                if not nodes:
                    break
                nodes = move(context, nodes)
            return nodes

        return advance

    def step(self, step: Step, *, static: bool) -> Advance:
        if not step.predicates:
            plain = self.plain_step(step)
            if plain is not None:
                return plain
        axis = AXES[step.axis]
        test = compile_test(step.axis, step.test, self.prefixes)
        narrow = self.predicates(step.predicates) if step.predicates else None
        lookup = compile_lookup(step, self.compile) if static else None
        ordered = step.axis in _SAFE_AXES
        reverse = step.axis in REVERSE

        def choose(context: Context, node: Node) -> list[Node]:
            if lookup is not None:
                found = lookup(context, node)
                if found is not None:
                    return found if narrow is None else narrow(context, found)
            reached = list(axis(node))
            context.environment.effort.spend(_SLOW * len(reached) + 1, step.test)
            found = [item for item in reached if test(item)]
            return found if narrow is None else narrow(context, found)

        def advance(context: Context, nodes: list[Node]) -> list[Node]:
            if len(nodes) == 1:
                found = choose(context, nodes[0])
                return found[::-1] if reverse else found
            chosen = [item for node in nodes for item in choose(context, node)]
            return chosen if ordered else in_order(chosen)

        return advance

    def plain_step(self, step: Step) -> Advance | None:
        """Return a short way for the steps that nearly every form path is made of."""
        if step.test == "node()" and step.axis == "self":
            return lambda _context, nodes: nodes
        if step.test == "node()" and step.axis == "parent":
            return _to_parents
        if step.axis != "child" or not step.test.isidentifier() or is_page(self.prefixes):
            return None
        local = step.test

        def advance(context: Context, nodes: list[Node]) -> list[Node]:
            passed = len(nodes[0].children) if len(nodes) == 1 else _count_children(nodes)
            context.environment.effort.done += passed
            found = [
                child
                for node in nodes
                for child in node.children
                if child.local == local and child.kind == 1 and not child.prefix
            ]
            return found if len(nodes) == 1 or _are_flat(nodes) else in_order(found)

        return advance

    def predicates(self, predicates: tuple[Expression, ...]) -> Narrow:
        narrows = [self.predicate(item) for item in predicates]
        if len(narrows) == 1:
            return narrows[0]

        def narrow(context: Context, nodes: list[Node]) -> list[Node]:
            for item in narrows:
                nodes = item(context, nodes)
            return nodes

        return narrow

    def predicate(self, expression: Expression) -> Narrow:
        holds = self.compile(expression)

        def narrow(context: Context, nodes: list[Node]) -> list[Node]:
            size = len(nodes)
            context.environment.effort.spend(_SLOW * size)
            inner = Context(context.environment, context.current, context.current, 1, size)
            kept: list[Node] = []
            for position, node in enumerate(nodes, 1):
                inner.node = node
                inner.position = position
                value = holds(inner)
                chosen = value == position if type(value) is float else to_truth(value)
                if chosen:
                    kept.append(node)
            return kept

        return narrow


_ARITHMETIC = frozenset({"+", "-", "*", "div", "mod"})


def _negation(operand: Compiled) -> Compiled:
    return lambda context: -to_number(operand(context), context.environment.zone)


def _chain(expression: Operation) -> list[Expression]:
    """Return the operands of ``a or b or c`` as one flat list."""
    found: list[Expression] = []
    current: Expression = expression
    while isinstance(current, Operation) and current.operator == expression.operator:
        found.append(current.right)
        current = current.left
    found.append(current)
    return found[::-1]


def _logical(operator: str, operands: list[Compiled]) -> Compiled:
    if operator == "and":
        return lambda context: all(to_truth(item(context)) for item in operands)
    return lambda context: any(to_truth(item(context)) for item in operands)


def _arithmetic(operator: str, left: Compiled, right: Compiled) -> Compiled:
    calculate = {"+": _add, "-": _subtract, "*": _multiply, "div": _divide, "mod": _modulo}[
        operator
    ]

    def evaluate(context: Context) -> Value:
        zone = context.environment.zone
        return calculate(to_number(left(context), zone), to_number(right(context), zone))

    return evaluate


def _add(left: float, right: float) -> float:
    return left + right


def _subtract(left: float, right: float) -> float:
    return left - right


def _multiply(left: float, right: float) -> float:
    return left * right


def _divide(left: float, right: float) -> float:
    if right != 0.0:
        return left / right
    if left == 0.0 or math.isnan(left) or math.isnan(right):
        return math.nan
    negative = (left < 0) != (math.copysign(1.0, right) < 0)
    return -math.inf if negative else math.inf


def _modulo(left: float, right: float) -> float:
    if math.isinf(left) or right == 0.0:
        return math.nan
    return math.fmod(left, right)


def _union(left: Compiled, right: Compiled) -> Compiled:
    return lambda context: in_order([*_nodes(left(context)), *_nodes(right(context))])


def _nodes(value: Value) -> list[Node]:
    if isinstance(value, list):
        return value
    raise FormInvalidError(reason="not_a_node_set", where="")


def _to_parents(_context: Context, nodes: list[Node]) -> list[Node]:
    if len(nodes) == 1:
        parent = nodes[0].parent
        return [] if parent is None else [parent]
    return list(
        {id(node.parent): node.parent for node in nodes if node.parent is not None}.values()
    )


def _count_children(nodes: list[Node]) -> int:
    return sum([len(node.children) for node in nodes])


def _are_flat(nodes: list[Node]) -> bool:
    """Tell whether nodes are siblings, so that their children come out in order."""
    return all(one.parent is other.parent for one, other in pairwise(nodes))


def identity(node: Node) -> tuple[int, str]:
    """Return what tells nodes apart; namespace nodes are made anew each time they are asked for."""
    return (id(node.parent), node.local) if node.kind is Kind.NAMESPACE else (id(node), "")


def in_order(nodes: list[Node]) -> list[Node]:
    """Return nodes once each, in document order."""
    unique = list({identity(node): node for node in nodes}.values())
    if len(unique) > 1:
        unique.sort(key=document_order())
    return unique


def _shorten(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """Turn ``//x`` into ``descendant::x`` where no predicate counts positions."""
    short: list[Step] = []
    for step in steps:
        if (
            short
            and short[-1] == DESCENDANTS
            and step.axis == "child"
            and all(_is_truth(item) for item in step.predicates)
        ):
            short[-1] = Step("descendant", step.test, step.predicates)
        else:
            short.append(step)
    return tuple(short)


def _is_truth(predicate: Expression) -> bool:
    """Tell whether a predicate is a comparison that does not look at positions."""
    return (
        isinstance(predicate, Operation)
        and predicate.operator in {"=", "!=", "<", "<=", ">", ">=", "and", "or"}
        and not any(isinstance(item, Call) and item.name in _POSITIONAL for item in walk(predicate))
    )


def compile_expression(text: str, prefixes: Mapping[str, str]) -> Compiled:
    """Return an expression as a function of its context.

    Raises:
        FormInvalidError: Wrong syntax, an unknown function, prefix or number of arguments.
    """
    try:
        return _Compiler(prefixes).compile(parse(text))
    except RecursionError as error:
        raise FormInvalidError(reason="expression_too_deep", where=text[:80]) from error
    except FormInvalidError as error:
        error.details.setdefault("expression", text)
        raise


def evaluate(text: str, environment: Environment, node: Node) -> Value:
    """Compile and evaluate an expression once, at a node.

    Raises:
        FormInvalidError: Wrong syntax or prefix, or a call that cannot be made was reached.
    """
    top = next(node.root().elements(), node)
    prefixes = {**environment.prefixes, **node.namespaces(), **top.namespaces()}
    run = _Compiler(prefixes, late=True).compile(parse(text))
    return run(Context(environment, node, node, 1, 1))
