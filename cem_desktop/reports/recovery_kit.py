"""The recovery papers on A4: the kit of the case store, and the sheets of the identity shares.

They are made in memory, shown and printed, and never written to a file. The document says of
itself nothing but its title.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from xml.sax.saxutils import escape

from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import HexColor
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph, Spacer, Table

from cem_desktop.i18n import _
from cem_desktop.reports.ficha_blank import AUTHOR, WIDTH, boxed
from cem_desktop.reports.layout import (
    Flowable,
    PageFrame,
    Sheet,
    make_booklet,
    make_pdf,
    paragraph_styles,
)
from cem_desktop.reports.palette import LIGHT
from cem_desktop.reports.typefaces import MONO_BOLD, REGULAR
from cem_desktop.reports.wording import print_day

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

_QR: Final = 136.0
_KIT_COLUMNS: Final = 3
_SHARE_COLUMNS: Final = 4
_ROOM: Final = 21.0


@dataclass(frozen=True)
class KitSheet:
    """What stands on a kit.

    Attributes:
        office: Its name as people say it.
        fingerprint: The six words of the workspace.
        day: When it was made.
        generation: Of the store keys.
        words: The twelve words.
        code: The text of the QR code.
    """

    office: str
    fingerprint: tuple[str, ...]
    day: date
    generation: int
    words: tuple[str, ...] = field(repr=False)
    code: str = field(repr=False)


@dataclass(frozen=True)
class ShareSheet:
    """What stands on the sheet of one holder.

    Attributes:
        office: Its name as people say it.
        fingerprint: The six words of the workspace.
        day: When it was made.
        number: Which sheet, from 1.
        total: Of how many.
        words: Its twenty words.
    """

    office: str
    fingerprint: tuple[str, ...]
    day: date
    number: int
    total: int
    words: tuple[str, ...] = field(repr=False)


def kit_pdf(sheet: KitSheet) -> bytes:
    """Return the kit as PDF, one page."""
    return make_pdf(_frame(_("Recovery kit"), sheet.day), lambda: list(_kit(sheet)))


def share_pdf(sheets: Sequence[ShareSheet]) -> bytes:
    """Return the sheets of the holders as one PDF, one page each."""
    return make_booklet([_share_sheet(one) for one in sheets], are_alike=True)


def _frame(title: str, day: date) -> PageFrame:
    return PageFrame(
        title=title, programme=AUTHOR, mark=_("Secret"), guarded=True, issued=day, head=title
    )


def _share_sheet(sheet: ShareSheet) -> Sheet:
    return _frame(_("Sheet of the identity key"), sheet.day), lambda: list(_share(sheet))


def _kit(sheet: KitSheet) -> Iterator[Flowable]:
    styles = paragraph_styles()
    yield Paragraph(escape(_("Recovery kit")), styles["title"])
    yield from _whose(
        sheet.office,
        sheet.fingerprint,
        _("Made on {day} · generation {generation} of the keys").format(
            day=print_day(sheet.day), generation=sheet.generation
        ),
        styles,
    )
    yield boxed(
        [
            _(
                "<b>Whoever holds this sheet and the computer, or a copy of its disk, can read "
                "every coded file.</b> Treat it as the key of the archive."
            )
        ],
        styles["body"],
        bar=True,
    )
    yield Spacer(1, 10)
    words = _word_table(sheet.words, _KIT_COLUMNS, WIDTH - _QR - 12)
    yield Table(
        [[words, _qr(sheet.code)]],
        colWidths=[WIDTH - _QR, _QR],
        style=[
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ],
    )
    yield Paragraph(
        escape(
            _(
                "The twelve words in their order are the key. The last one also checks the others: "
                "a word mistyped or in another place is nearly always noticed. Accents and "
                "capitals make no difference. The square says the same for a reader "
                "of codes; never photograph it with a telephone."
            )
        ),
        styles["small"],
    )
    yield from _listed(
        _("How to use it"),
        (
            _("In the locked window, choose «Come in with the paper kit…»."),
            _("Type the twelve words. The program says at once when a word is not right."),
            _("Choose who of coordination or keys comes in again, and give her a new passphrase."),
            _("Print a new kit the same day: this one has been out of its envelope."),
        ),
        styles,
    )
    yield from _listed(
        _("Where to keep it"),
        (
            _("In a sealed, signed envelope, in the safe or a locked cabinet, away from the PC."),
            _("Never photographed, scanned, sent or copied to a computer."),
            _("Try it twice a year («Recovery» › «Rehearse»): nothing is opened by that."),
            _("When a newer kit is printed, this one is void: tear it up."),
        ),
        styles,
    )
    yield from _listed(
        _("What it does not open"),
        (
            _(
                "The identity vault: who the service users are. Two of the three sheets of the "
                "identity key are needed for that, kept by three different people."
            ),
        ),
        styles,
    )
    yield from _kept_by(styles)


def _share(sheet: ShareSheet) -> Iterator[Flowable]:
    styles = paragraph_styles()
    title = _("Sheet {number} of {total} of the identity key").format(
        number=sheet.number, total=sheet.total
    )
    yield Paragraph(escape(title), styles["title"])
    day = _("Made on {day}").format(day=print_day(sheet.day))
    yield from _whose(sheet.office, sheet.fingerprint, day, styles)
    yield boxed(
        [
            _(
                "<b>Alone this sheet opens nothing. Any two of the three open the identity "
                "vault</b>, with the computer beside them. No two of them may ever lie in the same "
                "place or with the same person."
            )
        ],
        styles["body"],
        bar=True,
    )
    yield Spacer(1, 12)
    yield _word_table(sheet.words, _SHARE_COLUMNS, WIDTH)
    yield Spacer(1, 5)
    yield Paragraph(
        escape(
            _(
                "The twenty words in their order; the last three check the others. They are in "
                "English because the international standard (SLIP-39) has only that list: copy "
                "them letter by letter. The first four letters tell each word from all others."
            )
        ),
        styles["small"],
    )
    yield from _listed(
        _("What it is for"),
        (
            _(
                "When nobody can open the identity vault any more: two holders come with their "
                "sheets, and whoever is entrusted with identities gets her key again."
            ),
            _(
                "Where two people open identities together: in an emergency one custodian and one "
                "sheet open it. It is always noted."
            ),
        ),
        styles,
    )
    yield from _listed(
        _("How to keep it"),
        (
            _("In a sealed envelope under your own lock; never beside the recovery kit."),
            _("Never photographed, scanned, sent or copied to a computer."),
            _(
                "If it is lost, seen by others, or you leave the centre: say so at once. New "
                "sheets make all three void."
            ),
        ),
        styles,
    )
    yield from _kept_by(styles)


def _whose(
    office: str, fingerprint: Sequence[str], made: str, styles: dict[str, ParagraphStyle]
) -> Iterator[Flowable]:
    """Yield whose paper it is and how to be sure of it."""
    words = " · ".join(fingerprint)
    yield Paragraph(f"<b>{escape(office)}</b> · {escape(made)}", styles["body"])
    told = _("The six words of this workspace: {words}").format(words=f"<b>{escape(words)}</b>")
    yield Paragraph(told, styles["body"])
    yield Paragraph(
        escape(_("The program shows the same six words in «Recovery».")), styles["small"]
    )
    yield Spacer(1, 8)


def _word_table(words: Sequence[str], columns: int, width: float) -> Table:
    """Return the words with their numbers, down the columns, with room to tick them off."""
    number = ParagraphStyle(
        "number_of_word", fontName=REGULAR, fontSize=8.5, textColor=HexColor(LIGHT.muted)
    )
    face = ParagraphStyle("word", fontName=MONO_BOLD, fontSize=12, leading=15)
    rows = -(-len(words) // columns)
    cells: list[list[Any]] = []
    for row in range(rows):
        line: list[Any] = []
        for column in range(columns):
            at = column * rows + row
            shown = at < len(words)
            line += [
                Paragraph(str(at + 1) if shown else "", number),
                Paragraph(escape(words[at]) if shown else "", face),
            ]
        cells.append(line)
    wide = width / columns
    return Table(
        cells,
        colWidths=[_ROOM, wide - _ROOM] * columns,
        rowHeights=[28] * rows,
        style=[
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            ("BOX", (0, 0), (-1, -1), 1.2, HexColor(LIGHT.text)),
            ("LINEBELOW", (0, 0), (-1, -2), 0.5, HexColor(LIGHT.line)),
            ("LEFTPADDING", (0, 0), (-1, -1), 5),
            ("RIGHTPADDING", (0, 0), (-1, -1), 2),
        ],
    )


def _qr(code: str) -> Drawing:
    widget = QrCodeWidget(code, barLevel="M", barWidth=_QR, barHeight=_QR)
    drawing = Drawing(_QR, _QR)
    drawing.add(widget)
    return drawing


def _listed(
    heading: str, lines: Sequence[str], styles: dict[str, ParagraphStyle]
) -> Iterator[Flowable]:
    yield Paragraph(escape(heading), styles["heading"])
    for at, line in enumerate(lines, 1):
        lead = f"{at}. " if len(lines) > 1 else ""
        yield Paragraph(escape(lead + line), styles["note"])


def _kept_by(styles: dict[str, ParagraphStyle]) -> Iterator[Flowable]:
    """Yield room for who keeps it."""
    yield Spacer(1, 14)
    heads = (_("Kept by"), _("Where"), _("Since"), _("Signature"))
    shares = (0.32, 0.3, 0.14, 0.24)
    yield Table(
        [[Paragraph(escape(head), styles["head"]) for head in heads], [""] * len(heads)],
        colWidths=[WIDTH * share for share in shares],
        rowHeights=[None, 30],
        style=[
            ("BOX", (0, 0), (-1, -1), 0.7, HexColor(LIGHT.edge)),
            ("INNERGRID", (0, 0), (-1, -1), 0.5, HexColor(LIGHT.line)),
        ],
    )
