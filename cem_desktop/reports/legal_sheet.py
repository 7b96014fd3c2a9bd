"""A sheet for the law of personal data: headings, paragraphs, pairs and tables on A4.

It tells what it was told and knows no law: the services write the words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.platypus import CondPageBreak, Paragraph, Spacer, Table

from cem_desktop.reports.ficha_blank import AUTHOR, WIDTH
from cem_desktop.reports.layout import Flowable, PageFrame, make_pdf, paragraph_styles
from cem_desktop.reports.palette import LIGHT, WARNS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

_LABEL_SHARE: Final = 0.32
_ROOM_UNDER_HEADING: Final = 70.0
_INDENT: Final = 14.0
_GAP: Final = 6.0
_LARGE: Final = 11.0
_PLAIN: Final = 9.5


@dataclass(frozen=True, repr=False)
class Pairs:
    """Labels with what stands beside them, a line each; several lines of one are apart."""

    rows: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, repr=False)
class Grid:
    """A table: its heads, the share of the width of each column, and its lines."""

    heads: tuple[str, ...]
    shares: tuple[float, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, repr=False)
class Prose:
    """Paragraphs; ``is_large`` for what is read with somebody."""

    paragraphs: tuple[str, ...]
    is_large: bool = False


@dataclass(frozen=True, repr=False)
class Points:
    """A list of points."""

    lines: tuple[str, ...]
    is_large: bool = False


@dataclass(frozen=True, repr=False)
class Part:
    """A heading, "" for none, and what stands under it."""

    heading: str
    content: tuple[Pairs | Grid | Prose | Points, ...]


@dataclass(frozen=True, repr=False)
class LegalSheet:
    """A whole sheet.

    Attributes:
        title: What it is.
        subtitle: A line under it, or "".
        mark: The word of the marking.
        issued: The day it is made, or None where it tells none.
        head: What stands at the top of each page, or "".
        parts: The content.
        notice: A warning at the top, or "".
        small: Lines at the end, in small letters.
    """

    title: str
    subtitle: str
    mark: str
    issued: date | None
    head: str
    parts: tuple[Part, ...]
    notice: str = ""
    small: tuple[str, ...] = ()


def legal_pdf(sheet: LegalSheet) -> bytes:
    """Return a sheet as PDF."""
    frame = PageFrame(
        title=sheet.title,
        programme=AUTHOR,
        mark=sheet.mark,
        guarded=True,
        issued=sheet.issued,
        head=sheet.head or sheet.title,
    )
    return make_pdf(frame, lambda: list(_story(sheet)))


def _story(sheet: LegalSheet) -> Iterator[Flowable]:
    styles = paragraph_styles()
    yield Paragraph(escape(sheet.title), styles["title"])
    if sheet.subtitle:
        yield Paragraph(escape(sheet.subtitle), styles["subtitle"])
    if sheet.notice:
        yield _notice(sheet.notice, styles)
    for part in sheet.parts:
        if part.heading:
            yield CondPageBreak(_ROOM_UNDER_HEADING)
            yield Paragraph(escape(part.heading), styles["heading_of_table"])
        for at, one in enumerate(part.content):
            if at:
                yield Spacer(1, _GAP)
            yield from _content(one, styles)
    yield Spacer(1, 12)
    for line in sheet.small:
        yield Paragraph(escape(line), styles["small"])


def _notice(text: str, styles: dict[str, Any]) -> Flowable:
    look = [
        ("BACKGROUND", (0, 0), (-1, -1), HexColor(WARNS.ground)),
        ("LINEBEFORE", (0, 0), (0, -1), 3, HexColor(WARNS.ink)),
        ("LEFTPADDING", (0, 0), (-1, -1), 12),
        ("TOPPADDING", (0, 0), (-1, -1), 6),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 8),
    ]
    return Table([[Paragraph(_lines(text), styles["note"])]], colWidths=[WIDTH], style=look)


def _content(one: Pairs | Grid | Prose | Points, styles: dict[str, Any]) -> Iterator[Flowable]:
    if isinstance(one, Prose):
        style = _read_style(styles, is_large=one.is_large)
        yield from (Paragraph(_lines(text), style) for text in one.paragraphs)
    elif isinstance(one, Points):
        style = _read_style(styles, is_large=one.is_large, indent=_INDENT)
        yield from (Paragraph(_lines(line), style, bulletText="•") for line in one.lines)
    elif isinstance(one, Pairs):
        yield _pairs(one, styles)
    else:
        yield _grid(one, styles)


def _read_style(styles: dict[str, Any], *, is_large: bool, indent: float = 0) -> Any:
    """Return the style of what is read: larger where it is read with somebody."""
    size = _LARGE if is_large else _PLAIN
    return styles["body"].clone(
        f"read-{size}-{indent}",
        fontSize=size,
        leading=size * 1.45,
        spaceAfter=4,
        leftIndent=indent,
        bulletFontName=styles["body"].fontName,
        bulletFontSize=size,
    )


def _pairs(one: Pairs, styles: dict[str, Any]) -> Flowable:
    label = WIDTH * _LABEL_SHARE
    rows = [
        [
            Paragraph(escape(name), styles["head"]),
            [Paragraph(_lines(line), styles["note"]) for line in lines],
        ]
        for name, lines in one.rows
    ]
    look = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 0), (-1, -1), 0.5, HexColor(LIGHT.line)),
        ("LEFTPADDING", (0, 0), (0, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
    ]
    return Table(rows, colWidths=[label, WIDTH - label], style=look)


def _grid(one: Grid, styles: dict[str, Any]) -> Flowable:
    heads = [Paragraph(escape(head), styles["head"]) for head in one.heads]
    rows = [
        [
            Paragraph(_lines(cell), styles["cell_bold" if at == 0 else "cell"])
            for at, cell in enumerate(row)
        ]
        for row in one.rows
    ]
    look = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 0), (-1, 0), 0.8, HexColor(LIGHT.muted)),
        ("LINEBELOW", (0, 1), (-1, -1), 0.5, HexColor(LIGHT.line)),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 5),
        ("TOPPADDING", (0, 0), (-1, -1), 4),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
    ]
    widths = [WIDTH * share for share in one.shares]
    return Table([heads, *rows], colWidths=widths, repeatRows=1, style=look)


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br/>")
