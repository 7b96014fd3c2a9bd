"""A filled ficha as PDF: the order of the blank one, answers in words, who wrote them and when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor, black
from reportlab.platypus import CondPageBreak, KeepTogether, Paragraph, Spacer, Table

from cem_desktop.domain.period import LIMA
from cem_desktop.i18n import _
from cem_desktop.reports.ficha_blank import AUTHOR, WIDTH, boxed, ficha_styles, section_heading
from cem_desktop.reports.ficha_words import filled_warning, paper_words
from cem_desktop.reports.filled_form import FilledAnswer, FilledBlock, FilledTable
from cem_desktop.reports.layout import Flowable, PageFrame, make_pdf
from cem_desktop.reports.palette import LIGHT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from cem_desktop.reports.filled_form import FilledForm, FilledItem, Hand

_NUMBER: Final = 34.0
_MARK: Final = 62.0
_LABEL: Final = 190.0
_LONG: Final = 160
"""A longer answer stands under its question, over the whole width."""
_ROOM_FOR_A_LONG_ONE: Final = 70.0

_PLAIN: Final = (
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("RIGHTPADDING", (0, 0), (-1, -1), 8),
    ("TOPPADDING", (0, 0), (-1, -1), 3),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
    ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
)


def filled_pdf(form: FilledForm, issued: date) -> bytes:
    """Return a filled ficha as PDF.

    Args:
        form: What was asked and told.
        issued: The day on which it is printed.
    """
    frame = PageFrame(
        title=_("Ficha"),
        programme=AUTHOR,
        mark=_("Draft") if form.is_draft else _("Reserved"),
        guarded=True,
        issued=issued,
        language=form.language,
        head=form.title,
        label=form.code,
        foot=_("Ficha {form} · version {version}").format(
            form=form.form_id.upper(), version=form.version
        ),
    )
    return make_pdf(frame, lambda: list(_FilledStory(form).flowables()))


class _FilledStory:
    """The content of the sheet."""

    def __init__(self, form: FilledForm) -> None:
        self._form = form
        self._styles = ficha_styles()

    def flowables(self) -> Iterator[Flowable]:
        yield from self._head()
        for section in self._form.sections:
            yield from self._block(section, section_heading(section.title, self._styles))
        yield from self._hands()

    def _head(self) -> Iterator[Flowable]:
        form, styles = self._form, self._styles
        parts = [
            _("Ficha {form}").format(form=form.form_id.upper()),
            _("version {version}").format(version=form.version),
            form.service,
            _("File {code}").format(code=form.code) if form.code else "",
        ]
        yield Paragraph(escape(form.title), styles["title"])
        yield Paragraph(escape(" · ".join(part for part in parts if part)), styles["subtitle"])
        if form.is_draft:
            text = _("Draft: nobody has closed this ficha. Its answers may change.")
            yield boxed([f"<b>{escape(text)}</b>"], styles["box"], bar=True)
            yield Spacer(1, 5)
        yield boxed([f"<b>{escape(filled_warning())}</b>"], styles["box"], bar=True)

    def _block(self, block: FilledBlock, lead: list[Flowable]) -> Iterator[Flowable]:
        """Yield a block; its heading stays with the first thing under it."""
        if not block.items:
            nothing = Paragraph(escape(_("Nothing was asked here.")), self._styles["hint"])
            yield KeepTogether([*lead, nothing])
            return
        for item in block.items:
            yield from self._item(item, lead)
            lead = []

    def _item(self, item: FilledItem, lead: list[Flowable]) -> Iterator[Flowable]:
        styles = self._styles
        if isinstance(item, FilledAnswer):
            yield from self._answer(item, lead)
        elif isinstance(item, FilledBlock):
            title = [Paragraph(escape(item.title), styles["row"])] if item.title else []
            yield from self._block(item, [*lead, *title])
        else:
            title = [Paragraph(escape(item.title), styles["row"])] if item.title else []
            yield KeepTogether([*lead, *title, self._table(item)])

    def _answer(self, answer: FilledAnswer, lead: list[Flowable]) -> Iterator[Flowable]:
        styles = self._styles
        told = self._told(answer)
        label = Paragraph(escape(answer.label), styles["label"])
        mark = Paragraph(escape(answer.mark), styles["mark"])
        number = Paragraph(answer.number, styles["number"])
        if sum(map(len, answer.answer)) > _LONG and not answer.rivals:
            wide = WIDTH - _NUMBER - _MARK
            head = Table([[number, label, mark]], colWidths=[_NUMBER, wide, _MARK], style=_PLAIN)
            yield CondPageBreak(_ROOM_FOR_A_LONG_ONE + (40 if lead else 0))
            yield from (*lead, head, *told)
            return
        wide = WIDTH - _NUMBER - _LABEL - _MARK
        line = Table(
            [[number, label, told, mark]],
            colWidths=[_NUMBER, _LABEL, wide, _MARK],
            style=[*_PLAIN, ("LINEBELOW", (0, 0), (-1, -1), 0.4, HexColor(LIGHT.line))],
        )
        yield KeepTogether([*lead, line])

    def _told(self, answer: FilledAnswer) -> list[Flowable]:
        styles = self._styles
        if answer.rivals:
            told = [Paragraph(escape(_("Not settled: more than one answer")), styles["condition"])]
            for rival in answer.rivals:
                said = _("«{answer}», {author}, {day}").format(
                    answer=rival.words, author=rival.author, day=_moment(rival.at)
                )
                told.append(Paragraph(escape(said), styles["answer"]))
            return told
        if not answer.answer:
            return [Paragraph(escape(_("no answer")), styles["nothing"])]
        return [Paragraph(escape(line), styles["answer"]) for line in answer.answer]

    def _table(self, table: FilledTable) -> Flowable:
        styles = self._styles
        rows = [[Paragraph(escape(name), styles["head"]) for name in ("", *table.columns)]]
        for at, row in enumerate(table.rows, 1):
            rows.append([Paragraph(escape(cell), styles["cell"]) for cell in (str(at), *row)])
        width = (WIDTH - 20) / len(table.columns)
        return Table(
            rows,
            colWidths=[20.0, *[width] * len(table.columns)],
            repeatRows=1,
            style=[
                ("BOX", (0, 0), (-1, -1), 0.7, HexColor(LIGHT.edge)),
                ("LINEBELOW", (0, 0), (-1, 0), 0.8, black),
                ("LINEBELOW", (0, 1), (-1, -2), 0.4, HexColor(LIGHT.line)),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ],
        )

    def _hands(self) -> Iterator[Flowable]:
        if not self._form.hands:
            return
        styles = self._styles
        rows = [
            [
                Paragraph(escape(_moment(hand.at)), styles["cell"]),
                Paragraph(escape(hand.by), styles["cell"]),
                [Paragraph(text, styles["cell"]) for text in _hand_lines(hand)],
            ]
            for hand in self._form.hands
        ]
        table = Table(
            rows,
            colWidths=[110, 90, WIDTH - 200],
            style=[*_PLAIN, ("LINEBELOW", (0, 0), (-1, -1), 0.4, HexColor(LIGHT.line))],
        )
        heading = section_heading(_("Who wrote it, and when"), styles)
        yield KeepTogether([*heading, table])


def _hand_lines(hand: Hand) -> list[str]:
    lines = [f"<b>{escape(hand.what)}</b>"]
    if hand.reason:
        lines.append(escape(_("Reason: {reason}").format(reason=hand.reason)))
    if hand.paper is not None:
        lines.append(escape(paper_words(hand.paper)))
    return lines


def _moment(at: datetime) -> str:
    return f"{at.astimezone(LIMA):%d/%m/%Y %H:%M}"
