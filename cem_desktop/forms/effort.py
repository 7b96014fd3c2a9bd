"""How much a form may ask for: whatever a stranger wrote into it, every act comes to an end.

Work is counted in nodes looked at, not in seconds, so that a form that runs here runs everywhere.
The limits stand far above what forms of a thousand questions need.
"""

from __future__ import annotations

from cem_desktop.errors import FormInvalidError

MOST_WORK = 6_000_000
"""Nodes that the expressions of one act (an answer, a row, the start) may look at."""
MOST_READ = 2_000_000
"""Places that the rules of one form may read, each counted once for every rule."""
MOST_PLACES = 5_000
MOST_DEFAULTS = 20_000
"""Elements of the primary instance: places, and rows that stand in the form."""
MOST_TEXT = 1_000_000
"""The longest text that a function makes."""
DEEPEST = 40
"""How often a text or an action may lead to another before it is one that leads to itself."""


class Effort:
    """A count of work with its limit."""

    __slots__ = ("depth", "done", "most", "reason")

    def __init__(self, most: int = MOST_WORK, reason: str = "too_much_work") -> None:
        self.done = 0
        self.depth = 0
        self.most = most
        self.reason = reason

    def spend(self, amount: int, where: str = "") -> None:
        """Count work.

        Raises:
            FormInvalidError: It is more than a form may ask for.
        """
        self.done += amount
        if self.done > self.most:
            raise FormInvalidError(reason=self.reason, where=where)


def refuse_depth(depth: int, where: str) -> None:
    """Refuse what leads to itself.

    Raises:
        FormInvalidError: ``depth`` is beyond the limit.
    """
    if depth > DEEPEST:
        raise FormInvalidError(reason="self_dependence", where=where)


def capped_join(separator: str, parts: list[str]) -> str:
    """Join texts up to the longest that is kept; a text can hold itself a thousand times."""
    if len(separator) * len(parts) + sum(map(len, parts)) <= MOST_TEXT:
        return separator.join(parts)
    found: list[str] = []
    length = 0
    for part in parts:
        found.append(part)
        length += len(part) + len(separator)
        if length > MOST_TEXT:
            break
    return separator.join(found)[:MOST_TEXT]
