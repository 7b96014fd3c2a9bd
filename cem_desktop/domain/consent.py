"""What her consent changes: who refuses to be counted, is not counted.

Source: Ley 29733, articles 13 and 14. A public entity may keep a register for its functions without
consent; to be part of a statistic is left to her all the same, and she may take it back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cem_desktop.domain.facts import FACTS, resolve

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cem_desktop.domain.facts import Statement

STATISTICS = "consent.statistics"
_REFUSALS = frozenset({"refused", "withdrawn"})
_UNASKED = "not_asked"


def refuses_statistics(statements: Iterable[Statement]) -> bool:
    """Tell whether she does not wish to be counted; in a dispute one refusal is enough.

    Not having been asked again takes no refusal back.

    Args:
        statements: What the records of her file state.
    """
    about = [one for one in statements if one.fact == STATISTICS and one.value != _UNASKED]
    resolved = resolve(FACTS[STATISTICS], about)
    if resolved.value is not None or not about:
        return resolved.value in _REFUSALS
    return any(one.conflict or one.value in _REFUSALS for one in about)
