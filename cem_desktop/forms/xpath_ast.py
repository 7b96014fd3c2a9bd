"""The parts of a parsed XPath expression, and how each is written again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written."""

    value: float
    text: str


@dataclass(frozen=True, slots=True)
class Literal:
    """A text between quotes."""

    text: str


@dataclass(frozen=True, slots=True)
class Negation:
    """A minus before an operand."""

    operand: Expression


@dataclass(frozen=True, slots=True)
class Operation:
    """Two operands and what stands between them."""

    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments."""

    name: str
    arguments: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path: axis, node test, predicates.

    ``test`` is a name (``*``, ``prefix:*``, ``prefix:local``) or a kind (``node()``, ``text()``,
    ``comment()``, ``processing-instruction('x')``).
    """

    axis: str
    test: str
    predicates: tuple[Expression, ...] = ()


@dataclass(frozen=True, slots=True)
class Path:
    """Steps from the document (``absolute``), from a ``start`` expression or from the context."""

    absolute: bool
    start: Expression | None
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Filter:
    """An expression whose nodes are narrowed by predicates."""

    primary: Expression
    predicates: tuple[Expression, ...]


Expression = Number | Literal | Negation | Operation | Call | Path | Filter

DESCENDANTS = Step("descendant-or-self", "node()")
PRECEDENCE = {
    "or": 1,
    "and": 2,
    "=": 3,
    "!=": 3,
    "<": 4,
    "<=": 4,
    ">": 4,
    ">=": 4,
    "+": 5,
    "-": 5,
    "*": 6,
    "div": 6,
    "mod": 6,
    "|": 8,
}
_NEGATION = 7
_PRIMARY = 9


def write(expression: Expression) -> str:
    """Return the expression as text that parses to an equal expression."""
    match expression:
        case Number(text=text):
            written = text
        case Literal(text=text):
            written = f"'{text}'" if "'" not in text else f'"{text}"'
        case Negation(operand=operand):
            written = f"-{_operand(operand, _NEGATION)}"
        case Operation(operator=operator, left=left, right=right):
            level = PRECEDENCE[operator]
            written = f"{_operand(left, level)} {operator} {_operand(right, level + 1)}"
        case Call(name=name, arguments=arguments):
            written = f"{name}({', '.join(write(item) for item in arguments)})"
        case Filter(primary=primary, predicates=predicates):
            written = f"{_operand(primary, _PRIMARY)}{_predicates(predicates)}"
        case Path():
            written = _write_path(expression)
    return written


def _write_path(path: Path) -> str:
    steps = "/".join(_write_step(step) for step in path.steps)
    if path.start is not None:
        return f"{_operand(path.start, _PRIMARY)}/{steps}"
    return f"/{steps}" if path.absolute else steps


def _write_step(step: Step) -> str:
    return f"{step.axis}::{step.test}{_predicates(step.predicates)}"


def _predicates(predicates: tuple[Expression, ...]) -> str:
    return "".join(f"[{write(item)}]" for item in predicates)


def _level(expression: Expression) -> int:
    match expression:
        case Operation(operator=operator):
            return PRECEDENCE[operator]
        case Negation():
            return _NEGATION
        case Path():
            return PRECEDENCE["|"]
        case _:
            return _PRIMARY


def _operand(expression: Expression, level: int) -> str:
    text = write(expression)
    return f"({text})" if _level(expression) < level else text


def parts_of(expression: Expression) -> tuple[Expression, ...]:
    """Return the expressions directly inside an expression."""
    match expression:
        case Negation(operand=operand):
            return (operand,)
        case Operation(left=left, right=right):
            return (left, right)
        case Call(arguments=arguments):
            return arguments
        case Filter(primary=primary, predicates=predicates):
            return (primary, *predicates)
        case Path(start=start, steps=steps):
            inner = tuple(item for step in steps for item in step.predicates)
            return inner if start is None else (start, *inner)
        case _:
            return ()


def walk(expression: Expression) -> Iterator[Expression]:
    """Yield the expression and every expression inside it."""
    waiting = [expression]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(reversed(parts_of(current)))
