"""The queue through the window: sent by a click, stopped, metered, and left while it hangs."""

import threading

import pytest
from central_receiver import Central, quick
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton
from simulator import add_case

from cem_desktop.gui.network_lane import NetworkLane
from cem_desktop.gui.pages.queue_page import QueuePage


@pytest.fixture
def central(world):
    made = Central(world)
    with made.serving():
        made.publish()
        yield made


@pytest.fixture
def place(world, central):
    made = world.add_office()
    world.enrol(made)
    quick(made)
    add_case(made)
    return made


@pytest.fixture
def window(place, show_window):
    shown = show_window(place)
    shown.go("queue")
    return shown


def text_of(page, name):
    return page.findChild(QLabel, name).text()


def click(qtbot, page, name):
    qtbot.mouseClick(page.findChild(QPushButton, name), Qt.MouseButton.LeftButton)


def page_of(window):
    return window.findChild(QueuePage)


def test_a_click_sends_what_waits_and_brings_the_receipt(qtbot, world, place, window):
    page = page_of(window)
    assert text_of(page, "queue_waiting_figure") == "2"
    with qtbot.waitSignal(window.network.ended, timeout=30_000):
        click(qtbot, page, "queue_send")
    qtbot.waitUntil(lambda: text_of(page, "queue_waiting_figure") == "0")
    assert "delivered" in text_of(page, "queue_banner_text")
    assert not page.findChild(QPushButton, "queue_stop").isVisible()
    assert page.findChild(QPushButton, "queue_send").isEnabled()
    (state,) = world.hq.offices()
    assert state.records == 2


def test_without_an_address_there_is_nobody_to_call(world, show_window):
    made = world.add_office("tacna", "Tacna")
    shown = show_window(made)
    shown.go("queue")
    page = page_of(shown)
    assert not page.findChild(QPushButton, "queue_send").isEnabled()
    assert "No address" in text_of(page, "queue_address")
    shown.network.try_by_itself()
    assert not shown.network.is_busy


def test_a_metered_line_asks_first(qtbot, monkeypatch, place, window):
    monkeypatch.setattr(NetworkLane, "is_metered", True)
    page = page_of(window)
    window.network.try_by_itself()
    assert not window.network.is_busy
    with qtbot.waitSignal(window.network.failed, timeout=30_000):
        click(qtbot, page, "queue_send")
    assert "megabyte" in text_of(page, "queue_banner_title")
    with qtbot.waitSignal(window.network.ended, timeout=30_000):
        click(qtbot, page, "queue_all_the_same")
    assert place.workspace.sync_out.status().waiting == 0


def test_it_tries_by_itself_and_tells_no_banner_of_a_failure(qtbot, central, place, window):
    page = page_of(window)
    with qtbot.waitSignal(window.network.ended, timeout=30_000):
        window.network.try_by_itself()
    assert place.workspace.sync_out.status().waiting == 0
    place.workspace.network_road.set_budget(0)
    with qtbot.waitSignal(window.network.failed, timeout=30_000):
        window.network.try_by_itself()
    assert "spent" in text_of(page, "queue_last_line")
    assert text_of(page, "queue_banner_title") == ""


def test_the_budget_is_chosen_on_the_page(qtbot, place, window):
    choice = page_of(window).findChild(QComboBox, "queue_budget")
    choice.setCurrentIndex(0)
    choice.activated.emit(0)
    assert place.workspace.network_road.state().budget == 10_000_000
    last = choice.count() - 1
    choice.setCurrentIndex(last)
    choice.activated.emit(last)
    assert place.workspace.network_road.state().budget is None


def test_a_person_stops_it(qtbot, place, window):
    reached = hold(place)
    page = page_of(window)
    click(qtbot, page, "queue_send")
    qtbot.waitUntil(reached.is_set)
    with qtbot.waitSignal(window.network.failed, timeout=30_000):
        click(qtbot, page, "queue_stop")
    assert place.workspace.sync_out.status().waiting == 2
    assert page.findChild(QPushButton, "queue_send").isEnabled()


def test_a_lock_ends_what_hangs_and_the_store_closes_after_it(qtbot, place, window):
    reached = hold(place)
    click(qtbot, page_of(window), "queue_send")
    qtbot.waitUntil(reached.is_set)
    lane = window.network
    window.leave()
    place.close()
    assert lane.wait()


def hold(place):
    """Let the next exchange hang in a wait until it is ended; return what tells that it does."""
    road, reached = place.workspace.network_road, threading.Event()
    real = road._fetch

    def hang(current):
        reached.set()
        road._pause(30)
        real(current)

    road.sleep = road._ended.wait
    road._fetch = hang
    return reached
