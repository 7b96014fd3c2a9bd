"""Who changed what in a case, and why; the newest first. Nothing here can be changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from cem_desktop.domain.period import parse_stamp
from cem_desktop.gui.human_dates import exact, say_instant
from cem_desktop.gui.widgets.layouts import column, hairline, row
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _, ngettext

if TYPE_CHECKING:
    from datetime import datetime

    from cem_desktop.services.casework import HistoryStep


@dataclass(frozen=True)
class HistoryLine:
    """One revision and the title of its ficha."""

    title: str
    step: HistoryStep


class HistoryList(QWidget):
    """All revisions of a case that the user may read."""

    def __init__(self, lines: tuple[HistoryLine, ...], now: datetime) -> None:
        """Show ``lines``, the newest first."""
        super().__init__()
        self.setObjectName("history_list")
        layout = column(8)
        ordered = sorted(lines, key=lambda line: line.step.at, reverse=True)
        for at, line in enumerate(ordered):
            if at:
                layout.addWidget(hairline())
            layout.addWidget(_make_line(line, now))
        layout.addStretch(1)
        self.setLayout(layout)


def _make_line(line: HistoryLine, now: datetime) -> QWidget:
    made, step = QWidget(), line.step
    at = parse_stamp(step.at)
    head = row(8)
    head.addWidget(Words(f"{_why(step)} · {line.title}", "strong"), 1)
    date = Words(say_instant(at, now), "muted", wrap=False)
    date.setToolTip(exact(at))
    head.addWidget(date, 0, Qt.AlignmentFlag.AlignTop)
    count = len(step.fields)
    answers = ngettext("{count} answer", "{count} answers", count).format(count=count)
    layout = column(3)
    layout.addLayout(head)
    if step.reason:
        layout.addWidget(Words(_("Reason: {reason}").format(reason=step.reason)))
    layout.addWidget(Words(f"{step.author} · {answers}", "muted"))
    made.setLayout(layout)
    return made


def _why(step: HistoryStep) -> str:
    return {
        "open": _("Opened"),
        "edit": _("Recorded"),
        "rectification": _("Corrected"),
        "resolve": _("Settled"),
    }.get(step.why, step.why)
