"""A record's history, reached by keyboard from the ficha and from the case."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QTabBar, QWidget
from simulator import Place

from cem_desktop.domain.roles import WorkspaceKind
from cem_desktop.services.context import OfficeProfile

PROFILE = OfficeProfile("16-regular-iquitos", "Iquitos", "Loreto", "160101")
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def office(tmp_path, built_forms):
    place = Place(tmp_path, PROFILE, WorkspaceKind.OFFICE)
    place.create()
    yield place
    place.close()


@pytest.fixture
def window(case_window):
    return case_window


@pytest.fixture
def record(office, file):
    timeline = office.workspace.casework.case(file).timeline
    found = next(one.record for one in timeline if one.form == "f01")
    filling = office.workspace.fichas.correct(found)
    filling.session.answer("safety/danger_now", "yes")
    office.workspace.fichas.close(filling, "Lo contó hoy.")
    return found


def words(dialog):
    return [one.text() for one in dialog.findChildren(QLabel) if one.isVisible()]


def opened(qtbot, window):
    qtbot.waitUntil(lambda: window.findChild(QWidget, "history_dialog") is not None)
    return window.findChild(QWidget, "history_dialog")


def test_a_correction_shows_its_history_by_key(qtbot, office, record, window):
    page = window.findChild(QWidget, "cases_page")
    page.record_wanted.emit(record)
    ficha = window.findChild(QWidget, "ficha_page")
    qtbot.waitUntil(lambda: ficha.focusWidget() is not None)
    qtbot.keyClick(ficha.focusWidget(), Qt.Key.Key_H, CONTROL)
    dialog = opened(qtbot, window)
    said = words(dialog)
    assert "Reason: Lo contó hoy." in said
    assert any(office.workspace.user.login in one for one in said)
    session = office.workspace.fichas.correct(record, "English (en)").session
    node = session.node("safety/danger_now")
    assert node.label in said
    assert dict(node.choices)["yes"] in said
    assert not any("danger_now" in one for one in said)
    first, *_rest = office.workspace.casework.changes(record).revisions
    assert "arrival/sex" not in said
    fold = dialog.findChild(QPushButton, f"changes {first.revision}")
    label = session.node("arrival/sex").label
    assert label not in words(dialog)
    fold.setFocus()
    qtbot.keyClick(fold, Qt.Key.Key_Return)
    assert label in words(dialog)
    qtbot.keyClick(fold, Qt.Key.Key_Return)
    assert label not in words(dialog)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not dialog.isVisible())
    assert ficha.isVisible()


def test_a_new_ficha_offers_no_history(qtbot, window):
    window.findChild(QWidget, "cases_page").begin_case()
    ficha = window.findChild(QWidget, "ficha_page")
    assert ficha.findChild(QPushButton, "ficha_history") is None


def test_the_case_leads_to_the_history_of_each_record(qtbot, office, record, window):
    tabs = window.findChild(QTabBar, "case_tabs")
    tabs.setCurrentIndex(2)
    told = office.workspace.casework.changes(record).revisions[-1]
    way = window.findChild(QPushButton, f"what_changed_{told.revision}")
    way.setFocus()
    qtbot.keyClick(way, Qt.Key.Key_Return)
    dialog = opened(qtbot, window)
    assert "Reason: Lo contó hoy." in words(dialog)
    qtbot.keyClick(dialog.findChild(QPushButton, "history_close"), Qt.Key.Key_Return)
    QApplication.processEvents()
    tabs.setCurrentIndex(1)
    way = window.findChild(QPushButton, f"history_{record}")
    way.setFocus()
    qtbot.keyClick(way, Qt.Key.Key_Space)
    qtbot.waitUntil(
        lambda: any(one.isVisible() for one in window.findChildren(QWidget, "history_dialog"))
    )


def test_a_conflict_is_marked_and_the_page_scrolls_by_keys(qtbot, office, record, window):
    fichas = office.workspace.fichas
    one, two = fichas.correct(record), fichas.correct(record)
    one.session.answer("safety/danger_now", "no")
    two.session.answer("safety/danger_now", "unknown")
    fichas.close(one, "Primera lectura.")
    fichas.close(two, "Segunda lectura.")
    window.findChild(QWidget, "cases_page").history_wanted.emit(record)
    dialog = opened(qtbot, window)
    assert words(dialog).count("Two answers: one has to be settled.") == 2
    for part in dialog.findChildren(QPushButton):
        if part.text().startswith("Show"):
            part.click()
    QApplication.processEvents()
    bar = dialog.findChild(QWidget, "history_page").verticalScrollBar()
    assert bar.value() == 0
    qtbot.keyClick(dialog, Qt.Key.Key_PageDown)
    assert bar.value() > 0
