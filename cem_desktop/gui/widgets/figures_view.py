"""The figures of one edition on the screen: key figures, notes, charts and the table by CEM."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QWidget

from cem_desktop.domain.indicator import CELLS
from cem_desktop.gui.numbers import say_count
from cem_desktop.gui.widgets.chart_view import ChartView
from cem_desktop.gui.widgets.figure_card import FigureCard
from cem_desktop.gui.widgets.layouts import Card, clear, column, hairline, row
from cem_desktop.gui.widgets.read_table import ReadTable, TableCell, TableColumn
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _
from cem_desktop.reports.note_texts import note_text
from cem_desktop.reports.wording import band_detail, band_words, cell_words, share_words

if TYPE_CHECKING:
    from PySide6.QtWidgets import QBoxLayout

    from cem_desktop.domain.indicator import Cell
    from cem_desktop.gui.style import Theme
    from cem_desktop.reports.figures import FigureRow, Figures

_POINT = 1.3
_SIDE_BY_SIDE_UP_TO = 1.25
_HIDDEN = "·"


class FiguresView(QWidget):
    """Shows what it gets; a count that it does not get is a dot, never a zero."""

    def __init__(self, theme: Theme) -> None:
        """Show nothing yet."""
        super().__init__()
        self.setObjectName("figures_view")
        self._theme = theme
        self._body = column(14)
        self.setLayout(self._body)

    @property
    def is_beside(self) -> bool:
        """Whether charts and notes stand side by side at this text size."""
        return self._theme.scale <= _SIDE_BY_SIDE_UP_TO

    def show_figures(self, figures: Figures, by_office: str, by_month: str) -> None:
        """Show an edition and its two drawings (SVG)."""
        clear(self._body)
        self._body.addLayout(self._make_cards(figures))
        drawings = self._make_chart(_("CEM with most cases"), by_office, "chart_offices")
        months = self._make_chart(_("By month of opening"), by_month, "chart_months")
        right = column(14)
        right.addWidget(_make_notes(figures))
        right.addWidget(months)
        right.addStretch(1)
        middle: QBoxLayout = row(14) if self.is_beside else column(14)
        left = column(14)
        left.addWidget(drawings)
        left.addStretch(1)
        middle.addLayout(left, 3)
        middle.addLayout(right, 2)
        self._body.addLayout(middle)
        self._body.addWidget(self._make_table(figures))

    def _make_cards(self, figures: Figures) -> QGridLayout:
        told = (
            ("total", _("Cases"), _told(figures.totals.total), _("coded files opened")),
            ("minors", _("Minors"), share_words(figures.minors), _("of those of known age")),
            ("women", _("Women and girls"), share_words(figures.women), _("of known sex")),
            (
                "offices",
                _("CEM with cases"),
                _told(figures.offices_with_cases),
                _("of {count} expected").format(count=figures.basis.offices_expected),
            ),
        )
        across = len(told) if self.is_beside else 2
        grid = QGridLayout()
        grid.setSpacing(14)
        for at, (key, label, figure, line) in enumerate(told):
            card = FigureCard(label, name=f"figure_{key}")
            card.tell(figure, line)
            grid.addWidget(card, at // across, at % across)
        return grid

    def _make_chart(self, title: str, svg: str, name: str) -> Card:
        chart = ChartView(name=name, zoom=_POINT * self._theme.scale)
        chart.show_drawing(svg, title)
        return Card(Words(title, "cardTitle"), chart)

    def _make_table(self, figures: Figures) -> Card:
        columns = [
            TableColumn(_("Department")),
            TableColumn(_("CEM"), is_wide=True),
            *(TableColumn(_heading(cell), is_number=True) for cell in figures.columns),
            TableColumn(_("Total"), is_number=True),
        ]
        table = ReadTable(self._theme, columns, name="statistics_table", grows=True)
        lines = [_line(figures, one) for one in figures.rows]
        lines.append(_line(figures, figures.totals, is_total=True))
        table.show_lines(lines)
        return Card(Words(_("By CEM, sex and age"), "cardTitle"), table, name="figures_table")


def _make_notes(figures: Figures) -> Card:
    card = Card(Words(_("Notes on the data"), "cardTitle"), name="figures_notes")
    for at, note in enumerate(figures.notes):
        if at:
            card.body.addWidget(hairline())
        card.body.addWidget(Words(note_text(note), name="figures_note"))
    if not figures.notes:
        card.hide()
    return card


def _heading(cell: Cell) -> str:
    if cell.known:
        detail = band_detail(cell.band)
        return f"{cell_words(cell)}\n{detail}" if detail else cell_words(cell)
    return f"{band_words(cell.band)}\n{cell_words(cell)}"


def _line(figures: Figures, told: FigureRow, *, is_total: bool = False) -> list[TableCell]:
    places = [CELLS.index(cell) for cell in figures.columns]
    names = [
        TableCell(told.department, strong=is_total),
        TableCell(_("Total") if is_total else told.office_name, strong=is_total),
    ]
    counts = [told.cells[place] for place in places]
    return [
        *names,
        *(_count_cell(count, strong=is_total) for count in counts),
        _count_cell(told.total, strong=True),
    ]


def _count_cell(count: int | None, *, strong: bool) -> TableCell:
    hover = _("Hidden so that nobody can be recognised") if count is None else ""
    return TableCell(_told(count), hover, strong=strong)


def _told(count: int | None) -> str:
    return _HIDDEN if count is None else say_count(count)
