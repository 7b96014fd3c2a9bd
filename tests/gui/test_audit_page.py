"""The audit page as a person uses it: reading, asking, turning, checking, exporting."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton, QWidget
from simulator import add_case
from sqlalchemy import text

from cem_desktop.gui.pages.audit_page import AuditPage
from cem_desktop.gui.places import places_of
from cem_desktop.gui.widgets.banner import Banner
from cem_desktop.gui.widgets.read_table import ReadTable
from cem_desktop.gui.widgets.words import Words
from cem_desktop.reports.trail_words import ActKind
from cem_desktop.services.trail import PAGE

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def office(world):
    place = world.add_office()
    add_case(place)
    return place


@pytest.fixture
def show(qtbot, tasks, show_window):
    def shown(place):
        window = show_window(place)
        window.go("audit")
        page = window.findChild(AuditPage)
        qtbot.waitUntil(lambda: bool(page.lines) and not tasks.is_busy)
        return page

    return shown


def acts(page):
    return [line.entry.action for line in page.lines]


def told(page):
    return page.findChild(Banner, "audit_banner").shown_text


def test_the_newest_comes_first_in_words(show, office):
    page = show(office)
    table = page.findChild(ReadTable)
    assert acts(page)[-1] == "create"
    assert table.rowCount() == len(page.lines)
    shown = {table.item(row, 2).text() for row in range(table.rowCount())}
    assert {"Came in", "Opened a file", "Wrote a ficha"} <= shown
    code = str(office.workspace.casework.caseload()[0].code)
    assert code in {table.item(row, 3).text() for row in range(table.rowCount())}


def test_filters_narrow_and_are_cleared(qtbot, show, office):
    page = show(office)
    everything = len(page.lines)
    kind = page.findChild(QComboBox, "audit_kind")
    kind.setCurrentIndex(kind.findData(ActKind.CHANGED))
    qtbot.waitUntil(lambda: set(acts(page)) == {"open_file", "save"})
    page.findChild(QLineEdit, "audit_about").setText("nothing has this id")
    qtbot.waitUntil(lambda: not page.lines)
    assert page.findChild(Words, "audit_none").isVisible()
    qtbot.mouseClick(page.findChild(QPushButton, "audit_clear_filters"), LEFT)
    qtbot.waitUntil(lambda: len(page.lines) == everything)


def test_a_day_that_is_none_is_told_beside_the_fields(qtbot, show, office):
    page = show(office)
    before = page.lines
    page.findChild(QLineEdit, "audit_since").setText("31/02/2026")
    problem = page.findChild(Words, "audit_filter_problem")
    qtbot.waitUntil(problem.isVisible)
    assert page.lines == before
    page.findChild(QLineEdit, "audit_since").setText("03/11/2026")
    qtbot.waitUntil(lambda: not page.lines)
    assert not problem.isVisible()


def test_pages_are_turned(qtbot, show, office, rest):
    context = office.workspace.context
    with context.store.write() as unit:
        for number in range(PAGE):
            context.note(unit, "view", f"record {number}")
    page = show(office)
    newest = page.lines[0].entry.seq
    assert len(page.lines) == PAGE
    assert not page.findChild(QPushButton, "audit_newer").isVisible()
    qtbot.mouseClick(page.findChild(QPushButton, "audit_older"), LEFT)
    qtbot.waitUntil(lambda: page.lines[0].entry.seq == newest - PAGE)
    rest()
    assert acts(page)[-1] == "create"
    assert not page.findChild(QPushButton, "audit_older").isVisible()
    qtbot.mouseClick(page.findChild(QPushButton, "audit_newer"), LEFT)
    qtbot.waitUntil(lambda: page.lines[0].entry.seq == newest)


def test_a_check_tells_whole_or_what_was_changed(qtbot, show, office, rest):
    page = show(office)
    qtbot.mouseClick(page.findChild(QPushButton, "audit_verify"), LEFT)
    rest()
    assert "whole" in told(page)
    with office.workspace.context.store.write() as unit:
        unit.connection.execute(text("DELETE FROM audit WHERE seq = 3"))
    qtbot.mouseClick(page.findChild(QPushButton, "audit_verify"), LEFT)
    rest()
    assert "missing from number 3 on" in told(page)
    assert "not as it was written" in told(page)


def test_an_export_is_written_once_and_compared(show, office, tmp_path, rest):
    page = show(office)
    path = tmp_path / "trail.jsonl"
    page.export(path)
    rest()
    assert path.exists()
    assert path.name in told(page)
    page.verify(path)
    rest()
    assert "whole" in told(page)
    page.export(path)
    rest()
    assert "already" in told(page)


def test_the_place_is_shown_to_those_who_read_the_trail(world):
    here = world.add_office("cusco", "Cusco", roles=("psychology",))
    assert "audit" not in {rule.key for rule in places_of(here.workspace)}
    auditor = world.add_office("puno", "Puno", roles=("audit",))
    assert "audit" in {rule.key for rule in places_of(auditor.workspace)}


def test_this_computer_is_checked_and_every_line_is_told(qtbot, show, office, rest):
    page = show(office)
    qtbot.mouseClick(page.findChild(QPushButton, "selfcheck_run"), LEFT)
    rest()
    card = page.findChild(QWidget, "selfcheck_card")
    said = [label.text() for label in card.findChildren(Words)]
    assert any("SQLCipher" in text for text in said)
    assert any("no recovery kit" in text for text in said)
    assert any("audit trail is whole" in text for text in said)
