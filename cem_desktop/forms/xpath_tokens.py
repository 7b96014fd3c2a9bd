"""Cut an XPath 1.0 expression into tokens (XPath 1.0, section 3.7)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

from cem_desktop.errors import FormInvalidError

MAX_LENGTH = 64 * 1024


class TokenKind(Enum):
    """What a token is, once the rules of 3.7 have told operators from names."""

    NUMBER = auto()
    LITERAL = auto()
    NAME = auto()
    STAR = auto()
    OPERATOR = auto()
    SYMBOL = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """One token with the offset where it starts."""

    kind: TokenKind
    text: str
    offset: int


_NAME = r"[^\W\d][\w.\-·]*"
_TOKEN = re.compile(
    rf"""\s*(?:
    (?P<number>\d+(?:\.\d*)?|\.\d+)
  | (?P<literal>"[^"]*"|'[^']*')
  | (?P<symbol>::|\.\.|//|!=|<=|>=|[()\[\].@,/|+\-=<>*$])
  | (?P<name>{_NAME}(?::(?!:)(?:{_NAME}|\*))?)
    )""",
    re.VERBOSE,
)
_WORD_OPERATOR = re.compile(r"\s*(and|or|mod|div)")
_OPERATORS = {"/", "//", "|", "+", "-", "=", "!=", "<", "<=", ">", ">="}
_OPENERS = {"@", "::", "(", "[", ","}


def tokenize(text: str) -> list[Token]:
    """Return the tokens of an expression, an END token last.

    Raises:
        FormInvalidError: A character that starts no token, or a text beyond the limit.
    """
    if len(text) > MAX_LENGTH:
        raise FormInvalidError(reason="expression_too_long", where=text[:80])
    tokens: list[Token] = []
    offset = 0
    while offset < len(text):
        if text[offset:].isspace():
            break
        token, offset = _next(text, offset, tokens[-1] if tokens else None)
        tokens.append(token)
    tokens.append(Token(TokenKind.END, "", len(text)))
    return tokens


def _expects_operator(previous: Token | None) -> bool:
    """Tell whether a name or a star here must be an operator (3.7, first rule)."""
    if previous is None or previous.kind is TokenKind.OPERATOR:
        return False
    return not (previous.kind is TokenKind.SYMBOL and previous.text in _OPENERS)


def _next(text: str, offset: int, previous: Token | None) -> tuple[Token, int]:
    operator_due = _expects_operator(previous)
    if operator_due and (word := _WORD_OPERATOR.match(text, offset)):
        return Token(TokenKind.OPERATOR, word.group(1), word.start(1)), word.end()
    match = _TOKEN.match(text, offset)
    if match is None:
        raise FormInvalidError(reason="expression_syntax", where=text, offset=offset)
    group = str(match.lastgroup)
    found = match.group(group)
    start = match.start(group)
    if group == "number":
        return Token(TokenKind.NUMBER, found, start), match.end()
    if group == "literal":
        return Token(TokenKind.LITERAL, found[1:-1], start), match.end()
    if group == "name":
        return Token(TokenKind.NAME, found, start), match.end()
    if found == "*":
        kind = TokenKind.OPERATOR if operator_due else TokenKind.STAR
    else:
        kind = TokenKind.OPERATOR if found in _OPERATORS else TokenKind.SYMBOL
    return Token(kind, found, start), match.end()
