"""The ficha window on a real office: what is typed reaches the encrypted store."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget, QPushButton, QWidget
from simulator import Place

from cem_desktop.domain.period import parse_stamp
from cem_desktop.domain.roles import WorkspaceKind
from cem_desktop.forms.authoring import build
from cem_desktop.gui.pages.ficha_page import FichaPage
from cem_desktop.gui.widgets.ficha_conflict import RivalAnswer
from cem_desktop.gui.widgets.ficha_field_kinds import FichaLook
from cem_desktop.paths import forms
from cem_desktop.services.attached_lists import attached_list
from cem_desktop.services.context import OfficeProfile

PROFILE = OfficeProfile("iquitos", "Iquitos", "Loreto", "")


@pytest.fixture
def office(tmp_path):
    build(forms(), attached=attached_list)
    place = Place(tmp_path, PROFILE, WorkspaceKind.OFFICE)
    place.create()
    yield place
    place.close()


@pytest.fixture
def show(qtbot, theme, office):
    def shown(filling, conflicts=None):
        look = FichaLook(theme, office.clock, filling.definition.settings.read)
        page = FichaPage(office.workspace.fichas, filling, look, conflicts)
        qtbot.addWidget(page)
        page.resize(1158, 768)
        with qtbot.waitExposed(page):
            page.show()
        qtbot.waitUntil(lambda: page.focusWidget() is not None)
        return page

    return shown


def choose(qtbot, page, name):
    qtbot.mouseClick(page.findChild(QWidget, name), Qt.MouseButton.LeftButton)


def test_a_first_contact_from_the_keyboard_to_the_file(qtbot, office, show):
    fichas = office.workspace.fichas
    page = show(fichas.begin("f01", None))
    choose(qtbot, page, "arrival/sex=woman")
    qtbot.waitUntil(lambda: len(fichas.drafts()) == 1, timeout=2000)
    page.close()

    resumed = show(fichas.resume(fichas.drafts()[0].id))
    assert resumed.findChild(QWidget, "arrival/sex=woman").isChecked()
    qtbot.keyClicks(resumed.findChild(QWidget, "arrival/opened_on"), "")
    choose(qtbot, resumed, "close_ficha")
    assert resumed.findChild(QLabel, "remark arrival/way").text()
    assert office.workspace.casework.caseload() == ()

    qtbot.keyClicks(resumed.focusWidget(), "1")
    choose(qtbot, resumed, "arrival/age_known=unknown")
    with qtbot.waitSignal(resumed.closed) as told:
        qtbot.mouseClick(resumed.findChild(QPushButton, "close_ficha"), Qt.MouseButton.LeftButton)
    record, file = told.args
    (row,) = office.workspace.casework.caseload()
    assert row.file_id == file
    assert row.minor == "presumed"
    assert fichas.record(record).answers["arrival/sex"] == "woman"
    assert fichas.drafts() == ()


def test_what_concerns_no_case_does_not_look_like_one(qtbot, office, show):
    fichas = office.workspace.fichas
    of_office = {label.text() for label in show(fichas.begin("f25", None)).findChildren(QLabel)}
    assert any(text.startswith("the centre · ") for text in of_office)
    of_case = {label.text() for label in show(fichas.begin("f01", None)).findChildren(QLabel)}
    assert any(text.startswith("new file · ") for text in of_case)


def test_a_correction_is_kept_with_its_reason(qtbot, office, show):
    fichas = office.workspace.fichas
    page = show(fichas.begin("f01", None))
    for name in ("arrival/sex=woman", "arrival/age_known=unknown"):
        choose(qtbot, page, name)
    page.findChild(QWidget, "arrival/way=line_100").setFocus()
    qtbot.keyClicks(page.focusWidget(), "1")
    with qtbot.waitSignal(page.closed) as told:
        choose(qtbot, page, "close_ficha")
    record = told.args[0]

    again = show(fichas.correct(record))
    choose(qtbot, again, "arrival/sex=man")
    choose(qtbot, again, "close_ficha")
    assert fichas.record(record).answers["arrival/sex"] == "woman"
    qtbot.keyClicks(again.focusWidget(), "lo dijo despues")
    with qtbot.waitSignal(again.closed):
        choose(qtbot, again, "close_ficha")
    assert fichas.record(record).answers["arrival/sex"] == "man"


def test_a_conflict_between_two_people_is_settled_for_good(qtbot, office, show):
    fichas = office.workspace.fichas
    filling = fichas.begin("f01", None)
    for path, value in (("way", "line_100"), ("sex", "woman"), ("age_known", "unknown")):
        filling.session.answer(f"arrival/{path}", value)
    record = fichas.close(filling).record
    first, second = fichas.correct(record), fichas.correct(record)
    first.session.answer("safety/danger_now", "yes")
    second.session.answer("safety/danger_now", "no")
    fichas.close(first, "lo dijo a una")
    fichas.close(second, "lo dijo a otra")
    path = "safety/danger_now"
    rivals = {
        path: tuple(
            RivalAnswer(one.value, one.author, parse_stamp(one.wall))
            for one in fichas.record(record).conflicts[path]
        )
    }
    page = show(fichas.correct(record), rivals)
    page.findChild(QListWidget, "section_list").setCurrentRow(1)
    qtbot.keyClicks(page.findChild(QLineEdit, f"why {path}"), "hoy lo repite")
    keep = next(at for at, rival in enumerate(rivals[path]) if rival.value == "yes")
    choose(qtbot, page, f"keep {path} {keep}")
    assert path not in fichas.record(record).conflicts
    assert page.findChild(QWidget, f"{path}=yes").isChecked()
    choose(qtbot, page, f"{path}=unknown")
    qtbot.keyClicks(page.findChild(QLineEdit, "reason"), "hoy no lo sabe")
    with qtbot.waitSignal(page.closed):
        choose(qtbot, page, "close_ficha")
    view = fichas.record(record)
    assert dict(view.conflicts) == {}
    assert view.answers[path] == "unknown"
