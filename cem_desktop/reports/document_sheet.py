"""A document on A4: a brief for a court, or a report, as its readers expect it.

The sheet carries the number of its version and the fingerprint of its text, and no code of a file:
a paper with her name on it must not lead to what is kept under a code. It tells no date of
printing, so that the same version gives the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import (
    CondPageBreak,
    HRFlowable,
    KeepTogether,
    ListFlowable,
    ListItem,
    Paragraph,
    Spacer,
    Table,
)

from cem_desktop.i18n import _
from cem_desktop.reports.ficha_blank import AUTHOR, WIDTH
from cem_desktop.reports.layout import Flowable, PageFrame, make_pdf
from cem_desktop.reports.palette import LIGHT
from cem_desktop.reports.typefaces import BOLD, REGULAR, register_typefaces

if TYPE_CHECKING:
    from collections.abc import Iterator

_SUMMARY_SHARE: Final = 0.52
_SIGNATURE_WIDTH: Final = 230.0
_SIGNING_ROOM: Final = 46.0
_ROOM_UNDER_HEADING: Final = 60.0


@dataclass(frozen=True, repr=False)
class SheetPart:
    """A heading with its number, and the text under it."""

    heading: str
    text: str


@dataclass(frozen=True, repr=False)
class DocumentSheet:
    """A document as it is printed: every word, names and numbers merged.

    Attributes:
        is_brief: Whether it is laid out for a court; else as a report.
        title: What it is.
        addressee: To whom, as it is said; "" for nobody.
        court: Its name; "" for nobody.
        case_lines: Lines about the file at the court.
        summary: The word before the subject, and the subject.
        parts: The text.
        otrosis: Further requests.
        annexes: The word over them, and a line each with its mark.
        place_and_date: The line before the signature; "" where it has no date.
        signature: Lines under the signature.
        version: Which version it is, in words.
        mark: The first symbols of the fingerprint; "" for a draft.
        fingerprint: The whole of it, in a line; "" for a draft.
        reserved: What its reader must know about her.
        is_draft: Whether the text is not frozen.
    """

    is_brief: bool
    title: str
    addressee: str
    court: str
    case_lines: tuple[str, ...]
    summary: tuple[str, str]
    parts: tuple[SheetPart, ...]
    otrosis: tuple[SheetPart, ...]
    annexes: tuple[str, tuple[tuple[str, str], ...]]
    place_and_date: str
    signature: tuple[str, ...]
    version: str
    mark: str
    fingerprint: str
    reserved: str
    is_draft: bool


def document_pdf(sheet: DocumentSheet) -> bytes:
    """Return a document as PDF."""
    frame = PageFrame(
        title=sheet.title,
        programme=AUTHOR,
        mark=_("Draft") if sheet.is_draft else _("Reserved"),
        guarded=True,
        issued=None,
        head=sheet.title,
        foot=" · ".join(part for part in (sheet.version, sheet.mark) if part),
    )
    return make_pdf(frame, lambda: list(_DocumentStory(sheet).flowables()))


def _styles() -> dict[str, ParagraphStyle]:
    register_typefaces()
    text, muted = HexColor(LIGHT.text), HexColor(LIGHT.muted)
    common = {"fontName": REGULAR, "fontSize": 10.5, "leading": 16, "textColor": text}
    bold = common | {"fontName": BOLD}
    made = (
        ParagraphStyle("case", **common | {"fontSize": 9.5, "leading": 13.5}),
        ParagraphStyle("title", **bold | {"fontSize": 14, "leading": 19, "alignment": TA_CENTER}),
        ParagraphStyle("to", **bold, spaceBefore=4),
        ParagraphStyle("heading", **bold, spaceBefore=12, spaceAfter=4, keepWithNext=1),
        ParagraphStyle("body", **common, alignment=TA_JUSTIFY, spaceAfter=7),
        ParagraphStyle("date", **common, alignment=TA_RIGHT, spaceBefore=16),
        ParagraphStyle("sign", **common | {"alignment": TA_CENTER, "leading": 14}),
        ParagraphStyle(
            "small",
            **common | {"fontSize": 7.5, "leading": 10.5, "textColor": muted},
            spaceBefore=3,
        ),
    )
    return {one.name: one for one in made}


class _DocumentStory:
    """The content of the sheet."""

    def __init__(self, sheet: DocumentSheet) -> None:
        self._sheet, self._styles = sheet, _styles()

    def flowables(self) -> Iterator[Flowable]:
        sheet = self._sheet
        yield from self._brief_head() if sheet.is_brief else self._report_head()
        for part in sheet.parts:
            yield from self._part(part)
        for part in sheet.otrosis:
            yield from self._otrosi(part)
        yield from self._annexes()
        yield from self._end()

    def _brief_head(self) -> Iterator[Flowable]:
        """Yield the summary at the top right, then to whom it goes."""
        sheet, styles = self._sheet, self._styles
        word, subject = sheet.summary
        lines = [Paragraph(escape(line), styles["case"]) for line in sheet.case_lines]
        if subject:
            said = f"<b>{escape(word)}:</b> {escape(subject)}"
            lines.append(Paragraph(said, styles["case"]))
        wide = WIDTH * _SUMMARY_SHARE
        edge = [("LEFTPADDING", (0, 0), (-1, -1), 10), ("VALIGN", (0, 0), (-1, -1), "TOP")]
        rule = ("LINEBEFORE", (1, 0), (1, 0), 1.2, HexColor(LIGHT.line))
        yield Table([["", lines]], colWidths=[WIDTH - wide, wide], style=[*edge, rule])
        yield Spacer(1, 12)
        yield from self._addressee()
        yield Spacer(1, 6)

    def _report_head(self) -> Iterator[Flowable]:
        sheet, styles = self._sheet, self._styles
        word, subject = sheet.summary
        yield Paragraph(escape(sheet.title.upper()), styles["title"])
        yield Spacer(1, 10)
        yield from self._addressee()
        if subject:
            yield Paragraph(f"<b>{escape(word)}:</b> {escape(subject)}", styles["case"])
        for line in sheet.case_lines:
            yield Paragraph(escape(line), styles["case"])
        yield HRFlowable(width="100%", thickness=0.8, color=HexColor(LIGHT.line), spaceBefore=8)

    def _addressee(self) -> Iterator[Flowable]:
        sheet, styles = self._sheet, self._styles
        if sheet.addressee:
            yield Paragraph(escape(sheet.addressee.upper()), styles["to"])
        if sheet.court:
            yield Paragraph(escape(sheet.court), styles["case"])

    def _part(self, part: SheetPart) -> Iterator[Flowable]:
        yield CondPageBreak(_ROOM_UNDER_HEADING)
        yield Paragraph(escape(part.heading), self._styles["heading"])
        yield from self._text(part.text)

    def _otrosi(self, part: SheetPart) -> Iterator[Flowable]:
        """Yield a further request; its number leads into the text."""
        first, *more = _paragraphs(part.text) or [""]
        lead = f"<b>{escape(part.heading.upper())}:</b> {_lines(first)}"
        yield Spacer(1, 8)
        yield Paragraph(lead, self._styles["body"])
        for text in more:
            yield Paragraph(_lines(text), self._styles["body"])

    def _text(self, text: str) -> Iterator[Flowable]:
        for paragraph in _paragraphs(text):
            yield Paragraph(_lines(paragraph), self._styles["body"])

    def _annexes(self) -> Iterator[Flowable]:
        word, lines = self._sheet.annexes
        if not lines:
            return
        styles = self._styles
        yield CondPageBreak(_ROOM_UNDER_HEADING)
        yield Paragraph(escape(word.upper()), styles["heading"])
        items = [
            ListItem(Paragraph(escape(text), styles["case"]), value=mark, leftIndent=34)
            for mark, text in lines
        ]
        yield ListFlowable(
            items, bulletType="bullet", bulletFontName=BOLD, bulletFontSize=9.5, leftIndent=34
        )

    def _end(self) -> Iterator[Flowable]:
        """Yield place, date and signature together, and what the document says of itself."""
        sheet, styles = self._sheet, self._styles
        signing: list[Flowable] = []
        if sheet.place_and_date:
            signing.append(Paragraph(escape(sheet.place_and_date), styles["date"]))
        signing.append(Spacer(1, _SIGNING_ROOM))
        signing.append(
            HRFlowable(width=_SIGNATURE_WIDTH, thickness=0.8, color=HexColor(LIGHT.text))
        )
        signing += [Paragraph(escape(line), styles["sign"]) for line in sheet.signature]
        signing.append(Spacer(1, 14))
        small = (sheet.reserved, sheet.fingerprint)
        signing += [Paragraph(escape(line), styles["small"]) for line in small if line]
        yield KeepTogether(signing)


def _paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text: an empty line parts them."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return [part.strip("\n") for part in lines.split("\n\n") if part.strip()]


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br/>")
