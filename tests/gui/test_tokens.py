from dataclasses import fields

import pytest

from cem_desktop.gui.tokens import (
    COLUMNS,
    MARK_PAIRS,
    TEXT_PAIRS,
    Tokens,
    contrast_ratio,
)
from cem_desktop.reports import palette

_COLUMNS = pytest.mark.parametrize("tokens", COLUMNS, ids=lambda tokens: tokens.name)


@_COLUMNS
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_stands_out_from_its_ground(tokens: Tokens, text: str, ground: str):
    assert contrast_ratio(getattr(tokens, text), getattr(tokens, ground)) >= 4.5


@_COLUMNS
@pytest.mark.parametrize(("mark", "ground"), MARK_PAIRS)
def test_edges_and_marks_stand_out_from_their_ground(tokens: Tokens, mark: str, ground: str):
    assert contrast_ratio(getattr(tokens, mark), getattr(tokens, ground)) >= 3


def test_contrast_of_black_on_white_is_the_greatest():
    assert contrast_ratio("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast_ratio("#777777", "#777777") == pytest.approx(1)


@_COLUMNS
def test_charts_and_paper_take_their_colours_from_the_same_table(tokens: Tokens):
    drawn = {one.name: one for one in (palette.LIGHT, palette.DARK, palette.CONTRAST)}[tokens.name]
    assert {name: getattr(tokens, name) for name in vars_of(drawn)} == vars_of(drawn)


def vars_of(drawn: palette.Palette) -> dict[str, str]:
    return {one.name: getattr(drawn, one.name) for one in fields(drawn)}
