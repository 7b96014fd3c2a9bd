"""Pictures of the attachments of a case and of their dialogs, with papers that say nothing."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage, QPageSize, QPainter, QPdfWriter

from cem_desktop.gui.attachment_dialogs import AddAttachmentDialog, PlaceWords, TakeOffDialog
from cem_desktop.gui.attachment_pictures import draw_first_page
from cem_desktop.gui.attachment_viewer import AttachmentViewer
from cem_desktop.gui.pages.cases_page import CasesPage

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDialog

    from cem_desktop.gui.main_window import MainWindow
    from cem_desktop.gui.screenshots import Photographer
    from cem_desktop.services.workspace import Workspace

_PAPER: Final = (820, 1160)
_LINES: Final = 22
_TAB: Final = 4


def write_attachments(workspace: Workspace) -> None:
    """Attach a photograph of a paper and a PDF to the first case, for pictures of them."""
    attachments = workspace.attachments
    rows = workspace.casework.caseload()
    if not rows or not attachments.may_add(rows[0].file_id):
        return
    file = rows[0].file_id
    places = attachments.places(file)
    with tempfile.TemporaryDirectory() as folder:
        photo, letter = Path(folder) / "hoja.jpg", Path(folder) / "oficio.pdf"
        _paper("#F3EFE4").save(str(photo))
        _write_letter(letter)
        record = places[0].record if places else None
        attachments.add(photo, file, record, "Constancia, foto del papel", _untold)
        attachments.add(letter, file, None, "Oficio de respuesta", _untold, draw_first_page)
        _paper("#FFFFFF").save(str(photo))
        twice = attachments.add(photo, file, None, "Hoja repetida", _untold)
    attachments.take_off(twice.id, "Se adjuntó dos veces.")


def draw_attachments(photographer: Photographer, window: MainWindow, workspace: Workspace) -> None:
    """Draw the attachments of the first case, and the dialogs over them."""
    attachments, theme, tasks = workspace.attachments, photographer.theme, photographer.tasks
    cases, rows = window.findChild(CasesPage), workspace.casework.caseload()
    if cases is None or not rows:
        return
    file = rows[0].file_id
    window.go("cases")
    cases.choose(file)
    cases.show_tab(_TAB)
    photographer.draw(window, "54-case-attachments")
    lines = [one for one in attachments.of_file(file) if one.is_mine and one.removed is None]
    if not lines:
        return
    place = PlaceWords(None, "El caso mismo")
    adding = AddAttachmentDialog((Path("Denuncia de Rosa.pdf"),), (place,), theme, window)
    dialogs: tuple[tuple[QDialog, str], ...] = (
        (adding, "55-attachment-add"),
        (TakeOffDialog(lines[0].name, theme, window), "56-attachment-take-off"),
    )
    for dialog, name in dialogs:
        with photographer.shown(dialog):
            photographer.draw(dialog, name)
    for line in lines:
        opened = partial(attachments.open, line.id)
        viewer = AttachmentViewer(theme, tasks, line.name, opened, window)
        with photographer.shown(viewer):
            photographer.draw(viewer, f"63-attachment-{line.kind}")


def _untold(_done: int, _total: int) -> None:
    """Tell nobody how far it is."""


def _paper(ground: str) -> QImage:
    """Return a sheet with lines where words would be."""
    sheet = QImage(*_PAPER, QImage.Format.Format_RGB32)
    sheet.fill(QColor(ground))
    painter = QPainter(sheet)
    _draw_lines(painter, QRect(0, 0, *_PAPER))
    painter.end()
    return sheet


def _write_letter(path: Path) -> None:
    writer = QPdfWriter(str(path))
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setResolution(100)
    painter = QPainter(writer)
    _draw_lines(painter, painter.viewport())
    writer.newPage()
    _draw_lines(painter, painter.viewport())
    painter.end()


def _draw_lines(painter: QPainter, room: QRect) -> None:
    step = room.height() // (_LINES + 8)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("#5A616B"))
    painter.drawRect(room.width() // 3, step * 2, room.width() // 3, step // 2)
    painter.setBrush(QColor("#9AA1AB"))
    for line in range(_LINES):
        wide = room.width() * (78 - (line * 37) % 23) // 100
        painter.drawRect(room.width() // 10, step * (5 + line), wide, step // 4)
