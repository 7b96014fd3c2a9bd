"""The road in its windows: an office that lends, a laptop that works, gives back and lets go."""

import pytest
from field_world import check_out, correct_age, device_of, state_of
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QListWidget, QPushButton
from simulator import PASSPHRASE, add_case

from cem_desktop.gui.exchange_watch import ExchangeWatch
from cem_desktop.gui.field_dialogs import ExtendDialog, LendDialog, PurgeDialog
from cem_desktop.gui.pages.cases_page import CasesPage
from cem_desktop.gui.pages.field_page import FieldPage
from cem_desktop.gui.pages.road_page import RoadPage
from cem_desktop.gui.widgets.banner import Banner
from cem_desktop.gui.widgets.case_detail import CaseDetail
from cem_desktop.gui.widgets.confirm_dialog import ConfirmDialog
from cem_desktop.gui.widgets.exchange_card import ExchangeCard
from cem_desktop.gui.widgets.read_table import ReadTable
from cem_desktop.gui.widgets.words import Words

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def laptop(field):
    return field.add_laptop("laptop-1")


def press(qtbot, window, name):
    button = window.findChild(QPushButton, name)
    assert button.isVisibleTo(window), name
    assert button.isEnabled(), name
    qtbot.mouseClick(button, LEFT)


def told(window, name):
    return window.findChild(Banner, name).shown_text


def line(window, name, row=0):
    table = window.findChild(ReadTable, name)
    return [table.item(row, at).text() for at in range(table.columnCount())]


def test_an_office_without_a_laptop_is_shown_the_way(qtbot, office, show):
    window = show(office, "field")
    assert not window.findChild(QPushButton, "field_lend").isVisible()
    press(qtbot, window, "field_to_devices")
    assert window.place == "devices"


def test_cases_are_lent_with_a_date_and_travel_on_the_stick(
    qtbot, field, office, laptop, show, rest, stick
):
    file, _other = add_case(office, seed=1), add_case(office, seed=2)
    window = show(office, "field")
    press(qtbot, window, "field_lend")
    dialog = window.findChild(LendDialog)
    assert dialog.focusWidget().objectName() == "lend_cases"
    press(qtbot, dialog, "lend_do")
    assert dialog.findChild(Words, "lend_cases_problem").isVisibleTo(dialog)
    cases = dialog.findChild(QListWidget, "lend_cases")
    for at in range(cases.count()):
        if cases.item(at).data(Qt.ItemDataRole.UserRole) == file:
            cases.item(at).setCheckState(Qt.CheckState.Checked)
    press(qtbot, dialog, "lend_do")
    rest()
    assert "1 case is lent" in told(window, "field_banner")
    code, _laptop, until, state, stays = line(window, "field_leases")
    assert (until, state, stays) == ("in 5 days", "Out", "")
    page = window.findChild(FieldPage)
    page.choose_laptop(device_of(laptop))
    page.write(device_of(laptop), stick)
    rest()

    road = show(laptop, "road")
    assert road.findChild(RoadPage) is not None
    road.findChild(RoadPage).read(stick)
    rest()
    assert "3 new writings came in, in 1 case." in told(road, "road_banner")
    assert line(road, "road_cases")[0] == code
    assert state_of(laptop, file) == state_of(office, file)


def test_more_time_and_asking_back_from_the_list(qtbot, field, office, laptop, show, rest):
    file = add_case(office)
    (row,) = check_out(field, laptop, file, days=2)
    window = show(office, "field")
    window.findChild(FieldPage).choose_lease(row.code)
    press(qtbot, window, "field_extend")
    press(qtbot, window.findChild(ExtendDialog), "extend_do")
    rest()
    (longer,) = office.workspace.leasing.open_leases()
    assert longer.ends > row.ends
    press(qtbot, window, "field_recall")
    press(qtbot, window.findChild(ConfirmDialog), "confirm_do")
    rest()
    assert line(window, "field_leases")[3] == "Its time is over"


def test_a_laptop_gives_back_seals_and_lets_go(qtbot, field, office, laptop, show, rest):
    file = add_case(office)
    check_out(field, laptop, file)
    field.to_laptop(laptop)
    correct_age(laptop, file, 15)
    window = show(laptop, "road")
    assert not window.findChild(QPushButton, "road_purge").isVisible()
    press(qtbot, window, "road_give")
    press(qtbot, window.findChild(ConfirmDialog), "confirm_do")
    rest()
    assert line(window, "road_cases")[2] == "Given back, locked"
    assert not window.findChild(QPushButton, "road_purge").isVisible()
    press(qtbot, window, "road_keep")
    rest()
    assert "sealed to the centre" in told(window, "road_banner")
    press(qtbot, window, "road_purge")
    dialog = window.findChild(PurgeDialog)
    dialog.findChild(QLineEdit, "purge_words").setText("otra frase que no es esa")
    press(qtbot, dialog, "purge_do")
    rest()
    assert state_of(laptop, file)
    dialog.findChild(QLineEdit, "purge_words").setText(PASSPHRASE)
    press(qtbot, dialog, "purge_do")
    rest()
    assert "1 case has left this laptop" in told(window, "road_banner")
    assert state_of(laptop, file) == {}
    assert window.findChild(Words, "road_empty_title").isVisibleTo(window)
    field.to_office(laptop)
    assert "15" in str(state_of(office, file))


def test_a_laptop_that_has_not_joined_is_shown_the_way(qtbot, world, office, show):
    from simulator import Place

    from cem_desktop.domain.roles import WorkspaceKind

    place = Place(world.root / "alone", office.profile, WorkspaceKind.LAPTOP)
    place.roles = ("social", "key_admin")
    place.create()
    window = show(place, "road")
    assert not window.findChild(QPushButton, "road_write").isVisible()
    press(qtbot, window, "road_to_joining")
    assert window.place == "joining"
    window.go("cases")
    assert "with this laptop" in window.findChild(Words, "cases_empty_title").text()
    assert "On the road" in window.findChild(Words, "cases_empty_text").text()
    place.close()


def test_after_a_task_only_what_fits_the_choice_is_offered(
    qtbot, field, office, laptop, show, rest, stick
):
    for seed in (1, 2):
        check_out(field, laptop, add_case(office, seed=seed))
    field.to_laptop(laptop)
    at_office = show(office, "field")
    at_office.findChild(FieldPage).write(device_of(laptop), stick)
    on_the_road = show(laptop, "road")
    on_the_road.findChild(RoadPage).write(stick)
    rest()
    assert "is written" in told(on_the_road, "road_banner")
    for window, name in (
        (at_office, "field_extend"),
        (at_office, "field_recall"),
        (on_the_road, "road_give"),
    ):
        assert not window.findChild(QPushButton, name).isEnabled(), name
    for window, name in ((at_office, "field_write"), (on_the_road, "road_give_all")):
        assert window.findChild(QPushButton, name).isEnabled(), name


def test_a_satellite_exchanges_by_itself_when_the_folder_appears(
    qtbot, field, office, show, rest, tmp_path
):
    satellite = field.add_laptop("satellite", ("social",), "satellite")
    first = add_case(office, seed=1)
    check_out(field, satellite, "*")
    shared = tmp_path / "shared"
    for place, key in ((office, "field"), (satellite, "road")):
        place.workspace.exchange.set_folder(shared)
        assert place.workspace.exchange.run() is None  # it is away
        assert key
    shared.mkdir()
    window = show(office, "field")
    card = window.findChild(ExchangeCard)
    card.set_folder(shared)
    rest()
    assert str(shared) in window.findChild(Words, "exchange_said").text()
    satellite.workspace.exchange.run()
    assert state_of(satellite, first) == state_of(office, first)
    second = add_case(office, seed=2)
    correct_age(satellite, first, 15)
    for _ in range(2):
        office.workspace.exchange.run()
        satellite.workspace.exchange.run()
    for file in (first, second):
        assert state_of(satellite, file) == state_of(office, file)
    before = sorted(shared.iterdir())
    for _ in range(3):
        office.workspace.exchange.run()
        satellite.workspace.exchange.run()
    assert sorted(shared.iterdir()) == before
    assert len(before) == 2
    press(qtbot, window, "exchange_end")
    assert office.workspace.exchange.state().folder is None


def test_a_case_says_that_it_is_out_and_leaves_the_screen_when_it_locks(
    qtbot, field, office, laptop, show, rest
):
    file = add_case(office)
    check_out(field, laptop, file, days=3)
    field.to_laptop(laptop)
    for place in (office, laptop):
        window = show(place, "cases")
        window.findChild(CasesPage).choose(file)
        assert window.findChild(Words, "case_lent").text() == "On a laptop until 5 nov 2026"
    assert window.findChild(CaseDetail).isVisible()
    field.pass_time(days=4)
    window.findChild(ExchangeWatch).look()
    rest()
    qtbot.waitUntil(
        lambda: not any(one.isVisible() for one in window.findChildren(CaseDetail)), timeout=5000
    )
    assert "locked on this laptop" in told(window, "cases_banner")
