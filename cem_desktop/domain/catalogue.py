"""The dated catalogue: centres, places, languages, norms, and the names institutions had when.

Everything comes in as CSV text; nothing here touches a disk. What the country renames or closes
keeps its entry, with the dates that are known, so that a file of 2008 shows the words of 2008.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from cem_desktop.domain.catalogue_entries import (
    InstitutionName,
    Language,
    Norm,
    Office,
    OfficeCategory,
    Place,
    parse_institution_names,
    parse_languages,
    parse_norms,
    parse_offices,
    parse_places,
)
from cem_desktop.domain.code_lists import CodeList, parse_code_lists
from cem_desktop.domain.spelling import fold, has_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

DEPARTMENT_LIST = "department"
"""The list of departments, which comes from the places and not from the code lists."""
DISTRICT_LIST = "district"
"""The list of districts, from the places too; those of former years are in it."""
NORM_LIST = "norm"
"""The list of norms, from their own table; those that were replaced are in it."""
_DEPARTMENT, _PROVINCE, _DISTRICT = 2, 4, 6


@dataclass(frozen=True)
class Catalogue:
    """All catalogues together."""

    offices: tuple[Office, ...]
    places: Mapping[str, Place]
    languages: tuple[Language, ...]
    institution_names: tuple[InstitutionName, ...]
    code_lists: Mapping[str, CodeList]
    norms: tuple[Norm, ...]

    def office(self, office_id: str) -> Office | None:
        """Return the centre with this id; a newer catalogue may know more than ours."""
        return self._office_by_id.get(office_id)

    def find(self, department: str, name: str) -> Office | None:
        """Return the one centre that a department's records call ``name``, however spelled.

        A bare place name means the regular centre before one in a police station that bears the
        same name: those opened from 2017 and write "Comisaría" into theirs.

        Returns:
            The centre, or ``None`` where there is none or more than one.
        """
        where, wanted = fold(department), fold(name).removeprefix("cem ")
        wanted = wanted.removeprefix("regular ")
        named = [
            office
            for office in self.offices
            if wanted in office.names and fold(office.department) == where
        ]
        regular = [office for office in named if office.category is OfficeCategory.REGULAR]
        heard = regular or named
        return heard[0] if len(heard) == 1 else None

    def search(self, typed: str, *, former: bool = False, limit: int = 20) -> tuple[Office, ...]:
        """Return centres that have every word typed, best first.

        Args:
            typed: Beginnings of words of the name, the place or its department.
            former: Whether centres that today's directory does not list are shown too.
            limit: How many at most.
        """
        found = [
            office
            for office in self.offices
            if (former or office.current) and has_words(typed, office.haystack)
        ]
        wanted = fold(typed)
        found.sort(key=lambda office: (*_rank(wanted, office), office.title, office.id))
        return tuple(found[:limit])

    def departments(self) -> tuple[Place, ...]:
        """Return the departments, by code."""
        return tuple(self._places("", _DEPARTMENT))

    def provinces(self, department: str) -> tuple[Place, ...]:
        """Return the provinces of a department, by code."""
        return tuple(self._places(department, _PROVINCE))

    def districts(self, province: str) -> tuple[Place, ...]:
        """Return the districts of a province that stand today, by code."""
        return tuple(self._places(province, _DISTRICT))

    def place_name(self, code: str) -> str:
        """Return the place from the widest to the narrowest: ``Lima, Cañete, Imperial``."""
        parts = (code[:_DEPARTMENT], code[:_PROVINCE], code[:_DISTRICT])
        known = (self.places[part].name for part in dict.fromkeys(parts) if part in self.places)
        return ", ".join(known)

    def department_named(self, name: str) -> Place | None:
        """Return the department of this name, however spelled."""
        return next((one for one in self.departments() if fold(one.name) == fold(name)), None)

    def choice_names(self) -> Mapping[str, frozenset[str]]:
        """Return, by list, what fichas may offer: the code lists they ask for, places, norms."""
        named = {
            code_list.id: frozenset(code.name for code in code_list.codes if code.name)
            for code_list in self.code_lists.values()
        }
        departments = frozenset(place.code for place in self.departments())
        districts = frozenset(code for code in self.places if len(code) == _DISTRICT)
        own = {
            DEPARTMENT_LIST: departments,
            DISTRICT_LIST: districts,
            NORM_LIST: frozenset(norm.id for norm in self.norms),
        }
        return own | {key: names for key, names in named.items() if names}

    def norms_on(self, on: date) -> tuple[Norm, ...]:
        """Return the norms that hold on a day; one whose days were not read is among them."""
        return tuple(norm for norm in self.norms if norm.validity.holds(on))

    def institution(self, kind: str, on: date) -> InstitutionName | None:
        """Return what an institution was called on a day; of several, the one that began last.

        Args:
            kind: ``ministry``, ``programme``, ``service`` or ``register``.
            on: The day.
        """
        held = [
            one for one in self.institution_names if one.kind == kind and one.validity.holds(on)
        ]
        return max(held, key=_began, default=None)

    @cached_property
    def _office_by_id(self) -> Mapping[str, Office]:
        return {office.id: office for office in self.offices}

    def _places(self, within: str, digits: int) -> Iterator[Place]:
        """Yield the places of a level that stand today."""
        for code, place in self.places.items():
            if len(code) == digits and code.startswith(within) and place.status == "current":
                yield place


def _rank(wanted: str, office: Office) -> tuple[bool, ...]:
    """Return the order of a search: the exact name, its beginning, then regular and current."""
    return (
        wanted not in office.names,
        not fold(office.name).startswith(wanted),
        not has_words(wanted, fold(office.title)),
        office.category is not OfficeCategory.REGULAR,
        not office.current,
    )


def _began(entry: InstitutionName) -> str:
    """Return when a name began, as text that sorts; an unknown beginning is the earliest."""
    return entry.validity.first.isoformat() if entry.validity.first else ""


def parse_catalogue(texts: Mapping[str, str], code_lists: Iterable[str]) -> Catalogue:
    """Return the catalogue.

    Args:
        texts: The CSV texts, named by their file names without ``.csv``.
        code_lists: The CSV texts of the code lists, in order.
    """
    return Catalogue(
        offices=parse_offices(texts["offices"]),
        places=parse_places(
            texts["ubigeo_departments"], texts["ubigeo_provinces"], texts["ubigeo_districts"]
        ),
        languages=parse_languages(texts["languages"]),
        institution_names=parse_institution_names(texts["institution_names"]),
        code_lists=parse_code_lists(code_lists),
        norms=parse_norms(texts["norms"]),
    )
