"""The A4 page of every printed thing: frame, heading, footer, paragraph styles, the PDF itself.

A page carries the title of the sheet, its marking, the cut-off and «page x of y»; never a case
code, a login or the name of a computer. Documents are made twice, the first time only to count the
pages. The same story gives the same bytes: the date in the document is the one told, not now.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate

from cem_desktop.i18n import _
from cem_desktop.reports.palette import FORBIDS, LIGHT, STATES
from cem_desktop.reports.typefaces import BOLD, REGULAR, fitted, register_typefaces, width_of
from cem_desktop.reports.wording import print_day

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

Flowable = Any
"""A reportlab flowable; that library has no types."""

MARGIN: Final = 48.0
HEAD_ROOM: Final = 30.0
FOOT_ROOM: Final = 22.0
_PROGRAM = "CEM Escritorio"


@dataclass(frozen=True, slots=True)
class PageFrame:
    """What stands round the content of every page.

    Attributes:
        title: Of the sheet; also the title of the document.
        programme: Who publishes it; also the author of the document.
        mark: The one word of the marking, in a pill at the top and in the footer.
        guarded: Whether the marking warns (internal) or only states (public).
        issued: The day it was made; also the date of the document.
        cut_off: The last day whose data are in it, or None.
    """

    title: str
    programme: str
    mark: str
    guarded: bool
    issued: date
    cut_off: date | None = None
    language: str = "es-PE"


def paragraph_styles() -> dict[str, ParagraphStyle]:
    """Return the styles of running text: title, subtitle, heading, body, note, cell and so on."""
    register_typefaces()
    text, muted = HexColor(LIGHT.text), HexColor(LIGHT.muted)

    def style(name: str, face: str, size: float, **more: Any) -> ParagraphStyle:
        leading = more.pop("leading", size * 1.4)
        colour = more.pop("textColor", text)
        return ParagraphStyle(
            name, fontName=face, fontSize=size, leading=leading, textColor=colour, **more
        )

    listed = (
        style("title", BOLD, 17, leading=22, spaceAfter=2),
        style("subtitle", REGULAR, 10.5, textColor=muted, spaceAfter=10),
        style("heading", BOLD, 12, spaceBefore=14, spaceAfter=6, keepWithNext=1),
        style("heading_of_table", BOLD, 12, spaceBefore=14, spaceAfter=6),
        style("body", REGULAR, 9.5, spaceAfter=4),
        style("note", REGULAR, 9, spaceAfter=3),
        style("small", REGULAR, 8, textColor=muted, spaceBefore=3),
        style("cell", REGULAR, 8.5, leading=11),
        style("cell_bold", BOLD, 8.5, leading=11),
        style("head", BOLD, 8, leading=10, textColor=muted),
        style("head_middle", BOLD, 8, leading=10, textColor=muted, alignment=TA_CENTER),
        style("number", REGULAR, 8.5, leading=11, alignment=TA_RIGHT),
        style("figure", BOLD, 20, leading=24),
        style("caption", REGULAR, 8, leading=10, textColor=muted),
    )
    return {made.name: made for made in listed}


def make_pdf(frame: PageFrame, story: Callable[[], list[Flowable]]) -> bytes:
    """Return the PDF of a story on framed A4 pages.

    Args:
        frame: What stands round the content.
        story: Makes the content anew; it is called twice.
    """
    register_typefaces()
    pages = _build(frame, story(), 0)[1]
    return _build(frame, story(), pages)[0]


def _build(frame: PageFrame, story: list[Flowable], pages: int) -> tuple[bytes, int]:
    """Return the PDF and the number of its pages; ``pages`` is what its footers say."""
    file = io.BytesIO()
    width, height = A4
    document = BaseDocTemplate(
        file,
        pagesize=A4,
        title=frame.title,
        author=frame.programme,
        subject=frame.mark,
        creator=_PROGRAM,
        producer=_PROGRAM,
        lang=frame.language,
        invariant=1,
        pageCompression=1,
    )
    body = Frame(
        MARGIN,
        MARGIN + FOOT_ROOM,
        width - 2 * MARGIN,
        height - 2 * MARGIN - HEAD_ROOM - FOOT_ROOM,
        leftPadding=0,
        rightPadding=0,
        topPadding=0,
        bottomPadding=0,
    )

    def draw_frame(canvas: Any, _document: Any) -> None:
        canvas.setDateFormatter(lambda *_now: f"D:{frame.issued:%Y%m%d}000000-05'00'")
        _draw_head(canvas, frame)
        _draw_foot(canvas, frame, pages)

    document.addPageTemplates([PageTemplate("page", [body], onPage=draw_frame)])
    document.build(story)
    return file.getvalue(), document.page


def _draw_head(canvas: Any, frame: PageFrame) -> None:
    """Draw programme and marking over a hairline."""
    width, height = A4
    y = height - MARGIN
    colours = FORBIDS if frame.guarded else STATES
    pill = width_of(frame.mark, BOLD, 9) + 18
    canvas.saveState()
    canvas.setFillColor(HexColor(colours.ground))
    canvas.roundRect(width - MARGIN - pill, y - 5, pill, 18, 9, stroke=0, fill=1)
    canvas.setFillColor(HexColor(colours.ink))
    canvas.setFont(BOLD, 9)
    canvas.drawCentredString(width - MARGIN - pill / 2, y + 1, frame.mark)
    canvas.setFillColor(HexColor(LIGHT.muted))
    canvas.setFont(REGULAR, 9)
    room = width - 2 * MARGIN - pill - 12
    canvas.drawString(MARGIN, y + 1, fitted(frame.programme, REGULAR, 9, room))
    _hairline(canvas, y - 12)
    canvas.restoreState()


def _draw_foot(canvas: Any, frame: PageFrame, pages: int) -> None:
    """Draw cut-off and issue, the marking, and the page's number under a hairline."""
    width, _height = A4
    canvas.saveState()
    _hairline(canvas, MARGIN + 14)
    canvas.setFillColor(HexColor(LIGHT.muted))
    canvas.setFont(REGULAR, 8)
    dates = [_("Issued: {day}").format(day=print_day(frame.issued))]
    if frame.cut_off is not None:
        dates.insert(0, _("Cut-off: {day}").format(day=print_day(frame.cut_off)))
    canvas.drawString(MARGIN, MARGIN, " · ".join(dates))
    number = _("Page {page} of {pages}").format(page=canvas.getPageNumber(), pages=pages)
    canvas.drawRightString(width - MARGIN, MARGIN, number)
    canvas.setFont(BOLD, 8)
    canvas.setFillColor(HexColor((FORBIDS if frame.guarded else STATES).ink))
    canvas.drawCentredString(width / 2, MARGIN, frame.mark)
    canvas.restoreState()


def _hairline(canvas: Any, y: float) -> None:
    """Draw a thin line from margin to margin."""
    width, _height = A4
    canvas.setStrokeColor(HexColor(LIGHT.line))
    canvas.setLineWidth(0.8)
    canvas.line(MARGIN, y, width - MARGIN, y)
