"""Entries of the catalogues, and how they are read from CSV text."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from cem_desktop.domain.spelling import fold
from cem_desktop.domain.validity import Validity, parse_validity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class OfficeCategory(StrEnum):
    """Where a centre stands: premises of its own, a police station or a health centre."""

    REGULAR = "regular"
    POLICE_STATION = "comisaria"
    HEALTH_CENTRE = "salud"


_TITLE = {
    OfficeCategory.REGULAR: "CEM",
    OfficeCategory.POLICE_STATION: "CEM Comisaría",
    OfficeCategory.HEALTH_CENTRE: "CEM Centro de Salud",
}


@dataclass(frozen=True)
class Office:
    """A centre. ``ubigeo``, province and district are empty where they are not known.

    ``current`` says whether today's directory lists it. The others are known from older records,
    often without the dates on which they opened and closed.
    """

    id: str
    name: str
    category: OfficeCategory
    ubigeo: str
    department: str
    province: str
    district: str
    validity: Validity
    current: bool
    aliases: tuple[str, ...]
    source: str

    @property
    def title(self) -> str:
        """Return the proper name on signs and papers: ``CEM Lima``, ``CEM Comisaría Bagua``."""
        return f"{_TITLE[self.category]} {self.name}"

    @cached_property
    def names(self) -> frozenset[str]:
        """Return every spelling that means this centre within its department, folded."""
        kind = _TITLE[self.category].removeprefix("CEM").strip()
        written = (self.name, *self.aliases)
        full = (f"{kind} {name}" for name in written)
        return frozenset(fold(name) for name in (*written, *full))

    @cached_property
    def haystack(self) -> str:
        """Return what a search looks through, folded."""
        where = (self.district, self.province, self.department)
        return fold(" ".join((self.title, *self.aliases, *where)))


@dataclass(frozen=True)
class Place:
    """A department (two digits), province (four) or district (six) of INEI's UBIGEO."""

    code: str
    name: str
    status: str = "current"


@dataclass(frozen=True)
class Language:
    """A language of the country, with the number it has in the official ficha, if any."""

    code: str
    short_code: str
    name: str
    autonym: str
    ficha_code: str
    note: str


@dataclass(frozen=True)
class InstitutionName:
    """What the ministry, the programme, the service or the register was called, and when."""

    kind: str
    short: str
    name: str
    validity: Validity
    norm: str
    status: str


@dataclass(frozen=True)
class Norm:
    """A law, decree or treaty that the work rests on, and from when to when it holds.

    Attributes:
        id: What a ficha keeps; never changed.
        kind: A choice of list ``norm_kind``.
        number: As people cite it: ``Ley 28950``.
        title: What it is about, in Spanish; ``title_en`` in English.
        topic: A choice of list ``norm_topic``.
        articles: Those that matter here.
        published: The day of its publication, where it was read.
        validity: From when to when it holds; an open end is a day nobody has read.
        replaced_by: The id of the norm that followed it.
        status: ``verified`` where its text or publication was read, else ``unverified``.
        summary: What of it matters here, in Spanish.
    """

    id: str
    kind: str
    number: str
    title: str
    title_en: str
    topic: str
    articles: str
    published: date | None
    validity: Validity
    replaced_by: str
    status: str
    summary: str

    @property
    def label(self) -> str:
        """Return how it is offered: ``Ley 28950: Ley contra la trata ...``."""
        return self.title if self.title.startswith(self.number) else f"{self.number}: {self.title}"


def parse_offices(text: str) -> tuple[Office, ...]:
    """Return the centres in a CSV text, in its order."""
    return tuple(
        Office(
            id=row["id"],
            name=row["name"],
            category=OfficeCategory(row["category"]),
            ubigeo=row["ubigeo"],
            department=row["department"],
            province=row["province"],
            district=row["district"],
            validity=parse_validity(row["valid_from"], row["valid_to"]),
            current=row["status"] == "current",
            aliases=tuple(alias for alias in row["aliases"].split(";") if alias),
            source=row["source"],
        )
        for row in _rows(text)
    )


def parse_places(departments: str, provinces: str, districts: str) -> Mapping[str, Place]:
    """Return all places by their INEI code, from the three CSV texts."""
    rows = (row for text in (departments, provinces, districts) for row in _rows(text))
    places = (Place(row["inei"], row["name"], row.get("status") or "current") for row in rows)
    return {place.code: place for place in places}


def parse_languages(text: str) -> tuple[Language, ...]:
    """Return the languages in a CSV text, in its order."""
    return tuple(
        Language(
            row["iso_639_3"],
            row["iso_639_1"],
            row["name"],
            row["autonym"],
            row["ficha_code"],
            row["note"],
        )
        for row in _rows(text)
    )


def parse_institution_names(text: str) -> tuple[InstitutionName, ...]:
    """Return the dated names in a CSV text, in its order."""
    return tuple(
        InstitutionName(
            row["kind"],
            row["short"],
            row["name"],
            parse_validity(row["valid_from"], row["valid_to"]),
            row["norm"],
            row["status"],
        )
        for row in _rows(text)
    )


def parse_norms(text: str) -> tuple[Norm, ...]:
    """Return the norms in a CSV text, in its order."""
    return tuple(
        Norm(
            id=row["id"],
            kind=row["kind"],
            number=row["number"],
            title=row["title"],
            title_en=row["title_en"],
            topic=row["topic"],
            articles=row["articles"],
            published=date.fromisoformat(row["published"]) if row["published"] else None,
            validity=parse_validity(row["valid_from"], row["valid_to"]),
            replaced_by=row["replaced_by"],
            status=row["status"],
            summary=row["summary"],
        )
        for row in _rows(text)
    )


def _rows(text: str) -> Iterator[dict[str, str]]:
    """Yield the lines of a CSV text as columns by name."""
    yield from csv.DictReader(io.StringIO(text))
