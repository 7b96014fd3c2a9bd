"""A case goes to another centre through the windows of both."""

import pytest
from official_story import carry
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton
from simulator import add_case

from cem_desktop.gui.case_access import CaseAccess
from cem_desktop.gui.pages.inbox_page import InboxPage
from cem_desktop.gui.transfer_dialogs import GiveCaseDialog, TakeCaseDialog

WORDS = "Se muda a Piura. Tiene audiencia en marzo."


@pytest.fixture
def two(world, office):
    world.enrol(office)
    other = world.add_office("piura", "Piura")
    world.enrol(other)
    for place in (office, other):
        carry(world, place)
    return office, other


@pytest.fixture
def show(theme, tasks, qtbot):
    def make(place):
        made = InboxPage(place.workspace, theme, tasks, place.clock)
        qtbot.addWidget(made)
        made.resize(1100, 768)
        made.show()
        return made

    return make


def codes(place):
    return {row.code for row in place.workspace.casework.caseload()}


def texts(page, name):
    return [one.text() for one in page.findChildren(QLabel, name)]


def bundles(world):
    return set(world.road.glob("*.cem"))


def only(found):
    (one,) = found
    return one


def give(world, office, page, qtbot):
    file = add_case(office)
    access = CaseAccess(office.workspace, page._theme, page._tasks, page)
    head = access.on_case(file, QLabel())
    qtbot.addWidget(head)
    head.findChild(QPushButton, "case_give").click()
    dialog = page.findChild(GiveCaseDialog)
    dialog.findChild(QPlainTextEdit, "give_case_text").setPlainText(WORDS)
    before = bundles(world)
    dialog.seal(world.road)
    qtbot.waitUntil(lambda: len(bundles(world) - before) == 1, timeout=10000)
    qtbot.waitUntil(lambda: not page._tasks.is_busy, timeout=10000)
    return only(bundles(world) - before)


def test_a_case_is_given_accepted_and_out_of_use_at_home(world, two, show, qtbot):
    office, other = two
    home, away = show(office), show(other)
    path = give(world, office, home, qtbot)
    code = only(codes(office))
    away.look(path)
    qtbot.waitUntil(lambda: away.findChild(TakeCaseDialog) is not None, timeout=10000)
    dialog = away.findChild(TakeCaseDialog)
    assert dialog.findChild(QLabel, "take_case_text").text() == WORDS
    before = bundles(world)
    dialog.take(world.road)
    qtbot.waitUntil(lambda: len(bundles(world) - before) == 1, timeout=10000)
    qtbot.waitUntil(lambda: not away._tasks.is_busy, timeout=10000)
    assert codes(other) == {code}
    home.hear(only(bundles(world) - before), world.road)
    qtbot.waitUntil(lambda: codes(office) == set(), timeout=10000)
    qtbot.waitUntil(lambda: not home._tasks.is_busy, timeout=10000)
    home.renew(frozenset({"letters"}))
    assert "New" not in texts(home, "inbox_letters_pill")


def test_the_receipt_of_removal_is_filed_without_asking_for_a_folder(world, two, show, qtbot):
    office, other = two
    away = show(other)
    file = add_case(office)
    (path,) = office.workspace.transfers.give(file, "piura", WORDS, world.road)
    (answer,) = other.workspace.transfers.accept(path, world.road)
    before = bundles(world)
    office.workspace.transfers.hear(answer, world.road)
    away.look(only(bundles(world) - before))
    said = "The other centre has taken the case out of use."
    qtbot.waitUntil(lambda: away._banner.shown_text == said, timeout=10000)
    away.renew(frozenset({"letters"}))
    letters = other.workspace.correspondence.of_file(file)
    away.read(next(one for one in letters if one.letter.kind == "transfer_removed"))
    assert texts(away, "letter_words") == [said]


def test_a_hand_over_waits_for_its_answer_in_the_list(world, two, show, qtbot):
    office, _other = two
    home = show(office)
    give(world, office, home, qtbot)
    home.renew(frozenset({"letters"}))
    assert texts(home, "inbox_letters_pill") == ["Waits for its answer"]


def test_a_refusal_needs_a_reason_and_changes_nothing(world, two, show, qtbot):
    office, other = two
    home, away = show(office), show(other)
    path = give(world, office, home, qtbot)
    away.look(path)
    qtbot.waitUntil(lambda: away.findChild(TakeCaseDialog) is not None, timeout=10000)
    dialog = away.findChild(TakeCaseDialog)
    dialog.refuse(world.road)
    told = dialog.banner
    qtbot.waitUntil(lambda: told.shown_text != "", timeout=10000)
    dialog.findChild(QPlainTextEdit, "take_case_reason").setPlainText("No es de nuestra zona.")
    before = bundles(world)
    dialog.refuse(world.road)
    qtbot.waitUntil(lambda: len(bundles(world) - before) == 1, timeout=10000)
    qtbot.waitUntil(lambda: not away._tasks.is_busy, timeout=10000)
    assert codes(office) != set()
    assert codes(other) == set()
