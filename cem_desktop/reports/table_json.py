"""The table as JSON: for programs that read it, and as the proof that the demonstration leaves.

A hidden count is ``null`` and stands by its name in ``suppressed``; a zero is ``0``. Counts of
unknown sex or age appear (``unknown``) only where the edition has a column for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cem_desktop.domain.indicator import CELLS, AgeBand, Sex
from cem_desktop.reports.note_texts import note_text

if TYPE_CHECKING:
    from cem_desktop.domain.data_quality import DataQualityNote, NoteValue
    from cem_desktop.domain.indicator import Share
    from cem_desktop.reports.figures import FigureRow, Figures

Json = str | int | None | list["Json"] | dict[str, "Json"]

_BANDS = {AgeBand.MINOR: "minors", AgeBand.ADULT: "adults", AgeBand.UNKNOWN: "unknown"}
_SEXES = {Sex.WOMAN: "women", Sex.MAN: "men", Sex.UNKNOWN: "unknown"}


def table_json(figures: Figures) -> dict[str, Json]:
    """Return an edition as JSON values; ``json.dumps(..., ensure_ascii=False)`` writes it."""
    basis = figures.basis
    return {
        "edition": figures.kind.value,
        "marking": figures.marking,
        "year": figures.year,
        "cut_off": basis.cut_off.isoformat(),
        "offices": {
            "heard": basis.offices_heard,
            "expected": basis.offices_expected,
            "with_cases": figures.offices_with_cases,
        },
        "rows": [
            {"department": row.department, "cem": row.office_name, **_counts(figures, row)}
            for row in figures.rows
        ],
        "totals": _counts(figures, figures.totals),
        "by_month": [{"month": month, "total": count} for month, count in figures.by_month],
        "by_year": [{"year": year, "total": count} for year, count in figures.by_year],
        "shares": {"minors": _share(figures.minors), "women": _share(figures.women)},
        "notes": [_note(note) for note in figures.notes],
    }


def _counts(figures: Figures, row: FigureRow) -> dict[str, Json]:
    """Return the counts of one line by age and sex, its total, and what of them is hidden."""
    bands: dict[str, dict[str, Json]] = {}
    suppressed: list[Json] = []
    for cell, count in zip(CELLS, row.cells, strict=True):
        if cell not in figures.columns:
            continue
        band, sex = _BANDS[cell.band], _SEXES[cell.sex]
        bands.setdefault(band, {})[sex] = count
        if count is None:
            suppressed.append(f"{band}.{sex}")
    if row.total is None:
        suppressed.append("total")
    line: dict[str, Json] = {**bands, "total": row.total}
    return {**line, "suppressed": suppressed} if suppressed else line


def _share(share: Share | None) -> Json:
    """Return a share with what it was made of."""
    if share is None:
        return None
    return {"percent": share.percent, "part": share.part, "whole": share.whole}


def _note(note: DataQualityNote) -> dict[str, Json]:
    """Return a note with its words and its parameters."""
    parameters = {name: _value(value) for name, value in note.parameters.items()}
    return {"code": note.code.value, "text": note_text(note), "parameters": parameters}


def _value(value: NoteValue) -> Json:
    """Return a parameter as JSON."""
    return [_value(item) for item in value] if isinstance(value, tuple) else value
