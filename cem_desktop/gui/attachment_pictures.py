"""Pictures of attachments, from memory: the first page of a PDF, a photograph to be looked at.

Nothing here writes a file. What is drawn was cleaned before it was kept, and stays within the
limits that the cleaning set.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QImageWriter, QPainter

from cem_desktop.gui.held_documents import HeldDocument

_THUMBNAIL: Final = 256
_QUALITY: Final = 80
_MEMORY_MIB: Final = 400
"""Of one picture: 64 million points in colour, which Qt refuses at its own limit."""


def draw_first_page(pdf: bytes) -> bytes | None:
    """Return the first page of a PDF as a small JPEG, None where it cannot be drawn.

    Off the GUI thread: a page may take long.
    """
    document = HeldDocument()
    try:
        document.hold(pdf)
        if document.pageCount() < 1:
            return None
        points = document.pagePointSize(0)
        size = QSize(round(points.width()), round(points.height()))
        size.scale(_THUMBNAIL, _THUMBNAIL, Qt.AspectRatioMode.KeepAspectRatio)
        drawn = document.render(0, size.expandedTo(QSize(1, 1)))
    finally:
        document.let_go()
    return None if drawn.isNull() else _jpeg_on_white(drawn)


def read_picture(data: bytes) -> QImage:
    """Return a picture to be shown; a null one where Qt does not read it. Off the GUI thread."""
    if QImageReader.allocationLimit() < _MEMORY_MIB:
        QImageReader.setAllocationLimit(_MEMORY_MIB)
    return QImage.fromData(QByteArray(data))


def _jpeg_on_white(drawn: QImage) -> bytes:
    """Put a page on white: what is not drawn of it is paper."""
    paper = QImage(drawn.size(), QImage.Format.Format_RGB32)
    paper.fill(Qt.GlobalColor.white)
    painter = QPainter(paper)
    painter.drawImage(0, 0, drawn)
    painter.end()
    out = QBuffer()
    out.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(out, QByteArray(b"jpeg"))
    writer.setQuality(_QUALITY)
    writer.write(paper)
    return bytes(out.data().data())
