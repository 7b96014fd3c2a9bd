"""A blank ficha as PDF, for when there is no power: to be filled with a pencil by candlelight."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor, black
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import (
    HRFlowable,
    Indenter,
    KeepTogether,
    Paragraph,
    Spacer,
    Table,
)

from cem_desktop.i18n import _
from cem_desktop.reports.ficha_words import marks_explained, paper_warning
from cem_desktop.reports.layout import (
    Flowable,
    PageFrame,
    Sheet,
    Tell,
    make_booklet,
    paragraph_styles,
)
from cem_desktop.reports.palette import LIGHT
from cem_desktop.reports.paper_form import PaperBlock, PaperNote, PaperQuestion, Room
from cem_desktop.reports.paper_rooms import Choice, Comb, Ruled, choice_rows
from cem_desktop.reports.typefaces import BOLD, REGULAR, width_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cem_desktop.reports.paper_form import PaperForm, PaperItem

WIDTH: Final = 499.0
AUTHOR: Final = "CEM Escritorio"
_NUMBER: Final = 34.0
_STEP: Final = 10.0
_NO_CODE: Final = "____-____"


def blank_pdf(form: PaperForm, codes: Sequence[str] = (), tell: Tell | None = None) -> bytes:
    """Return a blank ficha as PDF; with codes, one copy for each.

    Args:
        form: The ficha.
        codes: Codes drawn in advance, as people read them.
        tell: Gets how many pages are done, and of how many.
    """
    sheets = [_sheet(form, code) for code in (codes or ("",))]
    return make_booklet(sheets, are_alike=True, tell=tell)


def _sheet(form: PaperForm, code: str) -> Sheet:
    label = (code or _NO_CODE) if form.coded else ""
    frame = PageFrame(
        title=_("Blank ficha"),
        programme=AUTHOR,
        mark=_("Paper in clear"),
        guarded=True,
        issued=None,
        language=form.language,
        head=form.title,
        label=label,
        foot=_("Ficha {form} · version {version}").format(
            form=form.form_id.upper(), version=form.version
        ),
    )
    return frame, lambda: list(_BlankStory(form, code).flowables())


def ficha_styles() -> dict[str, ParagraphStyle]:
    """Return the styles of a ficha on paper: those of every sheet, and its own."""
    styles = paragraph_styles()
    text = HexColor(LIGHT.text)

    def add(name: str, face: str, size: float, **more: Any) -> None:
        leading = more.pop("leading", size * 1.3)
        colour = more.pop("textColor", text)
        styles[name] = ParagraphStyle(
            name, fontName=face, fontSize=size, leading=leading, textColor=colour, **more
        )

    add("question", BOLD, 9.5)
    add("number", BOLD, 9)
    add("hint", REGULAR, 8.5, leading=11)
    add("condition", BOLD, 8.5, leading=11.5)
    add("mark", REGULAR, 7, alignment=TA_RIGHT, textColor=HexColor(LIGHT.muted))
    add("choice", REGULAR, 9, leading=11.5)
    add("label", REGULAR, 9, leading=11.5, textColor=HexColor(LIGHT.muted))
    add("answer", REGULAR, 9.5, leading=12.5)
    add("nothing", REGULAR, 9, leading=12.5, textColor=HexColor(LIGHT.muted))
    add("fate", REGULAR, 9, leading=17)
    add("box", REGULAR, 8.5, leading=11.5)
    add("row", BOLD, 9.5, spaceBefore=6, spaceAfter=2)
    return styles


def section_heading(title: str, styles: dict[str, ParagraphStyle]) -> list[Flowable]:
    """Return a section's title over a thick line, kept with what follows."""
    return [
        Paragraph(escape(title), styles["heading"]),
        HRFlowable(width="100%", thickness=1.2, color=black, spaceBefore=0, spaceAfter=6),
    ]


def boxed(texts: Sequence[str], style: ParagraphStyle, *, bar: bool = False) -> Table:
    """Return paragraphs in a frame; with ``bar`` a thick one at the left says it is a warning."""
    commands: list[tuple[Any, ...]] = [
        ("BOX", (0, 0), (-1, -1), 0.7, HexColor(LIGHT.edge)),
        ("LEFTPADDING", (0, 0), (-1, -1), 10),
        ("RIGHTPADDING", (0, 0), (-1, -1), 8),
        ("TOPPADDING", (0, 0), (-1, -1), 4),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
    ]
    if bar:
        commands.append(("LINEBEFORE", (0, 0), (0, -1), 3, black))
    return Table([[[Paragraph(text, style) for text in texts]]], colWidths=["100%"], style=commands)


class _BlankStory:
    """The content of one copy."""

    def __init__(self, form: PaperForm, code: str) -> None:
        self._form, self._code = form, code
        self._styles = ficha_styles()
        self._width, self._left = WIDTH, 0.0
        self._lead: list[Flowable] = []
        """Headings that wait for what they stand over: no page parts them."""

    def flowables(self) -> Iterator[Flowable]:
        yield from self._head()
        for block in self._form.blocks:
            if isinstance(block, PaperBlock):
                if block.title:
                    self._lead += section_heading(block.title, self._styles)
                self._lead += self._condition(block.condition)
                yield from self._block(block)
            else:
                yield from self._item(block)
        yield from self._take_lead()
        yield from self._transcription()

    def _take_lead(self) -> list[Flowable]:
        """Return the headings that wait, which wait no longer."""
        lead, self._lead = self._lead, []
        return lead

    def _head(self) -> Iterator[Flowable]:
        form, styles = self._form, self._styles
        under = [
            _("Ficha {form}").format(form=form.form_id.upper()),
            _("version {version}").format(version=form.version),
            form.service,
        ]
        words = [
            Paragraph(escape(form.title), styles["title"]),
            Paragraph(escape(" · ".join(part for part in under if part)), styles["subtitle"]),
        ]
        if form.coded:
            boxes = Comb(((4, ""), (4, "")), ("-",), self._code.replace("-", ""))
            caption = Paragraph(escape(_("Code of the file")), styles["caption"])
            width = boxes.wrap(0, 0)[0]
            yield Table(
                [[words, [caption, boxes]]],
                colWidths=[WIDTH - width, width],
                style=[
                    ("LEFTPADDING", (0, 0), (-1, -1), 0),
                    ("RIGHTPADDING", (0, 0), (-1, -1), 0),
                    ("VALIGN", (0, 0), (-1, -1), "TOP"),
                    ("TOPPADDING", (0, 0), (-1, -1), 0),
                ],
            )
        else:
            yield from words
        yield boxed([f"<b>{escape(paper_warning())}</b>"], styles["box"], bar=True)
        yield Spacer(1, 5)
        how = _(
            "Cross with an X: a ring takes one answer, boxes take all that apply. An asterisk (*) "
            "marks what cannot be left out. What is not known stays blank."
        )
        yield Paragraph(escape(how), styles["hint"])
        yield Paragraph(escape(marks_explained()), styles["hint"])

    def _block(self, block: PaperBlock) -> Iterator[Flowable]:
        if not block.rows:
            for item in block.items:
                yield from self._item(item)
            return
        more = _("If there are more than {count}, go on on another sheet.").format(count=block.rows)
        self._lead.append(Paragraph(escape(more), self._styles["hint"]))
        for number in range(1, block.rows + 1):
            title = block.title.partition(". ")[2] or block.title
            self._lead.append(Paragraph(escape(f"{title} · {number}"), self._styles["row"]))
            items = block.items if number == 1 else _without_hints(block.items)
            yield from self._indented(items)

    def _indented(self, items: tuple[PaperItem, ...]) -> Iterator[Flowable]:
        self._left += _STEP
        self._width -= _STEP
        for item in items:
            yield from self._item(item)
        self._width += _STEP
        self._left -= _STEP

    def _kept(self, parts: list[Flowable]) -> Flowable:
        """Return parts as far to the right as their row, under the headings that wait for them."""
        shifted = [Indenter(left=self._left), *parts, Indenter(left=-self._left)]
        return KeepTogether([*self._take_lead(), *(shifted if self._left else parts)])

    def _item(self, item: PaperItem) -> Iterator[Flowable]:
        if isinstance(item, PaperQuestion):
            yield self._question(item)
        elif isinstance(item, PaperNote):
            condition = f"<b>{escape(item.condition)}:</b> " if item.condition else ""
            box = boxed([condition + escape(item.text)], self._styles["box"])
            yield self._kept([Spacer(1, 4), box, Spacer(1, 4)])
        else:
            if item.title:
                self._lead.append(Paragraph(escape(item.title), self._styles["row"]))
            self._lead += self._condition(item.condition)
            yield from self._block(item)

    def _condition(self, condition: str) -> list[Flowable]:
        return [Paragraph(escape(condition), self._styles["condition"])] if condition else []

    def _question(self, question: PaperQuestion) -> Flowable:
        """Return a question that no page parts, unless it is longer than one."""
        styles = self._styles
        star = " *" if question.required else ""
        words = [Paragraph(escape(question.label + star), styles["question"])]
        words += self._condition(question.condition)
        words += [
            Paragraph(escape(text), styles["hint"])
            for text in (question.hint, question.remark)
            if text
        ]
        beside = self._beside(question)
        side: list[Flowable] = [Paragraph(escape(question.mark), styles["mark"])]
        side_width = width_of(question.mark, REGULAR, 7) + 4
        if beside is not None:
            side += [Spacer(1, 1), beside]
            side_width = max(side_width, beside.wrap(WIDTH, 0)[0])
        head = Table(
            [[Paragraph(question.number, styles["number"]), words, side]],
            colWidths=[_NUMBER, self._width - _NUMBER - side_width - 6, side_width + 6],
            style=[
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("RIGHTPADDING", (0, 0), (1, 0), 6),
                ("RIGHTPADDING", (2, 0), (2, 0), 0),
                ("ALIGN", (2, 0), (2, 0), "RIGHT"),
                ("TOPPADDING", (0, 0), (-1, -1), 0),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ],
        )
        return self._kept([Spacer(1, 7), head, *self._below(question)])

    def _beside(self, question: PaperQuestion) -> Any:
        """Return the room that stands beside the question, for what is short."""
        combs: dict[Room, Callable[[], Comb]] = {
            Room.DATE: _date,
            Room.MONTH: lambda: _comb(_day()[1:]),
            Room.YEAR: lambda: _comb(_day()[2:]),
            Room.TIME: lambda: Comb(_hour(), (":",)),
            Room.MOMENT: lambda: Comb((*_day(), *_hour()), ("/", "/", "", ":")),
            Room.NUMBER: lambda: Comb(((max(question.size, 2), ""),)),
            Room.TICK: lambda: Comb(((1, ""),)),
        }
        made = combs.get(question.room)
        return made() if made is not None else None

    def _below(self, question: PaperQuestion) -> list[Flowable]:
        """Return the room that stands below the question."""
        width = self._width - _NUMBER
        shapes = {Room.ONE_OF: "ring", Room.SOME_OF: "box", Room.ORDER: "place"}
        rooms: list[Flowable] = []
        if question.room in shapes:
            if question.room is Room.ORDER:
                text = _("Number them: 1 is the first.")
                rooms.append(Paragraph(escape(text), self._styles["hint"]))
            shape = shapes[question.room]
            rooms.append(choice_rows(question.choices, self._styles["choice"], shape, width))
        elif question.room in {Room.LINE, Room.AREA}:
            rooms.append(Ruled(max(question.size, 1)))
        return [Indenter(left=_NUMBER), *rooms, Indenter(left=-_NUMBER)] if rooms else []

    def _transcription(self) -> Iterator[Flowable]:
        """Yield what the paper says of itself, for whoever types it in."""
        styles = self._styles
        rows = [
            [
                Paragraph(escape(_("Day on which she was attended")), styles["question"]),
                _date(),
            ],
            [Paragraph(escape(_("Who attended (post or login)")), styles["question"]), Ruled(1)],
            [Paragraph(escape(_("Who typed it in (post or login)")), styles["question"]), Ruled(1)],
            [Paragraph(escape(_("Typed in on")), styles["question"]), _date()],
            [
                Paragraph(escape(_("What became of this paper")), styles["question"]),
                [
                    Choice(Paragraph(escape(words), styles["fate"]), "", "ring")
                    for words in (
                        _("Destroyed"),
                        _("Under lock, in: ______________________________"),
                        _("Sent to: ______________________________"),
                    )
                ],
            ],
        ]
        table = Table(
            rows,
            colWidths=[200, WIDTH - 200],
            style=[
                ("BOX", (0, 0), (-1, -1), 1.2, black),
                ("LINEBELOW", (0, 0), (-1, -2), 0.5, HexColor(LIGHT.edge)),
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ("TOPPADDING", (0, 0), (-1, -1), 4),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
                ("LEFTPADDING", (0, 0), (-1, -1), 8),
            ],
        )
        heading = Paragraph(escape(_("This paper")), styles["heading"])
        yield KeepTogether([Spacer(1, 8), heading, table])


def _without_hints(items: tuple[PaperItem, ...]) -> tuple[PaperItem, ...]:
    """Return the questions of a second row, whose hints and notes stand above already."""
    kept: list[PaperItem] = []
    for item in items:
        if isinstance(item, PaperQuestion):
            kept.append(replace(item, hint=""))
        elif isinstance(item, PaperBlock):
            kept.append(replace(item, items=_without_hints(item.items)))
    return tuple(kept)


Groups = tuple[tuple[int, str], ...]


def _day() -> Groups:
    return (2, _("day")), (2, _("month")), (4, _("year"))


def _hour() -> Groups:
    return (2, _("hour")), (2, _("minute"))


def _date() -> Comb:
    return _comb(_day())


def _comb(groups: Groups) -> Comb:
    return Comb(groups, ("/",) * (len(groups) - 1))
