"""A ficha of twelve sections: its list fits, scrolls, and follows the hand."""

import pytest
from ficha_desk import CONTROL, Desk
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QListWidget, QWidget
from wide_form import long_form

from cem_desktop.gui.style import apply_theme

RAIL = 208


@pytest.fixture
def large_text(qapp, theme):
    yield apply_theme(qapp, "light", 200)
    apply_theme(qapp, "light", 100)


def seen(sections, at):
    place = sections.visualItemRect(sections.item(at))
    return sections.viewport().rect().contains(place)


def test_twelve_sections_fit_a_small_screen(qtbot, theme, clock):
    d = Desk(qtbot, theme, clock, long_form(), size=(1366 - RAIL, 768))
    sections = d.find("section_list", QListWidget)
    assert sections.count() == 12
    assert all(seen(sections, at) for at in range(12))


def test_with_double_text_the_list_follows(qtbot, large_text, clock):
    d = Desk(qtbot, large_text, clock, long_form(), size=(1366 - 2 * RAIL, 768))
    sections = d.find("section_list", QListWidget)
    for at in range(1, 11):
        d.key(Qt.Key.Key_PageDown, CONTROL)
        QApplication.processEvents()
        assert sections.currentRow() == at
        assert seen(sections, at)
        assert d.at() == f"s{at + 1}/q{at + 1}"
    close = d.find("close_ficha")
    assert close.mapTo(d.page, close.rect().bottomRight()).x() < d.page.width()


@pytest.mark.parametrize("record", [None, "record-9"])
def test_with_double_text_the_page_needs_no_more_than_a_small_screen(
    qtbot, large_text, clock, record
):
    d = Desk(qtbot, large_text, clock, long_form(), size=(900, 768), record=record)
    QApplication.processEvents()
    assert d.page.width() <= 1366 - large_text.wide(RAIL)
    for name in ("print_ficha", "save_draft", "close_ficha"):
        button = d.find(name)
        assert d.page.rect().contains(button.mapTo(d.page, button.rect().bottomRight()))
        assert button.width() >= button.sizeHint().width()


def test_a_section_that_does_not_apply_is_grey_and_passed_by(qtbot, theme, clock):
    d = Desk(qtbot, theme, clock, long_form())
    last = d.find("section_list", QListWidget).item(11)
    assert not last.flags() & Qt.ItemFlag.ItemIsEnabled
    assert "does not apply" in d.line(11)
    d.go_section(10)
    d.find("s11/q11").setFocus()
    d.enter()
    assert d.at() == "close_ficha"
    d.go_section(0)
    d.find("s1/q1").setFocus()
    d.type("si")
    qtbot.waitUntil(lambda: bool(last.flags() & Qt.ItemFlag.ItemIsEnabled))
    assert d.page.findChild(QWidget, "last/x") is None, "built when it is shown"


def test_enter_reaches_a_section_that_the_last_answer_brought(qtbot, theme, clock):
    d = Desk(qtbot, theme, clock, long_form(2))
    d.type("si")
    d.enter()
    assert d.at() == "last/x"
