"""Recovery, as a person uses the page: printed, typed back, rehearsed, recovered."""

import io
from datetime import timedelta

import pypdf
import pytest
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton
from simulator import CUSTODIAN, FLOOR_KIB, PASSPHRASE, phrase_of

from cem_desktop.gui.handover_card import HandoverCard
from cem_desktop.gui.main_window import MainWindow
from cem_desktop.gui.new_keys_dialog import NewKeysDialog
from cem_desktop.gui.pages.recovery_page import RecoveryPage
from cem_desktop.gui.paper_printing import make_printer
from cem_desktop.gui.papers_dialog import PapersDialog
from cem_desktop.gui.people_dialog import PeopleDialog
from cem_desktop.gui.print_preview import PrintPreview
from cem_desktop.gui.widgets.banner import Banner
from cem_desktop.gui.widgets.word_grid import WordGrid
from cem_desktop.gui.words_dialog import WordsDialog
from cem_desktop.services.handover import HandoverStep
from cem_desktop.services.kit_opening import KitOpening
from cem_desktop.services.rekeying import Typed

PATIENCE = 30_000
WHY = "Notificación del juzgado"


def part(widget, kind, name):
    found = widget.findChild(kind, name)
    assert found is not None, name
    return found


@pytest.fixture
def place(world):
    made = world.add_office("tacna", "Tacna", roles=CUSTODIAN)
    made.papers = made.workspace.identities.create(PASSPHRASE)
    return made


@pytest.fixture
def page(qtbot, theme, tasks, place):
    made = RecoveryPage(place.workspace, theme, tasks, place.clock)
    qtbot.addWidget(made)
    made.resize(1100, 700)
    made.show()
    return made


def state(page, key):
    return part(page, QLabel, f"recovery_{key}_state").text()


def type_back(dialog, words_of):
    """Type what is asked for; ``words_of`` gives the words of a sheet."""
    for field in dialog.findChildren(QLineEdit):
        name = field.objectName()
        if name.startswith("paper_"):
            sheet, number = name.removeprefix("paper_").split("_word_")
            field.setText(words_of(int(sheet))[int(number) - 1])


def words_on(pdf, count, per_page):
    """The words as a person reads them from the printed page, by their numbers."""
    reader = pypdf.PdfReader(pdf)
    found = []
    for page in reader.pages:
        text = page.extract_text()
        lines = text[max(text.find("archive."), text.find("same person.")) :].split()
        at = {}
        for index, token in enumerate(lines[:-1]):
            if token.isdigit() and 1 <= int(token) <= count and lines[index + 1].isalpha():
                at.setdefault(int(token), lines[index + 1])
        found.append([at[number] for number in range(1, count + 1)])
    assert len(found) == per_page
    return found


def printed(qtbot, dialog, tasks, target):
    """Print what the dialog offers onto a file, as a printer would."""
    dialog.preview()
    preview = part(dialog, PrintPreview, "print_preview")
    qtbot.waitUntil(lambda: preview.page_count > 0, timeout=PATIENCE)
    assert part(preview, QPushButton, "print_save").isHidden()
    job = preview._job
    target.write_bytes(job.pdf)
    printer = make_printer()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(target.with_suffix(".printed.pdf")))
    preview.print_on(printer)
    qtbot.waitUntil(lambda: not tasks.is_busy, timeout=PATIENCE)
    preview.reject()


def test_a_kit_is_printed_typed_back_and_rehearsed(qtbot, page, place, tasks, tmp_path):
    assert state(page, "kit") == "missing"
    assert not part(page, QPushButton, "recovery_try_kit").isEnabled()
    part(page, QPushButton, "recovery_new_kit").click()
    dialog = part(page, PapersDialog, "papers")
    assert not dialog.do.isEnabled()
    target = tmp_path / "kit.pdf"
    printed(qtbot, dialog, tasks, target)
    (words,) = words_on(target, 12, 1)
    type_back(dialog, lambda _sheet: [*words[1:], "zorro"])
    dialog.do.click()
    qtbot.waitUntil(dialog.banner.isVisible, timeout=PATIENCE)
    assert "is not the one on the paper" in dialog.banner.shown_text
    assert state(page, "kit") == "missing"
    type_back(dialog, lambda _sheet: words)
    dialog.do.click()
    qtbot.waitUntil(lambda: state(page, "kit") == "in order", timeout=PATIENCE)
    assert [one.action for one in place.workspace.trail.latest(2)] == [
        "recovery_kit_made",
        "print",
    ]
    part(page, QPushButton, "recovery_try_kit").click()
    rehearsal = part(page, WordsDialog, "words")
    rehearsal.type_texts(" ".join(words))
    rehearsal.do.click()
    banner = part(page, QLabel, "recovery_banner_text")
    qtbot.waitUntil(lambda: "would open" in banner.text(), timeout=PATIENCE)
    assert "Last rehearsed" in part(page, QLabel, "recovery_kit_line").text()


def test_half_a_year_later_the_page_asks_for_a_rehearsal(qtbot, page, place):
    recovery = place.workspace.recovery
    kit = recovery.new_kit()
    recovery.confirm_kit(kit, [kit.words[number - 1] for number in kit.asked])
    place.clock.at += timedelta(days=200)
    page.renew(frozenset({"recovery"}))
    assert state(page, "kit") == "to rehearse"


def test_sheets_are_made_rehearsed_and_give_the_key_back(qtbot, page, place):
    assert state(page, "sheets") == "missing"
    place.workspace.identities.open(WHY, PASSPHRASE)
    part(page, QPushButton, "recovery_new_sheets").click()
    dialog = part(page, PapersDialog, "papers")
    sheets = words_of_dialog(qtbot, dialog)
    type_back(dialog, lambda sheet: sheets[sheet - 1])
    dialog.do.click()
    qtbot.waitUntil(lambda: state(page, "sheets") == "in order", timeout=PATIENCE)
    part(page, QPushButton, "recovery_recover").click()
    recovery = part(page, WordsDialog, "words")
    recovery.type_texts(" ".join(sheets[2]), " ".join(sheets[0]))
    assert not recovery.do.isEnabled()
    part(recovery, QLineEdit, "words_typed_equipo").setText(PASSPHRASE)
    recovery.do.click()
    qtbot.waitUntil(lambda: state(page, "sheets") == "used", timeout=PATIENCE)


def words_of_dialog(qtbot, dialog, count=20, pages=3):
    """The words of each paper, from the pages that the dialog shows."""
    dialog.preview()
    preview = part(dialog, PrintPreview, "print_preview")
    qtbot.waitUntil(lambda: preview.page_count == pages, timeout=PATIENCE)
    found = words_on(io.BytesIO(preview._job.pdf), count, pages)
    preview.reject()
    return found


def test_old_sheets_are_told_from_foreign_ones(qtbot, page, place):
    workspace = place.workspace
    new = workspace.identity_sheets.of_new_keys(place.papers)
    answers = [
        [words.split()[number - 1] for number in asked]
        for words, asked in zip(new.sheets, new.asked, strict=True)
    ]
    workspace.identity_sheets.count(new, answers)
    dialog = page.rehearse_sheets()
    dialog.type_texts(place.papers[0], place.papers[0])
    dialog.do.click()
    qtbot.waitUntil(dialog.banner.isVisible, timeout=PATIENCE)
    assert "typed twice" in dialog.banner.shown_text
    assert part(dialog, WordGrid, "words_1").is_full


def test_two_people_are_asked_for_with_every_custodian_present(qtbot, page, place):
    workspace = place.workspace
    place.add_user("legal", "legal")
    workspace.identities.open(WHY, PASSPHRASE)
    workspace.users.give_custody(place.user("legal").id, Typed(phrase_of("legal")))
    page.renew(frozenset({"staff"}))
    part(page, QPushButton, "recovery_change").click()
    dialog = part(page, PeopleDialog, "people")
    assert not dialog.do.isEnabled()
    part(dialog, QLineEdit, "people_typed_equipo").setText(PASSPHRASE)
    part(dialog, QLineEdit, "people_typed_legal").setText(phrase_of("legal"))
    dialog.do.click()
    qtbot.waitUntil(lambda: page.findChild(PapersDialog) is not None, timeout=PATIENCE)
    assert workspace.recovery.state().people == 2
    papers = part(page, PapersDialog, "papers")
    sheets = words_of_dialog(qtbot, papers)
    type_back(papers, lambda sheet: sheets[sheet - 1])
    papers.do.click()
    qtbot.waitUntil(lambda: state(page, "sheets") == "in order", timeout=PATIENCE)
    assert state(page, "kit") == "missing"
    assert "Two people" in part(page, QLabel, "recovery_people").text()


def test_who_keeps_keys_but_no_identities_touches_no_sheets(qtbot, theme, tasks, world):
    office = world.add_office()
    page = RecoveryPage(office.workspace, theme, tasks, office.clock)
    qtbot.addWidget(page)
    page.show()
    assert state(page, "sheets") == "no vault"
    assert not part(page, QPushButton, "recovery_new_sheets").isEnabled()
    assert part(page, QPushButton, "recovery_new_kit").isEnabled()


def test_the_change_of_coordinator_is_walked_through_on_the_page(qtbot, theme, tasks, world):
    office = world.add_office()
    office.add_user("nueva", "coordination", "key_admin")
    page = RecoveryPage(office.workspace, theme, tasks, office.clock)
    qtbot.addWidget(page)
    page.show()
    dialog = part(page, HandoverCard, "handover").begin()
    choose(part(dialog, QComboBox, "handover_leaving"), "equipo")
    choose(part(dialog, QComboBox, "handover_successor"), "nueva")
    dialog.do.click()
    qtbot.waitUntil(lambda: office.workspace.handover.state() is not None, timeout=PATIENCE)
    page.renew(frozenset({"recovery"}))
    following = part(page, QPushButton, "handover_next")
    assert not following.isEnabled()  # who leaves does not end her own access
    assert "nueva" in part(page, QLabel, "handover_hint").text()
    page.close()

    successor = office.as_user("nueva")
    page = RecoveryPage(successor, theme, tasks, office.clock)
    qtbot.addWidget(page)
    page.show()
    part(page, QPushButton, "handover_next").click()
    keys = part(page.window(), NewKeysDialog, "new_keys")
    part(keys, QLineEdit, "new_keys_nueva").setText(phrase_of("nueva"))
    keys.do.click()
    qtbot.waitUntil(
        lambda: successor.handover.state().next_step is HandoverStep.KIT, timeout=PATIENCE
    )
    qtbot.waitUntil(lambda: not tasks.is_busy, timeout=PATIENCE)
    qtbot.waitUntil(lambda: "New kit" in part(page, QPushButton, "handover_next").text())
    part(page, QPushButton, "handover_next").click()
    papers = part(page, PapersDialog, "papers")
    words = words_of_dialog(qtbot, papers, 12, 1)[0]
    type_back(papers, lambda _sheet: words)
    papers.do.click()
    qtbot.waitUntil(
        lambda: "Rehearse" in part(page, QPushButton, "handover_next").text(), timeout=PATIENCE
    )
    part(page, QPushButton, "handover_next").click()
    rehearsal = part(page, WordsDialog, "words")
    rehearsal.type_texts(" ".join(words))
    rehearsal.do.click()
    finish = part(page, QPushButton, "handover_finish")
    qtbot.waitUntil(finish.isVisible, timeout=PATIENCE)
    part(page, QPushButton, "handover_protocol").click()
    preview = part(page, PrintPreview, "print_preview")
    qtbot.waitUntil(lambda: preview.page_count == 1, timeout=PATIENCE)
    preview.reject()
    finish.click()
    assert successor.handover.state() is None
    assert part(page, QPushButton, "handover_begin").isVisible()


def choose(box, text):
    box.setCurrentIndex(box.findText(text))


def test_a_used_kit_is_told_above_every_page_until_a_new_one_counts(qtbot, theme, tasks, world):
    office = world.add_office()
    recovery = office.workspace.recovery
    kit = recovery.new_kit()
    recovery.confirm_kit(kit, [kit.words[number - 1] for number in kit.asked])
    office.close()
    door = KitOpening(office.folder, clock=office.clock, floor_kib=FLOOR_KIB)
    entrance = door.look(" ".join(kit.words))
    door.give(entrance, entrance.people[0][0], PASSPHRASE)
    office.clock.at += timedelta(minutes=1)
    workspace = office.open()
    window = MainWindow(workspace, theme, tasks, office.clock, "en")
    qtbot.addWidget(window)
    window.show()
    nag = part(window, Banner, "papers_nag")
    assert "Make a new one today" in nag.shown_text
    part(nag, QPushButton, "papers_go").click()
    assert window.place == "recovery"
    fresh = workspace.recovery.new_kit()
    workspace.recovery.confirm_kit(fresh, [fresh.words[number - 1] for number in fresh.asked])
    qtbot.waitUntil(nag.isHidden, timeout=PATIENCE)
    window.leave()


def test_the_first_step_goes_to_where_the_coordination_is_given(qtbot, theme, tasks, world):
    office = world.add_office()
    office.add_user("nueva", "psychology")
    users = {one.login: one.id for one in office.workspace.users.all()}
    office.workspace.handover.begin(users["equipo"], users["nueva"])
    window = MainWindow(office.workspace, theme, tasks, office.clock, "en")
    qtbot.addWidget(window)
    window.show()
    window.go("recovery")
    part(window, QPushButton, "handover_next").click()
    assert window.place == "users"
    window.leave()
