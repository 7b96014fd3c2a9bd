"""A window without a screen, dressed as the program dresses it."""

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import pytest

from cem_desktop.gui.style import Theme, apply_theme, load_fonts
from cem_desktop.gui.tasks import TaskRunner

_PLATFORM_LACKS = ("propagateSizeHints", r"support raise\(\)", "grabbing the keyboard")


@pytest.fixture(scope="session")
def theme(qapp) -> Theme:
    load_fonts()
    return apply_theme(qapp, "light", 100)


@pytest.fixture
def shown_errors() -> list[Exception]:
    """Errors that reached the door of the runner."""
    return []


@pytest.fixture
def tasks(qtbot, shown_errors):
    runner = TaskRunner(shown_errors.append)
    yield runner
    runner.cancel_all()
    runner.wait()
    qtbot.waitUntil(lambda: not runner.is_busy)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Forgive the screenless platform what needs a window manager."""
    for item in items:
        if "tests/gui/" in item.path.as_posix():
            item.add_marker(pytest.mark.qt_log_ignore(*_PLATFORM_LACKS))
