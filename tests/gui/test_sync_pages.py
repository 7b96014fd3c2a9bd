"""An office and headquarters, each in its window, with a folder as the stick between them."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget
from simulator import Place, add_case

from cem_desktop.domain.roles import WorkspaceKind
from cem_desktop.gui.pages.offices_page import OfficesPage
from cem_desktop.gui.pages.statistics_page import StatisticsPage
from cem_desktop.gui.pages.sync_page import SyncPage
from cem_desktop.gui.widgets.banner import Banner
from cem_desktop.gui.widgets.root_keys_notice import RootKeysNotice
from cem_desktop.gui.widgets.words import Words
from cem_desktop.reports.figures import EditionKind
from cem_desktop.services.context import OfficeProfile

PROFILE = OfficeProfile("16-regular-iquitos", "Iquitos", "Loreto", "160101")
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def office(world):
    place = Place(world.root, PROFILE, WorkspaceKind.OFFICE)
    place.create()
    world.offices["iquitos"] = place
    return place


def told(window, name) -> str:
    return window.findChild(Banner, name).shown_text


def test_six_words_each_way_enrol_an_office(qtbot, world, office, show, rest):
    window, central = show(office, "sync"), show(world.headquarters, "offices")
    page, desk = window.findChild(SyncPage), central.findChild(OfficesPage)
    assert not window.findChild(QPushButton, "sync_export").isVisible()
    page.write_request(world.road)
    rest()
    (request,) = world.road.glob("*.cem-request")
    spoken = window.findChild(Words, "enrol_request_words").text()
    assert len(spoken.split()) == 6

    desk.read_request(request)
    rest()
    assert central.findChild(QWidget, "approval_card").isVisible()
    assert spoken.split()[0] not in central.findChild(Words, "approval_title").text().split()
    desk.approve("otras seis palabras que no son", world.road)
    rest()
    assert central.findChild(Words, "approval_words_problem").isVisible()
    assert world.hq.offices() == ()
    central.findChild(QLineEdit, "approval_words").setText(" ".join(spoken.split()))
    assert central.findChild(QPushButton, "approval_confirm").isEnabled()
    desk.approve(" ".join(spoken.split()), world.road)
    rest()
    assert [one.office.office for one in world.hq.offices()] == [PROFILE.id]
    (answer,) = world.road.glob("*.cem-answer")

    page.take_answer(answer)
    words = window.findChild(QLineEdit, "enrol_words")
    qtbot.keyClicks(words, "uno dos tres cuatro cinco seis")
    qtbot.mouseClick(window.findChild(QPushButton, "enrol_confirm"), LEFT)
    rest()
    assert window.findChild(Words, "enrol_words_problem").isVisible()
    assert not office.workspace.enrolment.state().enrolled
    words.clear()
    words.setText(central.findChild(Words, "offices_root_words").text())
    qtbot.mouseClick(window.findChild(QPushButton, "enrol_confirm"), LEFT)
    rest()
    assert office.workspace.enrolment.state().enrolled
    assert window.findChild(QPushButton, "sync_export").isVisible()


def test_a_bundle_goes_and_a_receipt_comes_back(world, office, show, rest):
    world.enrol(office)
    add_case(office)
    window, central = show(office, "sync"), show(world.headquarters, "offices")
    page, desk = window.findChild(SyncPage), central.findChild(OfficesPage)
    waiting = office.workspace.sync_out.status().waiting
    assert waiting > 0
    assert window.findChild(Words, "sync_waiting_figure").text() == str(waiting)
    page.export(world.road)
    rest()
    assert "ready" in told(window, "sync_banner")
    (bundle,) = world.road.glob("*.cem")
    assert office.workspace.sync_out.status().waiting == waiting

    desk.import_bundles((bundle,))
    rest()
    assert told(central, "offices_banner").startswith("1 bundle was taken in")
    desk.import_bundles((bundle,))
    rest()
    assert world.hq.offices()[0].records == waiting
    desk.write_receipts(world.road)
    rest()
    (receipt,) = set(world.road.glob("*.cem")) - {bundle}
    page.receive(receipt)
    rest()
    assert office.workspace.sync_out.status().waiting == 0
    assert window.findChild(Words, "sync_waiting_figure").text() == "0"


def test_a_cut_bundle_is_refused_in_words(world, office, show, rest):
    world.enrol(office)
    add_case(office)
    exported = office.workspace.sync_out.export(world.road)
    cut = world.road / "cut.cem"
    cut.write_bytes(exported.path.read_bytes()[:-40])
    central = show(world.headquarters, "offices")
    central.findChild(OfficesPage).import_bundles((cut, exported.path))
    rest()
    assert "1 was refused" in told(central, "offices_banner")
    lines = central.findChildren(QWidget, "import_line")
    said = " ".join(one.text() for one in lines[0].findChildren(Words))
    assert "cut.cem" in said
    assert "Nothing of it was taken in" in said
    assert world.hq.offices()[0].bundles == 1


def test_a_stick_that_is_gone_is_told(world, office, show, rest):
    world.enrol(office)
    window = show(office, "sync")
    window.findChild(SyncPage).export(world.root / "not here")
    rest()
    assert "cannot be used" in told(window, "sync_banner")
    assert window.findChild(QPushButton, "sync_export").isEnabled()


@pytest.fixture
def counted(world, office):
    world.enrol(office)
    for seed in range(6):
        add_case(office, seed=seed)
    world.carry(office)
    return world


def test_figures_internal_and_public(counted, show, rest):
    central = show(counted.headquarters, "statistics")
    page = central.findChild(StatisticsPage)
    rest()
    assert page.figures.kind is EditionKind.INTERNAL
    assert central.findChild(Words, "figure_total_figure").text() == "6"
    assert "INTERNAL" in told(central, "statistics_mark")
    central.activateWindow()
    public = central.findChild(QPushButton, "edition_public")
    public.setFocus()
    public.click()
    rest()
    assert central.window().focusWidget() is public
    assert page.figures.kind is EditionKind.PUBLIC
    assert "PUBLIC" in told(central, "statistics_mark")


def test_saving_asks_first_and_enter_is_safe(qtbot, counted, show, rest):
    central = show(counted.headquarters, "statistics")
    rest()
    qtbot.mouseClick(central.findChild(QPushButton, "statistics_pdf"), LEFT)
    dialog = central.findChild(QWidget, "confirm_dialog")
    assert dialog.findChild(QPushButton, "confirm_leave").isDefault()
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert not dialog.isVisible()


def test_sheets_are_written_whole(counted, show, rest):
    central = show(counted.headquarters, "statistics")
    page = central.findChild(StatisticsPage)
    rest()
    pdf, csv = counted.root / "sheet.pdf", counted.root / "sheet.csv"
    page.save("pdf", pdf)
    rest()
    page.save("csv", csv)
    rest()
    assert pdf.read_bytes().startswith(b"%PDF")
    assert "Iquitos" in csv.read_text(encoding="utf-8")
    page.save("csv", counted.root / "not here" / "sheet.csv")
    rest()
    assert "cannot be used" in told(central, "statistics_banner")


def test_news_are_told_not_shown_under_the_eyes(qtbot, counted, office, show, rest):
    central = show(counted.headquarters, "statistics")
    rest()
    add_case(office, seed=50)
    counted.carry(office)
    banner = central.findChild(Banner, "statistics_banner")
    qtbot.waitUntil(banner.isVisible)
    assert central.findChild(Words, "figure_total_figure").text() == "6"


def test_without_cases_the_page_teaches(world, show, rest):
    central = show(world.headquarters, "statistics")
    rest()
    assert central.findChild(QWidget, "statistics_empty").isVisible()
    assert not central.findChild(QPushButton, "statistics_pdf").isVisible()
    central.go("offices")
    assert central.findChild(QWidget, "offices_empty").isVisible()


def test_root_keys_are_asked_away_until_they_are_gone(qtbot, world, show):
    central = show(world.headquarters, "offices")
    notice = central.findChild(RootKeysNotice)
    folder = world.headquarters.folder / "root-keys"
    assert notice.isVisible()
    assert "root-keys" in notice.shown_text
    for key in folder.glob("*.age"):
        key.unlink()
    QCoreApplication.sendEvent(notice, QEvent(QEvent.Type.WindowActivate))
    assert not notice.isVisible()


@pytest.fixture
def forked(world, office, tmp_path):
    """An office whose earlier copy went on by itself."""
    world.enrol(office)
    office.close()
    office.copy_to(tmp_path / "copy")
    office.open()
    add_case(office, seed=1)
    world.carry(office)
    office.close()
    office.restore_from(tmp_path / "copy")
    office.open()
    add_case(office, seed=2)
    world.carry(office)
    return world


def test_an_alarm_is_taken_back_by_a_person_and_enter_leaves_it(qtbot, forked, show, rest):
    central = show(forked.headquarters, "offices")
    settle = central.findChild(QPushButton, "fork_settle")
    qtbot.mouseClick(settle, LEFT)
    dialog = central.findChild(QWidget, "confirm_dialog")
    assert dialog.findChild(QPushButton, "confirm_leave").isDefault()
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert forked.hq.offices()[0].fork
    dialog.deleteLater()
    qtbot.mouseClick(settle, LEFT)
    again = central.findChildren(QWidget, "confirm_dialog")[-1]
    qtbot.mouseClick(again.findChild(QPushButton, "confirm_do"), LEFT)
    rest()
    assert not forked.hq.offices()[0].fork
    assert not central.findChild(QWidget, "fork_alarms").isVisible()
    assert "taken back" in told(central, "offices_banner")


def test_a_coordinators_own_exceptions_stand_beside_her_centre(world, office, show):
    world.enrol(office)
    office.workspace.exceptional.open_reserved(add_case(office), "motivo")
    world.carry(office)
    page = show(world.headquarters, "offices").findChild(OfficesPage)
    table = page.findChild(QWidget, "offices_table")
    headings = [table.horizontalHeaderItem(at).text() for at in range(table.columnCount())]
    assert table.item(0, headings.index("Exceptions this year")).text() == "1"
