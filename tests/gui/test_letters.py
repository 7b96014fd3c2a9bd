"""Letters in the window: read before it leaves, confirmed, opened at headquarters, answered."""

import pytest
from official_story import FACTS, PROPOSAL, carry, propose
from published_story import later, xml_of
from PySide6.QtWidgets import QComboBox, QLabel, QPlainTextEdit, QPushButton

from cem_desktop.gui.case_access import CaseAccess
from cem_desktop.gui.pages.desk_page import DeskPage
from cem_desktop.gui.pages.inbox_page import InboxPage
from cem_desktop.gui.places import places_of


@pytest.fixture
def enrolled(world, office):
    world.enrol(office)
    return office


@pytest.fixture
def show(theme, tasks, qtbot):
    def make(page, place):
        made = page(place.workspace, theme, tasks, place.clock)
        qtbot.addWidget(made)
        made.resize(1100, 768)
        made.show()
        return made

    return make


def press(page, name):
    page.findChild(QPushButton, name).click()


def texts(page, name):
    return [one.text() for one in page.findChildren(QLabel, name)]


def test_the_places_are_shown_to_those_who_need_them(world, enrolled):
    assert "letters" in {rule.key for rule in places_of(enrolled.workspace)}
    assert "desk" in {rule.key for rule in places_of(world.headquarters.workspace)}
    assert "letters" not in {rule.key for rule in places_of(world.headquarters.workspace)}


def test_a_proposal_is_read_sent_opened_answered_and_read_at_home(world, enrolled, show, qtbot):
    file, _record = propose(enrolled)
    page = show(InboxPage, enrolled)
    press(page, "inbox_waiting_open")
    assert texts(page, "preview_words") == [FACTS, PROPOSAL]
    press(page, "preview_send")
    page.renew(frozenset({"official"}))
    qtbot.waitUntil(lambda: page.findChild(QLabel, "inbox_waiting_none") is not None)
    carry(world, enrolled)
    desk = show(DeskPage, world.headquarters)
    press(desk, "desk_items_open")
    assert texts(desk, "desk_words") == [FACTS, PROPOSAL]
    press(desk, "desk_answer")
    desk.findChild(QPlainTextEdit, "write_letter_text").setPlainText("Puede seguir tres meses.")
    combo = desk.findChild(QComboBox, "write_letter_decision")
    combo.setCurrentIndex(combo.findText("Authorised"))
    press(desk, "write_letter_do")
    qtbot.waitUntil(lambda: len(texts(desk, "desk_letter")) == 1)
    carry(world, enrolled)
    page.renew(frozenset({"letters"}))
    assert "Authorised" in texts(page, "inbox_letters_pill")
    press(page, "inbox_letters_open")
    assert texts(page, "letter_words") == ["Puede seguir tres meses."]
    head = CaseAccess(enrolled.workspace, page._theme, page._tasks, page).on_case(file, QLabel())
    qtbot.addWidget(head)
    assert head.findChild(QPushButton, "case_letter").text() == "Letter: Authorised"


def test_what_is_kept_here_does_not_leave(world, enrolled, show):
    propose(enrolled)
    page = show(InboxPage, enrolled)
    press(page, "inbox_waiting_open")
    press(page, "preview_hold")
    assert carry(world, enrolled).official == ()


def test_a_word_that_judges_is_pointed_out_before_it_leaves(enrolled, show):
    propose(enrolled, facts="La prostituta pide apoyo.")
    page = show(InboxPage, enrolled)
    press(page, "inbox_waiting_open")
    assert "Look at this again" in texts(page, "preview_warn_title")


def test_a_version_of_a_ficha_is_published_in_the_window(world, enrolled, show, qtbot):
    file = world.root / "new.xml"
    file.write_bytes(later(xml_of()))
    desk = show(DeskPage, world.headquarters)
    desk.read_form(file)
    qtbot.waitUntil(lambda: desk.findChild(QPushButton, "confirm_do") is not None, timeout=10000)
    press(desk, "confirm_do")
    qtbot.waitUntil(lambda: world.hq.forms.published() == ("f34@2026.2",), timeout=10000)
    carry(world, enrolled)
    assert enrolled.workspace.context.library.definition("f34").version == "2026.2"
