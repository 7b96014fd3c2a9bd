"""The label of a coded file: random, without centre, date or order in it.

Seven symbols of an alphabet of 29 (0-9 and A-Z without B I L O S U V, which are misheard or
misread) and a check symbol, shown ``XXXX-XXXX``. The check is a sum modulo 29 with the weights
1 to 8: 29 is prime and the weights are distinct and not zero, so every substitution of one symbol
and every transposition of two neighbours changes the sum.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from cem_desktop.errors import InvalidCaseCodeError

ALPHABET = "0123456789ACDEFGHJKMNPQRTWXYZ"
LENGTH = 8
_VALUE = {symbol: value for value, symbol in enumerate(ALPHABET)}
_CHECK_WEIGHT = LENGTH


def _check_symbol(body: str) -> str:
    """Return the symbol that brings the weighted sum of all eight to zero modulo 29."""
    total = sum(weight * _VALUE[symbol] for weight, symbol in enumerate(body, start=1))
    inverse = pow(_CHECK_WEIGHT, -1, len(ALPHABET))
    return ALPHABET[-total * inverse % len(ALPHABET)]


@dataclass(frozen=True, order=True)
class CaseCode:
    """A valid case code, kept without its hyphen."""

    symbols: str

    def __post_init__(self) -> None:
        """Refuse what is no code.

        Raises:
            InvalidCaseCodeError: Wrong length, symbol or check symbol.
        """
        known = all(symbol in _VALUE for symbol in self.symbols)
        if len(self.symbols) != LENGTH or not known:
            raise InvalidCaseCodeError
        if _check_symbol(self.symbols[:-1]) != self.symbols[-1]:
            raise InvalidCaseCodeError

    def __str__(self) -> str:
        """Return the code as people read it: ``XXXX-XXXX``."""
        return f"{self.symbols[:4]}-{self.symbols[4:]}"

    @classmethod
    def parse(cls, text: str) -> CaseCode:
        """Return the code in what a person typed, whatever its case, spaces and hyphens.

        Raises:
            InvalidCaseCodeError: What was typed is no code.
        """
        return cls("".join(text.split()).replace("-", "").upper())

    @classmethod
    def issue(cls, choose: Callable[[str], str] = secrets.choice) -> CaseCode:
        """Return a new random code; the store makes sure that nobody has it yet."""
        body = "".join(choose(ALPHABET) for _ in range(LENGTH - 1))
        return cls(body + _check_symbol(body))
