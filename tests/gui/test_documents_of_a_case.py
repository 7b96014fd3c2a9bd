"""Documents on the page of a case, by keys and clicks: begun, frozen, printed with names, filed."""

import io

import pypdf
import pytest
from by_keys import gone, labels, open_tab, press, shown
from clear_text import find
from PySide6.QtCore import Qt
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QWidget,
)

from cem_desktop.domain.placeholders import PLACEHOLDERS
from cem_desktop.gui.main_window import MainWindow
from cem_desktop.gui.merge_dialog import MergeDialog
from cem_desktop.gui.pages.ficha_page import FichaPage
from cem_desktop.gui.print_preview import PrintPreview

NAME = "Rosalinda Canario Huaman"
COURT = "08765-2033-9-0901-JR-PE-66"


@pytest.fixture
def window(qtbot, case_window):
    open_tab(qtbot, case_window, "Documents")
    assert case_window.findChild(QWidget, "case_documents").isVisible()
    return case_window


def write_appeal(office, file):
    documents = office.workspace.documents
    wanted = next(one for one in documents.kinds() if one.kind == "appeal")
    return office.workspace.fichas.close(documents.begin(wanted, file)).record


def freeze(qtbot, window):
    press(qtbot, window, "document_freeze_")
    asking = shown(qtbot, window, "confirm_dialog")
    assert any("between square brackets" in one for one in labels(asking))
    leave = asking.findChild(QPushButton, "confirm_leave")
    qtbot.waitUntil(leave.hasFocus)
    qtbot.keyClick(asking.findChild(QPushButton, "confirm_do"), Qt.Key.Key_Space)
    gone(qtbot, window, "confirm_dialog")


def test_a_document_is_begun_from_its_menu_and_written_in_the_ficha_window(qtbot, window, office):
    press(qtbot, window, "document_new")
    menu = window.findChild(QMenu, "document_menu")
    assert menu.isVisible()
    qtbot.keyClick(menu, Qt.Key.Key_Down)
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    page = shown(qtbot, window, "ficha_page")
    assert isinstance(page, FichaPage)
    session = page._filling.session
    assert session.node("what/kind").value == "appeal"
    assert len(session.rows("text/section")) > 5


def test_a_name_typed_into_a_text_gets_a_hint_that_offers_the_placeholder(
    qtbot, window, office, file
):
    record = write_appeal(office, file)
    window.findChild(QWidget, "cases_page").record_wanted.emit(record)
    page = shown(qtbot, window, "ficha_page")
    page._body.go_to("what/subject")
    field = page.findChild(QLineEdit, "what/subject")
    qtbot.waitUntil(field.hasFocus)
    field.selectAll()
    qtbot.keyClicks(field, "Recurso de la agraviada Rosa, Exp. 1234-2021")
    qtbot.waitUntil(lambda: any("{{nombre}}" in one and "name" in one for one in labels(page)))
    assert any("{{expediente_judicial}}" in one and "court" in one for one in labels(page))


def test_a_version_is_frozen_read_and_printed_with_names_that_stay_nowhere(
    qtbot, window, office, file, tasks, caplog
):
    caplog.set_level("DEBUG")
    write_appeal(office, file)
    qtbot.waitUntil(lambda: "Not frozen yet" in labels(window))
    freeze(qtbot, window)
    (line,) = office.workspace.documents.of_file(file)
    (version,) = line.versions
    qtbot.waitUntil(lambda: "Frozen" in labels(window))
    press(qtbot, window, "version_read_")
    reading = shown(qtbot, window, "version_dialog")
    assert any(version.sha256 in one for one in labels(reading))
    assert any("{{nombre}}" in one for one in labels(reading))
    qtbot.keyClick(reading, Qt.Key.Key_Escape)
    gone(qtbot, window, "version_dialog")
    press(qtbot, window, "version_print_")
    asking = shown(qtbot, window, "merge_dialog")
    assert asking.height() <= window.height()
    name = asking.findChild(QLineEdit, "merge_nombre")
    name.setFocus()
    qtbot.keyClicks(name, NAME)
    qtbot.keyClicks(asking.findChild(QLineEdit, "merge_expediente_judicial"), COURT)
    fields = asking.findChildren(QLineEdit)
    qtbot.keyClick(name, Qt.Key.Key_Return)
    assert [one.text() for one in fields if one.text()] == []
    assert not any(one.isUndoAvailable() for one in fields)
    preview = shown(qtbot, window, "print_preview")
    assert isinstance(preview, PrintPreview)
    qtbot.waitUntil(lambda: preview.page_count > 0)
    document = preview.findChild(QPdfDocument)
    assert NAME in document.getAllText(0).text().replace("\r\n", " ")
    pages = pypdf.PdfReader(io.BytesIO(preview._job.pdf)).metadata
    assert NAME not in str(pages)
    qtbot.waitUntil(lambda: not tasks.is_busy)
    qtbot.keyClick(preview, Qt.Key.Key_Escape)
    gone(qtbot, window, "print_preview")
    assert NAME not in caplog.text + str(office.workspace.trail.latest(50))
    assert COURT not in caplog.text + str(office.workspace.trail.latest(50))
    window.leave()
    office.close()
    assert find(office.folder.parent, [NAME, COURT]) == []


def test_leaving_the_names_empties_the_fields_and_prints_nothing(qtbot, window, office, file):
    write_appeal(office, file)
    press(qtbot, window, "document_print_")
    asking = shown(qtbot, window, "merge_dialog")
    name = asking.findChild(QLineEdit, "merge_nombre")
    qtbot.keyClicks(name, NAME)
    qtbot.keyClick(asking, Qt.Key.Key_Escape)
    assert name.text() == ""
    gone(qtbot, window, "merge_dialog")
    assert window.findChild(QWidget, "print_preview") is None


def test_a_filing_is_recorded_and_told_beside_its_version(qtbot, window, office, file):
    write_appeal(office, file)
    freeze(qtbot, window)
    press(qtbot, window, "document_file_")
    asking = shown(qtbot, window, "filing_dialog")
    on = asking.findChild(QLineEdit, "filing_on")
    qtbot.waitUntil(on.hasFocus)
    qtbot.keyClicks(on, "31122031")
    qtbot.keyClick(on, Qt.Key.Key_Return)
    assert asking.findChild(QLabel, "filing_on_problem").isVisible()
    on.selectAll()
    qtbot.keyClicks(on, "01112026")
    where = asking.findChild(QComboBox, "filing_with")
    where.setFocus()
    while where.currentData() != "superior_court":
        qtbot.keyClick(where, Qt.Key.Key_Down)
    qtbot.keyClick(on, Qt.Key.Key_Return)
    gone(qtbot, window, "filing_dialog")
    (line,) = office.workspace.documents.of_file(file)
    (receipt,) = line.receipts
    assert (receipt.on.isoformat(), receipt.with_, receipt.version) == (
        "2026-11-01",
        "superior_court",
        1,
    )
    qtbot.waitUntil(lambda: any(one.startswith("Filed on 1 nov 2026") for one in labels(window)))


def test_the_history_names_the_version_and_its_fingerprint(qtbot, window, office, file):
    record = write_appeal(office, file)
    version = office.workspace.documents.freeze(record)
    window.findChild(QWidget, "cases_page").history_wanted.emit(record)
    said = labels(shown(qtbot, window, "history_dialog"))
    assert "Version frozen" in said
    assert any("Version 1" in one and version.sha256 in one for one in said)


def test_who_does_not_write_a_document_sees_that_it_exists_and_no_button(
    qtbot, theme, tasks, office, file
):
    documents = office.workspace.documents
    wanted = next(one for one in documents.kinds() if one.kind == "psychological_report")
    record = office.workspace.fichas.close(documents.begin(wanted, file)).record
    documents.freeze(record)
    object.__setattr__(office.workspace.context.user, "roles", ("legal",))
    window = MainWindow(office.workspace, theme, tasks, office.clock, "en")
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.findChild(QWidget, "cases_page").choose(file)
    open_tab(qtbot, window, "Documents")
    card = window.findChild(QWidget, f"document_{record}")
    assert any(one.startswith("Fingerprint") for one in labels(card))
    assert card.findChildren(QPushButton) == []


def test_what_the_program_does_not_know_between_braces_is_told_and_not_frozen(
    qtbot, window, office, file
):
    record = write_appeal(office, file)
    filling = office.workspace.fichas.correct(record)
    filling.session.answer("what/subject", "Recurso de {{apellido}}")
    office.workspace.fichas.close(filling, "Se precisa.")
    freeze(qtbot, window)
    told = shown(qtbot, window, "error_dialog")
    assert any("placeholder" in one for one in labels(told))
    assert office.workspace.documents.of_file(file)[0].versions == ()


@pytest.mark.parametrize(("asked", "warns"), [(("nombre",), False), (PLACEHOLDERS, True)])
def test_a_name_beside_the_key_of_a_protected_witness_is_warned_of(qtbot, theme, asked, warns):
    asking = MergeDialog(asked, theme)
    qtbot.addWidget(asking)
    asking.show()
    assert any("under reserve, leave" in one for one in labels(asking)) is warns
    assert len(asking.findChildren(QLineEdit)) == len(asked)
