"""The tables of the bulletin as CSV, for a spreadsheet."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from cem_desktop.i18n import _
from cem_desktop.reports.csv_cells import harmless
from cem_desktop.reports.figures import EditionKind
from cem_desktop.reports.note_texts import note_text
from cem_desktop.reports.wording import band_words, cell_words, month_long

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cem_desktop.reports.figures import FigureRow, Figures


def statistics_csv(figures: Figures) -> str:
    """Return the table by CEM as CSV text for a spreadsheet; it begins with a byte order mark.

    A hidden count is a word, not a blank, so that no sum takes it for zero. What could be taken
    for a formula is quoted as text. The internal edition says so in its first line. Write it with
    ``newline=""``.
    """
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")

    def write(cells: Sequence[str | int]) -> None:
        writer.writerow([harmless(cell) for cell in cells])

    if figures.kind is EditionKind.INTERNAL:
        write([figures.marking])
    heads = [f"{band_words(cell.band)}: {cell_words(cell).lower()}" for cell in figures.columns]
    write([_("Department"), _("CEM"), *heads, _("Total")])
    for row in figures.rows:
        write([row.department, row.office_name, *_told(figures, row)])
    write([_("Total"), "", *_told(figures, figures.totals)])
    write([])
    write([_("Month"), _("Cases")])
    for month, count in figures.by_month:
        name = _("Not known") if month is None else month_long(month)
        write([name, _hidden_word() if count is None else count])
    write([])
    write([_("Year"), _("Cases")])
    for year, in_year in figures.by_year:
        write([_("Not known") if year is None else year, in_year])
    write([])
    write([_("Marking"), figures.marking])
    for note in figures.notes:
        write([_("Note"), note_text(note)])
    return "\ufeff" + file.getvalue()


def _told(figures: Figures, row: FigureRow) -> list[str | int]:
    """Return the cells of a line for CSV."""
    counts = [*figures.in_columns(row), row.total]
    return [_hidden_word() if count is None else count for count in counts]


def _hidden_word() -> str:
    """Return the word that stands for a hidden count."""
    return _("hidden")
