"""What a fact is: its type, its list, its rule, and its places in two standards.

The standards are IOM's Human Trafficking Case Data Standard 2.0 (HTCDS, 24 December 2021) and the
UN's International Classification of Trafficking in Persons (IC-TIP, 2025), whose category codes
stay empty until they have been read. ``domain.vocabulary`` holds the facts themselves, written with
the short makers at the end of this module.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FactType(StrEnum):
    """What kind of value a fact has."""

    CHOICE = "choice"
    MULTI = "multi"
    INTEGER = "integer"
    DATE = "date"
    TIME = "time"
    PLACE = "place"
    BOOLEAN = "boolean"
    TEXT = "text"


@dataclass(frozen=True)
class Home:
    """One ficha is the fact's home; others show it as known, or else disagree with it."""

    form: str


@dataclass(frozen=True)
class Ordered:
    """The first of these fichas that states the fact; the others are silent then."""

    forms: tuple[str, ...]


@dataclass(frozen=True)
class Latest:
    """The statement of the latest date, told by the date fact ``by`` of the same record."""

    by: str


@dataclass(frozen=True)
class All:
    """Every statement: the union of what the records state."""


Rule = Home | Ordered | Latest | All


@dataclass(frozen=True)
class IcTip:
    """Where a fact belongs in the UN's International Classification of Trafficking in Persons.

    ``unit`` is one of the four units it records (event, victim, perpetrator, organization);
    ``code`` stays empty until the published category codes have been read: none is invented.
    """

    unit: str
    code: str = ""
    status: str = "pendiente"


@dataclass(frozen=True)
class Fact:
    """One entry of the vocabulary.

    Attributes:
        id: Dotted name, ``victim.sex``; never changes once published.
        label: English, for code and documents; screens show the ficha's own label.
        type: The kind of value.
        resolve: How the statements of several records come to one value.
        code_list: The list of ``code_lists`` that a choice draws from, if any.
        htcds: Fields of the Human Trafficking Case Data Standard 2.0 that it states, with a space
            between them; ``domain.htcds`` holds them all.
        ictip: Place in the IC-TIP, if it has one.
        bounds: Least and greatest whole number that may be counted; every integer has them.
    """

    id: str
    label: str
    type: FactType
    resolve: Rule
    code_list: str | None = None
    htcds: str | None = None
    ictip: IcTip | None = None
    bounds: tuple[int, int] | None = None


EVENT = IcTip("event")
VICTIM = IcTip("victim")
PERPETRATOR = IcTip("perpetrator")
ORGANIZATION = IcTip("organization")


def choice(
    id_: str,
    label: str,
    resolve: Rule,
    code_list: str,
    *,
    htcds: str | None = None,
    ictip: IcTip | None = None,
) -> Fact:
    """Return a fact that is one of a list."""
    return Fact(id_, label, FactType.CHOICE, resolve, code_list, htcds, ictip)


def several(
    id_: str,
    label: str,
    resolve: Rule,
    code_list: str,
    *,
    htcds: str | None = None,
    ictip: IcTip | None = None,
) -> Fact:
    """Return a fact that is any number of a list."""
    return Fact(id_, label, FactType.MULTI, resolve, code_list, htcds, ictip)


def number(
    id_: str,
    label: str,
    resolve: Rule,
    bounds: tuple[int, int],
    *,
    htcds: str | None = None,
    ictip: IcTip | None = None,
) -> Fact:
    """Return a fact that is a whole number within bounds."""
    return Fact(id_, label, FactType.INTEGER, resolve, None, htcds, ictip, bounds)


def day(id_: str, label: str, resolve: Rule, *, htcds: str | None = None) -> Fact:
    """Return a fact that is a date."""
    return Fact(id_, label, FactType.DATE, resolve, htcds=htcds)


def hour(id_: str, label: str, resolve: Rule) -> Fact:
    """Return a fact that is a time of the day; it never leaves an office."""
    return Fact(id_, label, FactType.TIME, resolve)


def place(
    id_: str,
    label: str,
    resolve: Rule,
    code_list: str,
    *,
    htcds: str | None = None,
    ictip: IcTip | None = None,
) -> Fact:
    """Return a fact that is a department or a district, by INEI's code."""
    return Fact(id_, label, FactType.PLACE, resolve, code_list, htcds, ictip)


def ticked(id_: str, label: str, resolve: Rule, *, htcds: str | None = None) -> Fact:
    """Return a fact that is a box, ticked or not."""
    return Fact(id_, label, FactType.BOOLEAN, resolve, htcds=htcds)


def words(id_: str, label: str, resolve: Rule, *, htcds: str | None = None) -> Fact:
    """Return a fact in somebody's own words; it never leaves as a statistic."""
    return Fact(id_, label, FactType.TEXT, resolve, htcds=htcds)
