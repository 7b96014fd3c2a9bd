"""The rail on the smallest screen: every place and act of a coordinator is in sight."""

import pytest
from PySide6.QtWidgets import QPushButton

from cem_desktop.gui.main_window import MainWindow
from cem_desktop.gui.places import places_of
from cem_desktop.gui.style import apply_theme


@pytest.fixture
def window(qtbot, qapp, tasks, office):
    def shown(scale):
        theme = apply_theme(qapp, "light", scale)
        made = MainWindow(office.workspace, theme, tasks, office.clock, "es")
        qtbot.addWidget(made)
        made.resize(1366, 768)
        with qtbot.waitExposed(made):
            made.show()
        return made

    yield shown
    apply_theme(qapp, "light", 100)


def in_sight(window, key):
    return not window.findChild(QPushButton, f"rail_{key}").visibleRegion().isEmpty()


def whole(window, key):
    button = window.findChild(QPushButton, f"rail_{key}")
    return button.visibleRegion().boundingRect() == button.rect()


ACTS = ("preferences", "help", "switch", "lock")


def test_every_place_and_act_of_a_coordinator_is_whole_on_a_small_screen(window, office, qtbot):
    keys = [rule.key for rule in places_of(office.workspace)]
    shown = window(100)
    assert len(keys) >= 12
    qtbot.waitUntil(lambda: all(whole(shown, key) for key in (*keys, *ACTS)))


def test_the_lock_stays_in_sight_where_larger_text_makes_the_places_scroll(window, qtbot):
    shown = window(150)
    qtbot.waitUntil(lambda: all(whole(shown, key) for key in ACTS))
    assert not in_sight(shown, "audit")
