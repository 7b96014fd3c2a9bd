"""The real window, in which a person types without end until somebody kills it.

Says a line after each letter: ``typed``, the seconds of the machine, how many letters.
"""

import sys
import time
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit
from simulator import FLOOR_KIB, PASSPHRASE

from cem_desktop.app import make_application
from cem_desktop.domain.period import SystemClock
from cem_desktop.gui.doors import real_doors
from cem_desktop.gui.main_window import MainWindow
from cem_desktop.gui.pages.ficha_page import FichaPage
from cem_desktop.gui.shell import Shell
from cem_desktop.preferences import Preferences
from cem_desktop.services.unlock import open_workspace

FIELD = "agreed"
LETTER_MS = 15


def open_here(folder, login, words, *_more):
    return open_workspace(folder, login, words, floor_kib=FLOOR_KIB)


def wait_for(condition):
    until = time.monotonic() + 30
    while not condition():
        if time.monotonic() > until:
            raise TimeoutError
        QApplication.processEvents()
        time.sleep(0.005)


def field_of(page):
    """Go from section to section until the long text is on the screen."""
    for at in range(page._list.count()):
        page._list.setCurrentRow(at)
        QApplication.processEvents()
        for one in page.findChildren(QPlainTextEdit):
            if one.objectName().endswith(FIELD) and one.isVisible():
                return one
    raise LookupError(FIELD)


def main(folder):
    application = make_application("es")
    doors = replace(real_doors(), open=open_here)
    file = folder.parent / "preferences.json"
    shell = Shell(application, Preferences(), file, folder, doors, SystemClock())
    shell.show()
    shell.findChild(QLineEdit, "unlock_login").setText("equipo")
    shell._stack.currentWidget().enter_with(PASSPHRASE)
    wait_for(lambda: shell.is_open)
    window = shell.findChild(MainWindow)
    window._fill(lambda: window._begin("f01", None))
    field = field_of(shell.findChild(FichaPage))
    count = 0

    def type_a_letter():
        nonlocal count
        QTest.keyClicks(field, "x")
        count += 1
        print("typed", time.monotonic(), count, flush=True)  # noqa: T201  (the parent reads it)

    timer = QTimer()
    timer.timeout.connect(type_a_letter)
    timer.start(LETTER_MS)
    application.exec()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
