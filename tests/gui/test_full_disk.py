"""A full disk at the window: the text is kept, and where it cannot be, that is said exactly."""

from contextlib import suppress
from datetime import timedelta

import pytest
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget
from shell_person import LEFT, PROFILE, click, opened, seen
from simulator import FLOOR_KIB, PASSPHRASE, Place
from small_disk import fill, small_disk

from cem_desktop.domain.roles import WorkspaceKind
from cem_desktop.gui.inactivity import InactivityWatch
from cem_desktop.gui.widgets.banner import Banner
from cem_desktop.services.unlock import open_workspace

MEGABYTES = 40


@pytest.fixture
def disk(tmp_path):
    with small_disk(tmp_path / "disk", MEGABYTES) as folder:
        yield folder


@pytest.fixture
def shell(qtbot, make_shell, disk, built_forms):
    place = Place(disk, PROFILE, WorkspaceKind.OFFICE)
    place.create()
    place.close()
    shell = opened(qtbot, make_shell(place.folder, inactivity_minutes=1))
    click(qtbot, shell, "cases_first")
    return shell


def go_away(shell, clock):
    watch = shell.findChild(InactivityWatch)
    for _ in range(2):
        clock.at += timedelta(seconds=30)
        watch.check()


def kept(shell):
    """What the store has of the draft, read by another opening."""
    workspace = open_workspace(shell._folder, "equipo", PASSPHRASE, floor_kib=FLOOR_KIB)
    try:
        return [workspace.fichas.resume(one.id) for one in workspace.fichas.drafts()]
    finally:
        workspace.close()


def test_what_is_typed_on_a_full_disk_is_saved_and_the_screen_says_what_to_do(qtbot, shell, disk):
    filler = fill(disk)
    qtbot.mouseClick(seen(shell, QWidget, "arrival/sex=woman"), LEFT)
    warning = shell.findChild(Banner, "room_warning")
    qtbot.waitUntil(warning.isVisible, timeout=5_000)
    assert "disk is full" in warning.shown_text
    filler.unlink()
    qtbot.mouseClick(seen(shell, QWidget, "arrival/sex=man"), LEFT)
    qtbot.waitUntil(lambda: not warning.isVisible(), timeout=5_000)
    assert (shell._folder / "reserve.bin").exists()


@pytest.mark.parametrize("way", ["idle", "esc", "switch", "lock"])
def test_every_way_out_on_a_full_disk_saves_what_was_typed(qtbot, shell, disk, clock, way):
    fill(disk)
    qtbot.mouseClick(seen(shell, QWidget, "arrival/sex=woman"), LEFT)
    if way == "idle":
        go_away(shell, clock)
    else:
        {"esc": shell.hide_quickly, "switch": shell.switch_user, "lock": shell.lock}[way]()
    assert not shell.is_open
    qtbot.waitUntil(lambda: not shell.tasks.is_busy, timeout=20_000)
    (filling,) = kept(shell)
    assert filling.session.answers()["arrival/sex"] == "woman"


def spend_everything(disk, shell):
    """Leave no room, not even what was held back."""
    with suppress(FileNotFoundError):
        (shell._folder / "reserve.bin").unlink()
    return fill(disk)


def test_where_even_the_reserve_is_gone_ctrl_l_waits_and_keeps_the_text(qtbot, shell, disk):
    filler = spend_everything(disk, shell)
    qtbot.mouseClick(seen(shell, QWidget, "arrival/sex=woman"), LEFT)
    shell.lock()
    assert shell.is_open
    assert seen(shell, QWidget, "error_dialog").isVisible()
    click(qtbot, shell, "error_close")
    assert seen(shell, QWidget, "arrival/sex=woman").isChecked()
    filler.unlink()
    shell.lock()
    assert not shell.is_open


def test_a_lock_by_itself_then_says_exactly_what_is_lost(qtbot, shell, disk, clock):
    qtbot.mouseClick(seen(shell, QWidget, "arrival/sex=woman"), LEFT)
    assert shell._main.save_open_work()
    spend_everything(disk, shell)
    qtbot.mouseClick(seen(shell, QWidget, "arrival/sex=man"), LEFT)
    typed_at = clock.at
    go_away(shell, clock)
    assert not shell.is_open
    said = seen(shell, Banner, "unlock_banner").shown_text
    hour = typed_at - timedelta(hours=5)
    assert f"{hour:%H:%M}" in said
    assert "F01" not in said
    assert seen(shell, QLineEdit, "unlock_login").isVisible()
    assert seen(shell, QPushButton, "unlock_enter").isEnabled()


def test_with_a_pin_the_text_waits_in_memory_until_there_is_room(qtbot, shell, disk, clock):
    shell._workspace.pin.choose(PASSPHRASE, "4071")
    filler = spend_everything(disk, shell)
    qtbot.mouseClick(seen(shell, QWidget, "arrival/sex=woman"), LEFT)
    go_away(shell, clock)
    assert shell.is_resting
    qtbot.waitUntil(lambda: not shell.tasks.is_busy, timeout=20_000)
    qtbot.keyClicks(seen(shell, QLineEdit, "pin_typed"), "4071")
    click(qtbot, shell, "pin_go_on")
    qtbot.waitUntil(lambda: not shell.is_resting, timeout=20_000)
    assert seen(shell, QWidget, "arrival/sex=woman").isChecked()
    filler.unlink()
    assert shell._main.save_open_work()
