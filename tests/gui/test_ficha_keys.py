"""The ficha by keyboard through and through: guides, rows, mending, languages, names."""

import pytest
from ficha_desk import ALT, CONTROL, SHIFT, Desk
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QTableWidget,
    QWidget,
)
from wide_form import GUIDE, wide_form

from cem_desktop.gui.widgets.ficha_question_card import QuestionCard

LOOK, TIMES, APART, PERSON = range(4)


@pytest.fixture
def desk(qtbot, theme, clock):
    def opened(**options):
        return Desk(qtbot, theme, clock, wide_form(), **options)

    return opened


def settle():
    QApplication.processEvents()


def test_the_guide_opens_from_the_field_and_leaves_the_cursor(desk):
    d = desk()
    d.enter()
    assert d.at() == "look/fear"
    assert not d.shown("guidance look/fear")
    d.key(Qt.Key.Key_F2)
    assert d.shown("guidance look/fear")
    assert d.text("guidance look/fear") == GUIDE
    assert d.at() == "look/fear"
    d.key(Qt.Key.Key_F2)
    assert not d.shown("guidance look/fear")
    d.click("guide look/fear")
    assert d.shown("guidance look/fear")


def test_a_question_without_a_guide_offers_none(desk):
    d = desk()
    d.key(Qt.Key.Key_F2)
    assert d.page.findChild(QWidget, "guide look/sleep") is None


def test_the_guide_of_a_note_is_a_stop_of_the_tab_key(desk):
    d = desk()
    settle()
    d.key(Qt.Key.Key_Backtab, SHIFT)
    assert d.at() == "guide look/advice"
    d.enter()
    assert d.shown("guidance look/advice")
    d.key(Qt.Key.Key_Tab)
    assert d.at() == "look/sleep=scale1"


def test_enter_goes_past_the_guide_of_a_note_to_the_next_question(desk):
    d = desk()
    d.go_section(TIMES)
    d.find("times/year").setFocus()
    settle()
    d.enter()
    assert d.at() == "times/month"
    d.key(Qt.Key.Key_Backtab, SHIFT)
    assert d.at() == "guide times/pause"
    d.go_section(APART)
    d.find("apart/other").setFocus()
    settle()
    d.enter()
    assert d.find("section_list", QListWidget).currentRow() == PERSON


def test_the_foot_says_how_to_leave_a_long_text(desk):
    d = desk()
    assert "Ctrl+Enter" not in d.text("keys")
    d.go_section(TIMES)
    d.find("times/story").setFocus()
    assert d.text("keys").startswith("Ctrl+Enter")
    d.type("uno")
    d.key(Qt.Key.Key_Return, CONTROL)
    assert d.at() != "times/story"
    d.go_section(PERSON)
    d.key(Qt.Key.Key_N, ALT)
    assert "Alt+N" in d.text("keys")


def test_errors_are_visited_both_ways(desk):
    d = desk()
    d.go_section(TIMES)
    for path in ("times/year", "times/hour"):
        d.find(path).setFocus()
        d.type("99")
    d.find("times/money").setFocus()
    d.key(Qt.Key.Key_F8, SHIFT)
    assert d.at() == "times/hour"
    d.key(Qt.Key.Key_F8, SHIFT)
    assert d.at() == "times/year"
    d.key(Qt.Key.Key_F8, SHIFT)
    assert d.at() == "times/hour"
    d.key(Qt.Key.Key_F8)
    assert d.at() == "times/year"


def test_one_answer_of_few_is_read_out_as_radio_buttons_and_can_be_taken_back(desk):
    d = desk()
    assert d.at().startswith("look/sleep")
    options = d.focus().parentWidget().findChildren(QAbstractButton)
    roles = {QAccessible.queryAccessibleInterface(one).role() for one in options}
    assert roles == {QAccessible.Role.RadioButton}
    for digit in "12":
        d.type(digit)
    assert sum(one.isChecked() for one in options) == 1
    d.key(Qt.Key.Key_Delete)
    assert not any(one.isChecked() for one in options)
    assert d.value("look/sleep") is None


def test_a_text_longer_than_its_line_is_read_from_its_beginning(desk):
    d = desk(answers={})
    d.go_section(PERSON)
    d.key(Qt.Key.Key_N, ALT)
    line = d.focus()
    d.type("tia de la madre que vive lejos " * 5)
    d.key(Qt.Key.Key_Tab)
    assert line.cursorPosition() == 0
    line.setFocus(Qt.FocusReason.OtherFocusReason)
    assert line.cursorPosition() == len(line.text()), "one writes on where one stopped"


def test_a_section_that_is_entered_again_shows_its_first_words(desk):
    d = desk(size=(1158, 420))
    settle()
    area = next(one for one in d.page.findChildren(QScrollArea) if one.isVisible())
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    assert area.verticalScrollBar().value() > 0
    d.key(Qt.Key.Key_PageDown, CONTROL)
    d.key(Qt.Key.Key_PageUp, CONTROL)
    assert d.at().startswith("look/sleep")
    assert not d.find("label look/advice").visibleRegion().isEmpty()


def test_rows_are_added_and_removed_by_keys_also_inside_a_row(desk, qtbot):
    d = desk(answers={})
    d.go_section(PERSON)
    d.key(Qt.Key.Key_N, ALT)
    [row] = d.session.rows("person")
    assert d.at() == f"person/{row}/tie"
    d.type("tia")
    d.find(f"add person/{row}/talk").setFocus()
    d.key(Qt.Key.Key_Insert)
    [talk] = d.session.rows(f"person/{row}/talk")
    assert d.at() == f"person/{row}/talk/{talk}/about"
    d.type("deuda")
    d.key(Qt.Key.Key_N, ALT)
    assert len(d.session.rows(f"person/{row}/talk")) == 2
    assert d.session.rows("person") == (row,)
    d.key(Qt.Key.Key_Delete, ALT)
    qtbot.keyClick(d.page.findChild(QWidget, "askRemoval"), Qt.Key.Key_Return)
    assert len(d.session.rows(f"person/{row}/talk")) == 2, "Enter keeps it"
    d.page.activateWindow()
    settle()
    d.key(Qt.Key.Key_Delete, ALT)
    asked = d.page.findChildren(QWidget, "askRemoval")[-1]
    qtbot.mouseClick(asked.findChild(QPushButton, "remove"), Qt.MouseButton.LeftButton)
    assert d.session.rows(f"person/{row}/talk") == (talk,)
    table = d.find("table person", QTableWidget)
    assert table.item(0, 0).text() == "tia"
    table.setFocus()
    d.key(Qt.Key.Key_Delete)
    asked = d.page.findChildren(QWidget, "askRemoval")[-1]
    qtbot.mouseClick(asked.findChild(QPushButton, "remove"), Qt.MouseButton.LeftButton)
    assert d.session.rows("person") == ()


def test_enter_goes_from_the_table_into_the_row(desk):
    d = desk(answers={"person/a/tie": "tia", "person/b/tie": "prima"})
    d.go_section(PERSON)
    d.find("table person").setFocus()
    d.key(Qt.Key.Key_Down)
    d.key(Qt.Key.Key_Up)
    d.enter()
    assert d.at() == "person/a/tie"


def test_the_language_changes_under_the_hand(desk):
    d = desk(answers={"person/a/tie": "tia", "person/b/tie": "prima"})
    d.go_section(TIMES)
    line = d.find("times/hour", QLineEdit)
    line.setFocus()
    d.type("16:4")
    line.setCursorPosition(2)
    d.key(Qt.Key.Key_F9)
    assert d.text("label times/hour") == "Hour"
    assert (d.at(), line.text(), line.cursorPosition()) == ("times/hour", "16:4", 2)
    d.find("times/moment").setFocus()
    d.type("2411")
    d.key(Qt.Key.Key_F9)
    assert d.find("times/moment", QLineEdit).text() == "24/11/"
    story = d.find("times/story", QPlainTextEdit)
    story.setFocus()
    d.type("uno dos")
    for _ in range(3):
        d.key(Qt.Key.Key_Left)
    d.key(Qt.Key.Key_F9)
    assert (story.toPlainText(), story.textCursor().position()) == ("uno dos", 4)
    d.go_section(LOOK)
    for path in ("look/place", "look/signs"):
        d.find(path).setFocus()
        d.type("alerta")
        d.find(path, QLineEdit).completer().popup().hide()
        d.key(Qt.Key.Key_F9)
        assert d.find(path, QLineEdit).text() == "alerta"
    d.go_section(PERSON)
    d.find("table person", QTableWidget).setCurrentCell(0, 0)
    d.find("person/a/tie").setFocus()
    d.key(Qt.Key.Key_F9)
    assert d.at() == "person/a/tie"
    assert d.find("table person", QTableWidget).currentRow() == 0


def test_choosing_a_language_with_the_mouse_gives_the_cursor_back(desk):
    d = desk()
    d.enter()
    box = d.find("language")
    box.setFocus()
    box.activated.emit(1)
    assert d.at() == "look/fear"
    assert d.text("label look/fear") == "How afraid is she today?"


def test_the_eye_stays_on_its_question_when_the_language_changes(desk, qtbot):
    d = desk()
    page = d.find("section look")
    d.find("look/cols=needs1").setFocus()
    page.verticalScrollBar().setValue(page.verticalScrollBar().maximum())
    card = d.find("card look/cols")

    def height():
        return card.mapTo(page.viewport(), card.rect().topLeft()).y()

    before = height()
    d.key(Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: d.text("label look/advice") != "" and abs(height() - before) <= 1)


def test_everything_has_the_name_that_is_read_on_it(desk):
    d = desk(answers={"person/a/tie": "tia", "person/a/talk/b/about": "deuda"})
    for at in range(4):
        d.go_section(at)
        settle()
        for card in d.page.findChildren(QuestionCard):
            if card.isVisible() and card.is_askable():
                names = [part.accessibleName() for part in card.findChildren(QWidget)]
                assert card.node.label in names, card.path
                for _name, label in card.node.choices[:3]:
                    listed = card.field.findChild(QLineEdit) is not None
                    assert listed or label in [*names, *_items(card)], (card.path, label)
    for button in d.page.findChildren(QAbstractButton):
        if button.isVisible():
            assert button.accessibleName() or button.text(), button.objectName()


def _items(card):
    lists = [one for one in card.findChildren(QWidget) if hasattr(one, "item")]
    return [
        one.item(at).data(Qt.ItemDataRole.AccessibleTextRole)
        for one in lists
        for at in range(one.count())
    ]


def test_a_ficha_opens_on_its_first_row_and_stays_near_a_row_that_went(desk, qtbot):
    rows = {f"person/{name}/tie": name for name in "abc"}
    d = desk(answers=rows)
    d.go_section(PERSON)
    settle()
    assert d.find("person/a/tie").isVisible()
    d.find("table person", QTableWidget).setCurrentCell(1, 0)
    d.find("table person").setFocus()
    d.key(Qt.Key.Key_Delete)
    asked = d.page.findChild(QWidget, "askRemoval")
    qtbot.mouseClick(asked.findChild(QPushButton, "remove"), Qt.MouseButton.LeftButton)
    assert d.session.rows("person") == ("a", "c")
    assert d.find("person/c/tie").isVisible()
    assert d.at() == "table person"


def test_no_list_stays_open_when_the_ficha_goes_out_of_sight(desk):
    d = desk()
    d.find("look/place").setFocus()
    d.type("lima")
    popup = d.find("look/place", QLineEdit).completer().popup()
    assert popup.isVisible()
    d.page.hide()
    settle()
    assert not popup.isVisible()


def test_what_has_the_focus_is_seen_to_have_it(desk):
    d = desk(answers={"person/a/tie": "tia", "look/signs": ["signs2"]})
    for at in range(4):
        d.go_section(at)
        settle()
        stops = _stops(d.page)
        assert len(stops) > 4
        for stop in stops:
            d.find("save_draft").setFocus()
            settle()
            before = stop.grab().toImage()
            stop.setFocus(Qt.FocusReason.TabFocusReason)
            settle()
            assert stop.grab().toImage() != before, stop.objectName()


def _stops(page):
    """Return what the Tab key reaches in the section that is shown."""
    found, part = [], page.nextInFocusChain()
    while part is not page:
        reached = part.focusPolicy() & Qt.FocusPolicy.TabFocus
        if reached and part.isVisible() and part.objectName() != "save_draft":
            found.append(part)
        part = part.nextInFocusChain()
    return found
