"""A year's figures as the program has them, without a store."""

import sys
from datetime import date
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "forms"))

from cem_desktop import i18n, paths
from cem_desktop.domain.data_quality import check_published, check_unknown_values
from cem_desktop.domain.disclosure_control import publish
from cem_desktop.domain.external_series import (
    PublishedFigures,
    parse_office_table,
    parse_series,
    parse_stated_shares,
)
from cem_desktop.domain.indicator import CELLS, CountedCase, build_tables
from cem_desktop.domain.public_table import PublicationBasis
from cem_desktop.reports.figures import internal_figures, public_figures

BASIS = PublicationBasis(date(2009, 3, 31), 27, 27)
CODES = {"minor": "12_17", "adult": "18_29", "unknown": None}


@pytest.fixture(autouse=True)
def _english(tmp_path):
    """Speak the language of the code: the texts of the catalogue are tested with the catalogue."""
    i18n.install("en", tmp_path)


@pytest.fixture(scope="session")
def published():
    folder = paths.resources() / "catalogues" / "external"

    def text(name):
        return (folder / name).read_text(encoding="utf-8")

    return PublishedFigures(
        parse_office_table(text("table_by_cem_2008.csv")),
        parse_series(text("cases_by_month_2008.csv")),
        parse_series(text("cases_by_year.csv")),
        parse_stated_shares(text("stated_shares_2008.csv")),
    )


@pytest.fixture(scope="session")
def tables(published):
    cases = [
        CountedCase(
            row.office_id, row.department, row.office_name, "2008-04", cell.sex, CODES[cell.band]
        )
        for row in published.table.rows_read(swapped=True)
        for cell, count in zip(CELLS, row.counts, strict=True)
        for _ in range(count)
    ]
    return build_tables(cases, 2008)


@pytest.fixture(scope="session")
def internal(tables, published):
    notes = [*check_published(tables, published), *check_unknown_values(tables)]
    return internal_figures(tables, BASIS, notes)


@pytest.fixture(scope="session")
def public(tables, published):
    return public_figures(publish(tables, BASIS), check_published(tables, published))
