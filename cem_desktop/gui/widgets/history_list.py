"""Who changed what in a case, and why; the newest first. Nothing here can be changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from cem_desktop.domain.period import parse_stamp
from cem_desktop.gui.human_dates import exact, say_instant
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.layouts import column, hairline, row
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _, ngettext
from cem_desktop.reports.ficha_words import paper_words

if TYPE_CHECKING:
    from datetime import datetime

    from cem_desktop.services.casework import HistoryStep


@dataclass(frozen=True)
class HistoryLine:
    """One revision, the title of its ficha, and its record ("" where there is no more to tell)."""

    title: str
    step: HistoryStep
    record: str = ""


class HistoryList(QWidget):
    """All revisions of a case that the user may read."""

    record_wanted = Signal(str)
    """The person wants to see what changed in a record."""

    def __init__(self, lines: tuple[HistoryLine, ...], now: datetime) -> None:
        """Show ``lines``, the newest first."""
        super().__init__()
        self.setObjectName("history_list")
        layout = column(8)
        ordered = sorted(lines, key=lambda line: line.step.at)[::-1]
        for at, line in enumerate(ordered):
            if at:
                layout.addWidget(hairline())
            layout.addWidget(self._make_line(line, now))
        layout.addStretch(1)
        self.setLayout(layout)

    def _make_line(self, line: HistoryLine, now: datetime) -> QWidget:
        made, step = QWidget(), line.step
        at = parse_stamp(step.at)
        head = row(8)
        head.addWidget(Words(f"{why_word(step.why)} · {line.title}", "strong"), 1)
        date = Words(say_instant(at, now), "muted", wrap=False)
        date.setToolTip(exact(at))
        head.addWidget(date, 0, Qt.AlignmentFlag.AlignTop)
        count = len(step.fields)
        answers = ngettext("{count} answer", "{count} answers", count).format(count=count)
        layout = column(3)
        layout.addLayout(head)
        if step.paper is not None:
            layout.addWidget(Words(paper_words(step.paper), name=f"paper_{step.revision}"))
        if step.reason:
            layout.addWidget(Words(_("Reason: {reason}").format(reason=step.reason)))
        foot = row(8)
        foot.addWidget(Words(f"{step.author} · {answers}", "muted"), 1)
        if line.record:
            foot.addWidget(self._make_button(line))
        layout.addLayout(foot)
        made.setLayout(layout)
        return made

    def _make_button(self, line: HistoryLine) -> Button:
        button = Button(
            _("What changed"),
            "quiet",
            name=f"what_changed_{line.step.revision}",
            on_click=lambda: self.record_wanted.emit(line.record),
        )
        button.setProperty("kind", "link")
        return button


def why_word(why: str) -> str:
    """Return what a revision did, in a word."""
    return {
        "open": _("Opened"),
        "edit": _("Recorded"),
        "rectification": _("Corrected"),
        "resolve": _("Settled"),
        "confirm": _("Confirmed after a merge"),
        "freeze": _("Version frozen"),
        "filing": _("Filing recorded"),
    }.get(why, why)
