"""Attachments on the page of a case, by keys and clicks: added, dropped, viewed, printed, taken off."""

import io
import sys
from pathlib import Path

import pytest
from by_keys import button, gone, labels, open_tab, press, shown
from clear_text import find
from PIL import Image
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QWidget

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "cleaning"))

import hostile_files as made

from cem_desktop.gui import attachment_desk
from cem_desktop.gui.attachment_viewer import AttachmentViewer
from cem_desktop.gui.print_preview import PrintPreview

NAME = "Constancia canaria"


@pytest.fixture
def window(qtbot, case_window):
    open_tab(qtbot, case_window, "Attachments")
    assert case_window.findChild(QWidget, "case_attachments").isVisible()
    return case_window


def event(data, kind):
    return QDropEvent(
        QPointF(9, 9),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        kind,
    )


def offer(window, *urls):
    """Drag something over the page and let it go there; say whether it was welcome."""
    page, data = window.findChild(QWidget, "case_attachments"), QMimeData()
    data.setUrls(list(urls))
    entering = event(data, QEvent.Type.DragEnter)
    entering.ignore()
    page.dragEnterEvent(entering)
    page.dropEvent(event(data, QEvent.Type.Drop))
    return entering.isAccepted()


def drop(window, *files):
    return offer(window, *(QUrl.fromLocalFile(str(one)) for one in files))


def add(qtbot, window, tasks, path, name=""):
    """Drop a file and say yes; wait until it was taken or refused."""
    assert drop(window, path)
    asking = shown(qtbot, window, "add_attachment")
    field = asking.findChild(QLineEdit, "attachment_name_0")
    qtbot.waitUntil(field.hasFocus)
    if name:
        qtbot.keyClicks(field, name)  # what was proposed is selected, so it goes
    qtbot.keyClick(field, Qt.Key.Key_Return)
    gone(qtbot, window, "add_attachment")
    qtbot.waitUntil(lambda: not tasks.is_busy)
    qtbot.waitUntil(lambda: window.findChild(QWidget, "attachments_banner").isVisible())


def written(tmp_path, name, data):
    folder = tmp_path / "outside"
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_bytes(data)
    return path


def test_an_empty_case_says_what_goes_here_and_a_file_is_added_from_there(
    qtbot, window, office, file, tasks, tmp_path, monkeypatch
):
    photo = written(tmp_path, "IMG_1.jpg", made.jpeg(turned=6))
    assert any("identity vault" in one for one in labels(window))
    monkeypatch.setattr(
        attachment_desk, "choose_files", lambda _over, _title, _ends, then, **_: then((photo,))
    )
    press(qtbot, window, "attachment_first")
    asking = shown(qtbot, window, "add_attachment")
    field = asking.findChild(QLineEdit, "attachment_name_0")
    assert (field.text(), field.selectedText()) == ("IMG_1", "IMG_1")
    qtbot.keyClicks(field, "Cedula 12345678")
    guard = asking.findChild(QLabel, "attachment_name_0_guard")
    qtbot.waitUntil(guard.isVisible)
    field.selectAll()
    qtbot.keyClicks(field, NAME)
    assert not guard.isVisible()
    place = asking.findChild(QComboBox, "attachment_place")
    assert place.itemText(0) == "The case itself"
    assert place.count() == 3
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: NAME in labels(window))
    (line,) = office.workspace.attachments.of_file(file)
    assert (line.name, line.kind) == (NAME, "jpeg")
    assert any(one.startswith("1 file was cleaned") for one in labels(window))
    pictures = [
        one for one in window.findChildren(QLabel) if one.isVisible() and not one.pixmap().isNull()
    ]
    assert any(one.width() == one.height() for one in pictures)
    assert photo.exists()


def test_a_photograph_is_viewed_from_memory_larger_and_smaller(
    qtbot, window, office, file, tasks, tmp_path
):
    add(qtbot, window, tasks, written(tmp_path, "a.jpg", made.jpeg(made.points(900, 600))), NAME)
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    press(qtbot, window, "attachment_open_")
    viewer = shown(qtbot, window, "attachment_viewer")
    assert isinstance(viewer, AttachmentViewer)
    qtbot.waitUntil(lambda: viewer.is_showing)
    assert viewer.findChild(QLabel, "viewer_title").text() == NAME
    label = viewer.findChild(QWidget, "viewer_view").widget()
    fitting = label.pixmap().width()
    qtbot.keyClick(viewer, Qt.Key.Key_Plus)
    assert label.pixmap().width() > fitting
    qtbot.keyClick(viewer, Qt.Key.Key_0)
    qtbot.keyClick(viewer, Qt.Key.Key_Minus)
    assert label.pixmap().width() < fitting
    qtbot.waitUntil(lambda: not tasks.is_busy)
    assert {path for path in tmp_path.rglob("*") if path.is_file()} == before
    qtbot.keyClick(viewer, Qt.Key.Key_Escape)
    gone(qtbot, window, "attachment_viewer")
    assert office.workspace.trail.latest(1)[0].action == "view"


def test_a_pdf_shows_its_pages_tells_what_it_lost_and_is_printed_with_the_warning(
    qtbot, window, office, file, tasks, tmp_path
):
    add(qtbot, window, tasks, written(tmp_path, "b.pdf", made.pdf(3)), NAME)
    assert any("Taken out of the PDF: attached files, links" in one for one in labels(window))
    (line,) = office.workspace.attachments.of_file(file)
    with Image.open(io.BytesIO(line.thumbnail)) as small:
        assert small.format == "JPEG"
        assert max(small.size) == 256
        assert small.convert("L").getextrema()[1] > 240
    press(qtbot, window, "attachment_open_")
    viewer = shown(qtbot, window, "attachment_viewer")
    qtbot.waitUntil(lambda: viewer.is_showing)
    assert viewer.findChild(QPdfDocument).pageCount() == 3
    assert "3 pages" in labels(viewer)
    view = viewer.findChild(QWidget, "viewer_view")
    qtbot.keyClick(viewer, Qt.Key.Key_Plus)
    assert view.zoomFactor() > 0
    assert viewer.scale > 1
    qtbot.keyClick(viewer, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    preview = shown(qtbot, window, "print_preview")
    assert isinstance(preview, PrintPreview)
    qtbot.waitUntil(lambda: preview.page_count == 3)
    assert any("printer's queue are in clear" in one for one in labels(preview))
    qtbot.waitUntil(lambda: not tasks.is_busy)
    qtbot.keyClick(preview, Qt.Key.Key_Escape)
    gone(qtbot, window, "print_preview")
    qtbot.keyClick(viewer, Qt.Key.Key_Escape)
    gone(qtbot, window, "attachment_viewer")


def test_a_picture_that_is_wider_than_high_is_printed_on_one_sheet(
    qtbot, window, office, file, tasks, tmp_path
):
    add(qtbot, window, tasks, written(tmp_path, "a.png", made.png()))
    press(qtbot, window, "attachment_print_")
    preview = shown(qtbot, window, "print_preview")
    qtbot.waitUntil(lambda: preview.page_count == 1)
    size = preview.findChild(QPdfDocument).pagePointSize(0)
    assert size.width() > size.height()
    qtbot.waitUntil(lambda: not tasks.is_busy)
    qtbot.keyClick(preview, Qt.Key.Key_Escape)
    gone(qtbot, window, "print_preview")


def test_it_is_taken_off_with_a_reason_and_stays_told(qtbot, window, office, file, tasks, tmp_path):
    add(qtbot, window, tasks, written(tmp_path, "a.png", made.png()), NAME)
    press(qtbot, window, "attachment_off_")
    asking = shown(qtbot, window, "take_off")
    reason = asking.findChild(QLineEdit, "take_off_reason")
    qtbot.waitUntil(reason.hasFocus)
    qtbot.keyClick(asking.findChild(QPushButton, "take_off_do"), Qt.Key.Key_Space)
    assert asking.findChild(QLabel, "take_off_reason_problem").isVisible()
    assert office.workspace.attachments.of_file(file)[0].removed is None
    qtbot.keyClicks(reason, "Era de otro caso")
    qtbot.keyClick(asking.findChild(QPushButton, "take_off_do"), Qt.Key.Key_Space)
    gone(qtbot, window, "take_off")
    told = labels(window.findChild(QWidget, "attachments_gone"))
    assert any(NAME in one and "Era de otro caso" in one for one in told)
    assert button(window, "attachment_open_") == []
    assert window.findChild(QWidget, "attachments_empty").isVisible()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"hola", "This kind of file is not taken"),
        (made.png_of_stated_size(60_000, 60_000), "The file unpacks to more than is taken"),
        (made.sealed_pdf(), "The PDF asks for a password"),
        (made.jpeg()[:300], "The file cannot be read"),
    ],
    ids=("kind", "bomb", "password", "damaged"),
)
def test_a_refused_file_is_told_in_words(qtbot, window, office, file, tasks, tmp_path, data, said):
    add(qtbot, window, tasks, written(tmp_path, "x.jpg", data))
    assert said in labels(window)
    assert office.workspace.attachments.of_file(file) == ()


def test_of_several_files_the_good_ones_are_taken_and_the_others_named(
    qtbot, window, office, file, tasks, tmp_path
):
    good, bad = written(tmp_path, "a.png", made.png()), written(tmp_path, "carta.doc", b"hola")
    assert drop(window, good, bad)
    asking = shown(qtbot, window, "add_attachment")
    field = asking.findChild(QLineEdit, "attachment_name_1")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: any("Not taken: carta" in one for one in labels(window)))
    assert [one.name for one in office.workspace.attachments.of_file(file)] == [""]


def test_what_is_no_file_of_this_computer_is_not_welcome(window, tmp_path):
    assert not drop(window, tmp_path)
    assert not offer(window, QUrl("https://example.org/a.jpg"))
    assert window.findChild(QWidget, "add_attachment") is None


def test_a_hostile_name_is_shown_as_plain_text(qtbot, window, office, file, tasks, tmp_path):
    path = written(tmp_path, "<b>foto<b>\u202egpj.exe", made.jpeg())
    add(qtbot, window, tasks, path, "<b>foto<b>gpj")
    said = [one for one in window.findChildren(QLabel) if one.text() == "<b>foto<b>gpj"]
    assert said
    assert all(one.textFormat() == Qt.TextFormat.PlainText for one in said)


def test_adding_is_stopped_by_cancel_and_nothing_is_added(
    qtbot, window, office, file, tasks, tmp_path, monkeypatch
):
    from cem_desktop.cleaning import sandbox

    monkeypatch.setattr(sandbox, "_command", lambda: ["sleep", "60"])
    assert drop(window, written(tmp_path, "a.png", made.png()))
    asking = shown(qtbot, window, "add_attachment")
    qtbot.keyClick(asking.findChild(QLineEdit, "attachment_name_0"), Qt.Key.Key_Return)
    panel = window.findChild(QWidget, "attachments_progress")
    qtbot.waitUntil(panel.isVisible)
    qtbot.keyClick(panel.findChild(QPushButton, "attachments_progress_cancel"), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: any(one.startswith("Stopped.") for one in labels(window)), timeout=9000)
    assert office.workspace.attachments.of_file(file) == ()


def test_nothing_of_a_day_with_attachments_is_in_clear(
    qtbot, window, office, file, tasks, tmp_path, caplog
):
    caplog.set_level("DEBUG")
    add(qtbot, window, tasks, written(tmp_path, "a.pdf", made.pdf()), NAME)
    press(qtbot, window, "attachment_open_")
    viewer = shown(qtbot, window, "attachment_viewer")
    qtbot.waitUntil(lambda: viewer.is_showing)
    qtbot.keyClick(viewer, Qt.Key.Key_Escape)
    gone(qtbot, window, "attachment_viewer")
    window.leave()
    office.close()
    told = "".join(one.getMessage() for one in caplog.records if one.name.startswith("cem"))
    assert NAME not in told
    assert find(office.folder, [NAME, made.CANARY]) == []
