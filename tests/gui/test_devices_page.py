"""Laptops in the window: the office takes one on, the laptop joins, one is stolen."""

from datetime import timedelta

import pytest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QRadioButton
from simulator import add_case

from cem_desktop.domain.period import stamp_of
from cem_desktop.gui.device_dialogs import ApproveLaptopDialog
from cem_desktop.gui.main_window import MainWindow
from cem_desktop.gui.pages.devices_page import DevicesPage
from cem_desktop.gui.pages.joining_page import JoiningPage
from cem_desktop.gui.places import places_of
from cem_desktop.gui.style import apply_theme
from cem_desktop.gui.widgets.confirm_dialog import ConfirmDialog
from cem_desktop.gui.widgets.layouts import ScrollPage
from cem_desktop.gui.widgets.six_words import QrPicture, SixWords
from cem_desktop.gui.widgets.word_grid import WordGrid
from cem_desktop.storage.leases import OUT, Lease
from cem_desktop.storage.quarantine import QuarantinedEntry


@pytest.fixture
def office(world):
    return world.add_office()


@pytest.fixture
def laptop(world, office):
    return world.add_laptop(office)


def shown(page, qtbot):
    qtbot.addWidget(page)
    page.resize(1100, 768)
    page.show()
    return page


@pytest.fixture
def page(office, theme, tasks, qtbot):
    return shown(DevicesPage(office.workspace, theme, tasks, office.clock), qtbot)


@pytest.fixture
def joining(laptop, theme, tasks, qtbot):
    return shown(JoiningPage(laptop.workspace, theme, tasks, laptop.clock), qtbot)


def click(page, name):
    page.findChild(QPushButton, name).click()


def text(page, name):
    return page.findChild(QLabel, name).text()


def one_of(folder, ending):
    (path,) = folder.glob(f"*{ending}")
    return path


def approve(page, request, words, road, qtbot):
    """Do at the office what a person does there; return the dialog."""
    page.read(request)
    qtbot.waitUntil(lambda: page.findChild(ApproveLaptopDialog) is not None)
    dialog = page.findChild(ApproveLaptopDialog)
    dialog.type_words(words)
    dialog.approve_into(road)
    return dialog


def test_a_laptop_joins_through_both_windows(world, office, laptop, page, joining, qtbot):
    office.add_user("rosa", "social")
    assert page.findChild(QLabel, "devices_empty_title").isVisible()
    joining.write_request(world.road)
    own = joining.findChild(SixWords, "join_own_words")
    qtbot.waitUntil(lambda: bool(own.words))
    page.read(one_of(world.road, ".cem-request"))
    qtbot.waitUntil(lambda: page.findChild(ApproveLaptopDialog) is not None)
    dialog = page.findChild(ApproveLaptopDialog)
    assert not dialog.do.isEnabled()
    dialog.type_words(own.words)
    dialog.findChild(QComboBox, "approve_holder").setCurrentText("rosa")
    dialog.findChild(object, "approve_service_social").click()
    dialog.approve_into(world.road)
    qtbot.waitUntil(lambda: page.findChild(QLabel, "words_to_type_text") is not None)
    words = page.findChild(SixWords, "words_to_type").words
    click(page, "words_to_type_done")
    joining.take_answer(one_of(world.road, ".cem-answer"))
    joining._steps.type_words(words)
    click(joining, "join_confirm")
    qtbot.waitUntil(lambda: laptop.workspace.joining.state().joined)
    state = laptop.workspace.joining.state()
    assert (state.holder, state.services, state.kind) == ("rosa", ("social",), "laptop")
    qtbot.waitUntil(lambda: "given to rosa" in text(joining, "joining_said"))
    assert not joining.findChild(QLabel, "join_show").isVisible()
    (one,) = office.workspace.devices.all()
    assert one.device.holder == "rosa"


def test_no_word_of_the_six_is_cut_in_large_text(world, office, laptop, theme, tasks, qtbot, qapp):
    request = office.workspace.devices.read_request(
        laptop.workspace.joining.write_request(world.road)
    )
    dressed = apply_theme(qapp, "light", 200)
    try:
        dialog = ApproveLaptopDialog(office.workspace.devices, request, dressed, tasks)
        qtbot.addWidget(dialog)
        with qtbot.waitExposed(dialog):
            dialog.show()
        room = dialog.findChild(ScrollPage, "approve_room").viewport()
        for field in dialog.findChild(WordGrid).findChildren(QLineEdit):
            assert field.mapTo(room, field.rect().topRight()).x() < room.width()
    finally:
        apply_theme(qapp, "light", 100)


def test_wrong_words_at_the_office_take_on_nobody(world, office, laptop, page, qtbot):
    request = laptop.workspace.joining.write_request(world.road)
    words = " ".join(office.workspace.devices.own_words())
    dialog = approve(page, request, words, world.road, qtbot)
    told = dialog.findChild(QLabel, "approve_laptop_banner_title")
    qtbot.waitUntil(lambda: "six words" in told.text())
    assert office.workspace.devices.all() == ()


def test_wrong_words_on_the_laptop_believe_nobody(world, office, laptop, joining, qtbot):
    joining.write_request(world.road)
    own = joining.findChild(SixWords, "join_own_words")
    qtbot.waitUntil(lambda: bool(own.words))
    device = world.join(world.add_laptop(office, "other"), office)
    joining.take_answer(office.workspace.devices.write_answer(device, world.road))
    joining._steps.type_words(" ".join(laptop.workspace.joining.state().request_words))
    click(joining, "join_confirm")
    qtbot.waitUntil(lambda: bool(text(joining, "joining_banner_title")))
    assert not laptop.workspace.joining.state().joined


def test_a_further_pc_holds_every_case(world, office, laptop, page, qtbot):
    request = laptop.workspace.joining.write_request(world.road)
    page.read(request)
    qtbot.waitUntil(lambda: page.findChild(ApproveLaptopDialog) is not None)
    dialog = page.findChild(ApproveLaptopDialog)
    dialog.findChild(QRadioButton, "approve_kind_satellite").click()
    dialog.type_words(" ".join(laptop.workspace.joining.state().request_words))
    dialog.approve_into(world.road)
    qtbot.waitUntil(lambda: bool(office.workspace.devices.all()))
    assert office.workspace.devices.all()[0].device.holds_every_case


@pytest.fixture
def joined(world, office, laptop):
    return world.join(laptop, office)


def test_a_stolen_laptop(office, joined, page, qtbot):
    file = add_case(office)
    with office.workspace.context.store.write() as unit:
        unit.leases.put(
            Lease(
                "7f3e9f3a-0000-4000-8000-000000000001", joined, file, "2026-11-02T15:00:00Z",
                "2026-11-09T15:00:00Z", ("social",), "2026-11-02T20:00:00Z", OUT, "u-1",
                "2026-11-02T15:00:00Z",
            )
        )  # fmt: skip
    page.renew(frozenset({"leases"}))
    page.choose(joined)
    click(page, "devices_stolen")
    click(page, "confirm_do")
    qtbot.waitUntil(lambda: page.findChild(QLabel, "exposed_step_1") is not None)
    assert text(page, "exposed_count") == "1 case lay on it:"
    code = office.workspace.casework.case(file).row.code
    table = page.findChild(object, "exposed_table")
    assert table.item(0, 0).text() == str(code)
    assert "visit card" in table.item(0, 3).text()
    click(page, "exposed_done")
    assert [one.device.status for one in office.workspace.devices.all()] == ["stolen"]
    assert not page.findChild(QPushButton, "devices_stolen").isEnabled()
    assert not page.findChild(QPushButton, "devices_retire").isEnabled()
    click(page, "devices_exposed")
    assert text(page, "exposed_count") == "1 case lay on it:"


def test_the_safe_answer_cuts_nobody_off(office, joined, page):
    page.choose(joined)
    for act in ("devices_stolen", "devices_retire"):
        click(page, act)
        click(page, "confirm_leave")
    assert [one.device.status for one in office.workspace.devices.all()] == ["active"]


def test_a_laptop_goes_off_the_list_and_sees_it(
    world, office, laptop, joined, page, joining, qtbot
):
    page.choose(joined)
    click(page, "devices_retire")
    click(page, "confirm_do")
    qtbot.waitUntil(lambda: not office.workspace.devices.all()[0].device.is_active)
    with office.workspace.context.store.read() as unit:
        document = unit.office.trust("office_roster")
    with laptop.workspace.context.store.write() as unit:
        unit.office.put_trust(document)
    joining.renew(frozenset({"trust"}))
    assert "off its list" in text(joining, "joining_stale_title")


def test_who_takes_a_laptop_off_the_list_hears_what_lay_on_it(office, joined, page, qtbot):
    ends = stamp_of(office.clock.at + timedelta(days=5))
    office.workspace.leasing.check_out(joined, [add_case(office)], ends)
    page.choose(joined)
    click(page, "devices_retire")
    click(page, "confirm_do")
    qtbot.waitUntil(lambda: "1 case lay on it" in text(page, "devices_banner_text"))


def test_another_holder_and_the_answer_again(world, office, joined, page, qtbot):
    office.add_user("rosa", "social")
    page.choose(joined)
    click(page, "devices_change")
    page.findChild(QComboBox, "change_holder").setCurrentText("rosa")
    click(page, "change_device_do")
    qtbot.waitUntil(lambda: office.workspace.devices.all()[0].device.holder == "rosa")
    page.write_answer(joined, world.road)
    qtbot.waitUntil(lambda: page.findChild(QLabel, "words_to_type_text") is not None)
    click(page, "words_to_type_done")


def test_what_is_held_back_is_told_until_somebody_looked(office, joined, page):
    with office.workspace.context.store.write() as unit:
        unit.quarantine.add(
            QuarantinedEntry(
                "ab" * 16, 8, joined, 1, b"s" * 64 + b"nothing", "2026-11-02T15:00:00Z", "stolen"
            )
        )
    page.renew(frozenset({"devices"}))
    assert page.findChild(object, "devices_held").isVisible()
    page.choose(joined)
    click(page, "devices_quarantine")
    table = page.findChild(object, "quarantine_table")
    assert [table.item(0, at).text() for at in range(4)] == ["8", "–", "–", "it does not say"]
    click(page, "quarantine_done")
    assert not page.findChild(object, "devices_held").isVisible()
    assert [one.unseen for one in office.workspace.devices.all()] == [0]


def test_a_pc_that_replaces_another_takes_keys_of_its_own(office, joined, page, qtbot):
    before = office.workspace.devices.own_words()
    click(page, "devices_new_keys")
    click(page, "confirm_leave")
    click(page, "devices_new_keys")
    click(page, "confirm_do")
    qtbot.waitUntil(lambda: "keys of its own" in text(page, "devices_banner_title"))
    office.close()
    assert office.open().devices.own_words() != before


def test_who_is_shown_the_places(office, laptop):
    keys = {rule.key for rule in places_of(office.workspace)}
    assert "devices" in keys
    assert "joining" not in keys
    keys = {rule.key for rule in places_of(laptop.workspace)}
    assert "joining" in keys
    assert "devices" not in keys
    office.add_user("rosa", "psychology")
    assert "devices" not in {rule.key for rule in places_of(office.as_user("rosa"))}


def test_the_code_is_black_on_white_in_every_look(office, page):
    code = page.findChild(QrPicture)
    picture = code.grab().toImage()
    colours = {picture.pixelColor(at, at).name() for at in range(picture.width())}
    assert colours == {"#000000", "#ffffff"}


def test_the_chosen_laptop_stays_chosen_when_another_joins(world, office, joined, page):
    """Else the next act, a report of theft, would meet the other one."""
    page.renew(frozenset({"devices"}))
    assert page._chosen().device.id == joined
    others = [world.join(world.add_laptop(office, f"other{number}"), office) for number in range(3)]
    page.renew(frozenset({"devices"}))
    assert page._chosen().device.id == joined
    page.choose(others[1])
    office.workspace.devices.retire(others[0])
    page.renew(frozenset({"devices"}))
    assert page._chosen().device.id == others[1]


def test_where_no_case_lay_on_it_nobody_is_to_be_thought_of(office, joined, page, qtbot):
    page.choose(joined)
    click(page, "devices_stolen")
    dialog = page.findChild(ConfirmDialog)
    assert any(one.text().endswith(joined[-4:].upper()) for one in dialog.findChildren(QLabel))
    click(page, "confirm_do")
    qtbot.waitUntil(lambda: page.findChild(QLabel, "exposed_step_1") is not None)
    assert page.findChild(QLabel, "exposed_step_5") is None
    assert "48 hours" in text(page, "exposed_step_4")


def test_the_keyboard_begins_where_something_is_seen(world, office, laptop, theme, tasks, qtbot):
    def begun(place, key):
        window = MainWindow(place.workspace, theme, tasks, place.clock, "es")
        qtbot.addWidget(window)
        with qtbot.waitExposed(window):
            window.show()
        window.go(key)
        return window.focusWidget()

    assert begun(office, "devices").objectName() == "devices_request"
    assert begun(laptop, "joining").objectName() == "join_request"
    world.join(laptop, office)
    assert begun(office, "devices").objectName() == "devices_table"
    focused = begun(laptop, "joining")
    assert focused.isVisible()
    assert focused.objectName() == "joining_again"
