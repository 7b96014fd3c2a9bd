"""Facts: what several fichas say about one file, told apart from how a ficha asks it.

Lists, timelines, statistics and exports read facts, never a ficha's own question names, so a new
version of a ficha moves nothing else. A record *states* a fact; ``resolve`` decides, without any
clock, what a file's many statements come to. Who disagrees is never settled here: a tie, an open
conflict, or a ficha that contradicts the fact's own one, comes to "no data" (``None``) with a note,
and counts once.

The vocabulary itself stands in ``fact_vocabulary``; this module is the door to both.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from cem_desktop.domain.fact_vocabulary import (
    FACTS,
    MINOR_GROUPS,
    PRESUMED_MINOR,
    All,
    Fact,
    FactType,
    Home,
    IcTip,
    Latest,
    Ordered,
    Rule,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

__all__ = [
    "FACTS",
    "MINOR_GROUPS",
    "PRESUMED_MINOR",
    "All",
    "Fact",
    "FactType",
    "FactValue",
    "Home",
    "IcTip",
    "Latest",
    "Note",
    "Ordered",
    "Resolved",
    "Rule",
    "StatedValue",
    "Statement",
    "agreed_value",
    "dissenting",
    "own_forms",
    "resolve",
]

FactValue = str | int | float | tuple[str, ...]
StatedValue = str | int | float | list[str] | tuple[str, ...] | None


@dataclass(frozen=True)
class Statement:
    """What one record states about one fact.

    Attributes:
        fact: Id of the fact.
        value: The answer, in the shape a record keeps it; ``None`` where the value is in dispute.
        form: Form and version (``f01@2026.1``) or form alone (``f01``).
        record: Id of the record.
        on: The value of the dating fact (``Latest.by``) in the same record, if the record has it.
        conflict: Whether an open conflict of edits stands behind this answer; a conflict may be
            given as one statement without value or as one statement a value.
    """

    fact: str
    value: StatedValue
    form: str
    record: str
    on: date | None = None
    conflict: bool = False

    @property
    def form_id(self) -> str:
        """Return the form without its version."""
        return self.form.partition("@")[0]


class Note(StrEnum):
    """Why a fact has the value it has."""

    UNSTATED = "unstated"
    TIE = "tie"
    CONFLICT = "conflict"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True)
class Resolved:
    """What the statements come to.

    Attributes:
        value: The value; ``None`` is "no data". Several values are a tuple.
        source: Id of the record that gave it, where it was one.
        note: Why there is no value, or that part of it is in dispute.
    """

    value: FactValue | None
    source: str | None = None
    note: Note | None = None


def resolve(fact: Fact, statements: Iterable[Statement]) -> Resolved:
    """Return what a file's statements about a fact come to.

    Args:
        fact: The fact, with its rule.
        statements: Statements of one file; those about other facts are passed over.

    Returns:
        The value, or no data with a note. The order of the statements makes no difference.
    """
    about = [one for one in statements if one.fact == fact.id and _says_something(one)]
    if not about:
        return Resolved(None, note=Note.UNSTATED)
    if isinstance(fact.resolve, All):
        return _union(about)
    heard = _heard(fact.resolve, about)
    if not heard:
        return Resolved(None, note=Note.ELSEWHERE)
    resolved = agreed_value(heard)
    if resolved.value is not None and dissenting(fact, about)[1]:
        return Resolved(None, note=Note.CONFLICT)
    return resolved


def dissenting(
    fact: Fact, statements: Iterable[Statement]
) -> tuple[tuple[Statement, ...], tuple[Statement, ...]]:
    """Return what a fact's own fichas say, and the statements of others that say something else.

    A ficha that stands in the fact's order only adds to the earlier ones; one that does not, and
    that says something else all the same, disagrees. Empty where the fact has no such ficha.
    """
    about = [one for one in statements if one.fact == fact.id and _says_something(one)]
    own = own_forms(fact.resolve)
    held = tuple(_heard(fact.resolve, about)) if own else ()
    value = agreed_value(held).value if held else None
    if value is None:
        return held, ()
    against = (one for one in about if one.form_id not in own and _differs(one, value))
    return held, tuple(against)


def own_forms(rule: Rule) -> tuple[str, ...]:
    """Return the fichas that a rule names; none for a dated series or a union."""
    if isinstance(rule, Home):
        return (rule.form,)
    return rule.forms if isinstance(rule, Ordered) else ()


def _heard(rule: Rule, statements: list[Statement]) -> list[Statement]:
    """Return the statements that decide."""
    own = own_forms(rule)
    return _first_form(own, statements) if own else _latest(statements)


def _differs(statement: Statement, value: FactValue) -> bool:
    return statement.conflict or _frozen(statement.value) != value


def _says_something(statement: Statement) -> bool:
    """Tell whether there is an answer, or a dispute about one."""
    blank = statement.value is None or statement.value in ("", [], ())
    return statement.conflict or not blank


def _first_form(forms: tuple[str, ...], statements: list[Statement]) -> list[Statement]:
    """Return the statements of the first ficha of the order that makes any."""
    for form in forms:
        heard = [one for one in statements if one.form_id == form]
        if heard:
            return heard
    return []


def _latest(statements: list[Statement]) -> list[Statement]:
    """Return the statements of the latest date; undated ones only when none has a date."""
    dates = [one.on for one in statements if one.on is not None]
    latest = max(dates, default=None)
    return [one for one in statements if one.on == latest]


def agreed_value(statements: Sequence[Statement]) -> Resolved:
    """Return the one value that all of some statements give, or no data with a note."""
    if any(one.conflict for one in statements):
        return Resolved(None, note=Note.CONFLICT)
    values = {_frozen(one.value) for one in statements}
    if len(values) > 1:
        return Resolved(None, note=Note.TIE)
    return Resolved(values.pop(), source=min(one.record for one in statements))


def _union(statements: list[Statement]) -> Resolved:
    """Return every value once, in order; disputed ones are left out and noted."""
    clear = [one for one in statements if not one.conflict]
    found: set[str | int | float] = set()
    for one in clear:
        value = _frozen(one.value)
        found.update(value if isinstance(value, tuple) else (value,))
    note = Note.CONFLICT if len(clear) < len(statements) else None
    if not found:
        return Resolved(None, note=note)
    ordered = tuple(str(value) for value in sorted(found, key=str))
    records = {one.record for one in clear}
    source = records.pop() if len(records) == 1 else None
    return Resolved(ordered, source=source, note=note)


def _frozen(value: StatedValue) -> FactValue:
    """Return the value in a shape that can be compared: several choices in one fixed order."""
    if isinstance(value, list | tuple):
        return tuple(sorted(value))
    assert value is not None
    return value
