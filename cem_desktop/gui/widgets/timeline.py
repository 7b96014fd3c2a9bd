"""The story of a case: one entry a ficha, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QWidget

from cem_desktop.domain.period import parse_stamp
from cem_desktop.domain.revision import FILE_FORM
from cem_desktop.gui.human_dates import exact, exact_day, say_day, say_instant
from cem_desktop.gui.icons import PHOSPHOR, pixmap
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.layouts import column, hairline, row
from cem_desktop.gui.widgets.pill import Pill
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _, ngettext
from cem_desktop.reports.ficha_words import service_words

if TYPE_CHECKING:
    from cem_desktop.gui.style import Theme
    from cem_desktop.services.casework import TimelineEntry

_ICONS: Final = {"headquarters": "offices"}
"""Services whose icon has another name."""


@dataclass(frozen=True)
class Teller:
    """What the words of an entry need: theme, now, and the titles of fichas by id."""

    theme: Theme
    now: datetime
    titles: dict[str, str]

    def title_of(self, entry: TimelineEntry) -> str:
        """Return the ficha's title; the opening of the file has its own."""
        if entry.form == FILE_FORM:
            return _("Coded file opened")
        return self.titles.get(entry.form, _("Ficha {form}").format(form=entry.form.upper()))

    def when(self, entry: TimelineEntry) -> tuple[str, str]:
        """Return the date as people say it, and the exact one."""
        if entry.day is not None:
            return say_day(entry.day, self.now.date()), exact_day(entry.day)
        at = parse_stamp(entry.created)
        return say_instant(at, self.now), exact(at)


class TimelineItem(QWidget):
    """One entry: icon of the service, title, summary, service; its date at the right."""

    opened = Signal(str)
    history_wanted = Signal(str)
    print_wanted = Signal(str)

    def __init__(self, entry: TimelineEntry, teller: Teller) -> None:
        """Show ``entry``; «Open» is there where the user may correct it."""
        super().__init__()
        self.setObjectName(f"entry_{entry.record}")
        theme = teller.theme
        meaning = _ICONS.get(entry.service, entry.service)
        meaning = meaning if meaning in PHOSPHOR else "case"
        icon = QLabel()
        icon.setPixmap(pixmap(meaning, theme.tokens.accent, theme.px(20)))
        head = row(8)
        head.addWidget(Words(teller.title_of(entry), "cardTitle", name="entry_title"), 1)
        if entry.conflicts or entry.misfits:
            head.addWidget(Pill(_("To settle"), "warn"))
        if not entry.known:
            head.addWidget(Pill(_("Other version: to read only"), "info"))
        said, on_hover = teller.when(entry)
        about = f"{teller.title_of(entry)}, {said}"
        date = Words(said, "muted", name="entry_date", wrap=False)
        date.setToolTip(on_hover)
        head.addWidget(date, 0, Qt.AlignmentFlag.AlignTop)
        words = column(3)
        words.addLayout(head)
        if entry.summary:
            words.addWidget(Words(entry.summary, name="entry_summary"))
        elif not entry.readable:
            words.addWidget(Words(_("Reserved for another service of the team."), "muted"))
        if entry.newer:
            words.addWidget(Words(_came_newer(), "muted", name="entry_newer"))
        foot = row(8)
        foot.addWidget(Words(_muted_line(entry), "muted"), 1)
        for act in self._acts(entry, about):
            foot.addWidget(act)
        words.addLayout(foot)
        line = row(14)
        line.setContentsMargins(0, 4, 0, 4)
        line.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(words, 1)
        self.setLayout(line)

    def _acts(self, entry: TimelineEntry, about: str) -> list[Button]:
        """Return what the user may do with it: who only reads it is offered its history."""
        record = entry.record
        if entry.form == FILE_FORM or not entry.readable:
            return []
        last = (_("History"), f"history_entry_{record}", self.history_wanted)
        if entry.correctable:
            last = (_("Open"), f"open_{record}", self.opened)
        acts = [last]
        if entry.known:
            acts.insert(0, (_("Print…"), f"print_entry_{record}", self.print_wanted))
        return [
            Button(words, "quiet", name=name, about=about, on_click=partial(wanted.emit, record))
            for words, name, wanted in acts
        ]


class Timeline(QWidget):
    """All entries of a case."""

    opened = Signal(str)
    history_wanted = Signal(str)
    print_wanted = Signal(str)

    def __init__(self, entries: tuple[TimelineEntry, ...], teller: Teller) -> None:
        """Show the entries in the order given."""
        super().__init__()
        self.setObjectName("timeline")
        layout = column(8)
        for at, entry in enumerate(entries):
            if at:
                layout.addWidget(hairline())
            item = TimelineItem(entry, teller)
            item.opened.connect(self.opened)
            item.history_wanted.connect(self.history_wanted)
            item.print_wanted.connect(self.print_wanted)
            layout.addWidget(item)
        layout.addStretch(1)
        self.setLayout(layout)


def _came_newer() -> str:
    return _("It came from a newer program: it is kept whole, and can be changed once this one is.")


def _muted_line(entry: TimelineEntry) -> str:
    parts = [service_words(entry.service)] if entry.service else []
    parts.append(entry.author)
    if entry.is_from_paper:
        parts.append(_("typed from paper"))
    corrections = entry.revisions - 1
    if corrections:
        said = ngettext("corrected once", "corrected {count} times", corrections)
        parts.append(said.format(count=corrections))
    return " · ".join(parts)
