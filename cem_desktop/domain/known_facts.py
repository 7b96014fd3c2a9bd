"""What is known already: facts that another record of the file holds; she is not asked twice.

Only facts with a home, or an order of fichas, are shown as known: a dated series (today's risk, the
date of a contact) is asked anew each time, and what is gathered from all records is no single
answer. Where a ficha outside a fact's rule says something else than the fact's own fichas, that is
a dispute between people: it is shown until one of the two records is corrected.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cem_desktop.domain.facts import (
    FACTS,
    Fact,
    FactValue,
    Home,
    Note,
    Ordered,
    Statement,
    agreed_value,
    dissenting,
    resolve,
)

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True)
class Known:
    """A fact that another record states: its value, and the record that gave it."""

    value: FactValue
    record: str


@dataclass(frozen=True)
class Dispute:
    """A fact on which fichas of one file differ.

    Attributes:
        fact: Its id.
        held: The statements of the fact's own fichas.
        against: Those that say something else.
    """

    fact: str
    held: tuple[Statement, ...]
    against: tuple[Statement, ...]


def known_elsewhere(
    fact: Fact, statements: Iterable[Statement], record: str | None
) -> Known | None:
    """Return what other records of the file say of a fact, or None where they say nothing clear.

    Args:
        fact: The fact that a question of a ficha asks for.
        statements: Statements of the file.
        record: The record that is being filled, whose own statements are no source.
    """
    if not isinstance(fact.resolve, Home | Ordered):
        return None
    others = [one for one in statements if one.fact == fact.id and one.record != record]
    resolved = resolve(fact, others)
    if resolved.value is None and resolved.note is Note.ELSEWHERE:
        resolved = agreed_value(others)
    if resolved.value is None or resolved.source is None:
        return None
    return Known(resolved.value, resolved.source)


def disputes(statements: Iterable[Statement]) -> tuple[Dispute, ...]:
    """Return the facts on which fichas of one file differ, in the order of the vocabulary."""
    of_fact: dict[str, list[Statement]] = {}
    for one in statements:
        of_fact.setdefault(one.fact, []).append(one)
    found = []
    for name, fact in FACTS.items():
        if name in of_fact:
            held, against = dissenting(fact, of_fact[name])
            if against:
                found.append(Dispute(name, held, against))
    return tuple(found)
