"""What a closed page leaves behind is collected where its widgets live."""

import gc
import threading

import pytest
from PySide6.QtWidgets import QWidget

from cem_desktop.gui.garbage import GarbageCollection, collect_due


class Cycle:
    """Holds a widget and itself, as a page and its lambdas do; tells which thread ends it."""

    def __init__(self, ended):
        self.widget = QWidget()
        self.itself = self
        self._ended = ended

    def __del__(self):
        self._ended.append(threading.current_thread())


@pytest.fixture
def automatic():
    """Collection as Python does it by itself, until the collection under test takes over."""
    gc.collect()
    gc.enable()
    yield
    gc.disable()


def allocate():
    for _ in range(100_000):
        held = []
        held.append(held)


def test_a_worker_that_allocates_ends_no_widget(qtbot, qapp, automatic):
    collection = GarbageCollection(qapp)
    ended = []
    Cycle(ended)
    worker = threading.Thread(target=allocate)
    worker.start()
    worker.join()
    assert ended == []
    qtbot.waitUntil(lambda: bool(ended))
    assert ended == [threading.main_thread()]
    collection.deleteLater()


def test_nothing_is_collected_before_it_is_due(automatic):
    gc.disable()
    gc.collect()
    assert collect_due() is None
    held = [[] for _ in range(gc.get_threshold()[0] + 1)]
    assert collect_due() == 0
    assert held
