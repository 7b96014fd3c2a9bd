"""Paper: the preview, the printer, the codes, and typing in what was filled by hand."""

import io
import threading

import pypdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QRadioButton

from cem_desktop.errors import NoPrinterError
from cem_desktop.gui.main_window import MainWindow
from cem_desktop.gui.pages.cases_page import CasesPage
from cem_desktop.gui.pages.ficha_page import FichaPage
from cem_desktop.gui.pages.paper_page import PaperPage
from cem_desktop.gui.paper_printing import make_printer, print_pages
from cem_desktop.gui.print_preview import PrintPreview
from cem_desktop.gui.tasks import Progress
from cem_desktop.gui.transcription_dialog import TranscriptionDialog
from cem_desktop.gui.widgets.read_table import ReadTable

PATIENCE = 30_000


def part(widget, kind, name):
    found = widget.findChild(kind, name)
    assert found is not None, name
    return found


def to_file(target):
    """A printer that prints to a file, and who asks for it."""

    def ask(_parent, then):
        printer = make_printer()
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(target))
        then(printer)

    return ask


@pytest.fixture
def preview(qtbot, theme, tasks, office):
    def shown(make, ask=None):
        made = PrintPreview(theme, tasks, make, office.workspace.printing.note, ask=ask)
        qtbot.addWidget(made)
        made.open()
        qtbot.waitUntil(lambda: made.page_count > 0, timeout=PATIENCE)
        return made

    return shown


def test_a_preview_prints_all_pages_and_notes_it(qtbot, preview, office, tmp_path, tasks):
    target, threads = tmp_path / "printed.pdf", []
    printing = office.workspace.printing

    def make(_progress):
        threads.append(threading.current_thread())
        return printing.blank("f01", "es")

    made = preview(make, to_file(target))
    assert threads != [threading.main_thread()]
    count = made.page_count
    qtbot.keyClick(made, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not tasks.is_busy and target.exists(), timeout=PATIENCE)
    qtbot.waitUntil(lambda: "went to the printer" in part(made, QLabel, "print_banner_text").text())
    assert len(pypdf.PdfReader(target).pages) == count
    (entry,) = office.workspace.trail.latest(1)
    assert (entry.action, entry.subject, entry.detail["kind"]) == ("print", "f01", "blank")


def test_esc_closes_a_preview_and_nothing_is_printed_or_noted(qtbot, preview, office):
    before = office.workspace.trail.latest(1)
    made = preview(lambda _progress: office.workspace.printing.blank("f01", "es"))
    qtbot.keyClick(made, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not made.isVisible())
    assert office.workspace.trail.latest(1) == before


def test_only_a_blank_ficha_may_be_saved_in_clear(qtbot, preview, office, tmp_path, tasks):
    from simulator import add_case

    file = add_case(office)
    record = office.workspace.casework.case(file).timeline[0].record
    filled = preview(lambda _progress: office.workspace.printing.record(record, "es"))
    assert part(filled, QPushButton, "print_save").isHidden()
    filled.save_to(tmp_path / "never.pdf")
    assert not (tmp_path / "never.pdf").exists()
    blank = preview(lambda _progress: office.workspace.printing.blank("f01", "es"))
    assert not part(blank, QPushButton, "print_save").isHidden()
    blank.save_to(tmp_path / "blank.pdf")
    qtbot.waitUntil(lambda: not tasks.is_busy, timeout=PATIENCE)
    assert (tmp_path / "blank.pdf").read_bytes().startswith(b"%PDF")
    assert office.workspace.trail.latest(1)[0].action == "export"


def test_a_page_range_prints_those_pages(office, tmp_path, qapp):
    pdf = office.workspace.printing.blank("f01", "es").pdf
    printer = make_printer()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "two.pdf"))
    printer.setFromTo(2, 3)
    told = []
    assert print_pages(pdf, printer, Progress(lambda *step: told.append(step))) == 2
    assert len(pypdf.PdfReader(tmp_path / "two.pdf").pages) == 2
    assert told == [(0, 2), (1, 2), (2, 2)]
    assert printer.docName() == "CEM"
    assert len(pypdf.PdfReader(io.BytesIO(pdf)).pages) > 2


def test_a_computer_without_a_printer_is_told(qtbot, preview, office):
    def ask(_parent, _then):
        raise NoPrinterError

    made = preview(lambda _progress: office.workspace.printing.blank("f01", "es"), ask)
    part(made, QPushButton, "print_print").click()
    assert "no printer" in part(made, QLabel, "print_banner_title").text()


@pytest.fixture
def page(qtbot, theme, office):
    made = PaperPage(office.workspace, theme, office.clock, "es")
    office.workspace.on_change(made.renew)
    qtbot.addWidget(made)
    made.show()
    return made


def test_copies_with_codes_draw_as_many_and_list_them(page, office):
    wanted = []
    page.blank_wanted.connect(lambda form, codes: wanted.append((form, codes)))
    form = part(page, QComboBox, "paper_form")
    form.setCurrentIndex(form.findData("f06"))
    copies = part(page, QComboBox, "paper_copies")
    copies.setCurrentIndex(copies.findData(2))
    part(page, QPushButton, "paper_print").click()
    ((shown, codes),) = wanted
    assert shown == "f06"
    assert {one.code for one in office.workspace.reserved_codes.all()} == set(codes)
    table = part(page, ReadTable, "paper_table")
    assert {table.item(at, 0).text() for at in range(2)} == set(codes)
    assert table.item(0, 1).text() == "free"
    part(page, QPushButton, "paper_print").click()
    assert wanted[1] == ("f06", ())
    copies.setCurrentIndex(copies.findData(codes[0]))
    part(page, QPushButton, "paper_print").click()
    assert wanted[2] == ("f06", (codes[0],))
    assert len(office.workspace.reserved_codes.all()) == 2


@pytest.fixture
def dialog(qtbot, theme, office):
    made = TranscriptionDialog(office.workspace.transcription, theme, office.clock, "es")
    qtbot.addWidget(made)
    made.open()
    return made


def test_what_is_known_of_the_paper_begins_the_ficha(qtbot, dialog, office):
    (code,) = office.workspace.reserved_codes.reserve(1)
    form = part(dialog, QComboBox, "transcription_form")
    form.setCurrentIndex(form.findData("f01"))
    qtbot.keyClicks(part(dialog, QLineEdit, "transcription_code"), code.lower())
    qtbot.keyClicks(part(dialog, QLineEdit, "transcription_on"), "30102026")
    assert part(dialog, QLineEdit, "transcription_on").text() == "30/10/2026"
    part(dialog, QComboBox, "transcription_by").setEditText("la psicóloga de turno")
    place = part(dialog, QLineEdit, "transcription_place")
    assert not place.isVisible()
    part(dialog, QRadioButton, "transcription_locked").click()
    qtbot.keyClicks(place, "armario 2")
    with qtbot.waitSignal(dialog.begun) as begun:
        part(dialog, QPushButton, "transcription_start").click()
    (filling,) = begun.args
    assert filling.source.paper.to_json() == {
        "on": "2026-10-30",
        "by": "la psicóloga de turno",
        "fate": "locked",
        "place": "armario 2",
    }
    assert str(filling.source.code) == code
    assert not dialog.isVisible()


def test_what_is_missing_is_told_beside_its_field_and_nothing_begins(qtbot, dialog):
    started = []
    dialog.begun.connect(started.append)
    part(dialog, QPushButton, "transcription_start").click()

    def problem(name):
        return part(dialog, QLabel, f"transcription_{name}_problem").text()

    assert problem("on").startswith("Write the day")
    assert problem("by")
    assert problem("fate")
    part(dialog, QLineEdit, "transcription_on").setText("24/12/2099")
    part(dialog, QRadioButton, "transcription_sent").click()
    part(dialog, QPushButton, "transcription_start").click()
    assert problem("on").startswith("The day cannot")
    assert problem("place")
    assert started == []


def test_a_code_that_nobody_drew_is_told_beside_the_code(qtbot, dialog):
    part(dialog, QLineEdit, "transcription_on").setText("30/10/2026")
    part(dialog, QComboBox, "transcription_by").setEditText("x")
    part(dialog, QRadioButton, "transcription_destroyed").click()
    for typed, said in (("7KQ4-M2XZ", "not drawn here"), ("1234-5678", "eight symbols")):
        part(dialog, QLineEdit, "transcription_code").setText(typed)
        part(dialog, QPushButton, "transcription_start").click()
        assert said in part(dialog, QLabel, "transcription_code_problem").text()
    assert dialog.isVisible()


def test_esc_leaves_the_transcription(qtbot, dialog):
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not dialog.isVisible())


@pytest.fixture
def window(qtbot, theme, tasks, office):
    made = MainWindow(office.workspace, theme, tasks, office.clock, "es")
    qtbot.addWidget(made)
    made.resize(1366, 768)
    with qtbot.waitExposed(made):
        made.show()
    return made


def shown_preview(qtbot, window, tasks):
    qtbot.waitUntil(lambda: window.findChild(PrintPreview) is not None)
    preview = window.findChild(PrintPreview)
    qtbot.waitUntil(lambda: preview.page_count > 0 and not tasks.is_busy, timeout=PATIENCE)
    return preview


def test_from_the_rail_to_a_record_under_the_code_of_the_paper(qtbot, window, office):
    (code,) = office.workspace.reserved_codes.reserve(1)
    window.go("paper")
    qtbot.keyClick(window, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.findChild(TranscriptionDialog) is not None)
    dialog = window.findChild(TranscriptionDialog)
    form = part(dialog, QComboBox, "transcription_form")
    form.setCurrentIndex(form.findData("f01"))
    qtbot.keyClicks(part(dialog, QLineEdit, "transcription_code"), code)
    qtbot.keyClicks(part(dialog, QLineEdit, "transcription_on"), "30102026")
    part(dialog, QComboBox, "transcription_by").setEditText("turno tarde")
    part(dialog, QRadioButton, "transcription_destroyed").click()
    qtbot.keyClick(part(dialog, QPushButton, "transcription_start"), Qt.Key.Key_Return)
    page = window.findChild(FichaPage)
    subtitle = part(page, QLabel, "ficha_subtitle").text()
    assert code in subtitle
    assert "from paper" in subtitle
    part(page, QPushButton, "save_draft").click()
    (draft,) = office.workspace.fichas.drafts()
    filling = office.workspace.fichas.resume(draft.id)
    assert filling.source.paper.by == "turno tarde"
    session = filling.session
    assert session.node("arrival/opened_on").value == "2026-10-30"
    session.answer("arrival/way", session.node("arrival/way").choices[0][0])
    session.answer("arrival/sex", "woman")
    session.answer("arrival/age_known", "unknown")
    saved = office.workspace.fichas.close(filling)
    assert saved.code == code
    window._drop_ficha()
    window.go("cases")
    cases = window.findChild(CasesPage)
    cases.choose(saved.file)
    cases.show_tab(2)
    told = part(
        window, QLabel, f"paper_{office.workspace.casework.history(saved.record)[0].revision}"
    )
    assert "30/10/2026" in told.text()
    assert "turno tarde" in told.text()


def test_a_record_is_printed_from_its_case_and_a_blank_from_what_is_left(
    qtbot, window, office, tasks
):
    from simulator import add_case

    file = add_case(office)
    record = office.workspace.casework.case(file).timeline[0].record
    cases = window.findChild(CasesPage)
    cases.choose(file)
    cases.show_tab(1)
    part(window, QPushButton, f"print_{record}").click()
    preview = shown_preview(qtbot, window, tasks)
    assert ("view", record) in [
        (one.action, one.subject) for one in office.workspace.trail.latest(3)
    ]
    qtbot.keyClick(preview, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.findChild(PrintPreview) is None)
    blank = next(
        one for one in window.findChildren(QPushButton) if one.objectName().startswith("blank_")
    )
    blank.click()
    preview = shown_preview(qtbot, window, tasks)
    assert part(preview, QPushButton, "print_save").isVisible()
    preview.reject()


def test_what_is_being_typed_is_printed_as_a_draft(qtbot, window, tasks, office):
    cases = window.findChild(CasesPage)
    cases.begin_case()
    page = window.findChild(FichaPage)
    qtbot.keyClick(page, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    preview = shown_preview(qtbot, window, tasks)
    assert preview._job.kind == "draft"
    preview.reject()


def test_the_questions_about_a_paper_begin_with_the_first(qtbot, window):
    window.go("paper")
    qtbot.mouseClick(window.findChild(QPushButton, "paper_type_in"), Qt.MouseButton.LeftButton)
    asked = window.findChild(TranscriptionDialog)
    qtbot.waitUntil(asked.isVisible)
    assert asked.focusWidget().objectName() == "transcription_form"
