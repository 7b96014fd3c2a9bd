"""Filling a ficha as a person does, with keys and mouse."""

from datetime import timedelta

import pytest
from ficha_forms import KeptFichas, Opened, small_form
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QListWidget, QPushButton, QWidget

from cem_desktop.forms.session import FormSession
from cem_desktop.gui.pages.ficha_page import FichaPage
from cem_desktop.gui.widgets.ficha_conflict import RivalAnswer
from cem_desktop.gui.widgets.ficha_field_kinds import FichaLook

WHOLE = {"contact/day": "2026-11-02", "contact/sex": "woman"}


class Desk:
    """The page with what a person can do on it."""

    def __init__(self, qtbot, theme, clock, answers=None, record=None, conflicts=None):
        self.bot = qtbot
        self.session = FormSession(small_form(), clock=clock, answers=answers)
        self.fichas = KeptFichas()
        self.filling = Opened(self.session, record=record)
        look = FichaLook(theme, clock, small_form().settings.read)
        self.page = FichaPage(self.fichas, self.filling, look, conflicts)
        qtbot.addWidget(self.page)
        self.page.resize(1158, 768)
        with qtbot.waitExposed(self.page):
            self.page.show()
        self.page.activateWindow()
        qtbot.waitUntil(lambda: self.focus() is not None)

    def find(self, name, kind=QWidget):
        found = self.page.findChild(kind, name)
        assert found is not None, name
        return found

    def focus(self):
        return self.page.focusWidget()

    def at(self):
        return self.focus().objectName()

    def type(self, text):
        for letter in text:
            if letter.isascii():
                self.bot.keyClicks(self.focus(), letter)
            else:  # QTest knows no accents
                for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                    event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter)
                    QApplication.sendEvent(self.focus(), event)

    def key(self, key, modifier=Qt.KeyboardModifier.NoModifier):
        self.bot.keyClick(QApplication.activePopupWidget() or self.focus(), key, modifier)

    def click(self, name):
        self.bot.mouseClick(self.find(name), Qt.MouseButton.LeftButton)

    def shown(self, name):
        found = self.page.findChild(QWidget, name)
        return found is not None and found.isVisible()

    def text(self, name):
        found = self.page.findChild(QLabel, name)
        return found.text() if found is not None and not found.isHidden() else ""

    def go_section(self, at):
        self.find("section_list", QListWidget).setCurrentRow(at)

    def line(self, at):
        item = self.find("section_list", QListWidget).item(at)
        return item.data(Qt.ItemDataRole.AccessibleTextRole)

    def line_says(self, at, words):
        self.bot.waitUntil(lambda: words in self.line(at))


@pytest.fixture
def desk(qtbot, theme, clock):
    def opened(**options):
        return Desk(qtbot, theme, clock, **options)

    return opened


def test_enter_goes_past_the_last_question_into_the_next_section(desk):
    d = desk()
    for _step in range(20):
        if d.at() == "facts/means=threat":
            break
        d.key(Qt.Key.Key_Return)
    assert d.at() == "facts/means=threat"


def test_a_ficha_is_filled_with_the_keyboard_alone(desk, qtbot):
    d = desk()
    assert d.at() == "contact/day"
    d.type("02112026")
    d.key(Qt.Key.Key_Return)
    assert d.at() == "contact/sex=woman"
    d.type("1")
    d.key(Qt.Key.Key_Return)
    d.type("1")
    d.key(Qt.Key.Key_Tab)
    assert d.at() == "contact/who"
    d.type("su tía")
    d.key(Qt.Key.Key_Return)
    d.type("2")
    assert d.session.answers() == {
        "contact/day": "2026-11-02",
        "contact/sex": "woman",
        "contact/escort": "yes",
        "contact/who": "su tía",
        "contact/children": 2,
        "facts/double": "4",
        "facts/shown": "Son 4",
    }
    d.key(Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert d.at() == "facts/means=threat"
    d.type("13")
    d.key(Qt.Key.Key_Return)
    d.type("hua")
    d.key(Qt.Key.Key_Return)
    assert d.session.node("facts/place").value == "p5"
    assert d.session.node("facts/means").value == ["threat", "deceit"]
    assert d.at() == "facts/notes"
    assert d.text("facts/shown") == "Son 4"
    d.key(Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    assert d.at() == "contact/day"


def test_enter_skips_what_is_not_relevant_and_ends_at_the_buttons(desk):
    d = desk(answers=WHOLE)
    stops = []
    for _ in range(7):
        stops.append(d.at())
        d.key(Qt.Key.Key_Tab)
    assert stops == [
        "contact/day",
        "contact/sex=woman",
        "contact/escort=yes",
        "contact/children",
        "print_ficha",
        "save_draft",
        "close_ficha",
    ]


def test_back_tab_goes_back(desk):
    d = desk(answers=WHOLE)
    d.key(Qt.Key.Key_Tab)
    d.key(Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert d.at() == "contact/day"


def test_every_change_is_saved_as_a_draft_within_two_seconds(desk, qtbot):
    d = desk()
    d.type("02112026")
    qtbot.waitUntil(lambda: len(d.fichas.drafts) > 0, timeout=2000)
    assert d.fichas.drafts[-1] == {"contact/day": "2026-11-02"}
    assert "1" in d.text("saved")
    assert d.page.flush()
    assert len(d.fichas.drafts) == 1


def test_typing_on_does_not_put_the_save_off(desk, qtbot):
    d = desk(answers=WHOLE)
    d.find("contact/children").setFocus()

    def typed_and_saved():
        d.key(Qt.Key.Key_Backspace)
        d.type("3")
        return len(d.fichas.drafts) >= 1

    qtbot.waitUntil(typed_and_saved, timeout=2000)


def test_leaving_and_hiding_save_at_once(desk, qtbot):
    d = desk()
    d.type("02112026")
    with qtbot.waitSignal(d.page.left):
        d.click("back")
    assert d.fichas.drafts == [{"contact/day": "2026-11-02"}]
    d.find("contact/day").setFocus()
    d.find("contact/day").selectAll()
    d.key(Qt.Key.Key_Delete)
    d.page.hide()
    assert d.fichas.drafts[1] == {}


def test_a_full_disk_keeps_text_and_page(desk, qtbot):
    d = desk()
    d.fichas.disk_is_full = True
    d.type("02112026")
    with qtbot.assertNotEmitted(d.page.left):
        d.click("back")
    assert d.shown("ficha_banner")
    assert d.session.node("contact/day").value == "2026-11-02"
    d.fichas.disk_is_full = False
    d.key(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: d.fichas.drafts == [{"contact/day": "2026-11-02"}])
    assert not d.shown("ficha_banner")


def test_a_hidden_answer_is_kept_in_the_session_not_saved_and_said_so(desk):
    d = desk(answers=WHOLE | {"contact/escort": "yes", "contact/who": "su tía"})
    assert d.shown("contact/who")
    d.click("contact/escort=no")
    assert not d.shown("contact/who")
    assert d.text("hidden contact/escort")
    assert "contact/who" not in d.session.answers()
    d.click("contact/escort=yes")
    assert d.shown("contact/who")
    assert d.session.answers()["contact/who"] == "su tía"
    assert not d.text("hidden contact/escort")


def test_closing_says_what_is_missing_and_goes_there(desk, qtbot):
    d = desk(answers={})
    d.go_section(1)
    with qtbot.assertNotEmitted(d.page.closed):
        d.click("close_ficha")
    assert d.at() == "contact/day"
    assert d.text("remark contact/day")
    assert d.text("remark contact/sex")
    assert d.shown("ficha_banner")
    assert "2" in d.line(0)
    d.type("02112026")
    assert not d.text("remark contact/day")
    d.key(Qt.Key.Key_F8)
    assert d.at() == "contact/sex=woman"
    d.type("1")
    with qtbot.waitSignal(d.page.closed) as told:
        d.click("close_ficha")
    assert told.args == ["record-1", "file-1"]
    [(answers, reason)] = d.fichas.closed
    assert answers["contact/sex"] == "woman"
    assert reason is None
    assert d.page.flush()
    assert d.fichas.drafts == []


def test_nobody_is_blamed_for_what_was_not_reached(desk):
    d = desk()
    assert not d.text("remark contact/day")
    d.key(Qt.Key.Key_Tab)
    assert not d.text("remark contact/day")


def test_a_wrong_answer_is_told_beside_its_field_once_left(desk):
    d = desk()
    d.type("24122026")
    assert not d.text("remark contact/day")
    d.key(Qt.Key.Key_Tab)
    assert d.text("remark contact/day") == "La fecha no puede ser posterior a hoy."
    d.line_says(0, "1 ")


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("hoy", None),
        ("today", "2026-11-23"),
        ("y", "2026-11-22"),
        ("2/11", "2026-11-02"),
        ("021126", "2026-11-02"),
        ("3-4-85", "1985-04-03"),
        ("02.11.2026", "2026-11-02"),
    ],
)
def test_dates_are_typed_as_people_write_them(desk, typed, value):
    d = desk()
    d.find("contact/day").setText("")
    d.bot.keyClicks(d.find("contact/day"), typed)
    d.key(Qt.Key.Key_Tab)
    if value is None:
        assert d.text("remark contact/day")
    else:
        assert d.session.node("contact/day").value == value


def test_half_a_date_is_not_lost_and_not_accepted(desk, qtbot):
    d = desk(answers=WHOLE)
    day = d.find("contact/day")
    day.selectAll()
    d.type("3102")
    d.key(Qt.Key.Key_Tab)
    assert day.text() == "31/02/"
    assert d.text("remark contact/day")
    with qtbot.assertNotEmitted(d.page.closed):
        d.click("close_ficha")
    assert d.at() == "contact/day"


def test_the_calendar_opens_with_f4_and_its_day_is_taken(desk, qtbot):
    d = desk(answers=WHOLE)
    d.key(Qt.Key.Key_F4)
    popup = QApplication.activePopupWidget()
    assert popup.objectName() == "calendarPopup"
    qtbot.mouseClick(popup.findChild(QPushButton, "calendarToday"), Qt.MouseButton.LeftButton)
    assert d.session.node("contact/day").value == "2026-11-23"
    assert d.find("contact/day").text() == "23/11/2026"


def test_what_is_not_in_the_list_is_no_answer(desk):
    d = desk(answers=WHOLE)
    d.go_section(1)
    d.find("facts/place").setFocus()
    d.type("Bagua")
    d.key(Qt.Key.Key_Tab)
    assert d.session.node("facts/place").value is None
    assert d.text("remark facts/place")
    d.find("facts/place").setFocus()
    d.find("facts/place").selectAll()
    d.type("apurimac")
    assert d.session.node("facts/place").value == "p1"
    d.key(Qt.Key.Key_Tab)
    assert d.find("facts/place").text() == "Apurímac"
    assert not d.text("remark facts/place")


def test_delete_and_take_back_clear_a_choice(desk):
    d = desk(answers=WHOLE | {"contact/escort": "no"})
    assert d.shown("clear contact/escort")
    d.click("clear contact/escort")
    assert d.session.node("contact/escort").value is None
    d.type("2")
    d.key(Qt.Key.Key_Delete)
    assert d.session.node("contact/escort").value is None
    assert not d.shown("clear contact/sex")


def test_arrows_move_without_answering(desk):
    d = desk(answers=WHOLE)
    d.find("contact/escort=yes").setFocus()
    d.key(Qt.Key.Key_Right)
    assert d.at() == "contact/escort=no"
    assert d.session.node("contact/escort").value is None
    d.key(Qt.Key.Key_Space)
    assert d.session.node("contact/escort").value == "no"


def test_rows_come_and_go(desk, qtbot):
    d = desk(answers=WHOLE)
    d.go_section(2)
    d.click("add person")
    [row] = d.session.rows("person")
    qtbot.waitUntil(lambda: d.at() == f"person/{row}/tie")
    d.type("su prima")
    d.key(Qt.Key.Key_Return)
    assert d.at() == f"person/{row}/knows=yes"
    d.type("1")
    table = d.find("table person")
    assert (table.item(0, 0).text(), table.item(0, 1).text()) == ("su prima", "Sí")
    d.click("add person")
    assert table.rowCount() == 2
    assert d.at().endswith("/tie")
    first, second = d.session.rows("person")
    d.click("remove person")
    dialog = d.find("askRemoval")
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert d.session.rows("person") == (first, second)
    d.click("remove person")
    qtbot.mouseClick(
        d.find("askRemoval").findChild(QPushButton, "remove"), Qt.MouseButton.LeftButton
    )
    assert d.session.rows("person") == (first,)
    assert table.rowCount() == 1
    qtbot.waitUntil(lambda: d.shown(f"person/{first}/tie"))


def test_a_problem_in_a_row_opens_the_row(desk):
    answers = WHOLE | {"person/a/tie": "x", "person/b/knows": "yes", "person/c/tie": "y"}
    d = desk(answers=answers)
    d.click("close_ficha")
    assert d.find("section_list", QListWidget).currentRow() == 2
    assert d.at() == "person/b/tie"


def test_the_language_changes_without_loss(desk, qtbot):
    d = desk(answers=WHOLE | {"contact/escort": "yes"})
    d.find("contact/who").setFocus()
    d.type("su tía")
    box = d.find("language", QComboBox)
    qtbot.keyClick(box, Qt.Key.Key_Down)
    box.activated.emit(1)
    assert d.text("label contact/sex") == "Sex"
    assert d.find("contact/sex=woman").text() == "1  Woman"
    assert d.find("contact/sex=woman").isChecked()
    assert d.find("contact/who").text() == "su tía"
    assert d.line(0).startswith("Contact,")
    assert d.text("section_title") == "Contact"


def test_guards_hint_quietly_while_one_types_and_block_nothing(desk, qtbot):
    d = desk(answers=WHOLE)
    d.go_section(1)
    d.find("facts/notes").setFocus()
    d.type("la llaman del 987 654 321")
    assert d.text("remark facts/notes")
    with qtbot.waitSignal(d.page.closed):
        d.click("close_ficha")


def test_enter_makes_a_new_line_in_a_long_text_and_ctrl_enter_goes_on(desk):
    d = desk(answers=WHOLE)
    d.go_section(1)
    d.find("facts/notes").setFocus()
    d.type("a")
    d.key(Qt.Key.Key_Return)
    d.type("b")
    assert d.session.node("facts/notes").value == "a\nb"
    d.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert d.at() == "facts/money"
    d.type("8,000.50")
    assert d.session.node("facts/money").value == 8000.5
    d.key(Qt.Key.Key_Return)
    d.type("1")
    assert d.session.node("facts/told").value == "OK"


def test_the_section_list_tells_how_far_one_is(desk):
    d = desk(answers=WHOLE)
    assert d.line(0) == "Contacto, 2 of 4, begun"
    assert d.line(1) == "Hechos, 0 of 5, to do"
    d.type("")
    d.click("contact/escort=no")
    d.find("contact/children").setFocus()
    d.type("0")
    d.line_says(0, "4 of 4, done")


def test_a_correction_asks_for_its_reason(desk, qtbot):
    d = desk(answers=WHOLE, record="record-9")
    with qtbot.assertNotEmitted(d.page.closed):
        d.click("close_ficha")
    assert d.at() == "reason"
    assert d.text("reason_missing")
    d.type("se oyó mal")
    with qtbot.waitSignal(d.page.closed):
        d.click("close_ficha")
    assert d.fichas.closed[0][1] == "se oyó mal"


def test_a_conflict_shows_both_answers_and_is_settled_by_a_person(desk, clock):
    rivals = (
        RivalAnswer("woman", "Psicología", clock.now() - timedelta(days=1)),
        RivalAnswer("man", "Social", clock.now() - timedelta(hours=2)),
    )
    d = desk(
        answers={"contact/day": "2026-11-02"},
        record="record-9",
        conflicts={"contact/sex": rivals},
    )
    assert "1" in d.line(0)
    words = [label.text() for label in d.find("conflict contact/sex").findChildren(QLabel)]
    assert {"Mujer", "Hombre"} <= set(words)
    assert any(text.startswith("Psicología · ") for text in words)
    d.click("keep contact/sex 0")
    assert d.fichas.settled == []
    assert d.at() == "why contact/sex"
    d.type("hoy lo repitió")
    d.click("keep contact/sex 0")
    assert d.fichas.settled == [("record-9", "contact/sex", "woman", "hoy lo repitió")]
    assert d.session.node("contact/sex").value == "woman"
    assert not d.shown("conflict contact/sex")


def test_a_conflict_is_shown_where_nothing_else_is_known(desk, clock):
    rivals = (RivalAnswer("su prima", "A", clock.now()), RivalAnswer("su tía", "B", clock.now()))
    d = desk(
        answers=WHOLE | {"contact/escort": "no"},
        record="record-9",
        conflicts={"contact/who": rivals, "person/z/tie": rivals, "facts/double": rivals},
    )
    assert d.session.rows("person") == ("z",)
    assert d.shown("conflict contact/who")
    d.key(Qt.Key.Key_F8)
    d.key(Qt.Key.Key_F8)
    assert d.at() == "person/z/tie"
    assert d.shown("conflict person/z/tie")
    assert "1 " in d.line(2)
    assert "0 of 5" in d.line(1)


def test_sections_turn_with_the_keys_from_everywhere(desk):
    d = desk(answers=WHOLE)
    d.go_section(1)
    d.find("facts/notes").setFocus()
    d.key(Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert d.find("section_list", QListWidget).currentRow() == 2
    d.key(Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert d.find("section_list", QListWidget).currentRow() == 2
    d.key(Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    assert d.at() == "facts/means=threat"


def test_every_field_has_the_name_of_its_question(desk):
    d = desk(answers=WHOLE | {"contact/escort": "yes"})
    d.go_section(1)
    named = {
        "contact/day": "Fecha",
        "contact/who": "¿Con quién?",
        "contact/sex=woman": "Mujer",
        "facts/place": "Lugar",
        "facts/notes": "Notas",
        "facts/told": "Se le explicó",
    }
    assert {name: d.find(name).accessibleName() for name in named} == named
    assert d.find("contact/sex=woman").accessibleDescription() == "Sexo"
    assert d.find("contact/who").accessibleDescription() == "Sólo el vínculo."
    d.go_section(0)
    d.find("contact/day").selectAll()
    d.find("contact/day").setFocus()
    d.key(Qt.Key.Key_Delete)
    d.click("close_ficha")
    assert d.find("contact/day").accessibleDescription() == d.text("remark contact/day") != ""


def test_sections_are_built_when_shown_and_kept(desk):
    d = desk(answers=WHOLE)
    assert d.page.findChild(QWidget, "facts/notes") is None
    d.go_section(1)
    notes = d.find("facts/notes")
    d.go_section(0)
    d.go_section(1)
    assert d.find("facts/notes") is notes
