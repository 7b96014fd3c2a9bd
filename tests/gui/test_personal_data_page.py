"""The page of personal data, as coordination works with it."""

from datetime import UTC, datetime

import pytest
from feed_reading import fill_and_close
from law_answers import INCIDENT, REQUEST
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QWidget,
)
from simulator import add_case

from cem_desktop.domain.period import SetClock
from cem_desktop.gui.block_dialog import BlockDialog
from cem_desktop.gui.erasure_dialog import ErasureDialog
from cem_desktop.gui.main_window import MainWindow
from cem_desktop.gui.pages.cases_page import CasesPage
from cem_desktop.gui.pages.ficha_page import FichaPage
from cem_desktop.gui.pages.office_page import OfficePage
from cem_desktop.gui.pages.personal_data_page import PersonalDataPage
from cem_desktop.gui.places import places_of
from cem_desktop.gui.print_preview import PrintPreview
from cem_desktop.gui.widgets.data_officer_card import read_holidays
from cem_desktop.gui.widgets.read_table import ReadTable
from cem_desktop.services.data_officer import DataOfficer

PATIENCE = 30_000
ERASE = REQUEST | {"request/right": "cancellation"}


def part(widget, kind, name):
    found = widget.findChild(kind, name)
    assert found is not None, name
    return found


def press(widget, name):
    part(widget, QPushButton, name).click()


def texts(widget):
    return [one.text() for one in widget.findChildren(QLabel)]


@pytest.fixture
def window(qtbot, theme, tasks, office):
    def shown():
        made = MainWindow(office.workspace, theme, tasks, office.clock, "en")
        qtbot.addWidget(made)
        made.resize(1200, 900)
        made.show()
        made.go("personal_data")
        return made

    return shown


@pytest.fixture
def page(window):
    return part(window(), PersonalDataPage, "personal_data_page")


def form_of(ficha):
    return ficha._filling.definition.form_id


def code_of(office, file):
    with office.workspace.context.store.read() as unit:
        return str(unit.case_files.get(file).code)


def test_the_clocks_say_in_words_what_is_left(office, window):
    fill_and_close(office, "f32", None, INCIDENT)
    fill_and_close(office, "f37", None, ERASE)
    office.clock.at = datetime(2026, 11, 2, 15, tzinfo=UTC)
    page = part(window(), PersonalDataPage, "personal_data_page")
    said = texts(page)
    assert "47 hours left" in said
    assert "10 working days left" in said
    assert any("4 nov 2026, 09:30" in one and "the authority" in one for one in said)
    office.clock.at = datetime(2026, 11, 20, 15, tzinfo=UTC)
    page.renew(frozenset({"records"}))
    said = texts(page)
    assert any(one.endswith("hours late") for one in said)
    assert "4 working days late" in said


def test_the_notice_of_an_incident_is_seen_before_it_is_printed(qtbot, office, window):
    fill_and_close(office, "f32", None, INCIDENT)
    shown = window()
    press(shown, "law_clock_print")
    menu = part(shown, QMenu, "law_notices")
    assert len(menu.actions()) == 3
    menu.actions()[1].trigger()
    menu.close()
    preview = part(shown, PrintPreview, "print_preview")
    qtbot.waitUntil(lambda: preview.page_count == 1, timeout=PATIENCE)
    assert part(preview, QPushButton, "print_save").isHidden()
    preview.close()


def test_settings_are_kept_and_a_wrong_day_is_told(office, page):
    part(page, QLineEdit, "officer_name").setText("Oficial del programa")
    part(page, QLineEdit, "officer_telephone").setText("01 000 0000")
    part(page, QPlainTextEdit, "own_holidays").setPlainText("24/13/2027 San Juan")
    press(page, "officer_keep")
    assert part(page, QLabel, "own_holidays_problem").text()
    assert office.workspace.law.settings.officer() == DataOfficer()
    part(page, QPlainTextEdit, "own_holidays").setPlainText("24/06/2027 San Juan\n\n05/01/2027")
    part(page, QSpinBox, "years_kept").setValue(5)
    press(page, "officer_keep")
    law = office.workspace.law
    assert law.settings.officer().line() == "Oficial del programa · 01 000 0000"
    assert [one.name for one in law.settings.holidays()] == ["", "San Juan"]
    assert law.blocking.years_kept() == 5


def test_a_file_is_blocked_read_and_given_back(qtbot, office, window):
    file = add_case(office)
    shown = window()
    page = part(shown, PersonalDataPage, "personal_data_page")
    press(page, "law_block")
    dialog = part(shown, BlockDialog, "block_dialog")
    part(dialog, QLineEdit, "block_code").setText("TR6W-4KJH")
    press(dialog, "block_do")
    assert part(dialog, QLabel, "block_reason_problem").text()
    part(dialog, QPlainTextEdit, "block_reason").setPlainText("Cerrado")
    press(dialog, "block_do")
    assert part(dialog, QLabel, "block_code_problem").text()  # no file has that code
    part(dialog, QLineEdit, "block_code").setText(code_of(office, file))
    press(dialog, "block_do")
    assert dialog.isHidden()
    table = part(page, ReadTable, "law_blocked")
    qtbot.waitUntil(lambda: table.rowCount() == 1, timeout=PATIENCE)
    assert table.item(0, 0).text() == code_of(office, file)
    assert office.workspace.casework.caseload() == ()
    assert not part(page, QPushButton, "law_give_back").isEnabled()
    table.setCurrentCell(0, 0)
    press(page, "law_read_blocked")
    assert shown.place == "cases"
    assert code_of(office, file) in texts(part(shown, CasesPage, "cases_page"))
    shown.go("personal_data")
    table.setCurrentCell(0, 0)
    press(page, "law_give_back")
    back = next(one for one in shown.findChildren(BlockDialog) if one.isVisible())
    part(back, QPlainTextEdit, "block_reason").setPlainText("Volvió")
    press(back, "block_do")
    assert len(office.workspace.casework.caseload()) == 1


def test_erasing_asks_twice_and_the_safe_button_is_the_default(qtbot, office, window):
    file = add_case(office)
    granted = {"answered/answer": "granted", "answered/answered_on": "2026-11-02"}
    record = fill_and_close(office, "f37", None, ERASE | granted).record
    shown = window()
    page = part(shown, PersonalDataPage, "personal_data_page")

    def ask():
        press(page, "law_erase")
        dialog = next(one for one in shown.findChildren(ErasureDialog) if one.isVisible())
        part(dialog, QLineEdit, "erasure_code").setText(code_of(office, file))
        press(dialog, "erasure_next")
        assert part(dialog, QLabel, "erasure_reason_problem").text()
        assert part(dialog, QLabel, "erasure_request_problem").text()
        part(dialog, QPlainTextEdit, "erasure_reason").setPlainText("Lo pidió.")
        request = part(dialog, QComboBox, "erasure_request")
        request.setCurrentIndex(request.findData(record))
        press(dialog, "erasure_next")
        assert code_of(office, file) in part(dialog, QLabel, "erasure_what").text()
        assert part(dialog, QPushButton, "erasure_leave").isDefault()
        return dialog

    dialog = ask()
    press(dialog, "erasure_leave")
    assert office.workspace.casework.caseload()
    dialog = ask()
    part(dialog, QLineEdit, "erasure_typed").setText("TR6W-4KJH")
    press(dialog, "erasure_do")
    banner = part(page, QLabel, "law_banner_title")
    qtbot.waitUntil(lambda: bool(banner.text()), timeout=PATIENCE)
    assert office.workspace.casework.caseload()
    dialog = ask()
    part(dialog, QLineEdit, "erasure_typed").setText(code_of(office, file))
    press(dialog, "erasure_do")
    table = part(page, ReadTable, "law_erased")
    qtbot.waitUntil(lambda: table.rowCount() == 1, timeout=PATIENCE)
    qtbot.waitUntil(lambda: page.isEnabled() and not office.workspace.law.erasing.waits())
    assert office.workspace.casework.caseload() == ()
    qtbot.waitUntil(lambda: part(page, QPushButton, "law_erase").isEnabled(), timeout=PATIENCE)


@pytest.mark.parametrize(("button", "form"), [("law_request", "f37"), ("law_incident", "f32")])
def test_requests_and_incidents_begin_here(window, button, form):
    shown = window()
    press(shown, button)
    ficha = shown.findChild(FichaPage)
    assert ficha is not None
    assert form_of(ficha) == form


@pytest.mark.parametrize("button", ["law_inventory", "law_security"])
def test_the_documents_are_shown_from_memory(qtbot, window, button):
    shown = window()
    press(shown, button)
    preview = part(shown, PrintPreview, "print_preview")
    qtbot.waitUntil(lambda: preview.page_count > 1, timeout=PATIENCE)
    assert part(preview, QPushButton, "print_save").isHidden()
    preview.close()


@pytest.mark.parametrize(
    ("roles", "has"),
    [(("coordination",), True), (("key_admin",), True), (("psychology", "social"), False)],
)
def test_it_is_shown_to_who_answers_for_the_data(world, roles, has):
    place = world.add_office("comas", roles=roles)
    keys = [rule.key for rule in places_of(place.workspace)]
    assert ("personal_data" in keys) is has


def test_a_keeper_of_keys_sees_no_file(qtbot, theme, tasks, world):
    place = world.add_office("comas", roles=("key_admin",))
    page = PersonalDataPage(place.workspace, theme, tasks, place.clock, "en")
    qtbot.addWidget(page)
    assert page.findChild(ReadTable, "law_blocked") is None
    assert page.findChild(ReadTable, "law_erased") is None


def test_others_see_the_clocks_at_the_centre(qtbot, theme, world):
    place = world.add_office("comas", roles=("psychology",))
    clock = SetClock(datetime(2026, 11, 2, 15, tzinfo=UTC))
    page = OfficePage(place.workspace, theme, clock, "en")
    qtbot.addWidget(page)
    assert page.findChild(QWidget, "office_due").isHidden()
    fill_and_close(place, "f37", None, ERASE)
    page.renew(frozenset({"records"}))
    assert not page.findChild(QWidget, "office_due").isHidden()
    assert "10 working days left" in texts(page)


@pytest.mark.parametrize(
    ("typed", "count"), [("", 0), ("24/06/2027", 1), ("24/06/2027 San Juan\n01/02/2027 x", 2)]
)
def test_holidays_are_read_line_by_line(typed, count):
    assert len(read_holidays(typed)) == count


@pytest.mark.parametrize("typed", ["24-06-2027", "San Juan", "31/02/2027 nunca"])
def test_a_line_without_a_day_is_refused(typed):
    assert read_holidays(typed) is None


def test_what_is_being_typed_stays_when_others_work(office, page):
    part(page, QLineEdit, "officer_name").setText("Oficial a medio escribir")
    page.renew(frozenset({"records", "case_files"}))
    assert part(page, QLineEdit, "officer_name").text() == "Oficial a medio escribir"
