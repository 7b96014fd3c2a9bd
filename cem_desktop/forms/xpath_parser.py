"""Parse XPath 1.0 by recursive descent (XPath 1.0, section 3), with the ODK additions.

Two things differ from the standard, as in ODK: a path may continue a function call
(``instance('x')/root/item``), and ``current()`` is known. Variables are refused: forms have none.
"""

from __future__ import annotations

from functools import lru_cache

from cem_desktop.errors import FormInvalidError
from cem_desktop.forms.xpath_ast import (
    DESCENDANTS,
    PRECEDENCE,
    Call,
    Expression,
    Filter,
    Literal,
    Negation,
    Number,
    Operation,
    Path,
    Step,
)
from cem_desktop.forms.xpath_tokens import Token, TokenKind, tokenize

MAX_NESTING = 60
MAX_CHAIN = 250
AXES = frozenset(
    {
        "ancestor",
        "ancestor-or-self",
        "attribute",
        "child",
        "descendant",
        "descendant-or-self",
        "following",
        "following-sibling",
        "namespace",
        "parent",
        "preceding",
        "preceding-sibling",
        "self",
    }
)
_KINDS = frozenset({"node", "text", "comment", "processing-instruction"})
_UNION = PRECEDENCE["|"]
_UNARY = PRECEDENCE["*"] + 1


class _Parser:
    """The state of one parse: the tokens and where we are."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokenize(text)
        self.at = 0
        self.depth = 0

    # --- tokens ---------------------------------------------------------------------------

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def peek(self, ahead: int = 1) -> Token:
        return self.tokens[min(self.at + ahead, len(self.tokens) - 1)]

    def fail(self) -> FormInvalidError:
        return FormInvalidError(
            reason="expression_syntax", where=self.text, offset=self.token.offset
        )

    def is_symbol(self, text: str) -> bool:
        return self.token.kind is TokenKind.SYMBOL and self.token.text == text

    def is_operator(self, *texts: str) -> bool:
        return self.token.kind is TokenKind.OPERATOR and self.token.text in texts

    def take(self) -> Token:
        token = self.token
        self.at += 1
        return token

    def count(self, length: int) -> int:
        """Count one more link of a chain, up to what can be followed without overflow."""
        if length >= MAX_CHAIN:
            raise FormInvalidError(reason="expression_too_deep", where=self.text[:80])
        return length + 1

    def expect(self, symbol: str) -> None:
        if not self.is_symbol(symbol):
            raise self.fail()
        self.at += 1

    # --- expressions ----------------------------------------------------------------------

    def parse(self) -> Expression:
        expression = self.expression(1)
        if self.token.kind is not TokenKind.END:
            raise self.fail()
        return expression

    def expression(self, level: int) -> Expression:
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise FormInvalidError(reason="expression_too_deep", where=self.text[:80])
        left = self.unary() if level <= _UNARY else self.path()
        length = 0
        while self.token.kind is TokenKind.OPERATOR:
            operator = self.token.text
            found = PRECEDENCE.get(operator)
            if found is None or found < level:
                break
            length = self.count(length)
            self.at += 1
            left = Operation(operator, left, self.expression(found + 1))
        self.depth -= 1
        return left

    def unary(self) -> Expression:
        count = 0
        while self.is_operator("-"):
            self.at += 1
            count = self.count(count)
        if not count:
            return self.path()
        operand = self.expression(_UNION)
        for _ in range(count):
            operand = Negation(operand)
        return operand

    # --- paths ----------------------------------------------------------------------------

    def path(self) -> Expression:
        if self.is_operator("/"):
            self.at += 1
            steps = self.relative() if self.starts_step() else ()
            return Path(absolute=True, start=None, steps=steps)
        if self.is_operator("//"):
            self.at += 1
            return Path(absolute=True, start=None, steps=(DESCENDANTS, *self.relative()))
        if self.starts_step():
            return Path(absolute=False, start=None, steps=self.relative())
        return self.filtered()

    def filtered(self) -> Expression:
        primary = self.primary()
        predicates = self.predicates()
        start: Expression = Filter(primary, predicates) if predicates else primary
        if self.is_operator("/"):
            self.at += 1
            return Path(absolute=False, start=start, steps=self.relative())
        if self.is_operator("//"):
            self.at += 1
            return Path(absolute=False, start=start, steps=(DESCENDANTS, *self.relative()))
        return start

    def starts_step(self) -> bool:
        token = self.token
        if token.kind is TokenKind.STAR:
            return True
        if token.kind is TokenKind.SYMBOL:
            return token.text in {".", "..", "@"}
        if token.kind is not TokenKind.NAME:
            return False
        following = self.peek()
        is_call = following.kind is TokenKind.SYMBOL and following.text == "("
        return not is_call or token.text in _KINDS

    def relative(self) -> tuple[Step, ...]:
        steps = [self.step()]
        while self.is_operator("/", "//"):
            if self.take().text == "//":
                steps.append(DESCENDANTS)
            steps.append(self.step())
        return tuple(steps)

    def step(self) -> Step:
        if self.is_symbol("."):
            self.at += 1
            return Step("self", "node()", self.predicates())
        if self.is_symbol(".."):
            self.at += 1
            return Step("parent", "node()", self.predicates())
        axis = "child"
        if self.is_symbol("@"):
            self.at += 1
            axis = "attribute"
        elif self.peek().kind is TokenKind.SYMBOL and self.peek().text == "::":
            axis = self.take().text
            if axis not in AXES:
                raise self.fail()
            self.at += 1
        return Step(axis, self.test(), self.predicates())

    def test(self) -> str:
        token = self.take()
        if token.kind is TokenKind.STAR:
            return "*"
        if token.kind is not TokenKind.NAME:
            self.at -= 1
            raise self.fail()
        if not self.is_symbol("("):
            return token.text
        if token.text not in _KINDS:
            raise self.fail()
        self.at += 1
        target = ""
        if token.text == "processing-instruction" and self.token.kind is TokenKind.LITERAL:
            target = f"'{self.take().text}'"
        self.expect(")")
        return f"{token.text}({target})"

    def predicates(self) -> tuple[Expression, ...]:
        found: list[Expression] = []
        while self.is_symbol("["):
            self.at += 1
            found.append(self.expression(1))
            self.expect("]")
        return tuple(found)

    def primary(self) -> Expression:
        token = self.take()
        if token.kind is TokenKind.NUMBER:
            return Number(float(token.text), token.text)
        if token.kind is TokenKind.LITERAL:
            return Literal(token.text)
        if token.kind is TokenKind.SYMBOL and token.text == "(":
            inner = self.expression(1)
            self.expect(")")
            return inner
        if token.kind is TokenKind.NAME and self.is_symbol("("):
            self.at += 1
            return Call(token.text, self.arguments())
        self.at -= 1
        raise self.fail()

    def arguments(self) -> tuple[Expression, ...]:
        found: list[Expression] = []
        if not self.is_symbol(")"):
            found.append(self.expression(1))
            while self.is_symbol(","):
                self.at += 1
                found.append(self.expression(1))
        self.expect(")")
        return tuple(found)


@lru_cache(maxsize=8192)
def parse(text: str) -> Expression:
    """Return the parsed expression.

    Raises:
        FormInvalidError: The text is no XPath expression (``where`` is the text, ``offset``).
    """
    return _Parser(text).parse()
