"""The statistics bulletin: key figures, charts, tables, notes and method, as PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.platypus import CondPageBreak, KeepTogether, Paragraph, Spacer, Table

from cem_desktop.domain.data_quality import NoteCode
from cem_desktop.i18n import _, ngettext
from cem_desktop.reports.charts import CONTENT_WIDTH, month_chart, office_chart, select_rows
from cem_desktop.reports.figures import EditionKind
from cem_desktop.reports.layout import Flowable, PageFrame, make_pdf, paragraph_styles
from cem_desktop.reports.note_texts import note_text
from cem_desktop.reports.palette import LIGHT, WARNS
from cem_desktop.reports.statistics_tables import office_table
from cem_desktop.reports.typefaces import BOLD, REGULAR
from cem_desktop.reports.wording import share_words

if TYPE_CHECKING:
    from datetime import date

    from cem_desktop.reports.figures import Figures

_METHOD_NOTES = frozenset({NoteCode.BASIS, NoteCode.SUPPRESSED, NoteCode.SCOPE_REDUCED})
_BARS = 12
_ROOM_FOR_A_TABLE = 130.0
_SHORT_TABLE = 12
"""A table of so few lines is not parted by a page."""


def statistics_pdf(figures: Figures, *, programme: str, issued: date) -> bytes:
    """Return the bulletin as PDF, in the language of the program.

    Args:
        figures: One edition; its marking stands on every page.
        programme: Who publishes it, by the name it has that year.
        issued: The day it is made.
    """
    frame = PageFrame(
        title=f"{sheet_title()}. {sheet_period(figures)}",
        programme=programme,
        mark=figures.mark,
        guarded=figures.kind is EditionKind.INTERNAL,
        issued=issued,
        cut_off=figures.cut_off,
    )
    return make_pdf(frame, lambda: _story(figures))


def sheet_title() -> str:
    """Return the title of the bulletin."""
    return _("Cases of trafficking for sexual exploitation attended in the CEM")


def sheet_period(figures: Figures) -> str:
    """Return the period of the bulletin in words."""
    if figures.year is None:
        return _("All years")
    return _("Year {year}").format(year=figures.year)


def _story(figures: Figures) -> list[Flowable]:
    """Return the content of the bulletin."""
    styles = paragraph_styles()
    story: list[Flowable] = [
        Paragraph(escape(sheet_title()), styles["title"]),
        Paragraph(escape(_subtitle(figures)), styles["subtitle"]),
        _key_figures(figures, styles),
    ]
    remarks = [note for note in figures.notes if note.code not in _METHOD_NOTES]
    if remarks:
        story += [Spacer(1, 10), _banner([note_text(note) for note in remarks], styles)]
    if select_rows(figures, _BARS).rows:
        story.append(_titled(_("CEM with most cases"), office_chart(figures, most=_BARS), styles))
    if figures.by_month and figures.totals.total and figures.by_month[0][1] is not None:
        story.append(_titled(_("Cases by month"), month_chart(figures), styles))
    story += _office_section(figures, styles)
    story += _year_section(figures, styles)
    story += _method_section(figures, styles)
    return story


def _subtitle(figures: Figures) -> str:
    """Return the period and, where the marking warns, what it warns of."""
    if figures.kind is EditionKind.INTERNAL:
        return f"{sheet_period(figures)}. {figures.marking}"
    return sheet_period(figures)


def _key_figures(figures: Figures, styles: dict[str, Any]) -> Flowable:
    """Return the four figures that a reader looks for first, as cards in a row."""
    total = figures.totals.total or 0
    offices = figures.offices_with_cases
    cards = [
        (str(total), ngettext("case", "cases", total)),
        (share_words(figures.minors), _("are under 18")),
        (share_words(figures.women), _("are women and girls")),
        ("–" if offices is None else str(offices), _("CEM received cases")),
    ]
    line = [
        [Paragraph(escape(number), styles["figure"]), Paragraph(escape(words), styles["caption"])]
        for number, words in cards
    ]
    gap = 10.0
    card = (CONTENT_WIDTH - 3 * gap) / 4
    widths = [card, gap, card, gap, card, gap, card]
    spaced: list[Any] = [cell for content in line for cell in (content, "")][:-1]
    frames = [
        command
        for at in range(0, len(widths), 2)
        for command in (
            ("BOX", (at, 0), (at, 0), 0.8, HexColor(LIGHT.line)),
            ("LEFTPADDING", (at, 0), (at, 0), 12),
        )
    ]
    return Table(
        [spaced],
        colWidths=widths,
        style=[
            *frames,
            ("TOPPADDING", (0, 0), (-1, -1), 6),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 8),
        ],
    )


def _banner(texts: list[str], styles: dict[str, Any]) -> Flowable:
    """Return the notes on the data on a warning's ground, each with its own line."""
    heading = ngettext("Note on the data", "Notes on the data", len(texts))
    rows = [[Paragraph(escape(heading), styles["cell_bold"])]]
    rows += [[Paragraph(escape(text), styles["note"])] for text in texts]
    return Table(
        rows,
        colWidths=[CONTENT_WIDTH],
        style=[
            ("BACKGROUND", (0, 0), (-1, -1), HexColor(WARNS.ground)),
            ("LINEBEFORE", (0, 0), (0, -1), 3, HexColor(WARNS.ink)),
            ("LEFTPADDING", (0, 0), (-1, -1), 14),
            ("RIGHTPADDING", (0, 0), (-1, -1), 12),
            ("TOPPADDING", (0, 0), (-1, -1), 3),
            ("TOPPADDING", (0, 0), (0, 0), 8),
            ("BOTTOMPADDING", (0, -1), (-1, -1), 8),
        ],
    )


def _titled(title: str, content: Flowable, styles: dict[str, Any]) -> Flowable:
    """Return content under its heading, never parted by a page."""
    return KeepTogether([Paragraph(escape(title), styles["heading"]), content])


def _office_section(figures: Figures, styles: dict[str, Any]) -> list[Flowable]:
    """Return the table by CEM, sex and age, and who of the hidden is in it."""
    if None in figures.totals.cells:
        return []
    title = _("By CEM, age and sex") if figures.rows else _("By age and sex")
    table = office_table(figures, styles)
    story: list[Flowable] = [
        CondPageBreak(_ROOM_FOR_A_TABLE),
        Paragraph(escape(title), styles["heading_of_table"]),
        table,
    ]
    if sum(row.total is not None for row in figures.rows) <= _SHORT_TABLE:
        story = [_titled(title, table, styles)]
    hidden = [row for row in figures.rows if row.total is None]
    if hidden:
        names = "; ".join(f"{row.office_name} ({row.department})" for row in hidden)
        text = _("CEM that received cases and whose figures are hidden: {names}.")
        story.append(Paragraph(escape(text.format(names=names)), styles["small"]))
    if any(count is None for row in figures.rows for count in row.cells):
        legend = _("A dot (•) stands for a hidden count. It is not a zero.")
        story.append(Paragraph(escape(legend), styles["small"]))
    return story


def _year_section(figures: Figures, styles: dict[str, Any]) -> list[Flowable]:
    """Return the cases of every year, if there is more than the one."""
    if len(figures.by_year) < 2:  # noqa: PLR2004  (a series of one says nothing)
        return []
    heads = [_("Not known") if year is None else str(year) for year, _count in figures.by_year]
    counts = [str(count) for _year, count in figures.by_year]
    table = Table(
        [[_("Year"), *heads], [_("Cases"), *counts]],
        hAlign="LEFT",
        style=[
            ("FONT", (0, 0), (-1, -1), REGULAR, 8.5),
            ("FONT", (0, 0), (-1, 0), BOLD, 8),
            ("TEXTCOLOR", (0, 0), (-1, 0), HexColor(LIGHT.muted)),
            ("ALIGN", (1, 0), (-1, -1), "RIGHT"),
            ("LINEBELOW", (0, 0), (-1, 0), 0.8, HexColor(LIGHT.edge)),
        ],
    )
    return [_titled(_("Cases by year of opening"), table, styles)]


def _method_section(figures: Figures, styles: dict[str, Any]) -> list[Flowable]:
    """Return how the figures were made, and what the publication guard did."""
    texts = [note_text(note) for note in figures.notes if note.code in _METHOD_NOTES]
    basis = figures.basis
    if figures.kind is EditionKind.INTERNAL:
        texts.append(
            _(
                "Unit: one case, that is one coded file. Date: the opening of the file. "
                "CEM heard from: {heard} of {expected}. Nothing is hidden in this edition."
            ).format(heard=basis.offices_heard, expected=basis.offices_expected)
        )
    texts.append(
        _(
            "Each case counts once, in the CEM and the month in which its file was opened. Where "
            "age is in doubt the person is presumed a minor. Shares are of the cases in which the "
            "datum is known. The CEM is where help was sought, not where the exploitation was."
        )
    )
    body = [Paragraph(escape(text), styles["body"]) for text in texts]
    return [KeepTogether([Paragraph(escape(_("Method")), styles["heading"]), *body])]
