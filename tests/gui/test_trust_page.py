"""Headquarters in the window: a new root from two sticks; a centre's PC replaced or stolen."""

import pytest
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QPushButton
from simulator import PASSPHRASE, Place, seal_at_once, unseal_at_once

from cem_desktop.gui.new_root_dialog import NewRootDialog
from cem_desktop.gui.pages.trust_page import TrustPage
from cem_desktop.gui.places import places_of
from cem_desktop.services.headquarters_keys import ROOT_KEYS_FOLDER
from cem_desktop.services.root_rotation import RootKeys

NEW_WORDS = "nogal tejado brisa calma puente lirio"


@pytest.fixture
def page(world, theme, tasks, qtbot):
    place = world.headquarters
    made = TrustPage(place.workspace, theme, tasks, place.clock)
    made._root_keys = RootKeys(place.workspace.context, seal_at_once, unseal_at_once)
    qtbot.addWidget(made)
    made.resize(1100, 768)
    made.show()
    return made


def click(page, name):
    page.findChild(QPushButton, name).click()


def text(page, name):
    return page.findChild(QLabel, name).text()


def fill(world, dialog, *numbers, words=PASSPHRASE):
    for line, number in zip(dialog.lines, numbers, strict=True):
        line.take(world.headquarters.folder / ROOT_KEYS_FOLDER / f"root-key-{number}.age")
    for number in (1, 2):
        dialog.findChild(QLineEdit, f"root_key_{number}_passphrase").setText(words)


def opened(page):
    click(page, "trust_new_root")
    return page.findChild(NewRootDialog)


def test_a_new_root_is_signed_by_two_keys(world, page, qtbot):
    before = world.hq.root_words()
    dialog = opened(page)
    assert not dialog.do.isEnabled()
    fill(world, dialog, 1, 3)
    dialog.findChild(QCheckBox, "new_root_roster").click()
    dialog.do.click()
    qtbot.waitUntil(lambda: "Root 2" in text(page, "trust_root_said"))
    assert world.hq.root_words() != before
    assert "backup" in text(page, "trust_banner_text")


def test_three_new_root_keys(world, page, qtbot, tmp_path):
    dialog = opened(page)
    fill(world, dialog, 1, 2)
    dialog.findChild(QCheckBox, "new_root_keys").click()
    assert not dialog.do.isEnabled()
    dialog.findChild(QLineEdit, "new_root_words").setText(NEW_WORDS)
    dialog.findChild(QLineEdit, "new_root_again").setText("other")
    dialog.do.click()
    assert text(dialog, "new_root_again_problem")
    dialog.findChild(QLineEdit, "new_root_again").setText(NEW_WORDS)
    folder = tmp_path / "stick"
    folder.mkdir()
    dialog.sign(folder)
    qtbot.waitUntil(lambda: "Root 2" in text(page, "trust_root_said"))
    assert len(list(folder.glob("root-key-*-v2.age"))) == 3


@pytest.mark.parametrize(("numbers", "words"), [((1, 1), PASSPHRASE), ((1, 2), "otra")])
def test_one_key_twice_or_a_wrong_passphrase_is_told(world, page, qtbot, numbers, words):
    dialog = opened(page)
    fill(world, dialog, *numbers, words=words)
    dialog.do.click()
    qtbot.waitUntil(lambda: bool(text(dialog, "new_root_banner_title")))
    assert "Root 1" in text(page, "trust_root_said")


def test_a_replaced_pc_is_pointed_out_and_taken_off(world, office, page, qtbot):
    world.enrol(office)
    place = Place(world.root, office.profile, office.kind, "new-pc")
    place.clock.at = office.clock.at
    place.create()
    world.laptops["new-pc"] = place
    world.enrol(place)
    page.renew(frozenset({"trust"}))
    assert page.findChild(object, "trust_twice").isVisible()
    old = office.workspace.context.device.id
    page.choose(old)
    click(page, "trust_retire")
    click(page, "confirm_leave")
    assert page.findChild(object, "trust_twice").isVisible()
    click(page, "trust_retire")
    click(page, "confirm_do")
    qtbot.waitUntil(lambda: not page.findChild(object, "trust_twice").isVisible())
    statuses = {one.device.id: one.device.status for one in world.hq.devices.all()}
    assert statuses[old] == "retired"


def test_a_stolen_pc(world, office, page, qtbot):
    world.enrol(office)
    page.renew(frozenset({"trust"}))
    page.choose(office.workspace.context.device.id)
    click(page, "trust_stolen")
    click(page, "confirm_do")
    qtbot.waitUntil(lambda: "off the list" in text(page, "trust_banner_text"))
    assert not page.findChild(QPushButton, "trust_stolen").isEnabled()


def test_headquarters_own_pc_is_not_taken_off(world, page):
    page.choose(world.headquarters.workspace.context.device.id)
    assert not page.findChild(QPushButton, "trust_stolen").isEnabled()
    assert not page.findChild(QPushButton, "trust_retire").isEnabled()


def test_an_old_root_is_told(world, page):
    world.headquarters.clock.at = world.headquarters.clock.at.replace(year=2031, month=12)
    page.renew(frozenset({"trust"}))
    assert page.findChild(object, "trust_time").isVisible()
    world.headquarters.clock.at = world.headquarters.clock.at.replace(year=2032, month=12)
    page.renew(frozenset({"trust"}))
    assert "out of date" in text(page, "trust_time_title")


def test_only_who_enrols_sees_the_acts(world, theme, tasks, qtbot):
    world.headquarters.add_user("cifras", "hq_statistics")
    workspace = world.headquarters.as_user("cifras")
    assert "trust" in {rule.key for rule in places_of(workspace)}
    page = TrustPage(workspace, theme, tasks, world.headquarters.clock)
    qtbot.addWidget(page)
    page.show()
    assert not page.findChild(QPushButton, "trust_new_root").isVisible()
    assert not page.findChild(QPushButton, "trust_stolen").isVisible()
