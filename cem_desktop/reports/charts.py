"""Charts, drawn once: the same drawing goes into the PDF and, as SVG, on the screen.

A chart has no ground of its own, so it stands on any surface. Parts of a bar differ by fill and by
edge, not by colour alone; every bar carries its number, so nothing has to be read off an axis.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reportlab.graphics import renderSVG
from reportlab.graphics.shapes import Drawing, Line, Rect, String
from reportlab.lib.colors import HexColor

from cem_desktop.domain.indicator import AgeBand
from cem_desktop.i18n import _, ngettext
from cem_desktop.reports.palette import LIGHT
from cem_desktop.reports.typefaces import (
    BOLD,
    REGULAR,
    SVG_FONTS,
    fitted,
    register_typefaces,
    width_of,
)
from cem_desktop.reports.wording import band_words, month_short

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cem_desktop.reports.figures import FigureRow, Figures
    from cem_desktop.reports.palette import Palette

CONTENT_WIDTH = 499.0
"""Width of an A4 page between its margins, in points."""

_SIZE, _SMALL = 9.0, 8.0
_BAR, _STEP = 11.0, 18.0
_LABEL_WIDTH, _VALUE_WIDTH = 150.0, 30.0
_LEGEND = 22.0
_MONTHS_HEIGHT, _MONTH_LABELS = 80.0, 16.0

_FILLS = {AgeBand.MINOR: "accent", AgeBand.ADULT: "accent_soft", AgeBand.UNKNOWN: "neutral_soft"}
_EDGES = {AgeBand.MINOR: "accent", AgeBand.ADULT: "accent", AgeBand.UNKNOWN: "edge"}


@dataclass(frozen=True, slots=True)
class Selection:
    """The rows that a chart has room for, and what the others add up to (None: no others)."""

    rows: tuple[FigureRow, ...]
    others: int
    others_total: int


def office_chart(
    figures: Figures, palette: Palette = LIGHT, width: float = CONTENT_WIDTH, most: int = 12
) -> Drawing:
    """Draw the CEM with most cases as bars of minors and adults.

    Where the ages of a CEM are hidden its bar is one plain part; a CEM whose total is hidden has
    none. There are at most ``most`` bars; none is left out while another of its length is shown,
    unless all are equal.
    """
    register_typefaces()
    chosen = select_rows(figures, most)
    footing = _others_words(chosen)
    height = _LEGEND + len(chosen.rows) * _STEP + (_STEP if footing else 0)
    drawing = Drawing(width, height)
    parts = _parts_used(chosen.rows)
    _draw_legend(drawing, palette, parts, height - _SIZE - 2)
    longest = max((row.total or 0 for row in chosen.rows), default=0)
    scale = (width - _LABEL_WIDTH - _VALUE_WIDTH) / max(longest, 1)
    for place, row in enumerate(chosen.rows):
        y = height - _LEGEND - (place + 1) * _STEP + (_STEP - _BAR) / 2
        _draw_office(drawing, palette, row, y, scale)
    if footing:
        _text(drawing, (_LABEL_WIDTH, 4), footing, _SMALL, palette.muted)
    return drawing


def month_chart(
    figures: Figures, palette: Palette = LIGHT, width: float = CONTENT_WIDTH
) -> Drawing:
    """Draw the cases of each month as columns; a month that is hidden or not known says so."""
    register_typefaces()
    months = figures.by_month
    drawing = Drawing(width, _MONTHS_HEIGHT + _MONTH_LABELS + 14)
    if not months:
        return drawing
    slot = width / len(months)
    column = min(slot * 0.55, 26.0)
    tallest = max((count or 0 for _month, count in months), default=0)
    for place, (month, count) in enumerate(months):
        middle = (place + 0.5) * slot
        tall = _MONTHS_HEIGHT * (count or 0) / max(tallest, 1)
        if count:
            _rect(drawing, (middle - column / 2, _MONTH_LABELS), (column, tall), palette, "accent")
        name = _("n/k") if month is None else month_short(month)
        value = "•" if count is None else str(count)
        _text(drawing, (middle, 4), name, _SMALL, palette.muted, anchor="middle")
        at = (middle, _MONTH_LABELS + tall + 3)
        _text(drawing, at, value, _SIZE, palette.text if count else palette.muted, BOLD, "middle")
    drawing.add(_line((0, _MONTH_LABELS), (width, _MONTH_LABELS), palette.edge))
    return drawing


def svg(drawing: Drawing) -> str:
    """Return a drawing as SVG for the screen.

    ``useClip`` is needed: without it Qt's SVG paints the clipping rectangle black.
    """
    return str(renderSVG.drawToString(drawing, useClip=True, fontHacks=SVG_FONTS))


def select_rows(figures: Figures, most: int) -> Selection:
    """Choose the rows of a chart: the largest, never cutting through rows of equal total."""
    shown = [row for row in figures.rows if row.total]
    kept = len(shown)
    if kept > most:
        kept = most
        while kept and shown[kept - 1].total == shown[kept].total:
            kept -= 1
        kept = kept or most
    rest = figures.totals.total or 0
    rest -= sum(row.total or 0 for row in shown[:kept])
    with_cases = sum(row.total != 0 for row in figures.rows)
    return Selection(tuple(shown[:kept]), with_cases - kept, rest)


def _others_words(chosen: Selection) -> str:
    """Return the line on the CEM that have no bar."""
    if not chosen.others:
        return ""
    offices = ngettext("{count} more CEM", "{count} more CEM", chosen.others)
    cases = ngettext("{count} case", "{count} cases", chosen.others_total)
    return _("{offices}, together {cases}").format(
        offices=offices.format(count=chosen.others),
        cases=cases.format(count=chosen.others_total),
    )


def _bands(row: FigureRow) -> dict[AgeBand, int] | None:
    """Return the parts of a bar, or None where an age is hidden."""
    parts = {band: row.band(band) for band in AgeBand}
    shown = {band: count for band, count in parts.items() if count is not None}
    return shown if len(shown) == len(parts) else None


def _parts_used(rows: Sequence[FigureRow]) -> list[AgeBand | None]:
    """Return what the legend must explain; None stands for a bar whose ages are hidden."""
    bands = [_bands(row) for row in rows]
    used: list[AgeBand | None] = [
        band for band in AgeBand if any(parts and parts[band] for parts in bands)
    ]
    return [*used, None] if any(parts is None for parts in bands) else used


def _draw_legend(
    drawing: Drawing, palette: Palette, parts: Sequence[AgeBand | None], y: float
) -> None:
    """Draw a square and a word for each part."""
    x = _LABEL_WIDTH
    for part in parts:
        words = _("Ages hidden") if part is None else band_words(part)
        fill, edge = _look(part)
        _rect(drawing, (x, y), (_SIZE, _SIZE), palette, fill, edge)
        _text(drawing, (x + _SIZE + 5, y + 1), words, _SMALL, palette.muted)
        x += _SIZE + 5 + width_of(words, REGULAR, _SMALL) + 16


def _draw_office(
    drawing: Drawing, palette: Palette, row: FigureRow, y: float, scale: float
) -> None:
    """Draw one CEM: its name, the parts of its bar, its total."""
    name = fitted(row.office_name, REGULAR, _SIZE, _LABEL_WIDTH - 10)
    _text(drawing, (_LABEL_WIDTH - 8, y + 2), name, _SIZE, palette.text, anchor="end")
    parts: dict[AgeBand | None, int] = {None: row.total or 0}
    bands = _bands(row)
    if bands is not None:
        parts = {band: count for band, count in bands.items() if count}
    x = _LABEL_WIDTH
    for part, count in parts.items():
        _rect(drawing, (x, y), (count * scale, _BAR), palette, *_look(part))
        x += count * scale
    _text(drawing, (x + 6, y + 2), str(row.total), _SIZE, palette.text, BOLD)


def _look(part: AgeBand | None) -> tuple[str, str]:
    """Return fill and edge of a part of a bar, as names of the palette."""
    return ("neutral_soft", "accent") if part is None else (_FILLS[part], _EDGES[part])


def _rect(
    drawing: Drawing,
    at: tuple[float, float],
    size: tuple[float, float],
    palette: Palette,
    fill: str,
    edge: str = "",
) -> None:
    """Add a rectangle; colours are names of the palette."""
    colour = HexColor(getattr(palette, fill))
    stroke = HexColor(getattr(palette, edge or fill))
    drawing.add(Rect(*at, *size, fillColor=colour, strokeColor=stroke, strokeWidth=0.8))


def _line(start: tuple[float, float], end: tuple[float, float], colour: str) -> Any:
    """Return a thin line."""
    return Line(*start, *end, strokeColor=HexColor(colour), strokeWidth=0.8)


def _text(
    drawing: Drawing,
    at: tuple[float, float],
    text: str,
    size: float,
    colour: str,
    face: str = REGULAR,
    anchor: str = "start",
) -> None:
    """Add a text; ``anchor`` is start, middle or end."""
    drawing.add(
        String(
            *at, text, fontName=face, fontSize=size, fillColor=HexColor(colour), textAnchor=anchor
        )
    )
