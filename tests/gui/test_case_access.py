"""The team of a case, cases of other teams, and what coordination is shown, through the window."""

from datetime import timedelta

import pytest
from PySide6.QtWidgets import QCheckBox, QDialog, QLabel, QLineEdit, QPlainTextEdit, QPushButton
from simulator import add_case

from cem_desktop.gui.main_window import MainWindow
from cem_desktop.gui.pages.users_page import UsersPage
from cem_desktop.gui.widgets.history_dialog import HistoryDialog
from cem_desktop.gui.widgets.oversight_cards import ExceptionsCard

WHY = "Hoy es la audiencia y su equipo no está"


@pytest.fixture
def office(world):
    made = world.add_office("tacna", "Tacna")
    add_case(made)
    made.add_user("psico", "psychology")
    return made


@pytest.fixture
def window_of(office, theme, tasks, qtbot):
    def make(login):
        workspace = office.as_user(login)
        window = MainWindow(workspace, theme, tasks, office.clock, "en")
        qtbot.addWidget(window)
        window.resize(1366, 768)
        window.show()
        window.go("cases")
        return window

    return make


def press(window, name):
    window.findChild(QPushButton, name).click()


def code_of(office):
    (row,) = office.workspace.casework.caseload()
    return str(row.code), row.file_id


def test_coordination_checks_who_works_with_a_case(office, window_of):
    _code, file = code_of(office)
    window = window_of("equipo")
    window.findChild(object, "cases_page").choose(file)
    press(window, "case_team")
    opened = window.findChild(QCheckBox, "team_equipo")
    assert opened.isChecked()
    assert not opened.isEnabled()
    window.findChild(QCheckBox, "team_psico").click()
    press(window, "team_do")
    window.leave()
    assert len(office.as_user("psico").casework.caseload()) == 1


def test_a_case_of_another_team_opens_with_code_and_reason(office, window_of):
    code, _file = code_of(office)
    window = window_of("psico")
    assert office.workspace.casework.caseload() == ()
    press(window, "cases_glass")
    window.findChild(QLineEdit, "glass_code").setText(code)
    press(window, "glass_do")
    assert window.findChild(QLabel, "glass_banner_title").text()
    window.findChild(QPlainTextEdit, "glass_reason").setPlainText(WHY)
    press(window, "glass_do")
    assert window.findChild(QLabel, "case_code").text() == code
    press(window, "case_reserved")
    window.findChild(QPlainTextEdit, "reserved_reason").setPlainText(WHY)
    press(window, "reserved_do")
    assert not [one for one in window.findChildren(QDialog) if one.isVisible()]
    window.leave()
    office.as_user("equipo")
    assert {one.kind for one in office.workspace.exceptional.all()} == {"glass_reserved", "glass"}


def test_coordination_is_shown_exceptions_and_marks_them(office, theme, tasks, qtbot):
    code, _file = code_of(office)
    office.as_user("psico").exceptional.open_file(code, WHY)
    workspace = office.as_user("equipo")
    page = UsersPage(workspace, theme, tasks, office.clock)
    qtbot.addWidget(page)
    page.show()
    card = page.findChild(ExceptionsCard)
    see = page.findChild(QPushButton, "exceptions_see")
    assert not see.isEnabled()
    card.choose(0)
    see.click()
    assert workspace.exceptional.all()[0].seen_by == "equipo"
    assert not see.isEnabled()


def test_the_review_of_rights_is_asked_for_and_noted(office, theme, tasks, qtbot):
    office.clock.at += timedelta(days=200)
    page = UsersPage(office.workspace, theme, tasks, office.clock)
    qtbot.addWidget(page)
    page.show()
    banner = page.findChild(QLabel, "rights_review_banner_text")
    assert banner.text().startswith("The review of rights is overdue since")
    page.findChild(QPushButton, "rights_review_done").click()
    assert not office.workspace.rights_review.state().is_soon
    assert not banner.isVisibleTo(page)


def test_a_small_centre_lets_everybody_see_all(office, theme, tasks, qtbot):
    page = UsersPage(office.workspace, theme, tasks, office.clock)
    qtbot.addWidget(page)
    page.findChild(QCheckBox, "reach_whole_office").click()
    assert len(office.as_user("psico").casework.caseload()) == 1


def test_who_may_only_read_a_ficha_is_offered_its_history(office, window_of):
    _code, file = code_of(office)
    office.workspace.exceptional.open_reserved(file, WHY)
    window = window_of("equipo")
    window.go("office")
    (entry,) = office.workspace.casework.of_office()
    assert window.findChild(QPushButton, f"open_{entry.record}") is None
    assert window.findChild(QPushButton, f"print_entry_{entry.record}") is not None
    press(window, f"history_entry_{entry.record}")
    history = window.findChild(HistoryDialog)
    assert history.isVisible()
    history.close()
    (newest,) = office.workspace.trail.latest(1)
    assert newest.action == "view_history"
    window.leave()
