"""A picture on a sheet of paper, to be printed: as large as A4 lets it be, and nothing else."""

from __future__ import annotations

import io

from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

_MARGIN = 10 * mm


def picture_pdf(data: bytes) -> bytes:
    """Return a JPEG or PNG on one sheet, lying if it is wider than high."""
    picture = ImageReader(io.BytesIO(data))
    width, height = picture.getSize()
    paper = landscape(A4) if width > height else A4
    room = paper[0] - 2 * _MARGIN, paper[1] - 2 * _MARGIN
    scale = min(room[0] / width, room[1] / height)
    wide, high = width * scale, height * scale
    out = io.BytesIO()
    sheet = Canvas(out, pagesize=paper, invariant=1)
    left, below = (paper[0] - wide) / 2, (paper[1] - high) / 2
    sheet.drawImage(picture, left, below, wide, high, mask="auto")
    sheet.save()
    return out.getvalue()
