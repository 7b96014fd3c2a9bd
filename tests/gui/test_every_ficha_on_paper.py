"""Every ficha is printed from the open window, by keys and by controls found by what they say."""

import pypdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QAbstractButton, QComboBox, QWidget
from simulator import World

from cem_desktop import paths
from cem_desktop.gui import print_preview
from cem_desktop.gui.main_window import MainWindow
from cem_desktop.gui.paper_printing import make_printer
from cem_desktop.gui.print_preview import PrintPreview

FORMS = sorted({path.parent.name for path in paths.forms().glob("*/form.yaml")} - {"f03", "f38"})
"""All but the ficha of the identity vault, for no paper joins a name with a code, and the one that the
program writes itself."""
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(scope="module")
def office(built_forms, tmp_path_factory):
    world = World(tmp_path_factory.mktemp("world"))
    yield world.add_office()
    world.close()


@pytest.fixture
def printed(tmp_path, monkeypatch):
    """The file that a printer of the test writes; it prints the first page alone."""
    target = tmp_path / "printed.pdf"

    def ask(_parent, then):
        printer = make_printer()
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(target))
        printer.setFromTo(1, 1)
        then(printer)

    monkeypatch.setattr(print_preview, "ask_printer", ask)
    return target


@pytest.fixture
def window(qtbot, theme, tasks, office):
    made = MainWindow(office.workspace, theme, tasks, office.clock, "en")
    qtbot.addWidget(made)
    made.resize(1366, 768)
    with qtbot.waitExposed(made):
        made.show()
    return made


def said(window, kind, words):
    """Return the visible control that says ``words`` to whoever sees or hears it."""
    found = [
        one
        for one in window.findChildren(kind)
        if one.isVisible() and words in {one.accessibleName(), getattr(one, "text", str)()}
    ]
    assert found, words
    return found[0]


@pytest.mark.parametrize("form", FORMS)
def test_a_blank_ficha_goes_to_the_printer(qtbot, window, tasks, office, printed, form):
    qtbot.mouseClick(said(window, QAbstractButton, "Paper"), Qt.MouseButton.LeftButton)
    fichas = said(window, QComboBox, "Ficha")
    fichas.setFocus()
    qtbot.keyClicks(fichas, form.upper())
    assert fichas.currentText().startswith(form.upper())
    qtbot.keyClick(said(window, QAbstractButton, "See and print…"), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.findChild(PrintPreview) is not None)
    preview = window.findChild(PrintPreview)
    qtbot.waitUntil(lambda: preview.page_count > 0 and not tasks.is_busy, timeout=60_000)
    assert said(preview, QWidget, "What will be printed").isVisible()
    qtbot.keyClick(preview, Qt.Key.Key_P, CONTROL)
    qtbot.waitUntil(lambda: printed.exists() and not tasks.is_busy, timeout=60_000)
    assert len(pypdf.PdfReader(printed).pages) == 1
    (entry,) = office.workspace.trail.latest(1)
    assert (entry.action, entry.detail["form"]) == ("print", form)
    qtbot.keyClick(preview, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.findChild(PrintPreview) is None)
