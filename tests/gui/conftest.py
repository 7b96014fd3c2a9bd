"""A window without a screen, dressed as the program dresses it."""

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QWidget
from shell_person import PROFILE
from simulator import CHEAP, FLOOR_KIB, PASSPHRASE, Place, World, add_case

from cem_desktop import i18n, paths
from cem_desktop.domain.roles import WorkspaceKind
from cem_desktop.forms.authoring import build
from cem_desktop.gui.doors import Doors, logins_of
from cem_desktop.gui.lasting_singletons import keep_singletons
from cem_desktop.gui.main_window import MainWindow
from cem_desktop.gui.shell import Shell
from cem_desktop.gui.style import Theme, apply_theme, load_fonts
from cem_desktop.gui.tasks import TaskRunner
from cem_desktop.preferences import Preferences
from cem_desktop.services.attached_lists import attached_list
from cem_desktop.services.key_file_reading import read_key_file
from cem_desktop.services.kit_opening import KitOpening
from cem_desktop.services.setup import create_workspace
from cem_desktop.services.unlock import open_workspace

keep_singletons()

_PLATFORM_LACKS = ("propagateSizeHints", r"support raise\(\)", "grabbing the keyboard")


@pytest.fixture(autouse=True)
def _english():
    """Screens speak the language of the sources, whatever a test chose before."""
    i18n.install("en", paths.resources() / "locale")


@pytest.fixture(scope="session")
def built_forms():
    """The fichas, compiled; nothing is done where they are up to date."""
    build(paths.forms(), attached=attached_list)


@pytest.fixture
def world(tmp_path, built_forms):
    """A headquarters and the road; offices are added by the test."""
    made = World(tmp_path)
    yield made
    made.close()


@pytest.fixture
def doors(clock, built_forms) -> Doors:
    """The real ways in, with cheap keys."""
    return Doors(
        open=lambda folder, login, words, file=None, new=None: open_workspace(
            folder,
            login,
            words,
            clock=clock,
            floor_kib=FLOOR_KIB,
            key_file=read_key_file(file),
            new_passphrase=new,
        ),
        create=lambda folder, new: create_workspace(folder, new, clock=clock, parameters=CHEAP),
        suggest=lambda: PASSPHRASE,
        logins=logins_of,
        kit=lambda folder, copy: KitOpening(
            folder, clock=clock, floor_kib=FLOOR_KIB, vault_copy=copy
        ),
    )


@pytest.fixture(scope="session")
def theme(qapp) -> Theme:
    load_fonts()
    return apply_theme(qapp, "light", 100)


@pytest.fixture
def preferences_file(tmp_path):
    return tmp_path / "preferences.json"


@pytest.fixture
def make_shell(qtbot, qapp, theme, doors, clock, preferences_file):
    made = []

    def make(folder, **changes):
        preferences = replace(Preferences(language="en", theme="light"), **changes)
        shell = Shell(qapp, preferences, preferences_file, folder, doors, clock)
        qtbot.addWidget(shell)
        made.append(shell)
        with qtbot.waitExposed(shell):
            shell.show()
        shell.activateWindow()
        qtbot.waitUntil(shell.isActiveWindow)
        return shell

    yield make
    for shell in made:
        shell.close()
    apply_theme(qapp, "light", 100)


@pytest.fixture
def show_window(qtbot, theme, tasks):
    """Show the window of a place, as large as a small screen."""

    def show(place):
        window = MainWindow(place.workspace, theme, tasks, place.clock, "en")
        qtbot.addWidget(window)
        window.resize(1366, 768)
        with qtbot.waitExposed(window):
            window.show()
        return window

    return show


@pytest.fixture
def show(show_window):
    """Show the window of a place at one of its pages."""

    def shown(place, key):
        window = show_window(place)
        window.go(key)
        return window

    return shown


@pytest.fixture
def rest(qtbot, tasks):
    """Wait until no task runs."""
    return lambda: qtbot.waitUntil(lambda: not tasks.is_busy, timeout=20_000)


@pytest.fixture
def file(office):
    """A case of the office."""
    return add_case(office)


@pytest.fixture
def case_window(show_window, office, file):
    """The window of the office, with that case chosen."""
    window = show_window(office)
    window.activateWindow()
    window.findChild(QWidget, "cases_page").choose(file)
    return window


@pytest.fixture
def folder(tmp_path, built_forms):
    place = Place(tmp_path, PROFILE, WorkspaceKind.OFFICE)
    place.create()
    place.close()
    return place.folder


@pytest.fixture
def shown_errors() -> list[Exception]:
    """Errors that reached the door of the runner."""
    return []


@pytest.fixture
def tasks(qtbot, shown_errors):
    runner = TaskRunner(shown_errors.append)
    yield runner
    runner.cancel_all()
    runner.stop()
    qtbot.waitUntil(lambda: not runner.is_busy)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Forgive the screenless platform what needs a window manager."""
    for item in items:
        if "tests/gui/" in item.path.as_posix():
            item.add_marker(pytest.mark.qt_log_ignore(*_PLATFORM_LACKS))
