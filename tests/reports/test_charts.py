"""Charts: one drawing for paper and screen, in the colours of the window, honest about gaps."""

from dataclasses import asdict
from xml.etree import ElementTree as ET

import pytest

from cem_desktop.domain.indicator import CELLS, AgeBand
from cem_desktop.gui import tokens
from cem_desktop.reports import palette
from cem_desktop.reports.charts import month_chart, office_chart, select_rows, svg
from cem_desktop.reports.figures import FigureRow
from cem_desktop.reports.typefaces import REGULAR, fitted, width_of


@pytest.mark.parametrize(
    ("colours", "column"),
    [
        (palette.LIGHT, tokens.LIGHT),
        (palette.DARK, tokens.DARK),
        (palette.CONTRAST, tokens.CONTRAST),
    ],
)
def test_paper_and_window_share_their_colours(colours, column):
    assert asdict(colours) == {name: getattr(column, name) for name in asdict(colours)}


def texts(drawing):
    root = ET.fromstring(svg(drawing))
    return ["".join(node.itertext()).strip() for node in root.iter() if node.tag.endswith("text")]


def test_bars_do_not_part_equals_and_say_what_is_left(internal):
    chosen = select_rows(internal, 12)
    assert len(chosen.rows) == 10
    assert (chosen.others, chosen.others_total) == (17, 17)
    shown = texts(office_chart(internal))
    assert {"Iquitos", "7", "Minors", "Adults", "17 more CEM, together 17 cases"} <= set(shown)
    assert "Ages hidden" not in shown


def test_hidden_ages_make_a_plain_bar(public):
    shown = texts(office_chart(public, palette.DARK))
    assert {"Iquitos", "7", "Ages hidden", "24 more CEM, together 34 cases"} <= set(shown)
    assert "Minors" not in shown


def test_months_carry_their_numbers(internal):
    shown = texts(month_chart(internal))
    assert {"jan", "dec", "52", "0"} <= set(shown)
    assert "Noto Sans" in svg(month_chart(internal))


def test_a_row_with_one_hidden_cell_has_no_band():
    cells = (5, 0, 0, None, 0, 0, 0, 0, 0)
    row = FigureRow("Lima", "Lima", cells, 7)
    assert len(cells) == len(CELLS)
    assert row.band(AgeBand.MINOR) == 5
    assert row.band(AgeBand.ADULT) is None


def test_a_long_name_is_cut_where_it_no_longer_fits():
    assert fitted("Lima", REGULAR, 9, 100) == "Lima"
    cut = fitted("Villa María del Triunfo y Villa El Salvador", REGULAR, 9, 100)
    assert cut.endswith("…")
    assert width_of(cut, REGULAR, 9) <= 100
