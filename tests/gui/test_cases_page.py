"""The list of cases and the case beside it, on a real store."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QLineEdit, QListView, QMenu, QPushButton, QTabBar, QWidget
from simulator import Place, add_case

from cem_desktop.domain.indicator import AgeBand, Sex
from cem_desktop.domain.roles import WorkspaceKind
from cem_desktop.gui.main_window import MainWindow
from cem_desktop.gui.widgets.case_list import CaseList, CaseListModel
from cem_desktop.gui.widgets.words import Words
from cem_desktop.services.context import OfficeProfile

PROFILE = OfficeProfile("16-regular-iquitos", "Iquitos", "Loreto", "160101")
LEFT = Qt.MouseButton.LeftButton
NAME = QAccessible.Text.Name


@pytest.fixture
def office(tmp_path, built_forms):
    place = Place(tmp_path, PROFILE, WorkspaceKind.OFFICE)
    place.create()
    yield place
    place.close()


@pytest.fixture
def show(qtbot, theme, tasks, office):
    def shown(size=(1366, 768)):
        window = MainWindow(office.workspace, theme, tasks, office.clock, "en")
        qtbot.addWidget(window)
        window.resize(*size)
        with qtbot.waitExposed(window):
            window.show()
        return window

    return shown


def the_list(window) -> CaseList:
    return window.findChild(QListView, "case_list")


def choose_row(qtbot, window, row):
    cases = the_list(window)
    place = cases.visualRect(cases.cases.index(row)).center()
    qtbot.mouseClick(cases.viewport(), LEFT, pos=place)


def test_an_empty_place_teaches_and_begins(qtbot, show):
    window = show()
    assert window.findChild(QWidget, "cases_empty").isVisible()
    assert not window.findChild(QPushButton, "cases_new").isVisible()
    qtbot.mouseClick(window.findChild(QPushButton, "cases_first"), LEFT)
    assert window.findChild(QWidget, "ficha_page").isVisible()


def test_a_case_shows_its_story(qtbot, show, office):
    file = add_case(office)
    window = show()
    choose_row(qtbot, window, 0)
    (row,) = office.workspace.casework.caseload()
    assert window.findChild(Words, "case_code").text() == row.code
    entries = office.workspace.casework.case(file).timeline
    for entry in entries:
        assert window.findChild(QWidget, f"entry_{entry.record}").isVisible()
    tabs = window.findChild(QTabBar, "case_tabs")
    tabs.setCurrentIndex(2)
    assert window.findChild(QWidget, "history_list").isVisible()


def test_no_case_opens_by_itself(qtbot, show, office):
    add_case(office)
    window = show()
    the_list(window).setFocus()
    assert the_list(window).chosen_file == ""
    assert window.findChild(QWidget, "case_detail") is None
    qtbot.keyClick(the_list(window), Qt.Key.Key_Space)
    assert window.findChild(QWidget, "case_detail") is not None


@pytest.mark.parametrize("key", [Qt.Key.Key_Down, Qt.Key.Key_Return])
def test_the_first_key_chooses_the_case_with_the_focus(qtbot, show, office, key):
    first, second = (add_case(office, seed=seed) for seed in range(2))
    window = show()
    cases = the_list(window)
    cases.setFocus()
    qtbot.keyClick(cases, key)
    assert cases.chosen_file in (first, second)
    chosen = cases.chosen_file
    qtbot.keyClick(cases, Qt.Key.Key_Down)
    assert {chosen, cases.chosen_file} == {first, second}


def test_enter_in_the_search_shows_what_was_found(qtbot, show, office):
    for seed in range(3):
        add_case(office, seed=seed)
    window = show()
    wanted = office.workspace.casework.caseload()[1]
    search = window.findChild(QLineEdit, "cases_search")
    qtbot.keyClicks(search, wanted.code)
    qtbot.keyClick(search, Qt.Key.Key_Return)
    assert the_list(window).chosen_file == wanted.file_id
    assert window.findChild(Words, "case_code").text() == wanted.code
    qtbot.keyClicks(search, "QQQQ")
    qtbot.keyClick(search, Qt.Key.Key_Return)
    assert window.findChild(Words, "cases_none").isVisible()


def test_a_button_beside_a_ficha_says_of_which(qtbot, show, office):
    add_case(office)
    window = show()
    choose_row(qtbot, window, 0)
    window.findChild(QTabBar, "case_tabs").setCurrentIndex(1)
    buttons = [one for one in window.findChildren(QPushButton) if one.isVisible()]
    names = [QAccessible.queryAccessibleInterface(one).text(NAME) for one in buttons]
    title = office.workspace.context.library.definition("f01").title("en")
    assert any(name.startswith(f"Open: {title}") for name in names)
    assert len([name for name in names if name.startswith("Fill: ")]) > 5
    named = [name for name in names if ":" in name]
    assert len(named) == len(set(named))


def test_search_finds_a_code_and_clears(qtbot, show, office):
    for seed in range(3):
        add_case(office, seed=seed)
    window = show()
    rows = office.workspace.casework.caseload()
    search = window.findChild(QLineEdit, "cases_search")
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(search.hasFocus)
    qtbot.keyClicks(search, rows[1].code[:6])
    qtbot.waitUntil(lambda: the_list(window).cases.rowCount() == 1)
    assert the_list(window).cases.rows[0].code == rows[1].code
    qtbot.keyClicks(search, "QQQQ")
    qtbot.waitUntil(lambda: window.findChild(Words, "cases_none").isVisible())
    search.clear()
    qtbot.waitUntil(lambda: the_list(window).cases.rowCount() == 3)


def test_quick_filters_count_and_narrow(qtbot, show, office):
    add_case(office, seed=1, band=AgeBand.MINOR)
    add_case(office, seed=2, band=AgeBand.ADULT)
    window = show()
    minors = window.findChild(QPushButton, "filter_minors")
    assert minors.text().endswith(" 1")
    qtbot.mouseClick(minors, LEFT)
    assert the_list(window).cases.rowCount() == 1
    qtbot.mouseClick(minors, LEFT)
    assert the_list(window).cases.rowCount() == 2


def test_a_change_moves_nothing_under_the_hand(qtbot, show, office):
    for seed in range(25):
        add_case(office, seed=seed, on=date(2026, 1 + seed % 9, 3), sex=Sex.WOMAN)
    window = show()
    cases = the_list(window)
    cases.verticalScrollBar().setValue(400)
    choose_row(qtbot, window, 10)
    chosen, before = cases.chosen_file, cases.cases.rows
    top = cases.visualRect(cases.currentIndex()).top()
    added = add_case(office, seed=99)
    qtbot.waitUntil(lambda: cases.cases.rowCount() == 26)
    assert cases.chosen_file == chosen
    assert cases.visualRect(cases.currentIndex()).top() == top
    assert [one.file_id for one in cases.cases.rows[1:]] == [one.file_id for one in before]
    assert cases.cases.rows[0].file_id == added


def test_a_closed_ficha_leads_to_its_case(qtbot, show, office):
    add_case(office)
    window = show()
    window.findChild(QPushButton, "cases_new").click()
    page = window.findChild(QWidget, "ficha_page")
    filling = office.workspace.fichas.begin("f01", None)
    for path, value in (
        ("arrival/sex", "woman"),
        ("arrival/age_known", "unknown"),
        ("arrival/way", "line_100"),
    ):
        filling.session.answer(path, value)
    saved = office.workspace.fichas.close(filling)
    page.closed.emit(saved.record, saved.file)
    assert the_list(window).chosen_file == saved.file
    assert window.findChild(QWidget, "cases_page").isVisible()


def test_a_record_opens_in_the_language_of_the_screens(qtbot, show, office):
    file = add_case(office)
    (record,) = [
        one.record for one in office.workspace.casework.case(file).timeline if one.form == "f01"
    ]
    window = show()
    choose_row(qtbot, window, 0)
    qtbot.mouseClick(window.findChild(QPushButton, f"open_{record}"), LEFT)
    title = office.workspace.context.library.definition("f01").title("English (en)")
    assert window.findChild(Words, "ficha_title").text() == title


def test_a_draft_is_offered_again(qtbot, show, office):
    filling = office.workspace.fichas.begin("f01", None)
    filling.session.answer("arrival/sex", "man")
    office.workspace.fichas.save_draft(filling)
    window = show()
    drafts = window.findChild(QPushButton, "cases_drafts")
    assert drafts.isVisible()
    qtbot.mouseClick(drafts, LEFT)
    menu = window.findChild(QWidget, "cases_drafts_menu")
    menu.actions()[0].trigger()
    assert window.findChild(QWidget, "ficha_page").isVisible()
    assert window.findChild(QWidget, "arrival/sex=man").isChecked()
    window.go_back()
    assert not any(one.isVisible() for one in window.findChildren(QWidget, "ficha_page"))
    menu.close()


def test_a_narrow_window_shows_list_or_case(qtbot, show, office):
    add_case(office)
    window = show(size=(900, 600))
    assert the_list(window).isVisible()
    choose_row(qtbot, window, 0)
    assert not the_list(window).isVisible()
    qtbot.mouseClick(window.findChild(QPushButton, "case_back"), LEFT)
    assert the_list(window).isVisible()


def test_who_sees_no_files_sees_no_cases(qtbot, theme, tasks, tmp_path, built_forms):
    place = Place(tmp_path / "other", PROFILE, WorkspaceKind.OFFICE)
    place.roles = ("key_admin",)
    place.create()
    try:
        window = MainWindow(place.workspace, theme, tasks, place.clock, "en")
        qtbot.addWidget(window)
        assert window.findChild(QPushButton, "rail_cases") is None
        assert window.place == "sync"
    finally:
        place.close()


def test_the_model_speaks_to_readers(office):
    add_case(office)
    model = CaseListModel(lambda: date(2026, 11, 3))
    model.show(office.workspace.casework.caseload())
    said = model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert model.rows[0].code in said
    assert "yesterday" in said
    assert "2 nov 2026" in model.index(0).data(Qt.ItemDataRole.ToolTipRole)


def test_many_fichas_stand_in_a_menu_a_service_that_no_screen_cuts(qtbot, show, office):
    file = add_case(office)
    window = show()
    choose_row(qtbot, window, 0)
    qtbot.mouseClick(window.findChild(QPushButton, "case_record"), LEFT)
    menu = window.findChild(QMenu, "case_record_menu")
    qtbot.waitUntil(menu.isVisible)
    offered = office.workspace.fichas.available(file)
    services = {one.settings.service for one in offered}
    assert [action.menu() is not None for action in menu.actions()] == [True] * len(services)
    inner = [action.menu() for action in menu.actions()]
    assert sum(len(one.actions()) for one in inner) == len(offered)
    assert max(one.sizeHint().height() for one in (menu, *inner)) < window.height() / 2
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    first = inner[0]
    qtbot.waitUntil(first.isVisible)
    qtbot.keyClick(first, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.findChild(QWidget, "ficha_page") is not None)
