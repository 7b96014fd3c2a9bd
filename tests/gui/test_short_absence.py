"""A shared PC: the PIN after a short absence, and another person at the keyboard."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QPushButton, QWidget
from shell_person import LEFT, click, opened, seen
from simulator import FLOOR_KIB, PASSPHRASE

from cem_desktop.gui.inactivity import InactivityWatch
from cem_desktop.gui.main_window import MainWindow
from cem_desktop.gui.pin_dialog import PinDialog
from cem_desktop.gui.sleep_watch import SleepWatch
from cem_desktop.gui.widgets.banner import Banner
from cem_desktop.gui.widgets.key_file_line import KeyFileLine
from cem_desktop.gui.widgets.words import Words
from cem_desktop.services.unlock import open_workspace

PIN = "4071"


@pytest.fixture
def resting(qtbot, make_shell, folder, clock):
    """A window whose user has a PIN and has been away for a while, with a ficha open."""
    shell = opened(qtbot, make_shell(folder, inactivity_minutes=1, rest_minutes=15))
    shell.findChild(MainWindow)._workspace.pin.choose(PASSPHRASE, PIN)
    click(qtbot, shell, "cases_first")
    qtbot.mouseClick(seen(shell, QWidget, "arrival/sex=woman"), LEFT)
    go_away(shell, clock, minutes=1)
    return shell


def go_away(shell, clock, minutes):
    watch = shell.findChild(InactivityWatch)
    for _ in range(minutes * 2):
        clock.at += timedelta(seconds=30)
        watch.check()


def type_pin(qtbot, shell, digits):
    line = seen(shell, QLineEdit, "pin_typed")
    qtbot.keyClicks(line, digits)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not shell.tasks.is_busy, timeout=10_000)


def shown_texts(shell):
    found = [*shell.findChildren(QLabel), *shell.findChildren(QLineEdit)]
    found += shell.findChildren(QPushButton)
    return " ".join(one.text() for one in found if one.isVisible())


def test_after_a_short_absence_the_pin_brings_the_same_session_back(qtbot, resting):
    assert resting.is_open
    assert resting.is_resting
    assert "equipo" in seen(resting, Words, "pin_whose").text()
    type_pin(qtbot, resting, PIN)
    assert not resting.is_resting
    assert seen(resting, QWidget, "ficha_page").isVisible()
    assert seen(resting, QWidget, "arrival/sex=woman").isChecked()


def test_the_covered_window_shows_and_reaches_nothing_of_the_work(qtbot, qapp, resting):
    assert not any(one.isVisible() for one in resting.findChildren(QWidget, "main_window"))
    assert not any(one.isVisible() for one in resting.findChildren(QWidget, "ficha_page"))
    assert "F01" not in shown_texts(resting)
    assert "Iquitos" not in shown_texts(resting)
    assert resting.windowTitle() == "CEM Desktop"
    for key, modifier in (
        (Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_F1, Qt.KeyboardModifier.NoModifier),
    ):
        qtbot.keyClick(resting, key, modifier)
    main = resting.findChild(MainWindow)
    for _ in range(30):
        qtbot.keyClick(qapp.focusWidget(), Qt.Key.Key_Tab)
        assert not main.isAncestorOf(qapp.focusWidget())
    assert [one for one in qapp.topLevelWidgets() if one.isVisible()] == [resting]


def test_dialogs_are_covered_too_and_come_back_without_what_was_secret(
    qtbot, qapp, make_shell, folder, clock
):
    shell = opened(qtbot, make_shell(folder, inactivity_minutes=1))
    shell.findChild(MainWindow)._workspace.pin.choose(PASSPHRASE, PIN)
    click(qtbot, shell, "rail_preferences")
    qtbot.mouseClick(shell.findChild(QPushButton, "preferences_pin"), LEFT)
    dialog = seen(shell, QDialog, "pin")
    secret = dialog.findChild(QLineEdit, "pin_passphrase")
    secret.setText(PASSPHRASE)
    qapp.clipboard().setText("copied from a case")
    go_away(shell, clock, minutes=1)
    assert shell.is_resting
    assert not dialog.isVisible()
    assert qapp.clipboard().text() == ""
    type_pin(qtbot, shell, PIN)
    assert dialog.isVisible()
    assert secret.text() == ""


def test_what_a_task_brings_waits_until_she_is_back(qtbot, resting):
    brought = []
    resting.tasks.run(lambda _progress: 7, owner=resting, done=brought.append)
    qtbot.waitUntil(lambda: not resting.tasks.is_busy)
    assert brought == []
    type_pin(qtbot, resting, PIN)
    assert brought == [7]


def test_three_wrong_pins_close_the_store(qtbot, resting, folder):
    for _ in range(3):
        assert resting.is_open
        type_pin(qtbot, resting, "9999")
    assert not resting.is_open
    assert "PIN" in seen(resting, Banner, "unlock_banner").shown_text
    qtbot.waitUntil(lambda: not resting.tasks.is_busy)
    workspace = open_workspace(folder, "equipo", PASSPHRASE, floor_kib=FLOOR_KIB)
    try:
        assert len(workspace.fichas.drafts()) == 1
    finally:
        workspace.close()


def test_after_the_further_time_it_closes_by_itself_whatever_is_touched(qtbot, resting, clock):
    watch = resting.findChild(InactivityWatch)
    for _ in range(29):
        qtbot.keyClick(resting.windowHandle(), Qt.Key.Key_Shift)
        clock.at += timedelta(seconds=30)
        watch.check()
    assert resting.is_open
    clock.at += timedelta(seconds=31)
    watch.check()
    assert not resting.is_open
    assert not resting.is_resting


@pytest.mark.parametrize("way", ["sleep", "ctrl_l", "esc", "signal", "clock_back"])
def test_sleep_ctrl_l_and_double_esc_close_a_resting_session_wholly(qtbot, resting, clock, way):
    if way in {"sleep", "clock_back"}:
        clock.at += timedelta(minutes=3 if way == "sleep" else -60)
        resting.findChild(InactivityWatch).check()
    elif way == "signal":
        resting.findChild(SleepWatch).on_prepare(True)
    elif way == "ctrl_l":
        qtbot.keyClick(resting, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    else:
        for _ in range(2):
            qtbot.keyClick(seen(resting, QLineEdit, "pin_typed"), Qt.Key.Key_Escape)
    assert not resting.is_open
    assert not resting.is_resting


def test_without_a_pin_an_absence_closes_the_store(qtbot, make_shell, folder, clock):
    shell = opened(qtbot, make_shell(folder, inactivity_minutes=1))
    go_away(shell, clock, minutes=1)
    assert not shell.is_open


def test_a_pin_is_chosen_in_the_preferences_with_the_passphrase(qtbot, make_shell, folder, clock):
    shell = opened(qtbot, make_shell(folder, inactivity_minutes=1))
    click(qtbot, shell, "rail_preferences")
    qtbot.mouseClick(shell.findChild(QPushButton, "preferences_pin"), LEFT)
    dialog = seen(shell, QDialog, "pin")
    for name, text in (("pin_passphrase", PASSPHRASE), ("pin_new", "1111"), ("pin_again", "1111")):
        qtbot.keyClicks(dialog.findChild(QLineEdit, name), text)
    save = dialog.findChild(QPushButton, "pin_do")
    qtbot.mouseClick(save, LEFT)
    banner = dialog.findChild(Banner, "pin_banner")
    qtbot.waitUntil(banner.isVisible, timeout=10_000)
    for name in ("pin_new", "pin_again"):
        dialog.findChild(QLineEdit, name).clear()
        qtbot.keyClicks(dialog.findChild(QLineEdit, name), PIN)
    qtbot.mouseClick(save, LEFT)
    qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=10_000)
    go_away(shell, clock, minutes=1)
    assert shell.is_resting


def test_who_is_not_she_switches_and_her_draft_is_hers(qtbot, resting, folder):
    click(qtbot, resting, "pin_switch")
    assert not resting.is_open
    assert seen(resting, QLineEdit, "unlock_login").text() == ""
    opened(qtbot, resting)
    assert seen(resting, QPushButton, "cases_drafts").text().startswith("1 ")


def test_switching_the_user_keeps_the_draft_and_asks_for_a_login(qtbot, make_shell, folder):
    shell = opened(qtbot, make_shell(folder))
    click(qtbot, shell, "cases_first")
    qtbot.mouseClick(seen(shell, QWidget, "arrival/sex=woman"), LEFT)
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(shell, Qt.Key.Key_L, modifiers)
    qtbot.waitUntil(lambda: not shell.is_open)  # a button that is pressed by its key shows it
    assert seen(shell, QLineEdit, "unlock_login").text() == ""
    opened(qtbot, shell)
    assert seen(shell, QPushButton, "cases_drafts").text().startswith("1 ")
    click(qtbot, shell, "rail_switch")
    assert not shell.is_open


@pytest.mark.parametrize("way", ["lock", "hide", "switch"])
def test_every_way_out_empties_the_clipboard(qtbot, qapp, make_shell, folder, way):
    shell = opened(qtbot, make_shell(folder))
    qapp.clipboard().setText("copied from a case")
    {"lock": shell.lock, "hide": shell.hide_quickly, "switch": shell.switch_user}[way]()
    assert qapp.clipboard().text() == ""


def test_whoever_has_a_key_file_chooses_it_for_her_pin(
    qtbot, qapp, make_shell, folder, clock, tmp_path
):
    shell = opened(qtbot, make_shell(folder, inactivity_minutes=1))
    workspace = shell.findChild(MainWindow)._workspace
    stick = tmp_path / "key.bin"
    workspace.own_access.begin_key_file(PASSPHRASE, stick)
    dialog = PinDialog(shell._theme, shell.tasks, workspace.pin, shell)
    dialog.open()
    line = dialog.findChild(KeyFileLine, "pin_key_file")
    assert line.isVisibleTo(dialog)
    for name, text in (("pin_passphrase", PASSPHRASE), ("pin_new", PIN), ("pin_again", PIN)):
        dialog.findChild(QLineEdit, name).setText(text)
    qtbot.mouseClick(dialog.findChild(QPushButton, "pin_do"), LEFT)
    qtbot.waitUntil(lambda: not shell.tasks.is_busy)
    assert not workspace.pin.is_set()
    line.take(stick)
    qtbot.mouseClick(dialog.findChild(QPushButton, "pin_do"), LEFT)
    qtbot.waitUntil(workspace.pin.is_set)
