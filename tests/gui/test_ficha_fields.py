"""Dates, lists, options and words of the ficha, each for itself; and large text."""

from datetime import date

import pytest
from ficha_forms import KeptFichas, Opened, small_form
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QListWidget, QPushButton

from cem_desktop.domain.roles import ROLES, sees_files
from cem_desktop.domain.typing_guard import GuardKind, look_over
from cem_desktop.forms.plan import plan_ficha
from cem_desktop.forms.session import FormSession
from cem_desktop.gui.pages.ficha_page import FichaPage
from cem_desktop.gui.style import apply_theme
from cem_desktop.gui.widgets.ficha_choice_search import fold
from cem_desktop.gui.widgets.ficha_date_field import read_date, with_slashes
from cem_desktop.gui.widgets.ficha_field_kinds import FichaLook, field_kind
from cem_desktop.gui.widgets.ficha_options import OptionBox, OptionGrid, option_text
from cem_desktop.gui.widgets.ficha_sections import SectionProgress, SectionState
from cem_desktop.gui.widgets.ficha_texts import (
    guard_text,
    privacy_pill,
    privacy_tip,
    saved_text,
)
from cem_desktop.services.answer_words import answer_words

NOW = date(2026, 11, 23)
WHO_SEES_FILES = {role for role in ROLES if sees_files((role,))}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("24/11/2026", date(2026, 11, 24)),
        ("1-2-2025", date(2025, 2, 1)),
        ("29.02.2024", date(2024, 2, 29)),
        ("1/1/27", date(2027, 1, 1)),
        ("1/1/28", date(1928, 1, 1)),
        ("24112026", date(2026, 11, 24)),
        ("31/02/2026", None),
        ("", None),
        ("ma", None),
        ("24/11/026", None),
    ],
)
def test_dates_are_read_as_written(text, day):
    assert read_date(text, NOW) == day


def test_slashes_come_by_themselves_and_go_when_deleted():
    text = ""
    for letter in "24112026":
        text = with_slashes(text + letter, text)
    assert text == "24/11/2026"
    assert with_slashes("24", "24/") == "24"
    assert with_slashes("24//", "24/") == "24/"


def test_lists_are_deaf_to_accents_and_capitals():
    assert fold("  Madre  de DIOS Áncash Ñ ") == "madre de dios ancash n"


def test_sections_and_numbers_follow_the_form():
    plan = plan_ficha(small_form())
    assert [section.path for section in plan.sections] == ["contact", "facts", "person"]
    assert plan.numbers["contact/day"] == "1.1"
    assert plan.numbers["contact/children"] == "1.5"
    assert "contact/advice" not in plan.numbers
    assert plan.numbers["person"] == "3.1"
    assert plan.numbers["person/knows"] == "3.1.2"


def test_kinds_of_fields(clock):
    session = FormSession(small_form(), clock=clock)
    questions = small_form().questions
    kinds = {
        path: field_kind(questions[path], session.node(path))
        for path in ("contact/sex", "facts/means", "facts/place", "facts/notes", "facts/shown")
    }
    assert list(kinds.values()) == ["one", "several", "list", "text", "shown"]


@pytest.mark.parametrize("role", sorted({*WHO_SEES_FILES, "promotion"}))
def test_no_reader_is_left_out_of_the_pill(role):
    pill = privacy_pill(small_form().questions["facts/notes"], {role})
    assert pill is not None
    assert pill[0] != "Reserved: the whole team"


def test_the_pill_says_who_will_read():
    questions = small_form().questions
    readers = small_form().settings.read
    assert privacy_pill(questions["contact/day"], readers) == ("Statistical: month only", "info")
    place = privacy_pill(questions["facts/place"], readers)
    assert place == ("Statistical: department only", "info")
    notes = privacy_pill(questions["facts/notes"], readers)
    assert notes == ("Reserved: psychology and legal", "warn")
    of_office = privacy_pill(questions["facts/notes"], {"coordination", "promotion"})
    assert of_office == ("Reserved: coordination and promotion", "warn")
    assert privacy_pill(questions["contact/who"], readers) == ("Coded", "accent")
    assert privacy_pill(questions["facts/double"], readers) is None
    assert all(privacy_tip(one, readers) for one in questions.values() if one.privacy)


def test_every_guard_has_its_words():
    text = (
        "doña Rosa Pérez, 41234567, 987654321, a@b.pe, expediente 123-2020, {{apodo}}, prostituta"
    )
    texts = {finding.kind: guard_text(finding) for finding in look_over(text)}
    assert set(texts) == set(GuardKind)
    assert "explotación sexual" in texts[GuardKind.STIGMA]


def test_values_in_words(clock):
    questions = small_form().questions
    session = FormSession(small_form(), clock=clock)

    def said(path, value):
        return answer_words(questions[path], session.node(path), value)

    assert said("contact/day", "2026-11-02") == "02/11/2026"
    assert said("facts/means", ["threat", "force"]) == "Amenaza, Violencia física"
    assert said("facts/money", 8000.0) == "8000"
    assert said("contact/sex", "unknown_code") == "unknown_code"
    assert said("contact/sex", None) == ""


@pytest.mark.parametrize(
    ("seconds", "count"), [(0, "1"), (3, "1"), (7, "5"), (59, "50"), (61, "1"), (7300, "2")]
)
def test_the_foot_says_calmly_when_it_was_saved(seconds, count):
    assert count in saved_text(seconds).split()


@pytest.mark.parametrize(
    ("progress", "state", "text"),
    [
        (SectionProgress("A", 0, 4, 0), SectionState.TO_DO, "0 of 4"),
        (SectionProgress("A", 1, 4, 0), SectionState.DOING, "1 of 4"),
        (SectionProgress("A", 4, 4, 0), SectionState.DONE, "4 of 4"),
        (SectionProgress("A", 4, 4, 2), SectionState.TO_MEND, "2 to mend"),
        (SectionProgress("A", 0, 4, 0, relevant=False), SectionState.TO_DO, "—"),
    ],
)
def test_states_of_a_section(progress, state, text):
    assert (progress.state, progress.text) == (state, text)


@pytest.fixture
def grid(qtbot, theme):
    def made(labels):
        grid = OptionGrid()
        qtbot.addWidget(grid)
        options = [OptionBox(grid) for _ in labels]
        grid.show()
        grid.set_options(options, [option_text(at, text) for at, text in enumerate(labels, 1)])
        return grid

    return made


def test_options_stand_in_a_row_columns_or_lines(grid):
    short = grid(["Sí", "No", "No se sabe"])
    short.resize(800, 40)
    assert short.columns == 3
    assert len({option.y() for option in short.options}) == 1
    many = grid(["Amenaza"] * 8)
    many.resize(800, many.heightForWidth(800))
    assert many.columns == 4
    assert many.heightForWidth(300) > many.heightForWidth(800)
    long = grid(["Una respuesta & otra que no cabe de ninguna manera en una línea"] * 2)
    long.resize(200, long.heightForWidth(200))
    assert long.columns == 1
    for option in long.options:
        assert "\n" in option.text()
        assert option.geometry().right() <= 200
        assert long.rect().contains(option.geometry())
    long.resize(1200, long.heightForWidth(1200))
    assert "\n" not in long.options[0].text()


@pytest.fixture
def large_text(qapp, theme):
    yield apply_theme(qapp, "light", 200)
    apply_theme(qapp, "light", 100)


def test_double_text_cuts_nothing(qtbot, large_text, clock):
    answers = {"contact/escort": "yes", "contact/children": 99}
    session = FormSession(small_form(), clock=clock, answers=answers)
    look = FichaLook(large_text, clock, small_form().settings.read)
    page = FichaPage(KeptFichas(), Opened(session, record="r"), look)
    qtbot.addWidget(page)
    page.resize(1104, 768)
    with qtbot.waitExposed(page):
        page.show()
    qtbot.mouseClick(page.findChild(QPushButton, "close_ficha"), Qt.MouseButton.LeftButton)
    for at in range(3):
        page.findChild(QListWidget, "section_list").setCurrentRow(at)
        QApplication.processEvents()
        assert [cut for part in page.findChildren(QLabel) if (cut := _cut(part))] == []
        assert [cut for part in page.findChildren(QAbstractButton) if (cut := _cut(part))] == []


def _cut(part):
    """Return the text of a visible label or button that does not fit into its place."""
    if not part.isVisible() or not part.text():
        return ""
    if isinstance(part, QLabel):
        metrics = QFontMetrics(part.font())
        flags = int(Qt.TextFlag.TextWordWrap) if part.wordWrap() else 0
        room = part.contentsRect()
        needed = metrics.boundingRect(QRect(0, 0, room.width(), 10_000), flags, part.text())
        fits = needed.width() <= room.width() + 1 and needed.height() <= room.height() + 1
    else:
        fits = part.width() >= part.sizeHint().width() and part.height() >= part.sizeHint().height()
    return "" if fits else part.text()
