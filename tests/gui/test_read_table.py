"""A table that is renewed: the choice follows what was chosen, not its place."""

import pytest

from cem_desktop.gui.widgets.read_table import ReadTable, TableCell, TableColumn


@pytest.fixture
def table(qtbot, theme):
    made = ReadTable(theme, (TableColumn("What", is_wide=True),), name="table")
    qtbot.addWidget(made)
    return made


def show(table, *names, keyed=True):
    table.show_lines([(TableCell(name),) for name in names], names if keyed else None)


def chosen(table):
    at = table.currentRow()
    return table.item(at, 0).text() if at >= 0 else None


def test_a_line_that_comes_in_above_moves_no_choice(table):
    show(table, "b", "c")
    assert chosen(table) is None
    table.setCurrentCell(1, 0)
    show(table, "a", "b", "c")
    assert chosen(table) == "c"
    show(table, "c", "d")
    assert chosen(table) == "c"


def test_what_is_gone_leaves_nothing_chosen(table):
    show(table, "a", "b", "c")
    table.setCurrentCell(1, 0)
    show(table, "a", "c")
    assert chosen(table) is None
    assert table.selectedItems() == []


def test_without_keys_the_choice_stays_in_its_place(table):
    show(table, "a", "b", keyed=False)
    table.setCurrentCell(1, 0)
    show(table, "x", "y", keyed=False)
    assert chosen(table) == "y"
