"""A PDF is shown and printed from memory: freed when it is let go, and drawn by two threads at once.

The two threads run in a child, for if they ever waited for each other (one for Qt's lock around
its PDF library, the other for Python's), the whole process would stand still.
"""

import gc
import io
import os
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QFile, QIODevice, QObject, QSize
from reportlab.pdfgen.canvas import Canvas

from cem_desktop.gui.held_documents import HeldDocument
from cem_desktop.gui.memory_resources import MemoryFile
from cem_desktop.gui.print_preview import PrintPreview
from cem_desktop.services.printing import PrintJob

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 20
PATIENCE = 120
MANY = 4_000_000

CHILD = """
import io, os, threading, time
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication
from cem_desktop.gui.held_documents import HeldDocument
from cem_desktop.gui.lasting_singletons import keep_singletons
from test_memory_documents import sheets

keep_singletons()
application = QApplication([])
pdf = sheets(6)

def print_all():
    document = HeldDocument()
    document.hold(pdf)
    for page in range(document.pageCount()):
        assert not document.render(page, QSize(600, 800)).isNull()
    document.let_go()

for number in range(@ROUNDS@):
    document = HeldDocument()
    view = QPdfView(None)
    view.setPageMode(QPdfView.PageMode.MultiPage)
    view.setDocument(document)
    view.resize(800, 700)
    view.show()
    document.hold(pdf)
    assert document.pageCount() == 6
    bar, worker = view.verticalScrollBar(), threading.Thread(target=print_all)
    application.processEvents()
    worker.start()
    while worker.is_alive():
        bar.setValue((bar.value() + 400) % max(bar.maximum(), 1))
        application.processEvents()
        time.sleep(0.001)
    document.let_go()
    view.close()
print("DONE", flush=True)
os._exit(0)
"""


def sheets(count):
    """A PDF of ``count`` full pages."""
    made = io.BytesIO()
    canvas = Canvas(made)
    for page in range(count):
        for line in range(60):
            canvas.drawString(40, 40 + 12 * line, f"{page} {line} " + "lo que se imprime " * 4)
        canvas.showPage()
    canvas.save()
    return made.getvalue()


def read(path):
    """What Qt reads under a path; None where there is nothing."""
    file = QFile(path)
    if not file.open(QIODevice.OpenModeFlag.ReadOnly):
        return None
    return file.readAll().data()


def held_path(document):
    assert document._held is not None
    return document._held.path


def test_a_file_in_memory_is_read_until_it_is_released():
    one, other = MemoryFile(b"uno"), MemoryFile(b"")
    assert (read(one.path), read(other.path)) == (b"uno", b"")
    one.release()
    one.release()
    assert read(one.path) is None
    assert read(other.path) == b""
    other.release()
    again = MemoryFile(b"dos")
    assert again.path not in (one.path, other.path)
    again.release()


def test_a_released_file_gives_its_memory_back():
    tracemalloc.start()
    try:
        held = MemoryFile(os.urandom(MANY))
        assert tracemalloc.get_traced_memory()[0] > MANY
        held.release()
        gc.collect()
        assert tracemalloc.get_traced_memory()[0] < MANY / 10
    finally:
        tracemalloc.stop()


def test_a_document_let_go_frees_its_bytes_and_shows_another(qapp):
    document = HeldDocument()
    document.hold(sheets(2))
    first = held_path(document)
    assert not document.render(1, QSize(60, 80)).isNull()
    document.hold(sheets(3))
    assert (document.pageCount(), read(first)) == (3, None)
    second = held_path(document)
    document.let_go()
    assert (document.pageCount(), read(second)) == (0, None)
    document.let_go()


def test_a_damaged_document_has_no_pages(qapp):
    document = HeldDocument()
    document.hold(b"%PDF-1.7 nothing else")
    assert document.pageCount() == 0
    document.let_go()


@pytest.mark.parametrize("end", ["its parent's", "its own", "Python's"])
def test_the_end_of_a_document_frees_its_bytes(qapp, end):
    parent = QObject()
    document = HeldDocument(None if end == "Python's" else parent)
    document.hold(sheets(1))
    path = held_path(document)
    if end == "Python's":
        del document
        gc.collect()
    else:
        shiboken6.delete(parent if end == "its parent's" else document)
    assert read(path) is None


@pytest.mark.parametrize("end", ["closed", "torn down"])
def test_a_preview_that_is_left_keeps_nothing(qtbot, theme, tasks, end):
    job = PrintJob(pdf=sheets(2), kind="draft", form="f01", subject="f01")
    preview = PrintPreview(theme, tasks, lambda _progress: job, lambda _job, _act: None)
    if end == "closed":
        qtbot.addWidget(preview)
    preview.open()
    qtbot.waitUntil(lambda: preview.page_count == 2)
    path = held_path(preview.findChild(HeldDocument))
    assert read(path) == job.pdf
    if end == "closed":
        preview.reject()
    else:
        shiboken6.delete(preview)
    assert read(path) is None


def test_drawing_on_two_threads_never_waits_for_itself():
    done = subprocess.run(
        [sys.executable, "-c", CHILD.replace("@ROUNDS@", str(ROUNDS))],
        cwd=ROOT,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(Path(__file__).parent)},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert "DONE" in done.stdout, done.stderr[-2000:]
