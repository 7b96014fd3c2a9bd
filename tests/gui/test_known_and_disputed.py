"""What is known already stands on the card; two fichas that differ stand on the case."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget
from simulator import Place, add_case

from cem_desktop.domain.roles import WorkspaceKind
from cem_desktop.gui.pages.cases_page import CasesPage
from cem_desktop.gui.widgets.banner import Banner
from cem_desktop.gui.widgets.ficha_known import KnownStrip
from cem_desktop.gui.widgets.ficha_sections import SectionList
from cem_desktop.gui.widgets.words import Words
from cem_desktop.services.context import OfficeProfile

PROFILE = OfficeProfile("16-regular-iquitos", "Iquitos", "Loreto", "160101")
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def office(tmp_path, built_forms):
    place = Place(tmp_path, PROFILE, WorkspaceKind.OFFICE)
    place.create()
    yield place
    place.close()


@pytest.fixture
def show(show_window, office):
    return lambda: show_window(office)


def cases(window) -> CasesPage:
    return window.findChild(CasesPage)


def known_text(window, path):
    return window.findChild(Words, f"known {path}").text()


def test_a_card_says_where_its_answer_comes_from_and_what_another_one_does(qtbot, show, office):
    file = add_case(office)
    window = show()
    cases(window).ficha_wanted.emit("f05", file)
    path = next(
        one.path
        for one in office.workspace.context.library.definition("f05").questions.values()
        if one.fact == "victim.age_group"
    )
    assert "Known already: Coded file, 2 nov 2026" in known_text(window, path)
    card = window.findChild(QWidget, f"card {path}")
    for option in card.findChildren(QWidget):
        if option.objectName() == f"{path}=30_59":
            qtbot.mouseClick(option, LEFT)
    assert "settles which is right" in known_text(window, path)


def test_a_card_of_an_order_says_that_the_new_answer_counts(qtbot, show, office):
    file = add_case(office)
    (record,) = [
        one.record for one in office.workspace.casework.case(file).timeline if one.form == "f06"
    ]
    window = show()
    cases(window).record_wanted.emit(record)
    window.findChild(SectionList).setCurrentRow(2)  # the person
    assert "Known already" in known_text(window, "person/sex")
    qtbot.mouseClick(window.findChild(QWidget, "person/sex=man"), LEFT)
    assert "What you put here counts" in known_text(window, "person/sex")


def test_two_fichas_that_differ_are_shown_and_lead_to_either(qtbot, show, office):
    file = add_case(office)
    office.clock.at += timedelta(days=1)
    fichas = office.workspace.fichas
    filling = fichas.begin("f05", file)
    path = next(iter(filling.known))
    filling.session.answer(path, "30_59")
    answer_required(filling.session)
    saved = fichas.close(filling)
    window = show()
    cases(window).show_case(file)
    banner = window.findChild(Banner, "dispute")
    assert banner.isVisible()
    assert "30 to 59" in banner.shown_text
    qtbot.mouseClick(window.findChild(QPushButton, f"correct_{saved.record}"), LEFT)
    assert window.findChild(QWidget, "ficha_page").isVisible()
    assert window.findChild(KnownStrip) is not None


def answer_required(session):
    """Answer what keeps a ficha open, whatever the ficha."""
    for _turn in range(9):
        for problem in session.problems():
            node = session.node(problem.path)
            first = node.choices[0][0] if node.choices else "2026-11-02"
            value = [first] if node.question.type == "select_multiple" else first
            session.answer(problem.path, value)
    assert session.problems() == ()
