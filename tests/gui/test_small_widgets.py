import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from cem_desktop.gui.numbers import say_count, say_size
from cem_desktop.gui.pages.neutral_page import NeutralPage
from cem_desktop.gui.style import apply_theme, load_fonts
from cem_desktop.gui.widgets.banner import Banner
from cem_desktop.gui.widgets.field_block import FieldBlock
from cem_desktop.gui.widgets.flow import Flow
from cem_desktop.gui.widgets.pill import Pill
from cem_desktop.gui.widgets.progress_panel import ProgressPanel
from cem_desktop.gui.widgets.read_table import ReadTable, TableCell, TableColumn
from cem_desktop.gui.widgets.shortcuts_dialog import ShortcutsDialog
from cem_desktop.gui.widgets.words import Words


def test_words_from_outside_are_plain(qtbot):
    label = Words("<b>hola</b> <img src='file:///etc/passwd'>")
    qtbot.addWidget(label)
    assert label.textFormat() is Qt.TextFormat.PlainText


def test_a_flow_breaks_where_it_must(qtbot, theme):
    flow = Flow(*(Pill(f"pill number {count}") for count in range(6)))
    qtbot.addWidget(flow)
    assert flow.heightForWidth(2000) < flow.heightForWidth(300) < flow.heightForWidth(130)
    flow.resize(300, flow.heightForWidth(300))
    with qtbot.waitExposed(flow):
        flow.show()
    assert all(pill.geometry().right() <= 300 for pill in flow.findChildren(Pill))


def test_a_field_tells_its_problem_to_eyes_and_readers(qtbot, theme):
    field = QLineEdit()
    field.setObjectName("field")
    block = FieldBlock("Label", field)
    qtbot.addWidget(block)
    block.tell("not so")
    assert field.property("wrong") == "true"
    assert field.accessibleDescription() == "not so"
    block.tell("")
    assert field.property("wrong") == "false"


def test_a_banner_is_read_whole(qtbot, theme):
    banner = Banner(theme, name="banner")
    qtbot.addWidget(banner)
    banner.tell("warn", "text", "title")
    assert banner.accessibleName() == "title text"
    banner.clear()
    assert banner.shown_text == ""


def test_a_table_keeps_the_chosen_line(qtbot, theme):
    table = ReadTable(
        theme, (TableColumn("a", is_wide=True), TableColumn("b", is_number=True)), name="t"
    )
    qtbot.addWidget(table)
    table.show_lines([(TableCell(str(line)), TableCell("1")) for line in range(5)])
    table.setCurrentCell(3, 0)
    table.show_lines([(TableCell(str(line)), TableCell("2", hover="exact")) for line in range(5)])
    assert table.currentRow() == 3
    assert table.item(3, 1).toolTip() == "exact"
    assert not table.item(0, 0).flags() & Qt.ItemFlag.ItemIsEditable or not table.editTriggers()


def test_progress_appears_only_when_it_takes_long_and_can_be_stopped(qtbot, theme, tasks):
    panel = ProgressPanel(tasks, name="panel")
    qtbot.addWidget(panel)
    failed = []

    def work(progress):
        while True:
            progress.report(1, 4)

    task = tasks.run(work, owner=panel, done=lambda _r: None, failed=failed.append)
    panel.follow("doing it", task)
    assert not panel.isVisible()
    qtbot.waitUntil(panel.isVisible, timeout=5000)
    qtbot.mouseClick(panel.findChild(QPushButton, "panel_cancel"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(failed), timeout=5000)
    panel.finish()
    assert not panel.isVisible()


def test_the_neutral_page_tells_only_the_time(qtbot, theme, clock):
    page = NeutralPage(clock)
    qtbot.addWidget(page)
    assert {one.text() for one in page.findChildren(Words)} == {"10:00", "23 nov 2026"}


@pytest.mark.parametrize(
    ("size", "said"), [(0, "0 bytes"), (999, "999 bytes"), (1000, "1.0 kB"), (16_700, "16.7 kB")]
)
def test_sizes(size, said):
    assert say_size(size) == said


@given(st.integers(min_value=0, max_value=10**16))
def test_any_size_and_count_can_be_said(number):
    assert say_size(number)
    assert int(say_count(number).replace(",", "")) == number


@pytest.mark.parametrize(
    ("scale", "size"), [(100, (1366, 728)), (200, (1366, 728)), (100, (800, 560))]
)
def test_the_list_of_shortcuts_is_no_larger_than_the_window(qtbot, qapp, scale, size):
    load_fonts()
    theme = apply_theme(qapp, "light", scale)
    behind = QWidget()
    qtbot.addWidget(behind)
    behind.resize(*size)
    dialog = ShortcutsDialog(theme, behind)
    dialog.show()
    qtbot.waitUntil(dialog.isVisible)
    assert dialog.width() <= size[0]
    assert dialog.height() <= size[1]
    assert dialog.findChild(QPushButton, "shortcuts_close").isVisible()
    dialog.close()
    apply_theme(qapp, "light", 100)


def test_a_long_cell_breaks_and_leaves_the_columns_beside_it_in_sight(qtbot, theme):
    columns = (TableColumn("Who"), TableColumn("What", is_wide=True), TableColumn("When"))
    table = ReadTable(theme, columns, name="table", grows=True)
    qtbot.addWidget(table)
    table.resize(120, 300)
    table.show()
    table.show_lines([[TableCell("a"), TableCell("one word " * 20), TableCell("yesterday")]])
    table.resize(520, 300)
    last = table.columnViewportPosition(2) + table.columnWidth(2)
    assert last <= table.viewport().width()
    assert 2 <= table.rowHeight(0) / table.fontMetrics().lineSpacing() <= 8
    assert table.height() >= table.horizontalHeader().height() + table.rowHeight(0)
