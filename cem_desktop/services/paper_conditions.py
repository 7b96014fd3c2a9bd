"""When a question is asked, in words that somebody with a pencil can follow.

Only what is simple becomes words: comparisons with an answer of a numbered question, joined by
«and» or by «or». Everything else is «if it applies».
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from cem_desktop.forms.unfilled import Unfilled
from cem_desktop.forms.xpath_ast import Call, Expression, Literal, Negation, Number, Operation
from cem_desktop.i18n import _

_LONGEST: Final = 48
_MOST_PARTS: Final = 4
_TURNED: Final = {"=": "=", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}


class ConditionWords:
    """Says the conditions of one form."""

    def __init__(self, unfilled: Unfilled, numbers: Mapping[str, str]) -> None:
        """``numbers`` are those of the questions, by path."""
        self._unfilled, self._numbers = unfilled, numbers

    def of(self, path: str) -> str:
        """Return when the place ``path`` is asked; "" for always."""
        rule = self._unfilled.rule(path, "relevant")
        if rule is None or rule == Call("true", ()):
            return ""
        said = self._said(path, rule)
        return _("Only if {condition}").format(condition=said) if said else _("If it applies")

    def _said(self, path: str, rule: Expression) -> str | None:
        """Return an expression in words, or None where that would not be simple."""
        match rule:
            case Operation(operator="and"):
                return self._joined(path, _operands(rule, "and"), _("{first} and {second}"))
            case Operation(operator="or"):
                return self._either(path, _operands(rule, "or"))
            case _:
                return self._single(path, rule)

    def _joined(self, path: str, parts: list[Expression], pattern: str) -> str | None:
        narrowed = {self._narrows(path, part) for part in parts} - {None}
        parts = [part for part in parts if self._answered(path, part) not in narrowed]
        said = [
            self._said(path, part) if _joins(part) is None else self._inner(path, part)
            for part in parts
        ]
        return _chain(said, pattern)

    def _answered(self, path: str, part: Expression) -> str:
        """Return the number of the question of which a part only says that it was answered."""
        match part:
            case Operation(operator="!=", left=left, right=Literal(text="")):
                return self._number(path, left) or ""
            case _:
                return ""

    def _narrows(self, path: str, part: Expression) -> str | None:
        """Return the number of the question whose answer a part compares with something.

        That it was answered at all goes without saying then.
        """
        match part:
            case Operation(operator=operator, left=left, right=right) if operator in _TURNED:
                return self._number(path, left) if _value(right) else None
            case _:
                return None

    def _inner(self, path: str, part: Expression) -> str | None:
        """Return alternatives inside of a condition; only those of one question can be read."""
        chosen = self._one_of(path, _operands(part, "or"))
        return chosen or None

    def _either(self, path: str, parts: list[Expression]) -> str | None:
        chosen = self._one_of(path, parts)
        if chosen is not None:
            return chosen
        if any(_joins(part) for part in parts):
            return None
        return _chain([self._single(path, part) for part in parts], _("{first} or {second}"))

    def _one_of(self, path: str, parts: list[Expression]) -> str | None:
        """Return «3.1 is «A» or «B»» where all parts ask the same of one question."""
        kinds = {_kind(part) for part in parts}
        found = [self._equal(path, part) for part in parts]
        named = [one for one in found if one is not None]
        if len(kinds) != 1 or len(named) != len(parts) or len({one[0] for one in named}) != 1:
            return None
        answers = _chain([f"«{one[1]}»" for one in named], _("{first} or {second}"))
        pattern = _("{number} has {answer}") if kinds == {"selected"} else _("{number} is {answer}")
        return pattern.format(number=named[0][0], answer=answers) if answers else None

    def _single(self, path: str, rule: Expression) -> str | None:
        """Return one comparison in words."""
        match rule:
            case Call(name="not", arguments=(inner,)):
                return self._denied(path, inner)
            case Call(name="selected"):
                found = self._equal(path, rule)
                return found and _("{number} has {answer}").format(
                    number=found[0], answer=f"«{found[1]}»"
                )
            case Operation(operator=operator, left=left, right=right) if operator in _TURNED:
                if isinstance(left, Literal | Number) and not isinstance(right, Literal | Number):
                    return self._compared(path, right, _TURNED[operator], left)
                return self._compared(path, left, operator, right)
            case _:
                return None

    def _denied(self, path: str, inner: Expression) -> str | None:
        match inner:
            case Call(name="selected"):
                found = self._equal(path, inner)
                return found and _("{number} does not have {answer}").format(
                    number=found[0], answer=f"«{found[1]}»"
                )
            case Operation(operator="=", left=left, right=right):
                return self._compared(path, left, "!=", right)
            case _:
                return None

    def _compared(
        self, path: str, left: Expression, operator: str, right: Expression
    ) -> str | None:
        match left:
            case Call(name="count-selected", arguments=(counted,)):
                number = self._number(path, counted)
                least = (operator, _value(right)) in {(">", "0"), (">=", "1")}
                return (
                    _("{number} was answered").format(number=number) if number and least else None
                )
            case _:
                number = self._number(path, left)
        value = _value(right)
        if number is None or value is None:
            return None
        pattern = _patterns(blank=value == "").get(operator)
        if pattern is None:
            return None
        is_text = isinstance(right, Literal) or bool(self._choices(path, left))
        answer = f"«{self._label(path, left, value)}»" if is_text else value
        return pattern().format(number=number, answer=answer)

    def _equal(self, path: str, rule: Expression) -> tuple[str, str] | None:
        """Return the number and the answer's label of ``x = 'a'`` or ``selected(x, 'a')``."""
        match rule:
            case Operation(operator="=", left=left, right=Literal(text=value)) if value:
                asked = left
            case Operation(operator="=", left=Literal(text=value), right=right) if value:
                asked = right
            case Call(name="selected", arguments=(asked, Literal(text=value))):
                pass
            case _:
                return None
        number = self._number(path, asked)
        return (number, self._label(path, asked, value)) if number else None

    def _number(self, path: str, expression: Expression) -> str | None:
        named = self._unfilled.named(path, expression)
        return self._numbers.get(named) if named is not None else None

    def _choices(self, path: str, expression: Expression) -> dict[str, str]:
        named = self._unfilled.named(path, expression)
        return dict(self._unfilled.choices(named)) if named is not None else {}

    def _label(self, path: str, expression: Expression, value: str) -> str:
        label = self._choices(path, expression).get(value, value)
        return label if len(label) <= _LONGEST else f"{label[: _LONGEST - 1].rstrip()}…"


def _patterns(*, blank: bool) -> dict[str, Callable[[], str]]:
    if blank:
        return {
            "=": lambda: _("{number} was left blank"),
            "!=": lambda: _("{number} was answered"),
        }
    return {
        "=": lambda: _("{number} is {answer}"),
        "!=": lambda: _("{number} is not {answer}"),
        "<": lambda: _("{number} is less than {answer}"),
        ">": lambda: _("{number} is more than {answer}"),
        "<=": lambda: _("{number} is {answer} or less"),
        ">=": lambda: _("{number} is {answer} or more"),
    }


def _value(expression: Expression) -> str | None:
    match expression:
        case Literal(text=text) | Number(text=text):
            return text
        case Negation(operand=Number(text=text)):
            return f"-{text}"
        case _:
            return None


def _joins(expression: Expression) -> str | None:
    match expression:
        case Operation(operator="and" | "or" as operator):
            return operator
        case _:
            return None


def _kind(expression: Expression) -> str:
    return "selected" if isinstance(expression, Call) else "equal"


def _operands(expression: Expression, operator: str) -> list[Expression]:
    """Return what one operator joins, from left to right."""
    match expression:
        case Operation(operator=found, left=left, right=right) if found == operator:
            return [*_operands(left, operator), *_operands(right, operator)]
        case _:
            return [expression]


def _chain(parts: list[str | None], pattern: str) -> str | None:
    """Return parts joined two by two; None where one is missing or they are too many to follow."""
    said = [part for part in parts if part]
    if len(said) != len(parts) or len(said) > _MOST_PARTS:
        return None
    chained = said[0]
    for part in said[1:]:
        chained = pattern.format(first=chained, second=part)
    return chained
