"""Which numbers may reopen a session after a short absence.

Four to eight digits. Refused are those that somebody who looks over a shoulder, or who knows her a
little, tries in the three tries there are: one digit, a run of digits, a repeated piece, a year.
"""

from __future__ import annotations

import itertools
from typing import Final

SHORTEST: Final = 4
LONGEST: Final = 8
_YEAR_DIGITS: Final = 4
_YEARS: Final = range(1920, 2040)
_DECIMAL: Final = 10


def is_pin(text: str) -> bool:
    """Tell whether a text has the form of a PIN."""
    return SHORTEST <= len(text) <= LONGEST and text.isascii() and text.isdigit()


def is_trivial(pin: str) -> bool:
    """Tell whether a PIN is among the first that anybody would try."""
    steps = {(int(b) - int(a)) % _DECIMAL for a, b in itertools.pairwise(pin)}
    if len(steps) == 1 and steps <= {0, 1, _DECIMAL - 1}:
        return True
    if any(pin == pin[:size] * (len(pin) // size) for size in range(1, len(pin) // 2 + 1)):
        return True
    if pin == pin[::-1] and len(set(pin)) <= 2:  # noqa: PLR2004  (1221: two digits)
        return True
    return len(pin) == _YEAR_DIGITS and int(pin) in _YEARS
