"""The conflict desk in the window, as a person uses it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QPushButton, QRadioButton, QWidget
from simulator import add_case

from cem_desktop.gui.pages.cases_page import CasesPage
from cem_desktop.gui.pages.conflicts_page import ConflictsPage
from cem_desktop.gui.widgets.banner import Banner
from cem_desktop.gui.widgets.conflict_detail import ConflictDetail

REASON = "Se habló con ella."
ALIAS, CHILDREN, RISK = "safety/alias", "safety/children", "safety/risk"
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def office(world):
    return world.add_office()


@pytest.fixture
def record(office):
    file = add_case(office)
    with office.workspace.context.store.read() as unit:
        return next(one.id for one in unit.records.of_file(file) if one.form == "f01")


def apart(office, record, *sides):
    fichas = office.workspace.fichas
    opened = [fichas.correct(record) for _side in sides]
    for filling, answers in zip(opened, sides, strict=True):
        for path, value in answers.items():
            filling.session.answer(path, value)
        fichas.close(filling, REASON)


class Desk:
    """The page, and what a person does on it."""

    def __init__(self, qtbot, window):
        self.bot, self.window = qtbot, window
        window.activateWindow()
        window.go("conflicts")
        self.page = window.findChild(ConflictsPage)

    @property
    def detail(self):
        found = [one for one in self.page.findChildren(ConflictDetail) if one.isVisible()]
        return found[-1] if found else None

    def find(self, name, kind=QWidget):
        found = [one for one in self.page.findChildren(kind, name) if one.isVisible()]
        assert found, name
        return found[-1]

    def click(self, name):
        self.bot.mouseClick(self.find(name, QPushButton), LEFT)

    def keep(self, path, words):
        """Choose the side that says ``words``, by a click on the words themselves."""
        for label in self.detail.findChildren(QLabel):
            if label.objectName().startswith(f"side {path} ") and label.text() == words:
                self.bot.mouseClick(label.parentWidget(), LEFT)
                return
        raise AssertionError(words)

    def write(self, name, text):
        self.find(name, QLineEdit).setText(text)

    def rail(self):
        return self.window.findChild(QPushButton, "rail_conflicts").text().split()


@pytest.fixture
def two_sides(office, record):
    apart(office, record, {ALIAS: "Alondra", CHILDREN: 1}, {ALIAS: "Brisa", CHILDREN: 2})
    return record


def test_where_nothing_waits_the_page_says_what_it_is_for(qtbot, office, show_window):
    desk = Desk(qtbot, show_window(office))
    assert desk.find("conflicts_empty").isVisible()
    assert desk.rail() == ["To", "settle"]


def test_several_fields_are_settled_at_once_and_the_rest_goes_on_waiting(
    qtbot, office, show_window, two_sides
):
    desk = Desk(qtbot, show_window(office))
    assert desk.rail()[-1] == "1"
    desk.click(f"waiting_{two_sides}")
    assert not desk.find("settle", QPushButton).isEnabled()
    desk.keep(ALIAS, "Brisa")
    desk.click("settle")
    assert desk.find("settle_why_problem", QLabel).text() == "Write why."
    desk.write("settle_why", REASON)
    desk.click("settle")
    assert "history" in desk.find("conflict_banner", Banner).shown_text
    desk.keep(CHILDREN, "2")
    desk.write("settle_why", REASON)
    desk.click("settle")
    answers = office.workspace.fichas.record(two_sides).answers
    assert (answers[ALIAS], answers[CHILDREN]) == ("Brisa", 2)
    assert desk.find("conflicts_empty").isVisible()
    qtbot.waitUntil(lambda: desk.rail() == ["To", "settle"])


def test_another_answer_is_typed_in_the_field_of_the_ficha_and_checked(
    qtbot, office, show_window, two_sides
):
    desk = Desk(qtbot, show_window(office))
    desk.click(f"waiting_{two_sides}")
    desk.find(f"other {CHILDREN}", QRadioButton).click()
    desk.write("settle_why", REASON)
    desk.click("settle")
    assert desk.find(f"problem {CHILDREN}", QLabel).text()
    desk.find(CHILDREN, QLineEdit).setText("99")
    desk.click("settle")
    assert desk.find(f"problem {CHILDREN}", QLabel).text()
    desk.find(CHILDREN, QLineEdit).setText("3")
    desk.click("settle")
    assert office.workspace.fichas.record(two_sides).answers[CHILDREN] == 3


def test_risk_asks_for_a_reason_of_its_own(qtbot, office, show_window, record):
    node = office.workspace.fichas.correct(record).session.node(RISK)
    choices = dict(node.choices)
    low, high = next(iter(choices)), list(choices)[-1]
    apart(office, record, {RISK: low}, {RISK: high})
    desk = Desk(qtbot, show_window(office))
    desk.click(f"waiting_{record}")
    assert desk.find(f"guarded {RISK}").isVisible()
    desk.find(f"side {RISK} 0", QRadioButton).click()
    assert not desk.page.findChild(QLineEdit, "settle_why").isVisible()
    desk.click("settle")
    assert "own reason" in desk.find(f"own_why {RISK}_problem", QLabel).text()
    assert RISK in office.workspace.fichas.record(record).conflicts
    desk.write(f"own_why {RISK}", "La valoración de hoy.")
    desk.click("settle")
    assert office.workspace.fichas.record(record).conflicts == {}


def test_it_goes_by_keys_alone(qtbot, office, show_window, two_sides):
    desk = Desk(qtbot, show_window(office))
    card = desk.find(f"waiting_{two_sides}")
    card.setFocus()
    qtbot.keyClick(card, Qt.Key.Key_Return)
    dot = desk.find(f"side {ALIAS} 0", QRadioButton)
    dot.setFocus()
    qtbot.keyClick(dot, Qt.Key.Key_Space)
    desk.write("settle_why", REASON)
    line = desk.find("settle_why", QLineEdit)
    line.setFocus()
    qtbot.keyClick(line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert ALIAS not in office.workspace.fichas.record(two_sides).conflicts
    qtbot.keyClick(desk.detail, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert desk.detail is None


def test_what_does_not_fit_is_looked_at_and_taken_back_with_a_reason(
    qtbot, office, show_window, record
):
    apart(office, record, {"safety/comes_alone": "no"})
    who = office.workspace.fichas.correct(record).session.node("safety/companion").choices[0][0]
    apart(office, record, {"safety/companion": who}, {"safety/comes_alone": "yes"})
    desk = Desk(qtbot, show_window(office))
    desk.click(f"waiting_{record}")
    assert "would not be asked" in desk.find("wrong safety/companion", QLabel).text()
    desk.click("misfits_stay")
    assert desk.find("confirm_why_problem", QLabel).text() == "Write why."
    desk.write("confirm_why", REASON)
    desk.find("withdraw safety/companion", QCheckBox).click()
    desk.click("misfits_stay")
    assert "safety/companion" not in office.workspace.fichas.record(record).answers
    assert office.workspace.conflicts.waiting() == ()
    assert desk.find("conflicts_empty").isVisible()


def test_what_came_in_while_somebody_decides_is_told_and_nothing_is_settled(
    qtbot, office, show_window, two_sides
):
    desk = Desk(qtbot, show_window(office))
    desk.click(f"waiting_{two_sides}")
    desk.keep(ALIAS, "Brisa")
    desk.write("settle_why", REASON)
    apart(office, two_sides, {"safety/comes_alone": "yes"})
    assert desk.detail.is_begun
    desk.click("settle")
    assert "meanwhile" in desk.find("conflict_banner", Banner).shown_text
    assert ALIAS in office.workspace.fichas.record(two_sides).conflicts


def test_the_ficha_opens_from_the_desk_and_what_was_mended_there_waits_no_more(
    qtbot, office, show_window, two_sides
):
    desk = Desk(qtbot, show_window(office))
    desk.click(f"waiting_{two_sides}")
    desk.click("conflict_ficha")
    assert desk.window.findChild(QWidget, "ficha_page").isVisible()
    for path, value in ((ALIAS, "Brisa"), (CHILDREN, 2)):
        office.workspace.fichas.settle(two_sides, path, value, REASON)
    desk.window.go_back()
    qtbot.waitUntil(lambda: desk.page.findChild(QWidget, "conflicts_empty").isVisible())


def test_a_case_says_what_waits_in_it_and_leads_to_the_desk(qtbot, office, show_window, two_sides):
    window = show_window(office)
    cases = window.findChild(CasesPage)
    (row,) = office.workspace.casework.caseload()
    cases.choose(row.file_id)
    assert "2 answers have two versions" in cases.findChild(Banner, "case_banner").shown_text
    qtbot.mouseClick(cases.findChild(QPushButton, "case_settle"), LEFT)
    assert window.place == "conflicts"


def test_the_keyboard_is_never_lost_between_the_list_and_a_record(
    qtbot, office, show_window, two_sides
):
    desk = Desk(qtbot, show_window(office))

    def focused():
        found = desk.window.focusWidget()
        assert found is not None
        assert found.isVisible()
        return found

    def at_card():
        return focused().objectName() == f"waiting_{two_sides}"

    assert at_card()
    qtbot.keyClick(focused(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desk.detail is not None and desk.detail.isAncestorOf(focused()))
    qtbot.keyClick(focused(), Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(at_card)
    qtbot.keyClick(focused(), Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: desk.detail is not None and desk.detail.isAncestorOf(focused()))
