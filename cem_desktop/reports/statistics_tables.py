"""The table by CEM, age and sex as the bulletin prints it."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any, Final
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.platypus import LongTable, Paragraph

from cem_desktop.i18n import _, ngettext
from cem_desktop.reports.charts import CONTENT_WIDTH
from cem_desktop.reports.palette import LIGHT
from cem_desktop.reports.typefaces import BOLD, REGULAR
from cem_desktop.reports.wording import band_detail, band_words, cell_words, cell_words_short

if TYPE_CHECKING:
    from cem_desktop.domain.indicator import AgeBand
    from cem_desktop.reports.figures import Figures
    from cem_desktop.reports.layout import Flowable

_NAME_WIDTHS: Final = (78.0, 122.0)
_WIDEST: Final = 50.0
_HEADING_LINES: Final = 2
_MOST_IN_FULL: Final = 6
"""More columns than these have their headings shortened."""
_KEPT_TOGETHER: Final = 4
"""Lines at the end that no page parts, so that the total never stands alone."""


def office_table(figures: Figures, styles: dict[str, Any]) -> Flowable:
    """Return the table; its two lines of headings stand again on every page."""
    lines: list[list[Any]] = [*_headings(figures, styles)]
    for row in figures.rows:
        if row.total is not None:
            names = [row.department, row.office_name]
            counts = ["•" if count is None else str(count) for count in figures.in_columns(row)]
            lines.append(
                [Paragraph(escape(name), styles["cell"]) for name in names]
                + [*counts, str(row.total)]
            )
    hidden = [row for row in figures.rows if row.total is None]
    if hidden:
        lines.append(_hidden_line(figures, len(hidden), styles))
    totals = ["•" if count is None else str(count) for count in figures.in_columns(figures.totals)]
    whole = [*totals, str(figures.totals.total or 0)]
    lines.append([Paragraph(escape(_("Total")), styles["cell_bold"]), "", *whole])
    columns = len(figures.columns) + 1
    width = min(_WIDEST, (CONTENT_WIDTH - sum(_NAME_WIDTHS)) / columns)
    wider = (CONTENT_WIDTH - width * columns) / sum(_NAME_WIDTHS)
    return LongTable(
        lines,
        colWidths=[*(name * wider for name in _NAME_WIDTHS), *[width] * columns],
        repeatRows=_HEADING_LINES,
        style=_table_style(figures),
    )


def _headings(figures: Figures, styles: dict[str, Any]) -> list[list[Any]]:
    """Return the two lines of headings: ages over sexes."""
    above: list[Any] = [_head(_("Department"), styles), _head(_("CEM"), styles)]
    below: list[Any] = ["", ""]
    for band, cells in groupby(figures.columns, key=lambda cell: cell.band):
        columns = list(cells)
        words = cell_words if len(figures.columns) <= _MOST_IN_FULL else cell_words_short
        above += [_band_head(band, styles), *[""] * (len(columns) - 1)]
        below += [_head(words(cell), styles, "head_middle") for cell in columns]
    return [[*above, _head(_("Total"), styles, "head_middle")], [*below, ""]]


def _head(text: str, styles: dict[str, Any], style: str = "head") -> Flowable:
    """Return one heading of a column."""
    return Paragraph(escape(text), styles[style])


def _band_head(band: AgeBand, styles: dict[str, Any]) -> Flowable:
    """Return the heading over the columns of an age, with what it means under it."""
    words, detail = escape(band_words(band)), escape(band_detail(band))
    return Paragraph(f"{words}<br/>{detail}" if detail else words, styles["head_middle"])


def _hidden_line(figures: Figures, count: int, styles: dict[str, Any]) -> list[Any]:
    """Return the one line for all CEM that show nothing; their sum follows from the total."""
    words = ngettext(
        "{count} CEM with hidden figures", "{count} CEM with hidden figures", count
    ).format(count=count)
    rest = figures.totals.total or 0
    rest -= sum(row.total or 0 for row in figures.rows)
    return [Paragraph(escape(words), styles["cell"]), "", *["•"] * len(figures.columns), str(rest)]


def _table_style(figures: Figures) -> list[tuple[Any, ...]]:
    """Return the look of the table: hairlines, a strong total, numbers to the right."""
    line, edge = HexColor(LIGHT.line), HexColor(LIGHT.edge)
    style: list[tuple[Any, ...]] = [
        ("FONT", (2, 2), (-1, -1), REGULAR, 8.5),
        ("FONT", (2, -1), (-1, -1), BOLD, 8.5),
        ("FONT", (-1, 2), (-1, -1), BOLD, 8.5),
        ("TEXTCOLOR", (0, 0), (-1, -1), HexColor(LIGHT.text)),
        ("ALIGN", (2, 2), (-1, -1), "CENTER"),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("TOPPADDING", (0, 0), (-1, -1), 2.4),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.6),
        ("LEFTPADDING", (0, 0), (1, -1), 4),
        ("LEFTPADDING", (2, 0), (-1, -1), 2),
        ("RIGHTPADDING", (2, 0), (-1, -1), 2),
        ("NOSPLIT", (0, -_KEPT_TOGETHER), (-1, -1)),
        ("LINEBELOW", (0, 1), (-1, 1), 0.8, edge),
        ("LINEBELOW", (0, 2), (-1, -2), 0.4, line),
        ("LINEABOVE", (0, -1), (-1, -1), 0.8, edge),
        ("SPAN", (0, 0), (0, 1)),
        ("SPAN", (1, 0), (1, 1)),
        ("SPAN", (-1, 0), (-1, 1)),
        ("SPAN", (0, -1), (1, -1)),
    ]
    at = 2
    for _band, cells in groupby(figures.columns, key=lambda cell: cell.band):
        last = at + len(list(cells)) - 1
        style.append(("SPAN", (at, 0), (last, 0)))
        at = last + 1
    if any(row.total is None for row in figures.rows):
        style.append(("SPAN", (0, -2), (1, -2)))
    return style
