"""The protocol of a change of coordinator on A4: what was handed over, and room for signatures.

It names users by their labels and papers by their dates, and holds no secret.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.platypus import KeepTogether, Paragraph, Spacer, Table

from cem_desktop.domain.period import LIMA, parse_stamp
from cem_desktop.i18n import _
from cem_desktop.reports.ficha_blank import AUTHOR, WIDTH, boxed
from cem_desktop.reports.layout import Flowable, PageFrame, make_pdf, paragraph_styles
from cem_desktop.reports.palette import LIGHT
from cem_desktop.reports.wording import print_day

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from reportlab.lib.styles import ParagraphStyle

_SIGNING_ROOM: Final = 32.0
_GAP: Final = 18.0


@dataclass(frozen=True)
class SheetStep:
    """A step by its id (``services.handover.HandoverStep``), whether it is done, and when."""

    step: str
    done: bool
    at: str | None


@dataclass(frozen=True)
class HandoverSheet:
    """What stands in the protocol.

    Attributes:
        office: Its name as people say it.
        fingerprint: The six words of the workspace.
        day: When it was written.
        leaving: The label of who leaves.
        successor: The label of who takes over.
        begun: Instant at which the change began.
        steps: What it takes.
        kit_made: Instant of the kit that counts, or None.
        sheets_made: Instant of the sheets that count, or None.
        has_sheets: Whether there is an identity vault.
        users: Label and roles of everybody who comes in.
        written: Instant.
    """

    office: str
    fingerprint: tuple[str, ...]
    day: date
    leaving: str
    successor: str
    begun: str
    steps: tuple[SheetStep, ...]
    kit_made: str | None
    sheets_made: str | None
    has_sheets: bool
    users: tuple[tuple[str, str], ...]
    written: str


def handover_pdf(sheet: HandoverSheet) -> bytes:
    """Return the protocol as PDF."""
    frame = PageFrame(
        title=_("Protocol of the change of coordinator"),
        programme=AUTHOR,
        mark=_("Internal"),
        guarded=True,
        issued=sheet.day,
        head=_("Protocol of the change of coordinator"),
    )
    return make_pdf(frame, lambda: list(_story(sheet)))


def _story(sheet: HandoverSheet) -> Iterator[Flowable]:
    styles = paragraph_styles()
    yield Paragraph(escape(_("Protocol of the change of coordinator")), styles["title"])
    yield Paragraph(escape(_("Keys, recovery papers and users")), styles["subtitle"])
    facts = (
        (_("Centre"), sheet.office),
        (_("Leaves the post"), sheet.leaving),
        (_("Takes over"), sheet.successor),
        (_("Begun, and written"), f"{_moment(sheet.begun)} · {_moment(sheet.written)}"),
        (_("Six words of the workspace"), " · ".join(sheet.fingerprint)),
    )
    yield _table([(escape(name), escape(said)) for name, said in facts], (0.3, 0.7), styles)
    if not all(step.done for step in sheet.steps):
        yield Spacer(1, 10)
        yield boxed(
            [_("<b>Not everything is done yet.</b> What is left is marked below.")],
            styles["body"],
            bar=True,
        )
    yield Paragraph(escape(_("What was done")), styles["heading_of_table"])
    steps = [
        (
            escape(step_words(one.step)),
            escape(_("it is done") if one.done else _("pending")),
            escape(_moment(one.at) if one.at else ""),
        )
        for one in sheet.steps
    ]
    yield _table(steps, (0.6, 0.15, 0.25), styles, (_("Step"), _("State"), _("When")))
    yield Paragraph(escape(_("Papers handed over")), styles["heading_of_table"])
    yield _table(
        [(escape(name), escape(made), "", "") for name, made in _papers(sheet)],
        (0.4, 0.2, 0.24, 0.16),
        styles,
        (_("Paper"), _("Dated"), _("Received by"), _("Signature")),
        height=22,
    )
    yield Paragraph(
        escape(
            _(
                "Each paper lies in a sealed envelope. Two sheets of the identity key never lie "
                "with the same person, and none of them beside the kit. Earlier papers were torn "
                "up."
            )
        ),
        styles["small"],
    )
    yield Paragraph(escape(_("Who comes in from now on")), styles["heading_of_table"])
    users = [(escape(login), escape(roles)) for login, roles in sheet.users]
    yield _table(users, (0.3, 0.7), styles, (_("User label"), _("Work")))
    yield KeepTogether(list(_signatures(styles)))


def step_words(step: str) -> str:
    """Return what a step of the change is, as people say it."""
    return {
        "successor": _("The new coordinator has a user of her own"),
        "keys": _("The access of who leaves is closed, and the stores have new keys"),
        "kit": _("A new recovery kit is printed and sealed"),
        "rehearsal": _("The new coordinator has rehearsed the kit herself"),
        "sheets": _("New sheets of the identity key are with their three holders"),
        "protocol": _("The protocol is printed and signed"),
    }[step]


def _papers(sheet: HandoverSheet) -> Iterator[tuple[str, str]]:
    yield _("Recovery kit"), _day(sheet.kit_made)
    if sheet.has_sheets:
        for number in (1, 2, 3):
            name = _("Sheet {number} of {total} of the identity key").format(number=number, total=3)
            yield name, _day(sheet.sheets_made)


def _table(
    rows: Sequence[Sequence[str]],
    shares: Sequence[float],
    styles: dict[str, ParagraphStyle],
    heads: Sequence[str] = (),
    height: float | None = None,
) -> Table:
    cells: list[list[Any]] = [[Paragraph(escape(head), styles["head"]) for head in heads]]
    cells = cells if heads else []
    first = len(cells)
    cells += [[Paragraph(cell, styles["cell"]) for cell in row] for row in rows]
    return Table(
        cells,
        colWidths=[WIDTH * share for share in shares],
        rowHeights=[None] * first + [height] * len(rows),
        repeatRows=first,
        style=[
            ("BOX", (0, 0), (-1, -1), 0.7, HexColor(LIGHT.edge)),
            ("INNERGRID", (0, 0), (-1, -1), 0.5, HexColor(LIGHT.line)),
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ],
    )


def _signatures(styles: dict[str, ParagraphStyle]) -> Iterator[Flowable]:
    yield Spacer(1, _SIGNING_ROOM)
    names = (_("Leaves the post"), _("Takes over"), _("Witness"))
    line = Paragraph(escape(_("Name, document and signature")), styles["caption"])
    top: list[Any] = []
    below: list[Any] = []
    widths: list[float] = []
    for name in names:
        top += [Paragraph(escape(name), styles["cell_bold"]), ""]
        below += [line, ""]
        widths += [(WIDTH + _GAP) / len(names) - _GAP, _GAP]
    lines = [
        ("LINEABOVE", (at, 0), (at, 0), 0.8, HexColor(LIGHT.text))
        for at in range(0, 2 * len(names), 2)
    ]
    yield Table(
        [top[:-1], below[:-1]],
        colWidths=widths[:-1],
        style=[*lines, ("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 0)],
    )


def _moment(at: str) -> str:
    told = parse_stamp(at).astimezone(LIMA)
    return f"{print_day(told.date())}, {told:%H:%M}"


def _day(at: str | None) -> str:
    return print_day(parse_stamp(at).astimezone(LIMA).date()) if at else _("pending")
