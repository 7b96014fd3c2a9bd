"""What others published of a year: the external tables that ship with the program."""

from __future__ import annotations

from pathlib import Path

from cem_desktop import paths
from cem_desktop.domain.external_series import (
    PublishedFigures,
    parse_office_table,
    parse_series,
    parse_stated_shares,
)

_FOLDER = "external"


def load_published(year: int) -> PublishedFigures:
    """Return what ``resources/catalogues/external`` holds of ``year``."""
    folder = paths.resources() / "catalogues" / _FOLDER
    table = _text(folder / f"table_by_cem_{year}.csv")
    months = _text(folder / f"cases_by_month_{year}.csv")
    years = _text(folder / "cases_by_year.csv")
    shares = _text(folder / f"stated_shares_{year}.csv")
    return PublishedFigures(
        table=parse_office_table(table) if table else None,
        months=parse_series(months) if months else None,
        years=parse_series(years) if years else None,
        shares=parse_stated_shares(shares) if shares else None,
    )


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""
