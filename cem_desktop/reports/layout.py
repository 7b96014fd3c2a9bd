"""The A4 page of every printed thing: frame, heading, footer, paragraph styles, the PDF itself.

A page carries the title of the sheet, its marking, the cut-off and «page x of y»; never a login or
the name of a computer, and a case code only where the sheet is a ficha. What the document says of
itself (title, author, subject) holds no code ever. Documents are made twice, the first time only to
count the pages. The same story gives the same bytes: the date in the document is the one told, not
now, and where none is told it has none of its own.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import BaseDocTemplate, Frame, NextPageTemplate, PageBreak, PageTemplate

from cem_desktop.errors import CemError
from cem_desktop.i18n import _
from cem_desktop.reports.palette import FORBIDS, LIGHT, STATES
from cem_desktop.reports.typefaces import (
    BOLD,
    MONO_BOLD,
    REGULAR,
    fitted,
    register_typefaces,
    width_of,
)
from cem_desktop.reports.wording import print_day

if TYPE_CHECKING:
    from collections.abc import Sequence
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
        issued: The day it was made; also the date of the document. None: it tells none.
        cut_off: The last day whose data are in it, or None.
        head: What stands at the top left of each page; the programme where it is empty.
        label: What stands at the top of each page so that loose sheets find each other: a ficha's
            code, or room for it. It is in no metadata.
        foot: What stands at the left of the footer before the dates.
    """

    title: str
    programme: str
    mark: str
    guarded: bool
    issued: date | None
    cut_off: date | None = None
    language: str = "es-PE"
    head: str = ""
    label: str = ""
    foot: str = ""


Sheet = tuple["PageFrame", "Callable[[], list[Flowable]]"]
"""A frame, and what makes its content anew."""

Tell = Callable[[int, int], None]
"""Gets how much is done, and of how much."""


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
    return make_booklet([(frame, story)])


def make_booklet(
    sheets: Sequence[Sheet], *, are_alike: bool = False, tell: Tell | None = None
) -> bytes:
    """Return one PDF of several sheets, each with page numbers of its own.

    The first sheet's frame says what the document says of itself.

    Args:
        sheets: The sheets, at least one.
        are_alike: Whether all have as many pages as the first, which alone is counted then.
        tell: Gets the number of pages drawn and of all pages, after each page; what it raises
            ends the making.
    """
    register_typefaces()
    counted = _build(sheets[:1] if are_alike else sheets, [0] * len(sheets), _silent)[1]
    pages = counted * len(sheets) if are_alike else counted
    return _build(sheets, pages, tell or _silent)[0]


class _StoppedError(Exception):
    """Goes through reportlab in place of an error of ours: it makes exceptions anew from words."""


def _silent(_done: int, _total: int) -> None:
    """Tell nobody."""


def _build(sheets: Sequence[Sheet], pages: list[int], tell: Tell) -> tuple[bytes, list[int]]:
    """Return the PDF and how many pages each sheet has; ``pages`` is what the footers say."""
    file = io.BytesIO()
    first = sheets[0][0]
    document = BaseDocTemplate(
        file,
        pagesize=A4,
        title=first.title,
        author=first.programme,
        subject=first.mark,
        creator=_PROGRAM,
        producer=_PROGRAM,
        lang=first.language,
        invariant=1,
        pageCompression=1,
    )
    counted = [0] * len(sheets)
    stopped: list[CemError] = []

    def heard(done: int, total: int) -> None:
        try:
            tell(done, total)
        except CemError as error:
            stopped.append(error)
            raise _StoppedError from error

    flowables: list[Flowable] = []
    for number, (frame, story) in enumerate(sheets):
        draw = _draw_round(frame, number, counted, pages, heard)
        template = PageTemplate(f"sheet-{number}", [_body_frame()], onPage=draw)
        document.addPageTemplates([template])
        if number:
            flowables += [NextPageTemplate(f"sheet-{number}"), PageBreak()]
        flowables += story()
    try:
        document.build(flowables)
    except _StoppedError:
        raise stopped[0] from None
    return file.getvalue(), counted


def _body_frame() -> Frame:
    """Return the room that the content has."""
    width, height = A4
    return Frame(
        MARGIN,
        MARGIN + FOOT_ROOM,
        width - 2 * MARGIN,
        height - 2 * MARGIN - HEAD_ROOM - FOOT_ROOM,
        leftPadding=0,
        rightPadding=0,
        topPadding=0,
        bottomPadding=0,
    )


def _draw_round(
    frame: PageFrame, sheet: int, counted: list[int], pages: list[int], tell: Tell
) -> Callable[[Any, Any], None]:
    """Return what draws the frame of a page and counts it."""

    def draw(canvas: Any, _document: Any) -> None:
        issued = frame.issued
        if issued is not None:
            canvas.setDateFormatter(lambda *_now: f"D:{issued:%Y%m%d}000000-05'00'")
        counted[sheet] += 1
        _draw_head(canvas, frame)
        _draw_foot(canvas, frame, counted[sheet], pages[sheet])
        tell(sum(counted), sum(pages))

    return draw


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
    right = width - MARGIN - pill - 12
    if frame.label:
        canvas.setFillColor(HexColor(LIGHT.text))
        canvas.setFont(MONO_BOLD, 10)
        canvas.drawRightString(right, y + 1, frame.label)
        right -= width_of(frame.label, MONO_BOLD, 10) + 12
        canvas.setFillColor(HexColor(LIGHT.muted))
        canvas.setFont(REGULAR, 9)
    head = frame.head or frame.programme
    canvas.drawString(MARGIN, y + 1, fitted(head, REGULAR, 9, right - MARGIN))
    _hairline(canvas, y - 12)
    canvas.restoreState()


def _draw_foot(canvas: Any, frame: PageFrame, page: int, pages: int) -> None:
    """Draw which sheet it is and its dates, the marking, and the page's number under a hairline."""
    width, _height = A4
    canvas.saveState()
    _hairline(canvas, MARGIN + 14)
    canvas.setFillColor(HexColor(LIGHT.muted))
    canvas.setFont(REGULAR, 8)
    said = [frame.foot] if frame.foot else []
    if frame.cut_off is not None:
        said.append(_("Cut-off: {day}").format(day=print_day(frame.cut_off)))
    if frame.issued is not None:
        said.append(_("Issued: {day}").format(day=print_day(frame.issued)))
    canvas.drawString(MARGIN, MARGIN, " · ".join(said))
    number = _("Page {page} of {pages}").format(page=page, pages=pages)
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
