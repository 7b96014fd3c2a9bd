"""Headquarters' figures: tables, notes, the public edition, and the sheet to print.

The internal edition is for headquarters' own eyes and is marked and audited; what leaves the
house is the public edition, which passes the publication guard and is remembered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from cem_desktop.domain import disclosure_control
from cem_desktop.domain.catalogue import Catalogue
from cem_desktop.domain.data_quality import (
    DataQualityNote,
    check_coverage,
    check_provisional,
    check_published,
    check_unknown_values,
)
from cem_desktop.domain.external_series import PublishedFigures
from cem_desktop.domain.indicator import CaseTables, CountedCase, build_tables
from cem_desktop.domain.period import LIMA, parse_stamp, today
from cem_desktop.domain.public_table import Edition, PublicationBasis
from cem_desktop.domain.roles import COUNT
from cem_desktop.reports import figures as report_figures
from cem_desktop.reports.figures import Figures
from cem_desktop.services.context import Context
from cem_desktop.services.edition_archive import pack_edition, unpack_edition
from cem_desktop.services.published_figures import load_published
from cem_desktop.storage.registry import EnrolledOffice, RegistryStore, RegistryUnit

_YEAR = re.compile(r"[0-9]{4}")


@dataclass(frozen=True)
class _Count:
    """Everything that one reading of the registry gives."""

    tables: CaseTables
    basis: PublicationBasis
    notes: tuple[DataQualityNote, ...]
    zeros: tuple[tuple[str, str], ...]


class Statistics:
    """The figures of the registry."""

    def __init__(self, context: Context, registry: RegistryStore) -> None:
        """Count what ``registry`` holds."""
        self._context = context
        self._registry = registry

    def years(self) -> tuple[int, ...]:
        """Return the years in which counted files were opened, the latest first.

        A file whose month cannot be read is among the undated of every table, and in no year.
        """
        with self._registry.read() as unit:
            return tuple(int(year) for year in unit.registry.years() if _YEAR.fullmatch(year))

    def internal(self, year: int, published: PublishedFigures | None = None) -> Figures:
        """Return all figures of a year, marked as internal; the view is noted in the trail.

        Args:
            year: The year of opening.
            published: What others published of it; by default what ships with the program.

        Raises:
            NotPermittedError: The user's roles see no figures.
        """
        self._check_role("internal_table", year)
        count = self._count(year, published)
        with self._context.store.write() as unit:
            self._context.note(unit, "internal_table", str(year))
        return report_figures.internal_figures(
            count.tables, count.basis, count.notes, without_cases=count.zeros
        )

    def preview(self, year: int, published: PublishedFigures | None = None) -> Figures:
        """Return what the public edition of a year would show today; nothing is published by it.

        Raises:
            NotPermittedError: The user's roles see no figures.
        """
        self._check_role("public_table", year)
        shown = self._public(self._count(year, published))[0]
        with self._context.store.write() as unit:
            self._context.note(unit, "public_table", str(year))
        return shown

    def publish(self, year: int, published: PublishedFigures | None = None) -> Figures:
        """Return the public edition of a year and remember it, so that later ones hide the rest.

        Raises:
            NotPermittedError: The user's roles see no figures.
        """
        self._check_role("publish", year)
        count = self._count(year, published)
        made, edition = self._public(count)
        packed = pack_edition(edition)
        with self._context.store.write() as case_unit:
            self._context.note(case_unit, "publish", str(year), total=count.tables.total)
        with self._registry.write() as unit:
            if packed not in unit.registry.publications(_family(year)):
                unit.registry.add_publication(_family(year), self._context.stamp(), packed)
        return made

    def pdf(self, made: Figures, catalogue: Catalogue) -> bytes:
        """Return the bulletin of an edition as PDF; a task, not for the window's thread."""
        self._check_role("export_table", made.year or 0)
        from cem_desktop.reports.statistics_sheet import statistics_pdf

        day = today(self._context.clock)
        named = catalogue.institution("programme", date(made.year, 12, 31) if made.year else day)
        programme = named.name if named else ""
        content = statistics_pdf(made, programme=programme, issued=day)
        self._note_export(made, "pdf")
        return content

    def csv(self, made: Figures) -> str:
        """Return the tables of an edition as CSV text."""
        self._check_role("export_table", made.year or 0)
        from cem_desktop.reports.statistics_csv import statistics_csv

        self._note_export(made, "csv")
        return statistics_csv(made)

    def _public(self, count: _Count) -> tuple[Figures, Edition]:
        """Pass a count through the publication guard."""
        with self._registry.read() as unit:
            earlier = [
                unpack_edition(one)
                for one in unit.registry.publications(_family(count.tables.year))
            ]
        public = disclosure_control.publish(count.tables, count.basis, earlier)
        made = report_figures.public_figures(public, count.notes, without_cases=count.zeros)
        return made, Edition(count.tables, public)

    def _count(self, year: int, published: PublishedFigures | None) -> _Count:
        """Read the registry once."""
        with self._registry.read() as unit:
            offices = unit.registry.offices()
            arrivals = unit.registry.arrivals()
            tables = build_tables(_cases(unit, offices), year)
        heard = {one.office for one in arrivals}
        counted = {row.office_id for row in tables.rows}
        last = max((one.at for one in arrivals), default=None)
        cut_off = parse_stamp(last).astimezone(LIMA).date() if last else today(self._context.clock)
        notes = (
            *check_published(tables, published or load_published(year)),
            *check_unknown_values(tables),
            *check_coverage(len(heard), len(offices)),
            *check_provisional(year, cut_off),
        )
        return _Count(
            tables=tables,
            basis=PublicationBasis(cut_off, len(heard), len(offices)),
            notes=notes,
            zeros=tuple(
                (one.department, one.name)
                for one in offices
                if one.office in heard and one.office not in counted
            ),
        )

    def _check_role(self, action: str, year: int) -> None:
        self._context.require(COUNT, action, str(year))

    def _note_export(self, made: Figures, how: str) -> None:
        with self._context.store.write() as unit:
            self._context.note(
                unit, "export_table", str(made.year), edition=str(made.kind), format=how
            )


def _cases(unit: RegistryUnit, offices: Iterable[EnrolledOffice]) -> Iterator[CountedCase]:
    known = {one.office: one for one in offices}
    for case in unit.registry.cases():
        office = known.get(case.office)
        yield CountedCase(
            office_id=case.office,
            department=office.department if office else "",
            office_name=office.name if office else case.office,
            opened=case.opened,
            sex=case.sex,
            age_group=case.age_group,
        )


def _family(year: int | None) -> str:
    """Return the name of all editions that speak of the same unit and period."""
    return f"case/{year}"
