"""Every control and appearance, answered with keys and clicks."""

from decimal import Decimal

import pytest
from ficha_desk import CONTROL, Desk
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QListWidget, QSlider, QWidget
from wide_form import districts, wide_form

from cem_desktop.gui.style import apply_theme
from cem_desktop.gui.widgets.ficha_choice_search import meant, search
from cem_desktop.gui.widgets.ficha_range_field import Span


@pytest.fixture
def desk(qtbot, theme, clock):
    def opened(**options):
        return Desk(qtbot, theme, clock, wide_form(), **options)

    return opened


def popup_rows(line):
    model = line.completer().popup().model()
    return [model.index(at, 0).data() for at in range(model.rowCount())]


def test_a_scale_is_one_line_of_equal_parts_and_takes_digits(desk):
    d = desk()
    assert d.at() == "look/sleep=scale1"
    parts = [d.find(f"look/sleep=scale{at}") for at in range(1, 6)]
    assert len({(part.y(), part.width()) for part in parts}) == 1
    assert [part.accessibleName() for part in parts][::4] == [
        "Nunca",
        "No sabe o no quiere decirlo",
    ]
    d.type("2")
    assert d.value("look/sleep") == "scale2"
    d.key(Qt.Key.Key_Right)
    assert d.value("look/sleep") == "scale2"
    d.key(Qt.Key.Key_Space)
    assert d.value("look/sleep") == "scale3"
    d.click("look/sleep=scale5")
    assert d.value("look/sleep") == "scale5"
    d.key(Qt.Key.Key_Delete)
    assert d.value("look/sleep") is None


def test_a_scale_without_room_stands_below_one_another(desk):
    d = desk(size=(600, 700))
    parts = [d.find(f"look/sleep=scale{at}") for at in range(1, 6)]
    assert len({part.x() for part in parts}) == 1
    assert len({part.y() for part in parts}) == 5


def test_a_range_is_set_by_keys_and_by_typing(desk):
    d = desk()
    d.enter()
    assert d.at() == "look/fear"
    slider = d.find("look/fear slider", QSlider)
    assert slider.property("blank")
    assert slider.accessibleName() == d.focus().accessibleName() == "¿Cuánto miedo siente hoy?"
    d.key(Qt.Key.Key_Up)
    assert d.value("look/fear") == 0
    d.key(Qt.Key.Key_Up)
    d.key(Qt.Key.Key_Up)
    assert (d.value("look/fear"), slider.value()) == (2, 2)
    assert not slider.property("blank")
    d.key(Qt.Key.Key_Backspace)
    d.type("11")
    d.enter()
    assert d.text("remark look/fear")
    d.find("look/fear").setFocus()
    d.find("look/fear", QLineEdit).selectAll()
    d.type("9")
    assert (d.value("look/fear"), slider.value()) == (9, 9)
    slider.setFocus()
    d.key(Qt.Key.Key_Left)
    assert d.value("look/fear") == 8
    assert not d.text("remark look/fear")


def test_the_slider_goes_where_it_is_clicked(desk):
    d = desk()
    slider = d.find("look/fear slider", QSlider)
    middle = QPoint(slider.width() // 2, slider.height() // 2)
    d.click("look/fear slider", middle)
    assert d.value("look/fear") == 5
    d.click("look/fear slider", QPoint(1, slider.height() // 2))
    assert d.value("look/fear") == 0


def test_choices_are_ranked_by_keys_and_clicks(desk):
    d = desk()
    ranking = d.find("look/first", QListWidget)
    ranking.setFocus()
    assert ranking.accessibleName() == "¿Qué necesita primero?"
    d.key(Qt.Key.Key_Down)
    assert d.value("look/first") is None
    d.key(Qt.Key.Key_Up, CONTROL)
    assert d.value("look/first") == ["needs2", "needs1", "needs3"]
    assert ranking.currentRow() == 0
    d.type("3")
    assert d.value("look/first") == ["needs1", "needs3", "needs2"]
    d.key(Qt.Key.Key_Delete)
    assert d.value("look/first") is None
    d.key(Qt.Key.Key_Space)
    assert len(d.value("look/first")) == 3
    ranking.model().moveRow(ranking.rootIndex(), 0, ranking.rootIndex(), 2)  # as dragging does
    assert d.value("look/first") == [
        item.data(Qt.ItemDataRole.UserRole) for item in (ranking.item(at) for at in range(3))
    ]
    d.enter()
    assert d.at() == "look/place"


def test_districts_are_found_by_parts_of_words(desk):
    d = desk()
    line = d.find("look/place", QLineEdit)
    line.setFocus()
    assert len(districts()) > 1_850
    d.type("canete li")
    assert "San Vicente de Cañete, Cañete, Lima" in popup_rows(line)
    assert all("Cañete" in label for label in popup_rows(line))
    d.enter()
    assert d.value("look/place") is None, "several fit: the first Enter only points"
    d.enter()
    assert (
        d.value("look/place")
        == dict(map(reversed, districts()))["San Vicente de Cañete, Cañete, Lima"]
    )
    assert d.at() == "look/signs"
    assert line.text() == "San Vicente de Cañete, Cañete, Lima"


def test_one_district_left_is_taken_at_once(desk):
    d = desk()
    d.find("look/place").setFocus()
    d.type("yarinacocha")
    d.enter()
    assert "Yarinacocha" in d.find("look/place", QLineEdit).text()
    assert d.value("look/place")
    assert d.at() == "look/signs"


def test_many_are_searched_and_the_chosen_are_shown(desk):
    d = desk()
    d.find("look/signs").setFocus()
    d.type("alerta 12")
    d.enter()
    d.type("alerta 7")
    d.enter()
    assert d.at() == "look/signs"
    assert d.value("look/signs") == ["signs7", "signs12"]
    chosen = d.find("look/signs=signs7")
    assert chosen.accessibleName() == "Señal de alerta 7"
    d.type("alerta")
    assert "Señal de alerta 8" in popup_rows(d.find("look/signs", QLineEdit))
    assert "Señal de alerta 7" not in popup_rows(d.find("look/signs", QLineEdit))
    d.find("look/signs", QLineEdit).completer().popup().hide()
    d.key(Qt.Key.Key_A, CONTROL)
    d.key(Qt.Key.Key_Delete)
    d.key(Qt.Key.Key_Tab)
    assert d.at() == "look/signs=signs7"
    d.key(Qt.Key.Key_Right)
    assert d.at() == "look/signs=signs12"
    d.key(Qt.Key.Key_Delete)
    assert d.value("look/signs") == ["signs7"]
    assert d.at() == "look/signs=signs7"
    d.click("look/signs=signs7")
    assert d.value("look/signs") is None
    assert d.at() == "look/signs"
    d.enter()
    assert d.at() == "look/cols=needs1"


def test_the_list_of_many_opens_and_is_chosen_from_by_arrows(desk):
    d = desk()
    line = d.find("look/signs", QLineEdit)
    line.setFocus()
    d.key(Qt.Key.Key_F4)
    assert len(popup_rows(line)) == 14
    d.key(Qt.Key.Key_Down)
    d.key(Qt.Key.Key_Down)
    d.enter()
    assert d.value("look/signs") == ["signs2"]
    assert line.text() == ""
    d.key(Qt.Key.Key_F4)
    assert len(popup_rows(line)) == 13


def test_half_a_word_among_many_is_told(desk):
    d = desk()
    d.find("look/signs").setFocus()
    d.type("zzz")
    d.key(Qt.Key.Key_Tab)
    assert d.text("remark look/signs")


def test_the_form_may_ask_for_columns(desk):
    d = desk()
    options = [d.find(f"look/cols=needs{at}") for at in (1, 2, 3)]
    assert options[0].x() == options[2].x() < options[1].x()
    assert options[0].y() == options[1].y() < options[2].y()


@pytest.mark.parametrize(
    ("path", "typed", "value", "shown"),
    [
        ("times/year", "2019", "2019-01-01", "2019"),
        ("times/month", "3/2020", "2020-03-01", "03/2020"),
        ("times/month", "nov 20", "2020-11-01", "11/2020"),
        ("times/hour", "930", "09:30:00.000-05:00", "09:30"),
        ("times/hour", "9 pm", "21:00:00.000-05:00", "21:00"),
        ("times/hour", "14.05", "14:05:00.000-05:00", "14:05"),
        ("times/number", "00123-2026 x", "00123-2026 ", "00123-2026 "),
        ("times/bar", "AB-12", "AB-12", "AB-12"),
        ("times/money", "1250.50", 1250.5, "1250.50"),
    ],
)
def test_lines_take_what_people_write(desk, path, typed, value, shown):
    d = desk()
    d.go_section(1)
    d.find(path).setFocus()
    d.type(typed)
    d.key(Qt.Key.Key_Tab)
    assert d.value(path) == value
    assert d.find(path, QLineEdit).text() == shown
    assert not d.text(f"remark {path}")
    assert d.session.problems() == ()


@pytest.mark.parametrize(
    ("path", "typed"),
    [("times/year", "19"), ("times/month", "13/2020"), ("times/hour", "25:00")],
)
def test_what_is_no_moment_stays_and_is_told(desk, path, typed):
    d = desk()
    d.go_section(1)
    d.find(path).setFocus()
    d.type(typed)
    d.key(Qt.Key.Key_Tab)
    assert d.find(path, QLineEdit).text() == typed
    assert d.text(f"remark {path}")
    assert path not in d.session.answers()


def test_a_date_and_a_time_make_one_answer(desk):
    d = desk()
    d.go_section(1)
    d.find("times/moment").setFocus()
    d.type("02112026")
    d.enter()
    assert d.at() == "times/moment time"
    d.type("16:4")
    assert "times/moment" not in d.session.answers()
    assert d.find("times/moment", QLineEdit).text() == "02/11/2026"
    d.type("5")
    assert d.value("times/moment") == "2026-11-02T16:45:00.000-05:00"
    d.enter()
    assert d.at() == "times/number"


def test_half_an_instant_comes_back_from_its_draft(desk):
    d = desk(answers={"times/moment": "2026-11-02 16:4"})
    d.go_section(1)
    assert d.find("times/moment", QLineEdit).text() == "02/11/2026"
    assert d.find("times/moment time", QLineEdit).text() == "16:4"


def test_what_is_kept_elsewhere_has_no_field_and_is_skipped(desk):
    d = desk()
    d.go_section(2)
    d.find("section_list").setFocus()
    d.enter()
    assert d.at() == "apart/other"
    for path in ("apart/name", "apart/paper", "apart/spot"):
        card = d.find(f"card {path}")
        assert card.findChildren(QLineEdit) == []
        assert d.find(path, QLabel).text()
    assert d.shown("privacy apart/name")
    assert not d.shown("privacy apart/spot")
    assert "0 of 1" in d.line(2)


def test_nothing_is_cut_with_double_text(qtbot, qapp, theme, clock):
    large = apply_theme(qapp, "light", 200)
    try:
        d = Desk(qtbot, large, clock, wide_form(), size=(1104, 768))
        for at in range(d.find("section_list", QListWidget).count()):
            d.go_section(at)
            QApplication.processEvents()
            page = d.page.findChild(QWidget, ("section look", "section times")[at % 2])
            inside = page.widget()
            assert inside.width() <= page.viewport().width()
    finally:
        apply_theme(qapp, "light", 100)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("lima", "Lima, Lima, Lima"),
        ("lima lima", "Lima, Lima, Lima"),
        ("san vic canete", "San Vicente de Cañete, Cañete, Lima"),
        ("PUNO aza", "Azángaro, Azángaro, Puno"),
        ("belen maynas", "Belén, Maynas, Loreto"),
    ],
)
def test_the_place_that_is_meant_comes_first(typed, first):
    found = search(districts(), typed)
    assert districts()[found[0]][1] == first


def test_nothing_is_meant_by_an_empty_or_ambiguous_text():
    assert meant(districts(), "  ") is None
    assert meant(districts(), "lima") is None
    assert meant(districts(), "azangaro, azangaro, puno") is not None


@pytest.mark.parametrize(
    ("parameters", "low", "high", "held", "refused"),
    [
        ({}, "0", "10", "7", "7.5"),
        ({"start": "10", "end": "0", "step": "-0.5"}, "0", "10", "7.5", "7.3"),
        ({"start": "-1", "end": "1", "step": "0.1"}, "-1", "1", "0.3", "0.35"),
        ({"start": "x", "step": "0"}, "0", "10", "10", "11"),
    ],
)
def test_a_range_knows_its_numbers(parameters, low, high, held, refused):
    span = Span.of(parameters)
    assert (span.low, span.high) == (Decimal(low), Decimal(high))
    assert span.holds(Decimal(held))
    assert not span.holds(Decimal(refused))
    assert span.at(span.place_of(Decimal(held))) == Decimal(held)
    assert span.at(10**6) == span.high
